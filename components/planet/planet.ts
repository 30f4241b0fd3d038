import type * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { argumentsOf, orThrow } from "../core/arguments";
import { childrenOf } from "../core/children";
import { claimIdentity } from "../core/identities";
import { frozenAfterBoot } from "../core/resource-options";
import { typeToken } from "../core/type-token";
import { overSsh, type RemoteCommand } from "../machine/over-ssh";
import type { UrbitPlanetArgs, UrbitPlanetTransform } from "./args";
import { backupsCommand, lineOf } from "./backups/children";
import { restoreCommand } from "./backups/render";
import { besideNeighbours, neighboursOn } from "./neighbours";
import { operate, saidBy } from "./operations/children";
import { renderPlanet } from "./render";
import { resolvePlanet } from "./resolve";
import { webCommand } from "./web/command";

/** The children of a planet, for whoever needs more than the arguments offer. */
export interface UrbitPlanetNodes {
  readonly installed: command.remote.Command;
  /** This and the next two: undefined while the ship must not run here. */
  readonly licence: command.remote.Command | undefined;
  readonly key: command.remote.Command | undefined;
  readonly running: command.remote.Command | undefined;
  /** Undefined without `web`, and while the ship must not run here. */
  readonly web: command.remote.Command | undefined;
  /** Only while the ship must not run here. */
  readonly stopped: command.remote.Command | undefined;
  /** Undefined without backups. */
  readonly backups: command.remote.Command | undefined;
  /** Undefined where none was requested. */
  readonly backup: command.remote.Command | undefined;
  /** Undefined where nothing is to be restored. */
  readonly restored: command.remote.Command | undefined;
  /** Only while the ship must not run here, and has backups. */
  readonly handedOver: command.remote.Command | undefined;
  /** Undefined where no maintenance was requested. */
  readonly maintained: command.remote.Command | undefined;
  /** Undefined without `ota`. */
  readonly updates: command.remote.Command | undefined;
}

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

    const run = (
      role: keyof UrbitPlanetTransform,
      remote: RemoteCommand,
      after: readonly pulumi.Resource[],
      own: pulumi.CustomResourceOptions = {},
    ) => overSsh(children, machine, role, remote, args.transform?.[role], { ...own, dependsOn: [...after] });

    this.amesAddress = pulumi.interpolate`${machine.outboundIpv4 ?? machine.ipv4}:${planet.amesPort}`;
    const { commands } = rendered;
    const copies = (after: pulumi.Resource) =>
      rendered.backups === undefined || args.backups === undefined
        ? undefined
        : run(
            "backups",
            backupsCommand(planet.shipName, rendered.backups.files, rendered.backups.commands, args.backups),
            [after],
          );
    const installed = run("installed", { create: commands.install, stdin: rendered.installBundle }, machine.ready);
    if (!planet.runs) {
      // It stops the ship itself: what started it is deleted only after everything that is made.
      const remote = { create: commands.proveStopped, afresh: [rendered.fingerprint] };
      const stopped = run("stopped", remote, [installed]);
      const backups = copies(stopped);
      const handedOver =
        backups === undefined
          ? undefined
          : run("handedOver", { create: rendered.backups?.commands.handOver ?? "", afresh: [stopped.id] }, [backups]);
      const none = {
        licence: undefined,
        key: undefined,
        running: undefined,
        backup: undefined,
        restored: undefined,
        maintained: undefined,
        updates: undefined,
        web: undefined,
      };
      this.nodes = { installed, ...none, stopped, backups, handedOver };
      this.backup = undefined;
      this.restored = undefined;
      this.maintenance = undefined;
      this.updates = undefined;
      this.handedOver = handedOver === undefined ? undefined : lineOf(handedOver.stdout);
      // All that a command with a secret connection says counts as secret; this line holds none.
      this.stopped = pulumi.unsecret(stopped.stdout);
      this.webState = undefined;
      this.ship = pulumi.output(planet.ship);
      this.amesPort = pulumi.output(planet.amesPort);
      this.registerOutputs({
        ship: this.ship,
        amesPort: this.amesPort,
        amesAddress: this.amesAddress,
        stopped: this.stopped,
        handedOver: this.handedOver,
      });
      return;
    }
    const licence = run(
      "licence",
      {
        create: commands.licence,
        delete: commands.revoke,
        stdin: pulumi
          .all([machine.data?.filesystemUuid ?? "", machine.machineId])
          .apply(([volumeUuid, machineId]) => rendered.licence({ volumeUuid, machineId })),
        // Another ship does not only get its own licence: the one that was here loses its.
        afresh: [planet.ship],
      },
      [installed],
    );
    const backups = copies(licence);
    const restored =
      planet.restore === undefined || backups === undefined
        ? undefined
        : run(
            "restored",
            {
              create: restoreCommand(planet.shipName, planet.restore),
              afresh: [planet.pierId, planet.restore.attempt],
            },
            [backups],
          );
    const key = run(
      "key",
      {
        create: commands.key,
        stdin: args.boot.mode === "create" ? (args.boot.key?.reveal() ?? "") : "",
        afresh: [planet.pierId, planet.boot.mode === "create" ? planet.boot.attempt : 0, licence.id],
      },
      restored === undefined ? [licence] : [licence, restored],
      // The key is good for one boot: taking it out of the configuration afterwards must change nothing.
      frozenAfterBoot("stdin"),
    );
    const running = run(
      "running",
      // By the licence's id the engine knows to stop the ship before its licence is taken away.
      {
        create: commands.start,
        delete: commands.stop,
        afresh: [rendered.fingerprint, licence.id, ...(machine.standstill === undefined ? [] : [machine.standstill])],
      },
      [key],
    );

    const request = planet.backups?.request ?? 0;
    const backup =
      backups === undefined || request === 0
        ? undefined
        : run("backup", { create: rendered.backups?.commands.now ?? "", afresh: [planet.pierId, request] }, [
            backups,
            running,
          ]);

    const operations = operate(planet, run, backup === undefined ? [running] : [running, backup]);
    // Beside the ship, not behind it: whatever changes here, nothing of the ship's runs again.
    const web =
      planet.web === undefined ? undefined : run("web", webCommand(planet, planet.web, machine.ipv4), [installed]);
    this.nodes = {
      ...operations,
      installed,
      licence,
      key,
      running,
      web,
      stopped: undefined,
      backups,
      backup,
      restored,
      handedOver: undefined,
    };
    this.stopped = undefined;
    this.backup = backup === undefined ? undefined : lineOf(backup.stdout);
    this.restored = restored === undefined ? undefined : lineOf(restored.stdout);
    this.handedOver = undefined;
    this.webState = saidBy(web);
    this.maintenance = saidBy(operations.maintained);
    this.updates = saidBy(operations.updates);
    this.ship = pulumi.output(planet.ship);
    this.amesPort = pulumi.output(planet.amesPort);
    const { ship, amesPort, amesAddress, webState, maintenance, updates } = this;
    this.registerOutputs({
      ship,
      amesPort,
      amesAddress,
      webState,
      backup: this.backup,
      restored: this.restored,
      maintenance,
      updates,
    });
  }
}
