import { oneOf, record, text } from "../components/core/argument-checks";
import type { ArgumentCheck } from "../components/core/arguments";
import { type SecretText, secret } from "../components/core/secret";
import type { Secrets } from "./secrets";

export const accountVendors = ["digitalocean", "hetzner", "linode", "vultr", "cloudflare"] as const;

/** An account at a vendor; becomes one provider. */
export interface Account {
  readonly name: string;
  readonly vendor: (typeof accountVendors)[number];
  readonly token: SecretText;
}

/** How accounts and ships may be named in an environment: the names become parts of names at vendors. */
export const entryName = {
  pattern: /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/,
  use: "a name of lower-case letters, digits and dashes, at most 40",
};

export interface Accounts {
  readonly known: readonly Account[];
  /** False where an entry could not be read: what it would have served is then unknown too. */
  readonly complete: boolean;
}

/** Judges the accounts of an environment. */
export function accounts(check: ArgumentCheck, value: unknown, secrets: Secrets): Accounts {
  const entries = Object.entries(record(check, value, undefined));
  const known = entries.flatMap(([key, entry]): Account[] => {
    const at = check.at(key);
    text(at, key, entryName);
    const given = record(at, entry, ["vendor", "token"]);
    const vendor = oneOf(at.at("vendor"), given["vendor"], accountVendors, "a vendor that this release knows");
    const token = secrets.named(at.at("token"), given["token"]);
    // A wrong token is one mistake; without its account every planet would report a second one.
    return vendor === undefined ? [] : [{ name: key, vendor, token: token ?? secret("") }];
  });
  return { known, complete: value !== undefined && known.length === entries.length };
}

/** The account that serves a vendor here: the named one, or the only one there is. */
export function accountFor(check: ArgumentCheck, vendor: string, asked: unknown, all: Accounts): string[] {
  if (vendor === "existing") {
    // It is reached over SSH alone: nobody has to be asked for it.
    if (asked !== undefined) check.problem("has no meaning for a machine that is there already. Remove it.");
    return [];
  }
  const fitting = all.known.filter((each) => each.vendor === vendor).map((each) => each.name);
  if (asked !== undefined && fitting.length > 0) {
    const found = oneOf(check, asked, fitting, `an account at ${vendor}`);
    return found === undefined ? [] : [found];
  }
  const [only, ...more] = fitting;
  if (only === undefined) {
    if (!all.complete) return [];
    check.problem(
      `there is no account at ${vendor}. Add one under accounts: <name>: { vendor: ${vendor}, token: <name of a secret> }.`,
    );
    return [];
  }
  if (more.length > 0)
    check.problem(`is missing, and there are several accounts at ${vendor}. Use one of ${fitting.join(", ")}.`);
  return [only];
}
