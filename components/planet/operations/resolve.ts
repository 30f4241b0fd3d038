import { p, valid } from "@urbit/aura";
import { oneOf, orDefault, record, wholeNumber } from "../../core/argument-checks";
import { type ArgumentCheck, shown } from "../../core/arguments";
import { type MaintenanceOperation, maintenanceOperations } from "./args";

export interface ResolvedMaintenance {
  readonly operation: MaintenanceOperation;
  readonly request: number;
}

export interface ResolvedOta {
  readonly mode: "follow" | "hold";
  /** With its sig; undefined where it follows nobody. */
  readonly source: string | undefined;
  readonly request: number;
}

const most = 100_000_000;

/** Judges `maintenance`. */
export function maintenanceArgs(check: ArgumentCheck, value: unknown): ResolvedMaintenance | undefined {
  if (value === undefined) return undefined;
  const given = record(check, value, ["operation", "request"]);
  const operation = oneOf(check.at("operation"), given["operation"], maintenanceOperations, "an operation on a pier");
  const request = wholeNumber(check.at("request"), given["request"], {
    min: 1,
    max: most,
    what: "a count; each number is carried out once",
  });
  return { operation: operation ?? "pack", request };
}

/** Whom a ship belongs to by its name: a moon's parent, a planet's star, a star's galaxy. A galaxy has nobody. */
export function sponsorOf(ship: string): string | undefined {
  return p.kind(ship) === "galaxy" ? undefined : p.sein(ship);
}

/** Judges `ota`; where the ship's own name is wrong, what follows from it is not judged. */
export function otaArgs(check: ArgumentCheck, value: unknown, ship: string | undefined): ResolvedOta | undefined {
  if (value === undefined) return undefined;
  const given = record(check, value, ["mode", "source", "request"]);
  const mode = oneOf(check.at("mode"), given["mode"], ["follow", "hold"], "a way to take updates");
  const request = wholeNumber(check.at("request"), orDefault(given["request"], 0), {
    min: 0,
    max: most,
    what: "a count",
  });
  const at = check.at("source");
  if (mode === "hold") {
    if (given["source"] !== undefined) at.problem('has no meaning with mode "hold". Remove it.');
    return { mode, source: undefined, request };
  }
  const sponsor = ship === undefined ? "~marzod" : sponsorOf(ship);
  const source = orDefault(given["source"], sponsor);
  if (source === undefined) {
    at.problem(`is missing, and ${ship} is a galaxy, which has no sponsor. Use the ship that it follows.`);
  } else if (typeof source !== "string" || !valid("p", source)) {
    at.problem(`${shown(source)} is not a ship. Use the name of a ship with its sig, such as ${sponsor ?? "~marzod"}.`);
  } else if (source === ship) {
    at.problem(`${ship} cannot follow itself. Use mode "hold" to have it stay at what it has.`);
  } else return { mode: "follow", source, request };
  return undefined;
}
