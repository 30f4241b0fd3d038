import type { ResolvedSsh } from "./ssh-access";

// Another port for SSH: added, proven by a login, and only then is the one of before removed. Two deployments, since a vendor's firewall is one
// resource that is changed once in each, and stands before the server: between them it lets both in.

/** The part of `ssh` that says where it answers. */
export type Ports = Pick<ResolvedSsh, "port" | "formerPort">;

/** Every port at which SSH answers. */
export function sshPorts({ port, formerPort }: Ports): readonly number[] {
  return formerPort === undefined ? [port] : [port, formerPort];
}

/** The port that answers before this deployment has done anything, and while it is at work. */
export function entryPort({ port, formerPort }: Ports): number {
  return formerPort ?? port;
}

/** As one word that a label of any vendor takes. */
export function portsWord(ssh: Ports): string {
  return sshPorts(ssh).join("-");
}

/** What is against a change of ports, each written as `portsWord` did; undefined where nothing is. */
export function portsObjection(component: string, before: string, after: string): string | undefined {
  const known = before.split("-");
  const [port = "", formerPort] = after.split("-");
  const entry = formerPort ?? port;
  if (known.includes(entry)) return undefined;
  const of = known.join(" and ");
  if (formerPort !== undefined) {
    return (
      `${component}: MachineArgs.ssh.formerPort is ${formerPort}, but SSH answers at port ${of}. Nothing was touched. ` +
      `Set MachineArgs.ssh.formerPort to ${known[0]}.`
    );
  }
  return (
    `${component}: SSH answers at port ${of}, which would be closed before anybody has logged in at ${port}. Nothing was touched. ` +
    `Set MachineArgs.ssh.formerPort to ${known[0]} beside port ${port} and run pulumi up, which logs in at ${port}; then remove formerPort and run it again.`
  );
}
