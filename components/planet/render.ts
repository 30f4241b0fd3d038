import { createHash } from "node:crypto";
import { join } from "node:path";
import { type RenderedFile, rootFile } from "../core/rendered-file";
import { overdueTool } from "../machine/overdue";
import { filesOf, fill } from "../machine/template";
import { amesLimitRules } from "./ames-limit";
import { type BackedUpShip, type BackupCommands, backupCommands, backupFiles } from "./backups/render";
import { type PlanetCommands, planetCommands } from "./commands";
import { operationUnits } from "./operations/render";
import type { ResolvedPlanet } from "./resolve";
import { knownFormats } from "./runtime-format";
import { runtimeMember } from "./runtime-url";

export type { PlanetCommands } from "./commands";

const read = filesOf(join(__dirname, "files"));

export interface RenderedPlanet {
  readonly files: readonly RenderedFile[];
  /** The files as `roadstead-install-files` reads them. */
  readonly installBundle: string;
  /** Changes when the ship must be restarted to follow its arguments. */
  readonly fingerprint: string;
  readonly commands: PlanetCommands;
  /** What its backups need; undefined without them. */
  readonly backups: { readonly files: readonly RenderedFile[]; readonly commands: BackupCommands } | undefined;
  /** Which ship, pier, volume and machine belong together: what the ship starts under. */
  licence(ids: LicenceIds): string;
}

/** What is known only once the vendor has made it. */
export interface LicenceIds {
  /** UUID of the file system that holds the pier. */
  readonly volumeUuid: string;
  /** `<vendor>:<server id>`. */
  readonly machineId: string;
}

/** The systemd unit of a mount point, named as `systemd-escape --path --suffix=mount` names it. */
export function mountUnit(mountPoint: string): string {
  const parts = mountPoint.split("/").filter((part) => part !== "");
  if (parts.length === 0) return "-.mount";
  const escaped = parts
    .join("/")
    .replace(/^\.|[^A-Za-z0-9:_./]/g, (character) =>
      [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join(""),
    );
  return `${escaped.replaceAll("/", "-")}.mount`;
}

/** Where a ship's things lie on its machine. */
function places(planet: ResolvedPlanet) {
  const { shipName, pierId, mountPoint, runtime } = planet;
  const runtimeName = `${runtime.version}-${runtime.architecture}`;
  return {
    unit: `roadstead-ship-${shipName}.service`,
    creationUnit: `roadstead-create-${shipName}.service`,
    // One folder for each pier: after a breach the old one stays where it is.
    folder: `${mountPoint}/ships/${pierId}`,
    runtimeName,
  };
}

/** What `roadstead-ship` reads about one ship. */
function shipFacts(planet: ResolvedPlanet): string {
  const { ship, user, pierId, mountPoint, httpPort, loomExponent, runtime } = planet;
  const { unit, creationUnit, runtimeName } = places(planet);
  const facts = {
    ship,
    user,
    pierId,
    mountPoint,
    unit,
    creationUnit,
    httpPort,
    loomExponent,
    runtime: {
      name: runtimeName,
      url: runtime.url,
      sha256: runtime.sha256,
      member: runtimeMember(runtime.version, runtime.architecture),
      format: runtime.format ?? "",
      forwardOnly: runtime.forwardOnly,
      ...(runtime.zuse === undefined ? {} : { zuse: String(runtime.zuse) }),
    },
    ...(planet.ota === undefined ? {} : { watchesUpdates: true }),
    formats: knownFormats,
  };
  return `${JSON.stringify(facts, null, 2)}\n`;
}

/** How a unit that runs the ship's files is closed. */
function sandboxOf(user: string, folder: string): string {
  return fill("sandbox.inc", read("sandbox.inc"), { USER: user, FOLDER: folder }).trimEnd();
}

function backupsOf(planet: ResolvedPlanet): RenderedPlanet["backups"] {
  if (planet.backups === undefined) return undefined;
  const ship: BackedUpShip = { ...planet, sandbox: (folder) => sandboxOf(planet.user, folder) };
  return { files: backupFiles(ship, planet.backups), commands: backupCommands(planet.shipName, planet.runs) };
}

function shipFiles(planet: ResolvedPlanet): readonly RenderedFile[] {
  const { shipName, user, mountPoint } = planet;
  const { unit, creationUnit, folder } = places(planet);
  const sandbox = sandboxOf(user, folder);
  const runtime = {
    SHIP_NAME: shipName,
    FOLDER: folder,
    SNAP_TIME: String(planet.snapTimeMinutes),
    AMES_PORT: String(planet.amesPort),
    HTTP_PORT: String(planet.httpPort),
    MOUNT_UNIT: mountUnit(mountPoint),
    SANDBOX: sandbox,
  };
  const filled = (name: string, values: Readonly<Record<string, string>>) => fill(name, read(name), values);
  return [
    rootFile("/usr/local/sbin/roadstead-ship", "0755", filled("roadstead-ship", {})),
    rootFile("/usr/local/lib/roadstead/ship-checks.sh", "0644", filled("ship-checks.sh", {})),
    rootFile("/usr/local/lib/roadstead/ship-journal.sh", "0644", filled("ship-journal.sh", {})),
    rootFile("/usr/local/lib/roadstead/ship-runtime.sh", "0644", filled("ship-runtime.sh", {})),
    rootFile("/usr/local/lib/roadstead/ship-maintenance.sh", "0644", filled("ship-maintenance.sh", {})),
    rootFile("/usr/local/lib/roadstead/ship-updates.sh", "0644", filled("ship-updates.sh", {})),
    rootFile("/usr/local/lib/roadstead/ship-removal.sh", "0644", filled("ship-removal.sh", {})),
    rootFile("/usr/local/sbin/roadstead-storage", "0755", filled("roadstead-storage", {})),
    rootFile("/usr/local/sbin/roadstead-pier", "0755", filled("roadstead-pier", {})),
    rootFile("/usr/local/sbin/roadstead-runtime", "0755", filled("roadstead-runtime", {})),
    overdueTool(),
    rootFile("/etc/systemd/system/run-roadstead-keys.mount", "0644", filled("run-roadstead-keys.mount", {})),
    rootFile(
      `/etc/sysusers.d/roadstead-ship-${shipName}.conf`,
      "0644",
      filled("ship-sysusers.conf", { USER: user, SHIP_NAME: shipName }),
    ),
    rootFile(`/etc/systemd/system/${creationUnit}`, "0644", filled("creation.service", { ...runtime, UNIT: unit })),
    rootFile(
      `/etc/systemd/system/${unit}`,
      "0644",
      filled("ship.service", { ...runtime, CREATION_UNIT: creationUnit }),
    ),
    ...operationUnits(shipName, unit, read),
    rootFile(`/etc/roadstead/ships/${shipName}.json`, "0644", shipFacts(planet)),
    rootFile(
      `/etc/roadstead/ships/${shipName}.nft`,
      "0640",
      // nftables takes no dash in the name of a chain.
      filled("ship.nft", {
        SHIP_NAME: shipName,
        USER: user,
        CHAIN: `ship_${shipName.replaceAll("-", "_")}`,
        AMES_LIMIT: amesLimitRules(planet),
      }),
    ),
  ];
}

/** Only what the ship's own command line and place are made of: a new unit file alone waits for the next restart. */
function fingerprint(planet: ResolvedPlanet): string {
  const { pierId, amesPort, httpPort, loomExponent, snapTimeMinutes, runtime, mountPoint, user } = planet;
  const { version, architecture, sha256 } = runtime;
  const parts = {
    pierId,
    amesPort,
    httpPort,
    loomExponent,
    snapTimeMinutes,
    version,
    architecture,
    sha256,
    mountPoint,
    user,
  };
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

/** Renders what a ship needs on its machine. Pure: the same ship gives the same bytes. The key is no part of it. */
export function renderPlanet(planet: ResolvedPlanet): RenderedPlanet {
  const files = shipFiles(planet);
  const { ship, pierId, boot } = planet;
  return {
    files,
    installBundle: `${JSON.stringify({ files })}\n`,
    fingerprint: fingerprint(planet),
    commands: planetCommands(planet.shipName),
    backups: backupsOf(planet),
    licence: ({ volumeUuid, machineId }) => {
      const creation = boot.mode === "create" ? { attempt: boot.attempt } : null;
      return `${JSON.stringify({ ship, pierId, volumeUuid, machineId, creation })}\n`;
    },
  };
}
