import * as pulumi from "@pulumi/pulumi";
import { argumentsOf, orThrow } from "../core/arguments";
import { childrenOf } from "../core/children";
import { claimIdentity } from "../core/identities";
import { typeToken } from "../core/type-token";
import { overSsh } from "../machine/over-ssh";
import type { UrbitPlanetArgs } from "./args";
import { atRest } from "./at-rest";
import { inService } from "./in-service";
import type { Making } from "./making";
import { besideNeighbours, neighboursOn } from "./neighbours";
import type { UrbitPlanetNodes } from "./nodes";
import { saidBy } from "./operations/children";
import { renderPlanet } from "./render";
import { resolvePlanet } from "./resolve";

/**
 * One Urbit ship on a machine.
 *
 * Creates: commands over SSH, which install the ship's files, write the licence (which ship, pier, volume and machine
 * belong together), deliver the key into memory, and start the ship. Costs nothing besides the machine. Can lose data: a
 * second live copy of the ship, which the licence, the registry of this run and the policy pack each refuse. Removing it
 * stops the ship and takes the licence away; the pier stays on the volume. Errors: every wrong argument at once.
 */
export class UrbitPlanet extends pulumi.ComponentResource {
  /** The ship's name, with its sig. */
  readonly ship: pulumi.Output<string>;
  /** UDP port that peers see. */
  readonly amesPort: pulumi.Output<number>;
  /** Address and port that peers see this ship send from: the machine's `outboundIpv4`, where that is another than `ipv4`. */
  readonly amesAddress: pulumi.Output<string>;
  /** How its web interface stands: a line of JSON, with the end of its certificate or why there is none. Undefined without `web`. */
  readonly webState: pulumi.Output<string> | undefined;
  /** Proof that nothing of the ship runs on the machine, nor may: a line of JSON. Undefined while it may run. */
  readonly stopped: pulumi.Output<string> | undefined;
  /** What became of the backup that was requested, with the measured stop: a line of JSON. Undefined where none was. */
  readonly backup: pulumi.Output<string> | undefined;
  /** What became of the restore: a line of JSON with its verdict. Undefined where nothing is to be restored. */
  readonly restored: pulumi.Output<string> | undefined;
  /** What was handed over when the ship was stopped for a move: a line of JSON. Undefined while it may run, and without backups. */
  readonly handedOver: pulumi.Output<string> | undefined;
  /** What became of the last maintenance: a line of JSON. Undefined where none was requested. */
  readonly maintenance: pulumi.Output<string> | undefined;
  /** What the ship says of its updates, and whether its runtime is new enough for a pending one: a line of JSON. Undefined without `ota`. */
  readonly updates: pulumi.Output<string> | undefined;
  readonly nodes: UrbitPlanetNodes;

  constructor(name: string, args: UrbitPlanetArgs, opts?: pulumi.ComponentResourceOptions) {
    const { machine } = args;
    const subject = `UrbitPlanet "${name}"`;
    const planet = orThrow(subject, resolvePlanet(args, { ...machine, mountPoint: machine.data?.mountPoint }));
    claimIdentity("ship", planet.ship, subject, !planet.runs);
    const check = argumentsOf("UrbitPlanetArgs");
    const neighbours = neighboursOn(machine);
    besideNeighbours(check, planet, neighbours, machine);
    orThrow(
      subject,
      check.result(() => neighbours.push({ name, planet })),
    );
    const rendered = renderPlanet(planet);
    super(typeToken("UrbitPlanet"), name, planet, opts);
    const children = childrenOf(this, name);

    const run: Making["run"] = (role, remote, after, own = {}) =>
      overSsh(children, machine, inWords(role), remote, args.transform?.[role], { ...own, dependsOn: [...after] });

    const installed = run(
      "installed",
      { create: rendered.commands.install, delete: rendered.commands.remove, stdin: rendered.installBundle },
      machine.ready,
    );
    const making = { args, planet, rendered, machine, run };
    this.nodes = planet.runs ? inService(making, installed) : atRest(making, installed);

    this.ship = pulumi.output(planet.ship);
    this.amesPort = pulumi.output(planet.amesPort);
    this.amesAddress = pulumi.interpolate`${machine.outboundIpv4 ?? machine.ipv4}:${planet.amesPort}`;
    this.webState = saidBy(this.nodes.web);
    this.stopped = saidBy(this.nodes.stopped);
    this.backup = saidBy(this.nodes.backup);
    this.restored = saidBy(this.nodes.restored);
    this.handedOver = saidBy(this.nodes.handedOver);
    this.maintenance = saidBy(this.nodes.maintained);
    this.updates = saidBy(this.nodes.updates);
    const { ship, amesPort, amesAddress, webState, stopped, backup, restored, handedOver, maintenance, updates } = this;
    this.registerOutputs({
      ...{ ship, amesPort, amesAddress, webState, stopped },
      ...{ backup, restored, handedOver, maintenance, updates },
    });
  }
}

/** A child's role as it stands in its name: `handed-over`. */
function inWords(role: string): string {
  return role.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
