import { expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying } from "../rule-trial";
import { urbitPlanet } from "../vendor-types";
import { rule } from "./refuse-untrusted-certificates";
import { cases } from "./refuse-untrusted-certificates.cases";

judgesAsRecorded(rule, cases);

it.each<[string, Readonly<Record<string, unknown>>, string]>([
  ["an authority of one's own", { web: { directory: "https://ca.example.org/staging" } }, "pass"],
  ["one of another form", { web: { directory: ["https://ca.example.org/"] } }, "unknown web.directory"],
  ["whatever, not known yet", { web: notKnown }, "unknown web"],
])("a ship certified by %s", (_name, props, said) => {
  expect(saying(rule, { type: urbitPlanet, props: { ship: "~zod", ...props } })).toBe(said);
});

it("concludes nothing of a component whose arguments are hidden", () => {
  expect(saying(rule, { type: urbitPlanet, props: {} })).toBe("unknown web");
});
