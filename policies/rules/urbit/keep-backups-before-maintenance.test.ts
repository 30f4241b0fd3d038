import { expect, it } from "vitest";
import { notKnown, saying } from "../rule-trial";
import { urbitPlanet } from "../vendor-types";
import { rule } from "./keep-backups-before-maintenance";

const maintenance = { operation: "chop", request: 1 };
const backups = { repository: { kind: "local", path: "/srv/backups" } };

it.each<[string, Readonly<Record<string, unknown>>, string]>([
  ["nothing asked of it", {}, "pass"],
  ["maintenance and backups", { maintenance, backups }, "pass"],
  ["a step forward and backups", { runtime: { forwardOnly: true }, backups }, "pass"],
  ["no step forward", { runtime: { forwardOnly: false } }, "pass"],
  ["maintenance, and no backups", { maintenance }, "fail maintenance"],
  ["a step forward, and no backups", { runtime: { forwardOnly: true } }, "fail runtime.forwardOnly"],
  ["both, and no backups", { maintenance, runtime: { forwardOnly: true } }, "fail maintenance runtime.forwardOnly"],
  ["maintenance that is not known yet", { maintenance: notKnown }, "unknown maintenance"],
  ["backups that are not known yet", { maintenance, backups: notKnown }, "unknown backups"],
  ["maintenance where it does not run", { maintenance, runs: false }, "not-applicable"],
])("invariant 26: a ship with %s", (_name, props, said) => {
  expect(saying(rule, { type: urbitPlanet, props: { ship: "~zod", ...props } })).toBe(said);
});

it("concludes nothing of a component whose arguments are hidden", () => {
  expect(saying(rule, { type: urbitPlanet, props: {} })).toBe("unknown maintenance");
});
