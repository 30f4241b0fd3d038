import type * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { explainsError } from "../../core/explained-errors";
import { frozenAfterBoot } from "../../core/resource-options";
import { refusesChange } from "../../core/retained-data";
import { oneKeyStays } from "../access-command";
import { cannotEnter, overSsh, type RemoteCommand } from "../over-ssh";
import { portsFollow } from "../ssh-port-command";
import { entryPort, portsWord } from "../ssh-ports";
import type { Hosted, Hosting } from "../vendor";
import { wayIn, wayInStays } from "../way-in";
import { sshHost } from "../wireguard";
import { closing, provenFirst } from "../wireguard-command";
import type { ExistingVendor } from "./args";
import {
  bindData,
  confirmChange,
  dataFolder,
  removeAdditions,
  restoreAccess,
  runPreflight,
  runSetUp,
} from "./commands";
import { factsOf } from "./facts";
import { keysInSetUp, renderExisting } from "./render";
import type { ResolvedExisting } from "./resolve";

/** The children that only a machine has that was there before. All are commands over SSH. */
export interface ExistingNodes {
  readonly kind: "existing";
  /** Does nothing until it is deleted: then it takes away what was added. */
  readonly removed: command.remote.Command;
  readonly preflight: command.remote.Command;
  readonly bootstrap: command.remote.Command;
  /** Does nothing until it is deleted: then it puts back the former sshd and firewall. */
  readonly restored: command.remote.Command;
  readonly confirmed: command.remote.Command;
  /** Data lies on what is there already, which is nobody's resource. */
  readonly volume: undefined;
}

// The machine runs already: whoever does not answer now will not in a minute.
const dialErrorLimit = 5;

/** What a destroy connects to and undoes. Its words stand in the command that undoes, so that the engine can compare them. */
function placeOf({ address, hostKey, dataDevice }: ResolvedExisting, ports: string, operator: string): string {
  return `machine at ${address}, host key ${hostKey}, ssh port ${ports}, operator ${operator}, data on ${dataDevice ?? dataFolder}`;
}

const portsInPlace = /, ssh port ([0-9-]+)/;

function wholePlaceIn(inputs: unknown): string | undefined {
  const text: unknown = typeof inputs === "object" && inputs !== null ? Reflect.get(inputs, "delete") : undefined;
  return typeof text === "string" ? /(?:^|; ): (machine at [^;]+);/.exec(text)?.[1] : undefined;
}

const placeIn = (inputs: unknown): string | undefined => wholePlaceIn(inputs)?.replace(portsInPlace, "");
const portsIn = (inputs: unknown): string | undefined => portsInPlace.exec(wholePlaceIn(inputs) ?? "")?.[1];

/** Nothing else is kept in the state from which a change of the way in could be seen: it stands before the command that undoes. */
function withWayIn(command: string, way: string | undefined): string {
  return way === undefined ? command : `: 'way in ${way}'; ${command}`;
}

function wayInOf(inputs: unknown): string | undefined {
  const text: unknown = Reflect.get(Object(inputs), "delete");
  return typeof text === "string" ? /^: 'way in (\{[^']+\})'; /.exec(text)?.[1] : undefined;
}

/** Brings a machine that is there already to where cloud-init brings a new one, and leaves it as it was. */
export function existingMachine(
  { children, machine, files, deployment, transform: common }: Hosting,
  resolved: ResolvedExisting,
  { transform }: ExistingVendor,
): Hosted<ExistingNodes> {
  const { address, hostKey } = resolved;
  const rendered = renderExisting(machine, resolved, files, deployment.publicKey);
  // Whatever its arguments become: what is to be refused must not look like another machine to the engine.
  const unchanging = { machineId: pulumi.output(`existing:${machine.hostname}`) };
  const login = { host: address, privateKey: deployment.privateKey.reveal(), dialErrorLimit };
  const firstPort = resolved.port ?? entryPort(machine.ssh);
  const first = {
    ...unchanging,
    connection: { ...login, user: resolved.user, port: firstPort, hostKey },
    stays: true,
  } as const;
  const afresh = [machine.generation];
  const run = (
    target: Parameters<typeof overSsh>[1],
    role: string,
    remote: RemoteCommand,
    own: Parameters<typeof overSsh>[4],
    ...options: pulumi.CustomResourceOptions[]
  ) => overSsh(children, target, role, remote, own, ...options);

  const removed = run(
    first,
    "removed",
    {
      delete: withWayIn(
        removeAdditions(placeOf(resolved, portsWord(machine.ssh), machine.operator.user)),
        wayIn(machine),
      ),
    },
    transform?.removed,
    wayInStays("removed", wayInOf),
    portsFollow("a machine that was there before", "removed", portsIn),
    refusesChange({
      name: "a machine that was there before stays the one that it is",
      labelKey: placeIn,
      refusal: (resource, before, after) =>
        `${resource}: this is the ${before}; it cannot become the ${after} while a deployment is on it. ` +
        "Another machine: deploy it under another name and move the ship (components/machine/README.md, Moving). " +
        "The same machine: pulumi destroy --exclude-protected, which leaves its data, then up with the new arguments.",
    }),
  );
  const preflight = run(
    first,
    "preflight",
    { create: runPreflight, stdin: rendered.preflight, afresh },
    transform?.preflight,
    { dependsOn: [removed] },
    // What was found right stays right until the next generation; it would not be asked again for a larger plan.
    frozenAfterBoot("stdin"),
    explainsError({
      name: "the first login at a machine that was there before",
      sign: cannotEnter,
      explanation: (resource) =>
        `${resource}: cannot log in as vendor.user with the deployment key. Put deployment.publicKey into its authorized_keys first. ` +
        "A machine that was set up before takes only the operator: set vendor.user to it, and vendor.port to ssh.port. " +
        "At \"host key mismatch\": compare vendor.hostKey with the vendor's console, and try the machine's ecdsa key where it has one; never take what answers.",
    }),
  );
  const bootstrap = run(
    first,
    "bootstrap",
    { create: runSetUp, stdin: rendered.setUp, afresh },
    transform?.bootstrap,
    { dependsOn: [preflight] },
    // Later changes, keys among them, go over the operator's login: this one is closed by then.
    frozenAfterBoot("stdin"),
  );

  const facts = factsOf(preflight.stdout);
  const serverId = facts.apply(({ machine: id }) => id);
  const ownHostKey = facts.apply((each) => each.hostKey);
  const { wireguard } = machine.ssh;
  const host = sshHost(wireguard, pulumi.output(address));
  // Another port is proven after all of this: until then it goes by the one that answers already.
  const port = entryPort(machine.ssh);
  const connection = { ...login, host, user: machine.operator.user, port, hostKey: ownHostKey };
  const moves = wireguard !== undefined;
  const operator = { connection, machineId: serverId.apply((id) => `existing:${id}`), moves };
  const ready = run(
    { ...unchanging, connection, moves },
    "ready",
    { create: confirmChange(rendered.print), once: true, afresh },
    common?.ready,
    { dependsOn: [bootstrap] },
    frozenAfterBoot("create"),
    explainsError({
      name: "the login that confirms",
      sign: cannotEnter,
      explanation: (resource) =>
        `${resource}: the new sshd and firewall do not let the deployment in, so they go back by themselves within minutes. ` +
        "Compare ssh.from with the address that you come from. Then raise generation by one and deploy again.",
    }),
  );
  const restored = run(
    { ...unchanging, connection, moves },
    "restored",
    { delete: restoreAccess },
    transform?.restored,
    { dependsOn: [ready] },
  );
  const ownFirewall = run(
    operator,
    "own-firewall",
    { create: provenFirst(wireguard, runSetUp), stdin: rendered.setUp, ...closing(wireguard) },
    common?.ownFirewall,
    { dependsOn: [restored] },
    oneKeyStays("own-firewall", keysInSetUp),
  );
  const confirmed = run(operator, "confirmed", { create: confirmChange(rendered.print) }, transform?.confirmed, {
    dependsOn: [ownFirewall],
  });

  const { volume } = machine;
  const uuid =
    rendered.dataUuid === undefined ? facts.apply(({ rootUuid }) => rootUuid) : pulumi.output(rendered.dataUuid);
  const place = resolved.dataDevice ?? dataFolder;
  return {
    nodes: { kind: "existing", removed, preflight, bootstrap, restored, confirmed, volume: undefined },
    ipv4: pulumi.output(address),
    ipv6: resolved.ipv6 === undefined ? undefined : pulumi.output(resolved.ipv6),
    serverId,
    server: bootstrap,
    arrival: { hostKey: ownHostKey, ready, ownFirewall, done: confirmed },
    volume:
      volume.mode === "none"
        ? undefined
        : {
            id: pulumi.output(`${machine.hostname} ${place}`),
            attachment: confirmed,
            ...(resolved.dataDevice === undefined
              ? { filesystemUuid: uuid, mount: (known: string) => bindData(known, volume.mountPoint) }
              : { device: pulumi.output(resolved.dataDevice), filesystemUuid: uuid }),
          },
    kept: volume.mode === "none" ? [] : [{ kind: "volume", name: `${place} at ${address}`, id: uuid }],
  };
}
