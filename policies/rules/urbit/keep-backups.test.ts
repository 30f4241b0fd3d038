import { expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying } from "../rule-trial";
import { hetznerServer, urbitPlanet } from "../vendor-types";
import { rule } from "./keep-backups";
import { cases } from "./keep-backups.cases";

judgesAsRecorded(rule, cases);

const ship = "~sampel-palnet";
const backups = {
  repository: { kind: "s3", location: "s3:https://s3.example.org/harbour/sampel-palnet" },
  at: "03:15",
};

it.each([
  ["backups, said to run", { ship, runs: true, backups }, "pass"],
  ["none, in the form of null", { ship, backups: null }, "fail backups"],
  ["a repository not known yet", { ship, backups: { repository: notKnown } }, "unknown backups.repository"],
  ["whether it runs not known yet, and none", { ship, runs: notKnown }, "fail backups"],
  ["arguments that are not visible", {}, "unknown backups"],
])("a planet with %s", (_what, props, said) => {
  expect(saying(rule, { type: urbitPlanet, props })).toBe(said);
});

it("has no say elsewhere", () => {
  expect(rule.appliesTo).toEqual({ exact: [urbitPlanet] });
  expect(rule.appliesTo.exact).not.toContain(hetznerServer);
});
