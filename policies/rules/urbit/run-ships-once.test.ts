import { describe, expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying, secretly, type Tried, urnInPlanet, verdicts } from "../rule-trial";
import { dockerContainer, dockerService, hetznerServer, urbitPlanet } from "../vendor-types";
import { rule } from "./run-ships-once";
import { cases } from "./run-ships-once.cases";

judgesAsRecorded(rule, cases);

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

  it("may be on its way between two places, where it must not run, and counts where it may", () => {
    const resting = (name: string): Tried => ({ type: urbitPlanet, name, props: { ship: "~zod", runs: false } });
    expect(outcomes(resting("a"), resting("b"))).toEqual(["not-applicable", "not-applicable"]);
    expect(
      outcomes({ type: urbitPlanet, name: "a", props: { ship: "~zod", runs: true } }, planet("~zod", "b")),
    ).toEqual(["fail", "fail"]);
  });

  it("is found twice beside one that is not known yet", () => {
    expect(outcomes(planet(notKnown), planet("~zod", "b"), planet("~zod", "c"))).toEqual(["unknown", "fail", "fail"]);
  });

  it("is undecided where a component's arguments are not visible", () => {
    expect(outcomes({ type: urbitPlanet, props: {} })).toEqual(["unknown"]);
    expect(outcomes({ type: urbitPlanet, props: {}, outputs: { ship: "~zod" } })).toEqual(["pass"]);
  });

  it("may be on a machine whose labels are not known yet", () => {
    expect(saying(rule, { type: hetznerServer, props: { labels: notKnown } })).toBe('unknown labels["roadstead-ship"]');
    expect(saying(rule, { type: hetznerServer, props: {} })).toBe("not-applicable");
  });

  const zod = { "roadstead-ship": "zod" };
  const dockerLabels = [{ label: "roadstead-ship", value: "zod" }];
  const set = (kind: string, spec: object): Tried => ({
    type: `kubernetes:apps/v1:${kind}`,
    props: { metadata: { labels: zod }, spec },
  });
  const pods = (image: string, replicas: number): Tried => ({
    type: "kubernetes:apps/v1:StatefulSet",
    props: { spec: { replicas, template: { spec: { containers: [{ image }] } } } },
  });
  const service = (mode: object): Tried => ({ type: dockerService, props: { labels: dockerLabels, mode } });

  it.each([
    ["one replica", set("StatefulSet", { replicas: 1 }), "pass"],
    ["no number of replicas", set("StatefulSet", {}), "pass"],
    ["one on every node", set("DaemonSet", {}), "fail"],
    [
      "labels on its pods only",
      {
        type: "kubernetes:apps/v1:Deployment",
        props: { spec: { replicas: 3, template: { metadata: { labels: zod } } } },
      },
      "fail spec.replicas",
    ],
    [
      "labels not known yet",
      { type: "kubernetes:apps/v1:Deployment", props: { metadata: { labels: notKnown } } },
      'unknown metadata.labels["roadstead-ship"]',
    ],
    ["a Docker service on every node", service({ global: true }), "fail mode.global"],
    ["a Docker service of one", service({ replicated: { replicas: 1 } }), "pass"],
    ["two replicas of Urbit's image, no label", pods("tloncorp/vere:v4.5", 2), "fail spec.replicas"],
    ["one replica of Urbit's image, no label", pods("registry.example.org/urbit@sha256:00", 1), "pass"],
    ["two replicas of an image that is only called alike", pods("example/vere-exporter:1", 2), "not-applicable"],
    ["no ship", { type: "kubernetes:apps/v1:StatefulSet", props: { spec: { replicas: 5 } } }, "not-applicable"],
  ])("invariant 1: in a cluster with %s", (_what, tried, said) => {
    expect(saying(rule, tried)).toBe(said);
  });

  it("is found in two containers, by Docker's own list of labels, and in two workloads", () => {
    const container = { type: dockerContainer, props: { labels: dockerLabels } };
    expect(outcomes(container, { ...container, name: "b" })).toEqual(["fail", "fail"]);
    expect(outcomes(container, service({}))).toEqual(["fail", "fail"]);
    expect(outcomes(set("StatefulSet", {}), { ...set("Deployment", {}), name: "b" })).toEqual(["fail", "fail"]);
    const open = { type: dockerContainer, props: { labels: [{ label: notKnown, value: "x" }] } };
    expect(outcomes(open)).toEqual(["unknown"]);
  });

  it("is one place together with its own machine and the container on it", () => {
    const own = labelled("zod", "zod-server", urnInPlanet(hetznerServer, "zod-server"));
    const component = planet("~zod", "zod", "urn:pulumi:dev::harbour::roadstead:index:UrbitPlanet::zod");
    const container = { type: dockerContainer, props: { labels: { "roadstead-ship": "zod" } } };
    expect(outcomes(component, own, container)).toEqual(["pass", "pass", "pass"]);
    const stray = labelled("zod", "stray", `urn:pulumi:dev::harbour::${hetznerServer}::stray`);
    expect(outcomes(component, stray)).toEqual(["fail", "fail"]);
    const calledAlike = labelled("zod", "zod-server", `urn:pulumi:dev::harbour::${hetznerServer}::zod-server`);
    expect(outcomes(component, calledAlike)).toEqual(["fail", "fail"]);
    const ofAnother = labelled("zod", "nec-server", urnInPlanet(hetznerServer, "nec-server"));
    expect(outcomes(component, ofAnother)).toEqual(["fail", "fail"]);
  });

  it("is not named where its place holds something else", () => {
    const found = verdicts(rule, [planet("canary-4c1 secret"), planet("canary-4c1 secret", "b")]);
    expect(found[0]?.outcome).toBe("fail");
    expect(found[0]?.message).not.toContain("canary");
  });
});
