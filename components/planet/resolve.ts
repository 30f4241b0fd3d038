import { p, valid } from "@urbit/aura";
import { oneOf, orDefault, record, transforms, wholeNumber, yesOrNo } from "../core/argument-checks";
import { type ArgumentCheck, argumentsOf, type Checked, shown } from "../core/arguments";
import { fitName, nameForms } from "../core/naming";
import { secretText } from "../core/secret";
import type { MachineLike } from "../machine/machine-like";
import { isLoopbackOnly, loopbackRange } from "../machine/ssh-access";
import { amesLimitArgs, type ResolvedAmesLimit } from "./ames-limit";
import type { UrbitPlanetArgs, UrbitPlanetTransform } from "./args";
import { backupsArgs, type ResolvedBackups, type ResolvedRestore, restoreArgs } from "./backups/resolve";
import { maintenanceArgs, otaArgs, type ResolvedMaintenance, type ResolvedOta, sponsorOf } from "./operations/resolve";
import { type ResolvedRuntime, runtimeArgs } from "./resolve-runtime";
import { canonicalShip } from "./ship-names";
import { type ResolvedStorage, storageArgs } from "./storage/resolve";
import { type ResolvedWeb, webArgs } from "./web/resolve";

/** Everything that is decided about a ship before anything is created. Plain values only, no Outputs, no key. */
export interface ResolvedPlanet {
  /** The ship with its sig, as Urbit writes it: `~sampel-palnet`. */
  readonly ship: string;
  /** The ship without its sig: names the folder, the units and the licence. */
  readonly shipName: string;
  /** The ship's own system user, at most 31 characters: `ship-sampel-palnet`, shortened with a hash where that is too long. */
  readonly user: string;
  /** Names this one pier for life. Written into the pier at creation and compared at each start. */
  readonly pierId: string;
  /** UDP port that peers see; the same number inside and outside. */
  readonly amesPort: number;
  /** TCP port of the ship's web server, on loopback only. */
  readonly httpPort: number;
  /** The ship's state may take 2^loomExponent bytes. Never lowered. */
  readonly loomExponent: number;
  readonly snapTimeMinutes: number;
  readonly runtime: ResolvedRuntime;
  /** Where the data volume is mounted: `/srv/roadstead`. */
  readonly mountPoint: string;
  readonly boot: { readonly mode: "create"; readonly attempt: number } | { readonly mode: "resume" };
  /** False while it must not run here. */
  readonly runs: boolean;
  readonly backups: ResolvedBackups | undefined;
  readonly restore: ResolvedRestore | undefined;
  readonly maintenance: ResolvedMaintenance | undefined;
  readonly ota: ResolvedOta | undefined;
  /** By its name: a moon's parent, a planet's star, a star's galaxy. A galaxy has none. */
  readonly sponsor: string | undefined;
  readonly amesLimit: ResolvedAmesLimit | undefined;
  readonly web: ResolvedWeb | undefined;
  readonly storage: ResolvedStorage | undefined;
}

/** What a ship's arguments are judged against: the machine's plain facts. */
export type MachineFacts = Pick<MachineLike, "architecture" | "memoryMib" | "swapMib" | "openPorts"> & {
  /** Undefined where all data goes with the machine. */
  readonly mountPoint: string | undefined;
};

/** UDP port of a ship that says nothing else; within the range of the Urbit cloud guide. */
export const defaultAmesPort = 34543;
const defaultHttpPort = 8080;
/** The operating system and the proxy need memory besides the loom. */
export const reservedMib = 512;

/** Every argument of a planet. */
export const planetArgumentKeys = [
  "ship",
  "machine",
  "boot",
  "amesPort",
  "amesLimit",
  "httpPort",
  "loom",
  "snapshotMinutes",
  "runtime",
  "pier",
  "runs",
  "backups",
  "restore",
  "maintenance",
  "ota",
  "web",
  "storage",
  "transform",
] as const satisfies readonly (keyof UrbitPlanetArgs)[];

/** Every child that `transform` can reach. */
export const planetChildren = [
  "installed",
  "licence",
  "key",
  "running",
  "stopped",
  "backups",
  "backup",
  "restored",
  "handedOver",
  "maintained",
  "updates",
  "web",
  "storage",
] as const satisfies readonly (keyof UrbitPlanetTransform)[];

/** Checks the name of a ship that boots from a key. */
export function shipWithKey(check: ArgumentCheck, value: unknown): string {
  const use = "Use the name with its sig, such as ~sampel-palnet.";
  if (typeof value !== "string" || value === "") {
    check.problem(value === undefined || value === "" ? `is missing. ${use}` : `${shown(value)} is not a ship. ${use}`);
    return "~zod";
  }
  if (/^~(?:[a-z]{6}-){3}[a-z]{6}$/.test(value) && !valid("p", value)) {
    // A master ticket looks like a ship; it derives every key, so it is not repeated.
    check.problem(`is not a ship, and looks like a master ticket, which must never be put on infrastructure. ${use}`);
    return "~zod";
  }
  if (!valid("p", value)) {
    const meant = canonicalShip(value);
    check.problem(`${shown(value)} is not a ship. ${use}${meant === undefined ? "" : ` Did you mean ${meant}?`}`);
    return "~zod";
  }
  return value;
}

/** A comet is its keys: nobody can give it new ones, so its pier is made once, and what was lost is lost. */
function onlyOnce(check: ArgumentCheck, booting: ResolvedPlanet["boot"], pier: number): void {
  const why = "a comet cannot be breached: made a second time, it would contradict for ever what it has said.";
  if (booting.mode === "create" && booting.attempt > 1) {
    check.at("boot").at("attempt").problem(`${booting.attempt} is not allowed: ${why} Mine another comet.`);
  }
  if (pier > 1) check.at("pier").problem(`${pier} is not allowed: ${why} Mine another comet.`);
}

function boot(check: ArgumentCheck, value: unknown): ResolvedPlanet["boot"] {
  const given = record(check, value, ["mode", "key", "attempt"]);
  const mode = oneOf(check.at("mode"), given["mode"], ["create", "resume"], "a way to boot");
  if (mode !== "create") {
    for (const key of ["key", "attempt"]) {
      if (mode === "resume" && given[key] !== undefined)
        check.at(key).problem('has no meaning with mode "resume". Remove it.');
    }
    return { mode: "resume" };
  }
  if (given["key"] !== undefined) secretText(check.at("key"), given["key"]);
  return {
    mode,
    attempt: wholeNumber(check.at("attempt"), orDefault(given["attempt"], 1), {
      min: 1,
      max: 1_000_000,
      what: "a count",
    }),
  };
}

function loom(check: ArgumentCheck, value: unknown, machine: MachineFacts): number {
  const exponent = wholeNumber(check, orDefault(value, 31), {
    min: 31,
    max: 33,
    what: "bytes as a power of two; 31 is 2 GiB",
  });
  const loomMib = 2 ** (exponent - 20);
  const room = machine.memoryMib + machine.swapMib - reservedMib;
  if (loomMib > room) {
    check.problem(
      `${exponent} maps ${loomMib} MiB, but the machine has ${machine.memoryMib} MiB of memory and ${machine.swapMib} MiB of swap, ` +
        `of which ${reservedMib} MiB stay for the system: ${room} MiB. Use a larger serverType or more swap.`,
    );
  }
  return exponent;
}

/** Whether these are a ship's arguments, its machine apart: true exactly where `resolvePlanet` judged them and found them right. */
export function arePlanetArgs(
  args: unknown,
  judged: Checked<ResolvedPlanet>,
): args is Omit<UrbitPlanetArgs, "machine"> {
  return args !== undefined && judged.ok;
}

/** Decides everything about a ship, or says all that is wrong with its arguments. */
export function resolvePlanet(args: unknown, machine: MachineFacts, path = "UrbitPlanetArgs"): Checked<ResolvedPlanet> {
  const check = argumentsOf(path);
  const given = record(check, args, planetArgumentKeys);
  const ship = shipWithKey(check.at("ship"), given["ship"]);
  const booting = boot(check.at("boot"), given["boot"]);
  const port = { min: 1024, max: 65535, what: "a port" };
  const amesPort = wholeNumber(check.at("amesPort"), orDefault(given["amesPort"], defaultAmesPort), port);
  const httpPort = wholeNumber(check.at("httpPort"), orDefault(given["httpPort"], defaultHttpPort), port);
  if (isLoopbackOnly(httpPort)) {
    check
      .at("httpPort")
      .problem(`${httpPort} is where ships answer without a password (${loopbackRange}). Use another port.`);
  }
  const loomExponent = loom(check.at("loom"), given["loom"], machine);
  const snapTimeMinutes = wholeNumber(check.at("snapshotMinutes"), orDefault(given["snapshotMinutes"], 2), {
    min: 1,
    max: 1440,
    what: "minutes",
  });
  const pinned = runtimeArgs(check.at("runtime"), given["runtime"], machine.architecture);
  const pier = wholeNumber(check.at("pier"), orDefault(given["pier"], 1), {
    min: 1,
    max: 1_000_000,
    what: "a count of piers",
  });

  const runs = yesOrNo(check.at("runs"), orDefault(given["runs"], true));

  const backups = backupsArgs(check.at("backups"), given["backups"], ship.slice(1), machine.mountPoint);
  const restore = restoreArgs(check.at("restore"), given["restore"], {
    hasBackups: given["backups"] !== undefined,
    boot: booting.mode,
  });

  const maintenance = maintenanceArgs(check.at("maintenance"), given["maintenance"]);
  const isNamed = given["ship"] === ship;
  const ota = otaArgs(check.at("ota"), given["ota"], isNamed ? ship : undefined);
  if (isNamed && p.kind(ship) === "comet") onlyOnce(check, booting, pier);

  const open = machine.openPorts.some((each) => each.protocol === "udp" && each.port === amesPort);
  // A number that is no port was refused above; it needs no second reason.
  if (!open && amesPort === orDefault(given["amesPort"], defaultAmesPort)) {
    check
      .at("amesPort")
      .problem(
        `the machine does not open udp/${amesPort}, so peers could not reach the ship. Add { protocol: "udp", port: ${amesPort}, purpose: "Ames" } to its openPorts.`,
      );
  }
  if (machine.openPorts.some((each) => each.protocol === "tcp" && each.port === httpPort)) {
    check
      .at("httpPort")
      .problem(
        `the machine opens tcp/${httpPort} to the outside, but the ship answers there without TLS. Remove it from openPorts, or use another httpPort.`,
      );
  }
  if (machine.mountPoint === undefined) {
    check
      .at("machine")
      .problem('has no volume of its own, so the pier would go with it. Use volume: { mode: "separate" }.');
  }

  const amesLimit = amesLimitArgs(check.at("amesLimit"), given["amesLimit"]);
  const web = webArgs(check.at("web"), given["web"], given["ship"] === ship ? ship : undefined, machine.openPorts);

  const storage = storageArgs(check.at("storage"), given["storage"]);
  transforms(check.at("transform"), given["transform"], planetChildren);

  return check.result(() => {
    const shipName = ship.slice(1);
    return {
      ship,
      shipName,
      user: fitName(`ship-${shipName}`, nameForms.linuxUser),
      pierId: `${shipName}.${pier}`,
      amesPort,
      httpPort,
      loomExponent,
      snapTimeMinutes,
      runtime: pinned,
      mountPoint: machine.mountPoint ?? "",
      boot: booting,
      runs,
      backups,
      restore,
      maintenance,
      ota,
      sponsor: sponsorOf(ship),
      amesLimit,
      web,
      storage,
    };
  });
}
