import { type ArgumentCheck, shown } from "./arguments";

/** A length of time with its unit. */
export type Duration =
  | `${number} second${"" | "s"}`
  | `${number} minute${"" | "s"}`
  | `${number} hour${"" | "s"}`
  | `${number} day${"" | "s"}`;

const secondsPer: ReadonlyMap<string, number> = new Map([
  ["second", 1],
  ["minute", 60],
  ["hour", 3600],
  ["day", 86_400],
]);
const durationForm = /^([0-9]+) (second|minute|hour|day)s?$/;

/** Seconds of a duration, or undefined where the text is none. */
export function seconds(duration: string): number | undefined {
  const [, amount, unit] = durationForm.exec(duration) ?? [];
  const factor = unit === undefined ? undefined : secondsPer.get(unit);
  if (amount === undefined || factor === undefined) return undefined;
  const length = Number(amount) * factor;
  return Number.isSafeInteger(length) ? length : undefined;
}

/** Checks a duration and gives seconds. */
export function duration(
  check: ArgumentCheck,
  value: unknown,
  rule: { readonly min: Duration; readonly max: Duration },
): number {
  const least = seconds(rule.min) ?? 0;
  const given = typeof value === "string" ? seconds(value) : undefined;
  if (given === undefined || given < least || given > (seconds(rule.max) ?? Number.MAX_SAFE_INTEGER)) {
    check.problem(
      `${shown(value)} is not allowed. Use a time from "${rule.min}" to "${rule.max}", with its unit: seconds, minutes, hours or days.`,
    );
    return least;
  }
  return given;
}
