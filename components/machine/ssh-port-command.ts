import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../core/children";
import { explainsError } from "../core/explained-errors";
import { type RenderedFile, rootFile } from "../core/rendered-file";
import { refusesChange } from "../core/retained-data";
import { cannotEnter, type RemoteCommand } from "./over-ssh";
import { type Ports, portsObjection, sshPorts } from "./ssh-ports";
import { filesOf } from "./template";

const read = filesOf(join(__dirname, "files"));

/** Holds every change of the ports, in previews too, against those at which the machine was last told to answer. */
export function portsFollow(
  vendor: string,
  role: string,
  labelKey: string | ((inputs: unknown) => string | undefined),
): pulumi.CustomResourceOptions {
  return refusesChange({
    name: `SSH answers at one port of before: ${vendor}`,
    labelKey,
    refusal: (resource, before, after) => portsObjection(componentOf(resource, role), before, after),
  });
}

const tool = "/usr/local/sbin/roadstead-ssh-port";

/** The tool that has sshd and fail2ban follow. */
export const sshPortTool: RenderedFile = rootFile(tool, "0755", read("roadstead-ssh-port"));

/** Has sshd answer at these ports and no other, without cutting anybody off. */
export function followPorts(ssh: Ports): string {
  return `sudo -n ${tool} ${sshPorts(ssh).join(" ")}`;
}

/** Goes on only for a login at the new port. */
export function provePort({ port }: Ports): RemoteCommand {
  const elsewhere = `roadstead: this login came to another port than ${port}, so what leads there changes ports. Nothing was closed.`;
  return { create: `[ "\${SSH_CONNECTION##* }" = ${port} ] || { echo "${elsewhere}" >&2; exit 76; }` };
}

/** What stands before the new port is tried on a network that may keep it: whoever does not answer now will not in a minute. */
export const provingDials = 5;

export function explainsUnprovenPort(): pulumi.CustomResourceOptions {
  return explainsError({
    name: "the first login at another SSH port",
    sign: cannotEnter,
    explanation: (resource) =>
      `${resource}: the machine is not reached at ssh.port. It still answers at ssh.formerPort, nothing was closed, and nothing else follows. ` +
      "See that the network from which you deploy lets that port out, then run pulumi up again; " +
      "or set ssh.port back to what ssh.formerPort says, remove ssh.formerPort, and run it. Do not remove ssh.formerPort alone.",
  });
}
