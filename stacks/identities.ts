import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { record, text } from "../components/core/argument-checks";
import { ArgumentCheck, type Checked, didYouMean, shown } from "../components/core/arguments";
import { canonicalShip } from "../components/planet/ship-names";
import { entryName } from "./accounts";

/** How the file is called, beside the environment files. */
export const identityFileName = "identities.yaml";

/** The committed file that gives every ship its one place. */
export interface IdentityFile {
  readonly text: string;
  /** Environments that have a file beside it. */
  readonly environments: readonly string[];
}

/** Where a ship lives: an environment, and the name of its machine there. */
export interface Place {
  readonly environment: string;
  readonly host: string;
}

interface Identity {
  readonly ship: string;
  readonly line: number;
  readonly place: Place;
  /** Set between the two phases of a move, in which the ship runs nowhere. */
  readonly movingTo: Place | undefined;
}

/** A ship as an environment declares it: whatever else may be wrong with its entry. */
export interface DeclaredShip extends Place {
  /** Where it stands in the environment. */
  readonly path: string;
  readonly ship: string;
  readonly boot: unknown;
}

/** What the identities say of the ships of one environment. */
export interface Placement {
  /** Ships of this environment that must not run yet, or not any more: each is on its way between two places. */
  readonly moving: ReadonlyMap<string, Move>;
  /** What a person should know, though it stops nothing. */
  readonly notices: readonly string[];
}

export interface Move {
  readonly from: Place;
  readonly to: Place;
}

const environmentName = {
  pattern: /^[A-Za-z0-9_.-]+$/,
  maxLength: 100,
  use: "the name of an environment: what stands between Pulumi. and .yaml in its file's name",
};

function same(one: Place, other: Place): boolean {
  return one.environment === other.environment && one.host === other.host;
}

function named({ environment, host }: Place): string {
  return `${host} of ${environment}`;
}

/** An entry as it should be written. */
function lineFor(ship: string, { environment, host }: Place): string {
  return `${ship}: { environment: ${environment}, host: ${host} }`;
}

function placeIn(
  check: ArgumentCheck,
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Place | undefined {
  const at = check.at("environment");
  const environment = text(at, given["environment"], environmentName);
  const host = text(check.at("host"), given["host"], entryName);
  if (environment === "" || host === "") return undefined;
  const guess = known.includes(environment) ? "" : didYouMean(environment, known);
  if (guess === "") return { environment, host };
  at.problem(
    `"${environment}" has no file Pulumi.${environment}.yaml here. Known: ${known.join(", ")}.${guess} If it is a new one, make its file first.`,
  );
  return undefined;
}

/** Reads the file; undefined where it cannot be. Everything wrong with it is told, whichever environment it concerns. */
function readFile(file: IdentityFile, check: ArgumentCheck, problems: Problems): Identity[] | undefined {
  const lines = new LineCounter();
  // Keys that stand twice are ours to judge: a ship in two places is what this file is there to prevent.
  const document = parseDocument(file.text, { lineCounter: lines, uniqueKeys: false });
  const [error] = document.errors;
  if (error !== undefined) {
    check.problem(`cannot be read as YAML: ${error.message.split("\n")[0]?.replace(/:$/, "")}.`);
    return undefined;
  }
  if (document.contents === null) return [];
  if (!isMap(document.contents)) {
    check.problem(
      "is not a mapping. Use one line for each ship: ~sampel-palnet: { environment: prod, host: harbour }.",
    );
    return undefined;
  }
  const found = new Map<string, Identity>();
  for (const { key, value } of document.contents.items) {
    const written = isScalar(key) ? key.value : undefined;
    const line = lines.linePos(isScalar(key) ? (key.range?.[0] ?? 0) : 0).line;
    const ship = typeof written === "string" ? canonicalShip(written) : undefined;
    const at = problems.at(ship === undefined ? `[${shown(written)}]` : `.${ship}`);
    if (ship === undefined || ship !== written) {
      const guess = ship === undefined ? "" : ` Did you mean ${ship}?`;
      at.problem(`line ${line} is not a ship. Use the name with its sig, such as ~sampel-palnet.${guess}`);
    }
    const given = record(at, isMap(value) ? value.toJS(document) : isScalar(value) ? value.value : value, [
      "environment",
      "host",
      "movingTo",
    ]);
    const place = placeIn(at, given, file.environments);
    const target = at.at("movingTo");
    const movingTo =
      given["movingTo"] === undefined
        ? undefined
        : placeIn(target, record(target, given["movingTo"], ["environment", "host"]), file.environments);
    const staysPut = place !== undefined && movingTo !== undefined && same(place, movingTo);
    if (staysPut) {
      target.problem(`is where the ship already lives, ${named(place)}. Remove movingTo, or name another place.`);
    }
    if (ship === undefined) continue;
    const before = found.get(ship);
    if (before !== undefined) {
      at.problem(
        `stands on line ${before.line} and again on line ${line}. A ship lives in one place: two live copies damage it for ever. Keep one line; to move it, give that line movingTo.`,
      );
      continue;
    }
    // What could not be read still holds the ship's name.
    found.set(ship, {
      ship,
      line,
      place: place ?? { environment: "", host: "" },
      movingTo: staysPut ? undefined : movingTo,
    });
  }
  return [...found.values()];
}

/** Problems of the file, whose paths hold ships' names as they are written. */
interface Problems {
  at(path: string): ArgumentCheck;
}

function judgeShip(
  at: ArgumentCheck,
  declared: DeclaredShip,
  identity: Identity | undefined,
  all: readonly Identity[],
  moving: Map<string, Move>,
): void {
  const { ship } = declared;
  const shipAt = at.at("ship");
  if (identity === undefined) {
    const known = all.map((each) => each.ship);
    shipAt.problem(
      `${ship} is in no entry of ${identityFileName}, so nothing would keep another environment from running it too.${didYouMean(ship, known)} Add the line: ${lineFor(ship, declared)}`,
    );
    return;
  }
  const { place, movingTo, line } = identity;
  // What is wrong with its line was said there.
  if (place.environment === "") return;
  if (movingTo !== undefined && (same(place, declared) || same(movingTo, declared))) {
    moving.set(declared.host, { from: place, to: movingTo });
    const mode: unknown =
      typeof declared.boot === "object" && declared.boot !== null ? Reflect.get(declared.boot, "mode") : undefined;
    if (same(movingTo, declared) && mode === "create") {
      at.at("boot")
        .at("mode")
        .problem(
          `"create" would make ${ship} a second pier, but it comes from ${named(place)} with its own. Use mode: resume.`,
        );
    }
    return;
  }
  if (same(place, declared)) return;
  const where = `${identityFileName} gives ${ship} to ${named(place)} (line ${line})${movingTo === undefined ? "" : `, on its way to ${named(movingTo)}`}, not to ${named(declared)}`;
  const sameEnvironment = place.environment === declared.environment;
  shipAt.problem(
    `${where}. ${sameEnvironment ? "Keep it there" : "Remove it here"}; or move it in two phases: let its entry say movingTo: { environment: ${declared.environment}, host: ${declared.host} }, deploy, copy the pier, and only then name the new place alone.`,
  );
}

function unclaimed(environment: string, all: readonly Identity[], ships: readonly DeclaredShip[]): string[] {
  return all.flatMap((identity) => {
    const here = [identity.place, identity.movingTo].filter((each) => each?.environment === environment);
    return here.flatMap((place) => {
      if (place === undefined || ships.some((each) => each.ship === identity.ship && each.host === place.host))
        return [];
      return [
        `${identityFileName} gives ${identity.ship} to ${named(place)}, but planets.${place.host} does not name it. Nothing runs it, and no other environment may: ` +
          "if it ran here, this deployment stops it and leaves its pier on the volume. Take the entry out once the ship is gone from here for good.",
      ];
    });
  });
}

function movingNotices(
  environment: string,
  moving: ReadonlyMap<string, Move>,
  ships: readonly DeclaredShip[],
): string[] {
  return [...moving].map(([host, { from, to }]) => {
    const ship = ships.find((each) => each.host === host && each.environment === environment)?.ship ?? "";
    return same(from, { environment, host })
      ? `${ship} is on its way to ${named(to)}: it is stopped here, proven so, and loses its licence; its pier stays. When the pier has been copied, let its entry in ${identityFileName} name the new place alone.`
      : `${ship} is on its way here from ${named(from)}: its files are put in place, and it cannot start until its entry in ${identityFileName} names this place alone.`;
  });
}

/** Judges every ship of an environment against the committed identities. Without the file it says so, once. */
export function placeShips(
  file: IdentityFile | undefined,
  environment: string,
  ships: readonly DeclaredShip[],
): Checked<Placement> {
  if (file === undefined) {
    const notice = `There is no ${identityFileName} beside Pulumi.${environment}.yaml: each ship is checked to be declared once in this environment, and not whether another environment declares it too. To have that checked, write one line for each ship, such as ${lineFor(ships[0]?.ship ?? "~sampel-palnet", { environment, host: ships[0]?.host ?? "harbour" })}`;
    return { ok: true, value: { moving: new Map(), notices: ships.length === 0 ? [] : [notice] } };
  }
  const found: { path: string; message: string }[] = [];
  const at = (path: string) => new ArgumentCheck(`${identityFileName}${path}`, found);
  const check = at("");
  const all = readFile({ ...file, environments: [...new Set([...file.environments, environment])] }, check, { at });
  const moving = new Map<string, Move>();
  if (all === undefined) return check.result(() => ({ moving, notices: [] }));
  for (const each of ships) {
    const identity = all.find(({ ship }) => ship === each.ship);
    judgeShip(new ArgumentCheck(each.path, found), each, identity, all, moving);
  }
  const notices = [...movingNotices(environment, moving, ships), ...unclaimed(environment, all, ships)];
  return check.result(() => ({ moving, notices }));
}
