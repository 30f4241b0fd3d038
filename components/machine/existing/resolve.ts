import ipaddr from "ipaddr.js";
import { oneOf, orDefault, record, sshPublicKey, text, transforms, wholeNumber } from "../../core/argument-checks";
import { type ArgumentCheck, shown } from "../../core/arguments";
import { nameForms } from "../../core/naming";
import { type Architecture, architectures } from "../args";
import type { Currency } from "../catalogue";
import { notHere } from "../private-network";
import type { Vendor, VendorChoice } from "../vendor";
import type { ExistingTransform } from "./args";

/** An existing machine's own arguments, decided. */
export interface ResolvedExisting {
  readonly kind: "existing";
  readonly address: string;
  readonly ipv6: string | undefined;
  readonly user: string;
  /** Undefined where sshd answers at `ssh.port` from the start. */
  readonly port: number | undefined;
  /** Algorithm and data, without a comment. */
  readonly hostKey: string;
  readonly architecture: Architecture;
  /** What was promised, for the preflight. */
  readonly memoryGib: number;
  readonly dataDevice: string | undefined;
}

/** Every child that `vendor.transform` can reach. */
const children = [
  "removed",
  "preflight",
  "bootstrap",
  "restored",
  "confirmed",
] as const satisfies readonly (keyof ExistingTransform)[];

// Where no machine can be reached from outside, whoever answers there.
const nowhere: readonly string[] = ["unspecified", "loopback", "linkLocal", "multicast", "broadcast"];

function address(check: ArgumentCheck, value: unknown, family: "ipv4" | "ipv6"): string {
  const example = family === "ipv4" ? "an IPv4 address such as 203.0.113.7" : "an IPv6 address such as 2001:db8::7";
  const written = text(check, value, { pattern: /^[0-9A-Fa-f.:]{2,45}$/, use: example });
  if (written === "") return "";
  const valid = family === "ipv4" ? ipaddr.IPv4.isValidFourPartDecimal(written) : ipaddr.IPv6.isValid(written);
  if (!valid || /(^|\.)0\d/.test(written)) {
    check.problem(`${shown(value)} is not allowed. Use ${example}.`);
    return "";
  }
  const parsed = ipaddr.parse(written);
  if (nowhere.includes(parsed.range())) {
    check.problem(`${shown(value)} leads to no other machine (${parsed.range()}). Use the public address.`);
  }
  return parsed.toString();
}

function hostKey(check: ArgumentCheck, value: unknown): string {
  if (value === undefined || value === null || value === "") {
    check.problem(
      "is missing. A machine is never trusted because it answers first. Read the key in the vendor's console: cat /etc/ssh/ssh_host_ed25519_key.pub",
    );
    return "";
  }
  const line = sshPublicKey(check, value);
  if (line === "") return "";
  const key = /^((?:ssh|ecdsa|sk)-\S+ \S+)/.exec(line)?.[1];
  if (key === undefined) check.problem("does not begin with the key's algorithm. Leave out what stands before it.");
  return key ?? "";
}

function amount(check: ArgumentCheck, value: unknown, rule: { min: number; max: number; what: string }): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= rule.min && value <= rule.max) return value;
  const given = value === undefined || value === null ? "is missing" : `${shown(value)} is not allowed`;
  check.problem(`${given}. Use a number from ${rule.min} to ${rule.max} (${rule.what}).`);
  return rule.min;
}

/** A day as it was written: the engine reads one without quotes as a point in time. */
function asDay(value: unknown): unknown {
  return typeof value === "string" ? value.replace(/ 00:00:00 \+0000 UTC$/, "") : value;
}

function cost(check: ArgumentCheck, value: unknown): VendorChoice<ResolvedExisting>["cost"] {
  const currencies = ["EUR", "USD"] as const satisfies readonly Currency[];
  if (value === undefined) return { currency: "EUR", pricesRead: "", planMonthly: 0, volumePerGib: 0 };
  const given = record(check, value, ["amount", "currency", "read"]);
  return {
    planMonthly: amount(check.at("amount"), given["amount"], { min: 0, max: 100_000, what: "a month's price" }),
    currency: oneOf(check.at("currency"), given["currency"], currencies, "a currency that this release knows") ?? "EUR",
    pricesRead: text(check.at("read"), asDay(given["read"]), {
      pattern: /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
      use: "the day on which it was read, such as 2026-11-21",
    }),
    volumePerGib: 0,
  };
}

const ownData = "its data is found where it lies, by itself. Remove it.";
const ownAddress = "has the addresses that it has. Remove it.";
const anything = { pattern: /[\s\S]/, use: "nothing" };

function resolve(check: ArgumentCheck, value: unknown): VendorChoice<ResolvedExisting> {
  const given = record(check, value, [
    "kind",
    "address",
    "ipv6",
    "user",
    "port",
    "hostKey",
    "architecture",
    "memoryGib",
    "diskGib",
    "dataDevice",
    "monthlyCost",
    "privateNetwork",
    "placementGroup",
    "transform",
  ]);
  const architecture =
    oneOf(check.at("architecture"), given["architecture"], architectures, "an architecture that this release knows") ??
    "amd64";
  const memoryGib = amount(check.at("memoryGib"), given["memoryGib"], { min: 0.5, max: 4096, what: "GiB of memory" });
  const diskGib = amount(check.at("diskGib"), given["diskGib"], { min: 5, max: 1_000_000, what: "GiB of root disk" });
  const dataDevice =
    given["dataDevice"] === undefined
      ? undefined
      : text(check.at("dataDevice"), given["dataDevice"], {
          pattern: /^\/dev\/disk\/by-id\/[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/,
          use: "a path that stays the disk's own, such as /dev/disk/by-id/virtio-data (see: ls -l /dev/disk/by-id)",
        });
  const outOfReach = "a machine that is there already is where it is.";
  notHere(check.at("privateNetwork"), given["privateNetwork"], outOfReach);
  notHere(check.at("placementGroup"), given["placementGroup"], outOfReach);
  transforms(check.at("transform"), given["transform"], children);
  return {
    vendor: {
      kind: "existing",
      address: address(check.at("address"), given["address"], "ipv4"),
      ipv6: given["ipv6"] === undefined ? undefined : address(check.at("ipv6"), given["ipv6"], "ipv6"),
      user: text(check.at("user"), orDefault(given["user"], "root"), {
        pattern: /^[a-z_][a-z0-9_-]{0,31}$/,
        use: "the login's name, such as root",
      }),
      port:
        given["port"] === undefined
          ? undefined
          : wholeNumber(check.at("port"), given["port"], { min: 1, max: 65_535, what: "a port" }),
      hostKey: hostKey(check.at("hostKey"), given["hostKey"]),
      architecture,
      memoryGib,
      dataDevice,
    },
    architecture,
    memoryGib,
    diskGib,
    cannotAdopt: {
      volume: `has no meaning for a machine that is there already: ${ownData}`,
      ipv4: `has no meaning: a machine that is there already ${ownAddress}`,
      ipv6: `has no meaning: a machine that is there already ${ownAddress}`,
    },
    ...(dataDevice === undefined
      ? {}
      : {
          needsVolume: {
            argument: "dataDevice",
            why: 'names a disk for data, but volume mode "none" keeps none. Remove it, or use mode "separate".',
          },
        }),
    cost: cost(check.at("monthlyCost"), given["monthlyCost"]),
  };
}

export const existing: Vendor<ResolvedExisting> = {
  traits: {
    serverName: nameForms.vultr,
    // Nothing is handed to cloud-init: what it would do comes over SSH.
    userDataBytes: Number.MAX_SAFE_INTEGER,
    volumeGib: { min: 1, max: 65_536 },
    children,
    // Its host key is an argument.
    lacks: ["hostKey", "plan", "standstill", "access"],
    adoptable: { volume: anything, ipv4: anything, ipv6: anything },
  },
  resolve,
};
