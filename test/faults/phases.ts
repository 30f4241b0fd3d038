import { editEnvironment, type Workspace } from "../../scripts/workspace/workspace";
import type { EngineOperation } from "./stage";

/** A part of a planet's life through which faults are swept. Each begins where the one before it ended. */
export interface Phase {
  readonly name: "deploy" | "update" | "rebuild" | "destroy";
  readonly operation: EngineOperation;
  /** Changes the environment first. */
  edit(workspace: Workspace): void;
}

const planet = ["roadstead:planets", "sampel"];

export const phases: readonly Phase[] = [
  { name: "deploy", operation: "up", edit: () => {} },
  {
    name: "update",
    operation: "up",
    edit(workspace) {
      const machine = [...planet, "machine"];
      editEnvironment(workspace, [...machine, "volume", "size"], "60 GiB");
      editEnvironment(workspace, [...machine, "dns", "name"], "harbour.ships.example.org");
      editEnvironment(workspace, [...machine, "openPorts"], [{ protocol: "tcp", port: 443, purpose: "web" }]);
      editEnvironment(workspace, [...planet, "snapshotMinutes"], 30);
    },
  },
  {
    name: "rebuild",
    operation: "up",
    edit: (workspace) => editEnvironment(workspace, [...planet, "machine", "generation"], 2),
  },
  { name: "destroy", operation: "destroy", edit: () => {} },
];
