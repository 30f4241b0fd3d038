import { parseArgs } from "node:util";
import type { PricedVendor } from "./price-sources";

export const usage = `npm run update-catalogue [-- OPTION...]     reads the vendors' prices and writes components/machine/*/price-list.ts
  --vendor NAME      only this vendor: digitalocean, hetzner, linode or vultr; may stand more than once
  --date YYYY-MM-DD  the day to write down, if it is not today's
  --accept           take what is refused as suspicious: vanished plans and regions, prices changed by more than half
  --dry-run          say what would change, and write nothing
  --base-url URL     for tests: a server on 127.0.0.1 in place of the vendor; wants one --vendor
  --into FOLDER      for tests: write below this folder in place of components/machine
  --help             print this
Linode and Vultr are asked without a token. DigitalOcean takes one from DIGITALOCEAN_TOKEN, Hetzner from HCLOUD_TOKEN; a read-only
one is enough. Each vendor's list is replaced whole or not at all.
Exit code: 0 every vendor that could be asked was read, 1 one was not or was refused, 2 the command was not understood.`;

export interface Wanted {
  readonly vendors: readonly PricedVendor[];
  /** Whether they were named: then one that cannot be asked is a failure. */
  readonly named: boolean;
  readonly date: string;
  readonly accept: boolean;
  readonly dryRun: boolean;
  readonly baseUrl: string | undefined;
  readonly into: string | undefined;
}

export type CommandLine =
  | { readonly kind: "run"; readonly wanted: Wanted }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly why: string };

function isDay(text: string): boolean {
  const day = /^20\d\d-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function optionsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      vendor: { type: "string", multiple: true },
      date: { type: "string" },
      accept: { type: "boolean" },
      "dry-run": { type: "boolean" },
      "base-url": { type: "string" },
      into: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  }).values;
}

/** Reads the command line. `today` is the day in UTC. */
export function readCommandLine(args: readonly string[], known: readonly PricedVendor[], today: string): CommandLine {
  let options: ReturnType<typeof optionsOf>;
  try {
    options = optionsOf(args);
  } catch (error) {
    return { kind: "wrong", why: error instanceof Error ? (error.message.split(". ")[0] ?? "") : "Wrong arguments" };
  }
  if (options.help === true) return { kind: "help" };
  const named = options.vendor ?? [];
  const unknown = named.find((name) => !known.some((each) => each === name));
  if (unknown !== undefined) {
    return { kind: "wrong", why: `--vendor: ${JSON.stringify(unknown)} is none of ${known.join(", ")}` };
  }
  const date = options.date ?? today;
  if (!isDay(date)) return { kind: "wrong", why: `--date: ${JSON.stringify(date)} is no day such as 2026-11-21` };
  if (date > today) return { kind: "wrong", why: `--date: ${date} is yet to come (today is ${today})` };
  const baseUrl = options["base-url"];
  if (baseUrl !== undefined && !/^http:\/\/127\.0\.0\.1:\d{1,5}(\/[a-z0-9/]*)?$/.test(baseUrl)) {
    return {
      kind: "wrong",
      why: "--base-url: only a server on this machine may stand in, such as http://127.0.0.1:8080",
    };
  }
  if (baseUrl !== undefined && named.length !== 1)
    return { kind: "wrong", why: "--base-url: wants exactly one --vendor" };
  // What a stand-in says must never become our prices.
  if (baseUrl !== undefined && options.into === undefined && options["dry-run"] !== true) {
    return { kind: "wrong", why: "--base-url: wants --into or --dry-run: what a stand-in tells is no vendor's price" };
  }
  return {
    kind: "run",
    wanted: {
      vendors: known.filter((each) => named.length === 0 || named.includes(each)),
      named: named.length > 0,
      date,
      accept: options.accept === true,
      dryRun: options["dry-run"] === true,
      baseUrl,
      into: options.into,
    },
  };
}
