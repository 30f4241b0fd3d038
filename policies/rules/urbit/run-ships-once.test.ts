import { describe, expect, it } from "vitest";
import { notKnown, saying, secretly, type Tried, urnInPlanet, verdicts } from "../rule-trial";
import { dockerContainer, hetznerServer, urbitPlanet } from "../vendor-types";
import { rule } from "./run-ships-once";

const planet = (ship: unknown, name = "a", urn?: string): Tried => ({ type: urbitPlanet, name, urn, props: { ship } });
const labelled = (ship: unknown, name: string, urn?: string): Tried => {
  return { type: hetznerServer, name, urn, props: { labels: { "roadstead-ship": ship } } };
};
const outcomes = (...tried: Tried[]) => verdicts(rule, tried).map(({ outcome }) => outcome);

describe("a ship", () => {
  it("may run once", () => {
    expect(outcomes(planet("~sampel-palnet"), planet("~zod", "b"))).toEqual(["pass", "pass"]);
  });

  it.each([
    ["the same spelling", "~sampel-palnet"],
    ["no sig", "sampel-palnet"],
    ["capitals and spaces", " ~Sampel-Palnet "],
    ["a secret mark", secretly("~sampel-palnet")],
  ])("is found twice despite %s", (_name, second) => {
    const found = verdicts(rule, [planet("~sampel-palnet"), planet(second, "b"), planet("~zod", "c")]);
    expect(found.map(({ outcome }) => outcome)).toEqual(["fail", "fail", "pass"]);
    expect(found[0]?.message).toContain("ship names ~sampel-palnet, which also runs in b");
  });

  it("is found twice beside one that is not known yet", () => {
    expect(outcomes(planet(notKnown), planet("~zod", "b"), planet("~zod", "c"))).toEqual(["unknown", "fail", "fail"]);
  });

  it("is undecided where a component's arguments are not visible", () => {
    expect(outcomes({ type: urbitPlanet, props: {} })).toEqual(["unknown"]);
    expect(outcomes({ type: urbitPlanet, props: {}, outputs: { ship: "~zod" } })).toEqual(["pass"]);
  });

  it("is found on two machines by their labels", () => {
    expect(outcomes(labelled("sampel-palnet", "m"), labelled("~sampel-palnet", "n"))).toEqual(["fail", "fail"]);
    expect(saying(rule, { type: hetznerServer, props: { labels: notKnown } })).toBe('unknown labels["roadstead-ship"]');
    expect(saying(rule, { type: hetznerServer, props: {} })).toBe("not-applicable");
  });

  it("is one place together with its own machine and the container on it", () => {
    const own = labelled("zod", "zod-server", urnInPlanet(hetznerServer, "zod-server"));
    const component = planet("~zod", "zod", "urn:pulumi:dev::harbour::roadstead:index:UrbitPlanet::zod");
    const container = { type: dockerContainer, props: { labels: { "roadstead-ship": "zod" } } };
    expect(outcomes(component, own, container)).toEqual(["pass", "pass", "pass"]);
    const stray = labelled("zod", "stray", `urn:pulumi:dev::harbour::${hetznerServer}::stray`);
    expect(outcomes(component, stray)).toEqual(["fail", "fail"]);
  });

  it("is not named where its place holds something else", () => {
    const found = verdicts(rule, [planet("canary-4c1 secret"), planet("canary-4c1 secret", "b")]);
    expect(found[0]?.outcome).toBe("fail");
    expect(found[0]?.message).not.toContain("canary");
  });
});
