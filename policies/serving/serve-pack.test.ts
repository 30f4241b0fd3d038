import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pack } from "../packs/urbit/selection";
import { notKnown } from "../rules/rule-trial";
import { hetznerFirewallAttachment, hetznerServer, hetznerVolume, urbitPlanet } from "../rules/vendor-types";
import { secretSignature, signatureKey } from "../rules/wire-markers";
import { type Sent, ServedPack, urnOf } from "./analyzer-trial";

const folder = mkdtempSync(join(tmpdir(), "roadstead-pack-"));
const exceptions = join(folder, "exceptions.yaml");
const rootStack: Sent = { type: "pulumi:pulumi:Stack", name: "harbour-dev", props: {} };
const volume: Sent = {
  type: hetznerVolume,
  name: "data",
  props: { labels: { owner: "harbour" }, deleteProtection: true },
};
const planet = (name: string, ship: string): Sent => ({ type: urbitPlanet, name, props: { ship } });

let served: ServedPack;
const start = async (text = "", env = {}) => {
  writeFileSync(exceptions, text);
  served = await ServedPack.start("urbit", { ROADSTEAD_EXCEPTIONS: exceptions, ROADSTEAD_TODAY: "2026-11-21", ...env });
};
afterAll(() => rmSync(folder, { recursive: true }));

const brief = ({ said }: { said: ReadonlyArray<{ policy: string; level: string }> }) =>
  said.map(({ policy, level }) => `${level} ${policy}`);

describe("the urbit pack, served as the engine sees it", () => {
  beforeAll(() => start());
  afterAll(() => served.stop());

  it("lists every rule by its own name", async () => {
    const { name, policiesList } = await served.info();
    expect(name).toBe("roadstead-urbit");
    expect(policiesList.map((policy) => policy.name).sort()).toEqual(
      [...pack.rules.map(({ rule }) => rule.id), "exceptions-hold", "exceptions-are-used"].sort(),
    );
    for (const policy of policiesList) expect(policy.remediationSteps, policy.name).not.toBe("");
  });

  it("refuses at the rule's level, and names path, allowed and fix", async () => {
    const { said, notApplicable } = await served.analyze(volume);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({ policy: "storage-protect-volumes", level: "mandatory" });
    expect(said[0]?.message).toMatch(/^Data volumes outlive .*\nopts\.protect is not set.*Allowed: .*Fix: /);
    expect(notApplicable).toContain("network-declare-world-ssh");
    expect(notApplicable).not.toContain("ownership-name-owners");
    expect((await served.analyze({ ...volume, protect: true })).said).toEqual([]);
  });

  it("tells what is unknown as advice, beside what fails", async () => {
    const props = { labels: { owner: notKnown }, deleteProtection: notKnown };
    expect(brief(await served.analyze({ ...volume, props }))).toEqual([
      "mandatory storage-protect-volumes",
      "advisory ownership-name-owners",
    ]);
    const { said } = await served.analyze({ ...volume, props, protect: true });
    expect(said[0]?.message).toContain("Undecided: Data volumes outlive");
  });

  it("sees an unknown among known elements without losing the others", async () => {
    const rules = [notKnown, { direction: "in", protocol: "tcp", port: "22", sourceIps: [notKnown, "0.0.0.0/0"] }];
    const firewall = { type: "hcloud:index/firewall:Firewall", name: "f", props: { labels: { owner: "x" }, rules } };
    expect(brief(await served.analyze(firewall))).toContain("mandatory network-declare-world-ssh");
  });

  it("never shows a secret, whether marked or not", async () => {
    const script = "#!/bin/sh\nPASSWORD=canary-77aa";
    for (const userData of [script, { [signatureKey]: secretSignature, value: script }]) {
      const props = { labels: { owner: "harbour" }, userData };
      const { said } = await served.analyze({ type: hetznerServer, name: "s", props });
      expect(said.map(({ policy }) => policy)).toEqual(["secrets-keep-secrets-out-of-user-data"]);
      expect(JSON.stringify(said)).not.toContain("canary");
    }
  });

  it("judges the stack by what resources were registered with, not only by what they export", async () => {
    const [one, two] = [planet("one", "~zod"), planet("two", "zod")];
    for (const component of [one, two]) await served.analyze(component);
    const hidden = [one, two].map((component) => ({ ...component, props: {} }));
    const { said } = await served.analyzeStack([rootStack, ...hidden]);
    expect(said.map(({ policy, level, urn }) => [policy, level, urn])).toEqual([
      ["urbit-run-ships-once", "mandatory", urnOf(one)],
      ["urbit-run-ships-once", "mandatory", urnOf(two)],
    ]);
  });

  it("follows unknown ids by what they come from", async () => {
    const server: Sent = { type: hetznerServer, name: "web", props: {} };
    const attachment: Sent = { type: hetznerFirewallAttachment, name: "a", props: { serverIds: [notKnown] } };
    const from = (urn: string) => ({ ...attachment, propertyDependencies: { serverIds: [urn] } });
    expect(brief(await served.analyzeStack([server, from(urnOf(server))]))).toEqual([]);
    expect(brief(await served.analyzeStack([server]))).toEqual(["mandatory network-attach-firewalls"]);
  });
});

describe("the urbit pack with a config", () => {
  beforeEach(() => start());
  afterEach(() => served.stop());

  it("runs a rule at another level, with other settings, or not at all", async () => {
    await served.configure({ "storage-protect-volumes": { level: "advisory" } });
    expect(brief(await served.analyze(volume))).toEqual(["advisory storage-protect-volumes"]);
    await served.configure({ "storage-protect-volumes": { level: "disabled" } });
    expect(brief(await served.analyze(volume))).toEqual([]);
    await served.configure({ "network-declare-world-ssh": { level: "disabled" } });
    const { notApplicable } = await served.analyze(volume);
    expect(notApplicable).toContain("network-close-all-ports-to-world");
    expect(notApplicable).not.toContain("network-declare-world-ssh");
    await served.configure({ "ownership-name-owners": { level: "mandatory", settings: { labels: ["cost-center"] } } });
    expect(brief(await served.analyze({ ...volume, protect: true }))).toEqual(["mandatory ownership-name-owners"]);
  });

  it("can count what is unknown as failed", async () => {
    const tried = { ...volume, props: { labels: { owner: "x" }, deleteProtection: notKnown }, protect: true };
    expect(brief(await served.analyze(tried))).toEqual(["advisory storage-protect-volumes"]);
    await served.configure({ "storage-protect-volumes": { level: "mandatory", settings: { whenUnknown: "fail" } } });
    expect(brief(await served.analyze(tried))).toEqual(["mandatory storage-protect-volumes"]);
  });
});

describe("exceptions in the engine", () => {
  afterEach(() => served.stop());
  const exception = (resource: string, expires: string) =>
    `exceptions:\n  - { rule: storage-protect-volumes, resource: ${resource}, reason: scratch, owner: a, approvedBy: b, expires: ${expires} }\n`;

  it("are told where they hold", async () => {
    await start(exception("data", "2026-11-21"));
    const { said } = await served.analyze(volume);
    expect(said.map(({ level, message }) => [level, message])).toEqual([
      ["advisory", "Exempt until 2026-11-21: scratch (owner a, approved by b)"],
    ]);
    expect((await served.analyze(rootStack)).said).toEqual([]);
    expect((await served.analyzeStack([rootStack, volume])).said).toEqual([]);
  });

  it("fail before anything is touched once they ran out or are malformed", async () => {
    await start(exception("data", "2026-11-20").concat("  - none\n"));
    expect(brief(await served.analyze(rootStack))).toEqual(["mandatory exceptions-hold", "mandatory exceptions-hold"]);
    expect(brief(await served.analyze(volume))).toEqual(["mandatory storage-protect-volumes"]);
  });

  it("fail at the end if they excuse nothing", async () => {
    await start(exception("gone", "2026-11-21"));
    await served.analyze(volume);
    expect(brief(await served.analyzeStack([rootStack, volume]))).toEqual(["mandatory exceptions-are-used"]);
  });
});
