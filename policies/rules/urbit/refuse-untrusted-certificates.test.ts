import { expect, it } from "vitest";
import { notKnown, saying } from "../rule-trial";
import { urbitPlanet } from "../vendor-types";
import { rule } from "./refuse-untrusted-certificates";

it.each<[string, Readonly<Record<string, unknown>>, string]>([
  ["Let's Encrypt", { web: { directory: "https://acme-v02.api.letsencrypt.org/directory" } }, "pass"],
  ["an authority of one's own", { web: { directory: "https://ca.example.org/staging" } }, "pass"],
  ["its trial", { web: { directory: "https://acme-staging-v02.api.letsencrypt.org/directory" } }, "fail web.directory"],
  ["none, since there is no web", {}, "pass"],
  ["one not known yet", { web: { directory: notKnown } }, "unknown web.directory"],
  ["one of another form", { web: { directory: ["https://ca.example.org/"] } }, "unknown web.directory"],
  ["whatever, not known yet", { web: notKnown }, "unknown web"],
])("a ship certified by %s", (_name, props, said) => {
  expect(saying(rule, { type: urbitPlanet, props: { ship: "~zod", ...props } })).toBe(said);
});

it("concludes nothing of a component whose arguments are hidden", () => {
  expect(saying(rule, { type: urbitPlanet, props: {} })).toBe("unknown web");
});
