import { expect, it } from "vitest";
import { notKnown, saying, urnInPlanet } from "../rule-trial";
import { digitalOceanVolume, linodeInstance, linodeVolume, vultrInstance } from "../vendor-types";
import { rule } from "./refuse-restored-piers";

it.each([
  ["a blank volume", digitalOceanVolume, {}, "pass"],
  ["an empty snapshot id", digitalOceanVolume, { snapshotId: "" }, "pass"],
  ["a volume from a snapshot", digitalOceanVolume, { snapshotId: "s-1" }, "fail snapshotId"],
  ["a clone", linodeVolume, { sourceVolumeId: 12 }, "fail sourceVolumeId"],
  ["a machine from a backup", linodeInstance, { backupId: 12 }, "fail backupId"],
  ["a machine from a snapshot", vultrInstance, { snapshotId: "s-1" }, "fail snapshotId"],
  ["an origin not known yet", linodeVolume, { sourceVolumeId: notKnown }, "unknown sourceVolumeId"],
])("invariant 10: a ship on %s", (_name, type, props, said) => {
  expect(saying(rule, { type, props, urn: urnInPlanet(type) })).toBe(said);
});

it("has no say where there is no ship", () => {
  expect(saying(rule, { type: linodeVolume, props: { sourceVolumeId: 12 } })).toBe("not-applicable");
  expect(saying(rule, { type: linodeVolume, props: { sourceVolumeId: 12, tags: notKnown } })).toBe(
    "unknown sourceVolumeId",
  );
});
