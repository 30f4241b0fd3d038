import { oneOf, record, wholeNumber } from "../core/argument-checks";
import type { ArgumentCheck } from "../core/arguments";
import { secretText } from "../core/secret";
import type { ResolvedMachine, ResolvedVolume } from "./resolve";
import type { ResolvedVendor } from "./vendors";

/** How the volume is unlocked; the key itself is a secret, and no part of what is decided. */
export type ResolvedEncryption =
  | { readonly unlock: "manual" }
  | { readonly unlock: "delivered"; readonly delivery: number };

/** Judges `volume.encryption`. */
export function volumeEncryption(check: ArgumentCheck, value: unknown): ResolvedEncryption | undefined {
  if (value === undefined) return undefined;
  const given = record(check, value, ["unlock", "key", "delivery"]);
  const unlock = oneOf(check.at("unlock"), given["unlock"], ["manual", "delivered"], "a way to unlock");
  if (unlock === "manual") {
    for (const key of ["key", "delivery"]) {
      if (given[key] === undefined) continue;
      check.at(key).problem('has no meaning with unlock "manual". Remove it, or use unlock "delivered".');
    }
  }
  if (unlock !== "delivered") return { unlock: "manual" };
  secretText(check.at("key"), given["key"]);
  const delivery = wholeNumber(check.at("delivery"), given["delivery"] === undefined ? 1 : given["delivery"], {
    min: 1,
    max: 1_000_000,
    what: "a count of deliveries",
  });
  return { unlock, delivery };
}

export function encryptionOf(volume: ResolvedVolume | undefined): ResolvedEncryption | undefined {
  return volume?.mode === "separate" ? volume.encryption : undefined;
}

export const volumeKinds = ["plain", "encrypted", "none"] as const;
export type VolumeKind = (typeof volumeKinds)[number];

export function volumeKind(volume: ResolvedVolume): VolumeKind {
  if (volume.mode === "none") return "none";
  return volume.encryption === undefined ? "plain" : "encrypted";
}

/** Why a volume that is there stays what it is, and the way on. */
export function cannotBecome(component: string, before: string, after: string): string {
  return (
    `${component}: the data volume is ${before}, and cannot become ${after} with data on it. ` +
    `${before === "plain" ? "Remove volume.encryption" : "Put volume.encryption back"}; or deploy a second machine whose volume is ${after}, and move the ship (components/machine/README.md, Moving).`
  );
}

/** What does not go together with an encrypted volume. `asked` is `unattendedReboot` as it was given. */
export function besideEncryption(
  check: ArgumentCheck,
  volume: ResolvedVolume,
  vendor: ResolvedVendor,
  reboot: ResolvedMachine["unattendedReboot"],
  asked: unknown,
): void {
  const encryption = encryptionOf(volume);
  if (encryption === undefined) return;
  if (vendor.kind === "existing" && vendor.dataDevice === undefined) {
    check
      .at("volume")
      .at("encryption")
      .problem("needs a disk of its own, but data lies in a folder of the root disk. Name one in vendor.dataDevice.");
  }
  const at = check.at("unattendedReboot");
  if (encryption.unlock === "manual" && reboot.mode === "window") {
    const by = asked === undefined ? ", as is the default," : "";
    at.problem(
      `restarts the machine by itself${by} and after it the volume stays locked and its ships down until somebody types the key. Use { mode: "never" }, or encryption with unlock "delivered".`,
    );
  } else if (encryption.unlock === "delivered" && asked === undefined) {
    at.problem(
      'must be said where the volume is encrypted: after each restart its ships wait until the key is delivered again. Use { mode: "never" }, or a window after which somebody, or a schedule, delivers it.',
    );
  }
}
