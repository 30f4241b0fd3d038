import type * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../core/children";
import { hooksCanRun, sharedHook } from "../core/shared-hooks";
import type { ResolvedMachine } from "./resolve";

/** What must be known of the last deployment's tunnel before the next one closes, moves or leaves it. Kept in the state, no secret in it. */
export interface WayIn {
  readonly mode: "beside" | "only";
  readonly generation: number;
  readonly sshPort: number;
  readonly address: string;
  readonly port: number;
  /** Public key and address of each. */
  readonly peers: readonly string[];
}

/** As a line without spaces at its ends; undefined where SSH goes through no tunnel. */
export function wayIn({ ssh, generation }: Pick<ResolvedMachine, "ssh" | "generation">): string | undefined {
  if (ssh.wireguard === undefined) return undefined;
  const { mode, address, port, peers } = ssh.wireguard;
  const way: WayIn = {
    ...{ mode, generation, sshPort: ssh.port, address, port },
    peers: peers.map((peer) => `${peer.publicKey} ${peer.address}`),
  };
  return JSON.stringify(way);
}

function parsed(line: string | undefined): WayIn | undefined {
  if (line === undefined) return undefined;
  const way: { readonly [Key in keyof WayIn]?: unknown } = Object(JSON.parse(line));
  const { mode, generation, sshPort, address, port, peers } = way;
  if ((mode !== "beside" && mode !== "only") || typeof address !== "string" || !Array.isArray(peers)) return undefined;
  return {
    ...{ mode, address, generation: Number(generation), sshPort: Number(sshPort), port: Number(port) },
    peers: peers.map(String),
  };
}

const argument = "MachineArgs.ssh.wireguard";
const readme = "components/machine/README.md, WireGuard";

/** What is against a change of the way in; undefined where nothing is. Both are as `wayIn` wrote them. */
export function wayInObjection(
  component: string,
  beforeLine: string | undefined,
  nowLine: string | undefined,
): string | undefined {
  const [before, now] = [parsed(beforeLine), parsed(nowLine)];
  if (now?.mode === "only" && before === undefined) {
    return (
      `${component}: ${argument}.mode is only, but no tunnel of this machine was ever set up, and nobody could log in. Nothing was touched. ` +
      `Use mode beside and run pulumi up; connect through the tunnel; then use only (${readme}).`
    );
  }
  if (before?.mode === "only" && now === undefined) {
    return (
      `${component}: SSH answers through the tunnel alone, so it cannot be taken away. Nothing was touched. ` +
      `Use ${argument}.mode beside and run pulumi up; then remove ${argument} and run it again.`
    );
  }
  if (before === undefined || now === undefined) return undefined;
  if (now.mode === "only" && now.generation !== before.generation) {
    return (
      `${component}: another generation is a new server without a tunnel, and ${argument}.mode is only. Nothing was touched. ` +
      `Raise generation together with mode beside; give the new public key to the peers; then use only again (${readme}).`
    );
  }
  if (before.mode === "beside" && now.mode === "beside") return undefined;
  const moved = (["sshPort", "address", "port"] as const).filter((key) => before[key] !== now[key]);
  if (moved.length > 0) {
    const named = moved.map((key) => (key === "sshPort" ? "MachineArgs.ssh.port" : `${argument}.${key}`)).join(" and ");
    return (
      `${component}: ${named} would change while the tunnel is, or becomes, the only way in. Nothing was touched. ` +
      `Use mode beside and run pulumi up; then make this change; then use only again.`
    );
  }
  if (now.mode === "only" && !now.peers.some((peer) => before.peers.includes(peer))) {
    return (
      `${component}: no peer of ${argument}.peers would stay that can connect now, and nobody has connected as a new one yet. Nothing was touched. ` +
      "Add the new peers beside an old one and run pulumi up; connect as each; then remove the old ones and run it again."
    );
  }
  return undefined;
}

/** Holds every change of the way in, in previews too, against what the machine was last given. `read` finds the line in a child's inputs. */
export function wayInStays(role: string, read: (inputs: unknown) => string | undefined): pulumi.CustomResourceOptions {
  if (!hooksCanRun()) return {};
  const hook = sharedHook(undefined, `nobody is locked out by a tunnel: ${role}`, () => (args) => {
    if (process.env["ROADSTEAD_RECOVERING"] === "1") return;
    const against = wayInObjection(componentOf(args.name, role), read(args.oldInputs), read(args.newInputs));
    if (against !== undefined) throw new Error(against);
  });
  return { hooks: { beforeCreate: [hook], beforeUpdate: [hook] } };
}
