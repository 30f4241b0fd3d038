import { expect, it } from "vitest";
import { notKnown, saying } from "../rule-trial";
import { hetznerServer, urbitPlanet } from "../vendor-types";
import { rule } from "./keep-backups";

const ship = "~sampel-palnet";
const backups = {
  repository: { kind: "s3", location: "s3:https://s3.example.org/harbour/sampel-palnet" },
  at: "03:15",
};

it.each([
  ["backups", { ship, backups }, "pass"],
  ["backups, said to run", { ship, runs: true, backups }, "pass"],
  ["no backups", { ship }, "fail backups"],
  ["none, in the form of null", { ship, backups: null }, "fail backups"],
  ["backups to nowhere", { ship, backups: { at: "03:15" } }, "fail backups"],
  ["backups not known yet", { ship, backups: notKnown }, "unknown backups"],
  ["a repository not known yet", { ship, backups: { repository: notKnown } }, "unknown backups.repository"],
  ["whether it runs not known yet, and none", { ship, runs: notKnown }, "fail backups"],
  ["arguments that are not visible", {}, "unknown backups"],
  ["no leave to run here", { ship, runs: false }, "not-applicable"],
])("a planet with %s", (_what, props, said) => {
  expect(saying(rule, { type: urbitPlanet, props })).toBe(said);
});

it("has no say elsewhere", () => {
  expect(rule.appliesTo).toEqual({ exact: [urbitPlanet] });
  expect(rule.appliesTo.exact).not.toContain(hetznerServer);
});
