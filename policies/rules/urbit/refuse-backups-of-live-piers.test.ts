import { describe, expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying, urnInPlanet } from "../rule-trial";
import { hetznerServer } from "../vendor-types";
import { rule } from "./refuse-backups-of-live-piers";
import { cases } from "./refuse-backups-of-live-piers.cases";

judgesAsRecorded(rule, cases);

describe("the vendor's backup of a ship's machine", () => {
  it.each([
    ["switched on", hetznerServer, { backups: true }, "fail backups"],
    ["switched on as text", hetznerServer, { backups: "true" }, "fail backups"],
    ["switched off", hetznerServer, { backups: false }, "pass"],
  ])("%s", (_name, type, props, said) => {
    expect(saying(rule, { type, props, urn: urnInPlanet(type) })).toBe(said);
  });

  it("is no matter on other machines", () => {
    expect(saying(rule, { type: hetznerServer, props: { backups: true } })).toBe("not-applicable");
    expect(saying(rule, { type: hetznerServer, props: { backups: true, labels: notKnown } })).toBe("unknown backups");
  });
});

describe("a snapshot in a planet", () => {
  const type = "hcloud:index/snapshot:Snapshot";
  const urn = urnInPlanet(type);
  it("needs to say that the ship was stopped", () => {
    expect(saying(rule, { type, urn, props: {} })).toBe("fail");
    expect(saying(rule, { type, urn, props: { labels: { "roadstead-quiesced": "true" } } })).toBe("pass");
    expect(saying(rule, { type, urn, props: { labels: { "roadstead-quiesced": "no" } } })).toBe("fail");
    expect(saying(rule, { type, urn, props: { labels: notKnown } })).toBe('unknown labels["roadstead-quiesced"]');
  });
});
