import { expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying } from "../rule-trial";
import { urbitPlanet } from "../vendor-types";
import { rule } from "./keep-backups-before-maintenance";
import { cases } from "./keep-backups-before-maintenance.cases";

judgesAsRecorded(rule, cases);

const maintenance = { operation: "chop", request: 1 };
const backups = { repository: { kind: "local", path: "/srv/backups" } };

it.each<[string, Readonly<Record<string, unknown>>, string]>([
  ["a step forward and backups", { runtime: { forwardOnly: true }, backups }, "pass"],
  ["no step forward", { runtime: { forwardOnly: false } }, "pass"],
  ["both, and no backups", { maintenance, runtime: { forwardOnly: true } }, "fail maintenance runtime.forwardOnly"],
  ["backups that are not known yet", { maintenance, backups: notKnown }, "unknown backups"],
  ["maintenance where it does not run", { maintenance, runs: false }, "not-applicable"],
])("invariant 26: a ship with %s", (_name, props, said) => {
  expect(saying(rule, { type: urbitPlanet, props: { ship: "~zod", ...props } })).toBe(said);
});

it("concludes nothing of a component whose arguments are hidden", () => {
  expect(saying(rule, { type: urbitPlanet, props: {} })).toBe("unknown maintenance");
});
