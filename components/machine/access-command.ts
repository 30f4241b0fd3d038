import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../core/children";
import { type RenderedFile, rootFile } from "../core/rendered-file";
import { hooksCanRun, sharedHook } from "../core/shared-hooks";
import { installBundle, installFiles } from "./commands";
import type { RemoteCommand } from "./over-ssh";
import { filesOf } from "./template";

const read = filesOf(join(__dirname, "files"));
const operatorKeys = "/etc/roadstead/access/operator.keys";

/** Public keys of those who may log in. */
export interface MachineAccess {
  readonly keys: readonly string[];
  readonly deploymentKey: string;
}

/** What a deployment puts on the machine to say who may log in. */
export function accessFiles({ keys, deploymentKey }: MachineAccess): readonly RenderedFile[] {
  return [
    rootFile("/usr/local/sbin/roadstead-access", "0755", read("roadstead-access")),
    rootFile(operatorKeys, "0644", keys.map((each) => `${each}\n`).join("")),
    rootFile("/etc/roadstead/access/deployment.key", "0644", `${deploymentKey}\n`),
  ];
}

/** Puts the operator's keys in place, and follows their changes. */
export function accessCommand(access: MachineAccess): RemoteCommand {
  const apply = `${installFiles} && sudo roadstead-access apply`;
  return { create: apply, update: apply, stdin: installBundle(accessFiles(access)) };
}

/** The operators' keys in the standard input of an access command. */
function keysInBundle(stdin: string): readonly string[] {
  const { files }: { files?: unknown } = Object(JSON.parse(stdin));
  const all: readonly unknown[] = Array.isArray(files) ? files : [];
  return all.flatMap((file) => {
    const { path, content }: { path?: unknown; content?: unknown } = Object(file);
    return path === operatorKeys && typeof content === "string" ? content.trim().split("\n") : [];
  });
}

type ReadKeys = (stdin: string) => readonly string[] | undefined;

/** The keys in a command's standard input, without their comments. */
function keysIn(inputs: unknown, read: ReadKeys): string[] | undefined {
  const { stdin }: { stdin?: unknown } = Object(inputs);
  const lines = typeof stdin === "string" ? read(stdin) : undefined;
  return lines?.map((line) => /((?:ssh|ecdsa|sk)-\S+ \S+)/.exec(line)?.[1] ?? line);
}

/** Refuses, in previews too, to take every key away that was there: nobody has logged in with the new ones yet. */
export function oneKeyStays(role = "access", read: ReadKeys = keysInBundle): pulumi.CustomResourceOptions {
  if (!hooksCanRun()) return {};
  const beforeUpdate = sharedHook(
    undefined,
    `operators keep a key with which they have logged in: ${role}`,
    () => (args) => {
      const before = keysIn(args.oldInputs, read);
      const after = keysIn(args.newInputs, read);
      if (before === undefined || after === undefined || before.some((key) => after.includes(key))) return;
      throw new Error(
        `${componentOf(args.name, role)}: no key of MachineArgs.operator.keys would stay that is on the machine now, and nobody has logged in with the new ones yet. ` +
          "Add the new keys beside an old one and run pulumi up; log in with each; then remove the old ones and run it again.",
      );
    },
  );
  return { hooks: { beforeUpdate: [beforeUpdate] } };
}
