import { type ArgumentCheck, shown } from "./arguments";

/** An amount of memory or disk with its unit, so that 40 GB and 40 GiB cannot be confused. */
export type Size = `${number} MiB` | `${number} GiB` | `${number} TiB`;

const mibPer = { MiB: 1, GiB: 1024, TiB: 1024 * 1024 } as const;
const sizeForm = /^([0-9]+(?:\.[0-9]+)?) (MiB|GiB|TiB)$/;

function unitOf(word: string | undefined): keyof typeof mibPer | undefined {
  return word === "MiB" || word === "GiB" || word === "TiB" ? word : undefined;
}

/** MiB of a size, or undefined where the text is none. */
export function mebibytes(size: string): number | undefined {
  const [, amount, word] = sizeForm.exec(size) ?? [];
  const unit = unitOf(word);
  if (amount === undefined || unit === undefined) return undefined;
  const mib = Number(amount) * mibPer[unit];
  return Number.isSafeInteger(mib) ? mib : undefined;
}

export interface SizeRule {
  readonly min: Size;
  readonly max: Size;
  /** Vendors that sell whole GiB only. */
  readonly wholeGib?: boolean;
}

/** Checks a size and gives MiB. */
export function size(check: ArgumentCheck, value: unknown, rule: SizeRule): number {
  const least = mebibytes(rule.min) ?? 0;
  const most = mebibytes(rule.max) ?? Number.MAX_SAFE_INTEGER;
  const given = typeof value === "string" ? mebibytes(value) : undefined;
  if (given === undefined || given < least || given > most || (rule.wholeGib === true && given % 1024 !== 0)) {
    const whole = rule.wholeGib === true ? ", in whole GiB" : "";
    check.problem(
      `${shown(value)} is not allowed. Use a size from "${rule.min}" to "${rule.max}"${whole}, with its unit: MiB, GiB or TiB.`,
    );
    return least;
  }
  return given;
}
