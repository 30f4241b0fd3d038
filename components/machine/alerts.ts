import { orDefault, record, wholeNumber } from "../core/argument-checks";
import type { ArgumentCheck } from "../core/arguments";
import { secretText } from "../core/secret";

/** Who is told; the addresses themselves are secrets, and no part of what is decided. */
export interface ResolvedAlerts {
  readonly webhook: boolean;
  readonly ping: { readonly everyMinutes: number } | undefined;
}

/** Judges `alerts`. */
export function alertsArgs(check: ArgumentCheck, value: unknown): ResolvedAlerts | undefined {
  if (value === undefined) return undefined;
  const given = record(check, value, ["webhook", "deadManPing"]);
  const { webhook, deadManPing } = given;
  if (webhook === undefined && deadManPing === undefined) {
    check.problem("tells nobody. Use webhook, deadManPing or both, or remove it.");
  }
  if (webhook !== undefined) secretText(check.at("webhook"), webhook);
  if (deadManPing === undefined) return { webhook: webhook !== undefined, ping: undefined };
  const at = check.at("deadManPing");
  const { url, everyMinutes } = record(at, deadManPing, ["url", "everyMinutes"]);
  secretText(at.at("url"), url);
  const minutes = wholeNumber(at.at("everyMinutes"), orDefault(everyMinutes, 5), {
    min: 1,
    max: 1440,
    what: "minutes",
  });
  return { webhook: webhook !== undefined, ping: { everyMinutes: minutes } };
}
