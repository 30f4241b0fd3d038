import { expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying, urnInPlanet } from "../rule-trial";
import { digitalOceanVolume, linodeVolume } from "../vendor-types";
import { rule } from "./refuse-restored-piers";
import { cases } from "./refuse-restored-piers.cases";

judgesAsRecorded(rule, cases);

it.each([
  ["a blank volume", digitalOceanVolume, {}, "pass"],
  ["an empty snapshot id", digitalOceanVolume, { snapshotId: "" }, "pass"],
  ["a volume from a snapshot", digitalOceanVolume, { snapshotId: "s-1" }, "fail snapshotId"],
])("invariant 10: a ship on %s", (_name, type, props, said) => {
  expect(saying(rule, { type, props, urn: urnInPlanet(type) })).toBe(said);
});

it("has no say where there is no ship", () => {
  expect(saying(rule, { type: linodeVolume, props: { sourceVolumeId: 12 } })).toBe("not-applicable");
  expect(saying(rule, { type: linodeVolume, props: { sourceVolumeId: 12, tags: notKnown } })).toBe(
    "unknown sourceVolumeId",
  );
});
