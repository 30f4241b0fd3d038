import { expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying } from "../rule-trial";
import { urbitPlanet } from "../vendor-types";
import { rule } from "./pin-runtimes";
import { cases } from "./pin-runtimes.cases";

judgesAsRecorded(rule, cases);

const sha256 = "5a".repeat(32);

it.each<[string, Readonly<Record<string, unknown>>, string]>([
  ["with the library's own", {}, "pass"],
  ["with the library's own, and a step forward", { runtime: { forwardOnly: true } }, "pass"],
  ["with a checksum of another kind", { runtime: { version: "4.5", sha256: "5a5a" } }, "fail runtime.sha256"],
  ["with nothing said", { runtime: {} }, "fail runtime.version runtime.sha256"],
  ["with a release not known yet", { runtime: { version: notKnown, sha256 } }, "unknown runtime.version"],
  ["with a runtime not known yet", { runtime: notKnown }, "unknown runtime"],
])("invariant 14: a ship %s", (_name, props, said) => {
  expect(saying(rule, { type: urbitPlanet, props: { ship: "~zod", ...props } })).toBe(said);
});

it("concludes nothing of a component whose arguments are hidden", () => {
  expect(saying(rule, { type: urbitPlanet, props: {} })).toBe("unknown runtime");
});
