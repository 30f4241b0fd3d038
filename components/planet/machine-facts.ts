import { dataMountPoint, type ResolvedMachine } from "../machine/resolve";
import { everywhere } from "../machine/ssh-access";
import { defaultAmesPort, type MachineFacts } from "./resolve";
import { webPorts } from "./web/resolve";

/** What a ship is judged against. While its machine is wrong itself, one on which everything fits: the ship's own mistakes are told all the same. */
export function machineFacts(machine: ResolvedMachine | undefined, amesPort: unknown): MachineFacts {
  if (machine !== undefined) {
    return { ...machine, mountPoint: machine.volume.mode === "separate" ? machine.volume.mountPoint : undefined };
  }
  const port = typeof amesPort === "number" ? amesPort : defaultAmesPort;
  return {
    architecture: "amd64",
    memoryMib: Number.MAX_SAFE_INTEGER,
    swapMib: 0,
    openPorts: [
      { protocol: "udp", port, from: [], purpose: "Ames" },
      ...webPorts.map((each) => ({ protocol: "tcp" as const, from: everywhere, ...each })),
    ],
    mountPoint: dataMountPoint,
  };
}
