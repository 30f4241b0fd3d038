import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pack } from "../packs/urbit/selection";
import { notKnown } from "../rules/rule-trial";
import { hetznerFirewallAttachment, hetznerServer, remoteCommand, urbitPlanet } from "../rules/vendor-types";
import { secretSignature, signatureKey } from "../rules/wire-markers";
import { type Sent, ServedPack, urnOf } from "./analyzer-trial";

// One pack, twice: served by our own server, and by the policy library. Whatever the engine could ask, both answer the same.

const folder = mkdtempSync(join(tmpdir(), "roadstead-conformance-"));
const exceptions = `exceptions:
  - { rule: storage-protect-volumes, resource: "*a*", reason: scratch, owner: o, approvedBy: b, expires: 2026-11-21 }
  - { rule: supply-chain-pin-images, resource: "*", stack: dev, reason: r, owner: o, approvedBy: b, expires: 2026-11-20 }
  - { rule: urbit-run-ships-once, resource: two, reason: r, owner: o, approvedBy: b, expires: 2026-12-01 }
  - { rule: ownership-name-owners, resource: never-there, reason: r, owner: o, approvedBy: b, expires: 2026-12-01 }
  - none
`;

let ours: ServedPack;
let librarys: ServedPack;
beforeAll(async () => {
  const byLibrary = join(folder, "library");
  mkdirSync(byLibrary);
  const from = (path: string) => JSON.stringify(path);
  writeFileSync(join(byLibrary, "package.json"), '{ "name": "roadstead-policies-urbit", "version": "0.1.0" }');
  writeFileSync(
    join(byLibrary, "index.js"),
    `require(${from(require.resolve("tsx/cjs"))});
const { serveByLibrary } = require(${from(join(__dirname, "library-pack-trial.ts"))});
serveByLibrary(require(${from(join(__dirname, "../packs/urbit/selection.ts"))}).pack, ${from(byLibrary)});\n`,
  );
  writeFileSync(join(folder, "exceptions.yaml"), exceptions);
  const env = { ROADSTEAD_EXCEPTIONS: join(folder, "exceptions.yaml"), ROADSTEAD_TODAY: "2026-11-21" };
  [ours, librarys] = await Promise.all([ServedPack.start("urbit", env), ServedPack.startIn(byLibrary, env)]);
});
afterAll(async () => {
  await Promise.all([ours.stop(), librarys.stop()]);
  rmSync(folder, { recursive: true });
});

const both = async <Answer>(ask: (served: ServedPack) => Promise<Answer>) => Promise.all([ask(ours), ask(librarys)]);

async function sameAnswer(sent: Sent): Promise<void> {
  const [own, other] = await both((served) => served.analyzeInFull(sent));
  expect(own.toObject()).toEqual(other.toObject());
}

async function sameStackAnswer(sent: readonly Sent[]): Promise<void> {
  const [own, other] = await both((served) => served.analyzeStackInFull(sent));
  expect(own.toObject()).toEqual(other.toObject());
}

const judgedTypes = [
  ...new Set(pack.rules.flatMap(({ rule }) => rule.appliesTo.exact ?? [])),
  "kubernetes:apps/v1:Deployment",
  "pulumi:pulumi:Stack",
  "pulumi:providers:hcloud",
  "random:index/randomPet:RandomPet",
];

const texts = fc.constantFrom<JavaScriptValue>(
  notKnown,
  "",
  "0",
  "any",
  "22",
  "0.0.0.0/0",
  "curl -L https://example.org/latest/x | sh",
  "#cloud-config\npassword: hunter2hunter2\n",
  "nginx:latest",
  "~sampel-palnet",
  "ünïcode – ✓",
);
const scalars = fc.oneof(
  texts,
  fc.boolean(),
  fc.integer({ min: -2, max: 70000 }),
  fc.double({ noNaN: true }),
  fc.constant(null),
);
const secretOf = (value: JavaScriptValue) => ({ [signatureKey]: secretSignature, value });
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const keys = fc.constantFrom(
  ...["userData", "create", "delete", "labels", "owner", "rules", "port", "sourceIps", "direction", "protocol"],
  ...["protect", "deleteProtection", "autoDelete", "ship", "image", "ports", "backups", "firewallIds", "serverIds"],
  ...["spec", "template", "containers", "roadstead-ship", "tags", "applyTos", "server", "a.b", ""],
);
const { value: values } = fc.letrec<{ value: JavaScriptValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalars,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(keys, tie("value"), { maxKeys: 4 }),
    tie("value").map(secretOf),
    fc.constant({ [signatureKey]: assetSignature, text: "password: hunter2" }),
  ),
}));
const names = fc.constantFrom("data", "web", "one", "two");
const resources: fc.Arbitrary<Sent> = fc.record(
  {
    type: fc.constantFrom(...judgedTypes),
    name: names,
    props: fc.dictionary(keys, values, { maxKeys: 8 }),
    protect: fc.boolean(),
    deleteBeforeReplace: fc.boolean(),
    ignoreChanges: fc.array(keys, { maxLength: 2 }),
    parent: fc.constantFrom("", `urn:pulumi:dev::harbour::${urbitPlanet}::one`),
    propertyDependencies: fc.dictionary(
      keys,
      fc.array(names.map((name) => urnOf({ type: hetznerServer, name, props: {} }))),
    ),
  },
  { requiredKeys: ["type", "name", "props"] },
);

describe("our own server and the policy library", () => {
  it("tell the engine the same about the pack", async () => {
    const [own, other] = await both((served) => served.info());
    expect(own).toEqual(other);
  });

  it("answer the same about any resource and any stack, level and setting", { timeout: 120_000 }, async () => {
    const configurations = [
      {},
      { "storage-protect-volumes": { level: "disabled" }, "supply-chain-pin-downloads": { level: "advisory" } },
      {
        "secrets-keep-secrets-out-of-user-data": { level: "remediate", settings: { whenUnknown: "fail" } },
        "ownership-name-owners": { level: "mandatory", settings: { labels: ["owner", "cost-center"] } },
        "exceptions-are-used": { level: "advisory" },
        "urbit-run-ships-once": { level: "advisory", settings: { whenUnknown: "ignore" } },
      },
      { "exceptions-are-used": { level: "disabled" }, "network-attach-firewalls": { level: "disabled" } },
    ] as const;
    for (const configuration of configurations) {
      await both((served) => served.configure(configuration));
      for (const type of judgedTypes) await sameAnswer({ type, name: "data", props: {} });
      const stacks = fc.array(resources, { maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(stacks, async (stack) => {
          for (const resource of stack) await sameAnswer(resource);
          await sameStackAnswer(stack);
        }),
        { numRuns: 60 },
      );
    }
  });

  it("answer the same to what is secret and unknown, and to ids from resources that are gone", async () => {
    await both((served) => served.configure({}));
    const server = {
      type: hetznerServer,
      name: "web",
      props: { userData: secretOf(notKnown), labels: { owner: "o" } },
    };
    await sameAnswer(server);
    await sameAnswer({ ...server, props: { userData: secretOf("PASSWORD=hunter2hunter2") } });
    const attachment = { type: hetznerFirewallAttachment, name: "a", props: { serverIds: [notKnown] } };
    const gone = urnOf({ ...server, name: "gone" });
    await sameStackAnswer([server, { ...attachment, propertyDependencies: { serverIds: [gone] } }]);
    await sameStackAnswer([server, { ...attachment, propertyDependencies: { serverIds: [urnOf(server)] } }]);
    for (const name of ["one", "two"]) await sameAnswer({ type: urbitPlanet, name, props: { ship: "~zod" } });
    const exported = ["one", "two"].map((name) => ({ type: urbitPlanet, name, props: {} }));
    await sameStackAnswer([{ type: "pulumi:pulumi:Stack", name: "harbour-dev", props: {} }, ...exported]);
  });

  it("answer the same to a resource of more than four megabytes", async () => {
    const script = `echo ${"x".repeat(5_000_000)}\ncurl https://example.org/a -o a\n`;
    await sameAnswer({ type: remoteCommand, name: "web", props: { create: script } });
  });

  it("remedy nothing, and say so where a rule is asked to", async () => {
    const sent = { type: hetznerServer, name: "web", props: {} };
    await both((served) => served.configure({}));
    const [own, other] = await both((served) => served.remediate(sent));
    expect([own, other]).toEqual(["not understood", { remediationsList: [], notApplicableList: [] }]);
    await both((served) => served.configure({ "storage-protect-volumes": { level: "remediate" } }));
    const [asked, librarysAnswer] = await both((served) => served.remediate(sent));
    expect(asked).toEqual(librarysAnswer);
  });
});
