import { describe, expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying, secretly, urnInPlanet } from "../rule-trial";
import { digitalOceanVolume, hetznerVolume, linodeVolume, roadsteadMachine } from "../vendor-types";
import { rule } from "./keep-volumes-encrypted";
import { cases } from "./keep-volumes-encrypted.cases";

judgesAsRecorded(rule, cases);

// The forms are those that a Machine registers with: test/examples/own-medicine.test.ts judges the programs themselves.
const separate = { mode: "separate", gib: 20, mountPoint: "/srv/roadstead" };
const locked = { ...separate, encryption: { unlock: "manual" } };

describe("a machine", () => {
  it.each([
    ["with an encrypted volume", { vendor: { kind: "hetzner" }, volume: locked }, "pass"],
    [
      "with one that is unlocked by a delivered key",
      { vendor: { kind: "vultr" }, volume: { ...separate, encryption: { unlock: "delivered", delivery: 1 } } },
      "pass",
    ],
    ["with a plain volume", { vendor: { kind: "hetzner" }, volume: separate }, "fail volume.encryption"],
    [
      "with a plain one, spelled as null",
      { vendor: { kind: "vultr" }, volume: { ...separate, encryption: null } },
      "fail volume.encryption",
    ],
    [
      "that was there before, with a plain one",
      { vendor: { kind: "existing" }, volume: separate },
      "fail volume.encryption",
    ],
    [
      "with a plain one, its arguments marked secret",
      { vendor: secretly({ kind: "hetzner" }), volume: secretly(separate) },
      "fail volume.encryption",
    ],
    ["without a volume", { vendor: { kind: "hetzner" }, volume: { mode: "none" } }, "not-applicable"],
    [
      "whose encryption is not known yet",
      { vendor: { kind: "hetzner" }, volume: { ...separate, encryption: notKnown } },
      "unknown volume.encryption",
    ],
    ["whose volume is not known yet", { vendor: { kind: "hetzner" }, volume: notKnown }, "unknown volume.mode"],
    ["whose vendor is not known yet", { vendor: notKnown, volume: separate }, "unknown vendor.kind"],
    ["at a vendor of a later release", { vendor: { kind: "other" }, volume: separate }, "unknown vendor.kind"],
    ["whose arguments are not visible", {}, "unknown volume"],
  ])("%s", (_, props, said) => {
    expect(saying(rule, { type: roadsteadMachine, props })).toBe(said);
  });

  it.each([digitalOceanVolume, hetznerVolume, linodeVolume])(
    "is judged itself, and not once more by its %s",
    (type) => {
      const props = { labels: { "roadstead-ship": "zod" }, tags: ["roadstead-ship:zod"] };
      expect(saying(rule, { type, props, urn: urnInPlanet(type) })).toBe("not-applicable");
    },
  );
});

describe("a volume of a program's own", () => {
  const tags = ["roadstead-ship:zod"];
  it.each([
    ["at Linode, plain, and encrypted inside", linodeVolume, { tags: [...tags, "roadstead-encrypted:luks"] }, "pass"],
    ["at Hetzner, with something else on it", hetznerVolume, { labels: { owner: "crew" } }, "not-applicable"],
    ["at Linode, with something else on it", linodeVolume, {}, "not-applicable"],
  ] as const)("%s", (_, type, props, said) => {
    expect(saying(rule, { type, props })).toBe(said);
  });
});
