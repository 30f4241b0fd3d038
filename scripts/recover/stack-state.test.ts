import { expect, it } from "vitest";
import { readPlan } from "./plan";
import { readStackState, withInputs, withoutAwaiting } from "./stack-state";

const urn = "urn:pulumi:prod::roadstead::hcloud:index/server:Server::harbour";
const exported = {
  version: 3,
  deployment: {
    resources: [
      { urn, type: "hcloud:index/server:Server", custom: true, id: "7", pendingReplacement: true },
      { urn: `${urn}-2`, type: "hcloud:index/server:Server", custom: true, id: "8" },
    ],
    pending_operations: [{ type: "creating", resource: { urn, type: "hcloud:index/server:Server", custom: true } }],
  },
};

it("knows what awaits its replacement and what was being made", () => {
  const { held, pending } = readStackState(exported);
  expect(held.map(({ id, awaitsReplacement }) => [id, awaitsReplacement])).toEqual([
    ["7", true],
    ["8", false],
  ]);
  expect(pending).toMatchObject([{ kind: "creating", resource: { urn, name: "harbour" } }]);
});

it("takes only what awaits its replacement out of a state", () => {
  const { held, pending } = readStackState(withoutAwaiting(exported));
  expect(held.map(({ id }) => id)).toEqual(["8"]);
  expect(pending).toHaveLength(1);
});

it("lets nothing that stays refer to what it took out, and leaves every other reference", () => {
  const other = `${urn}-2`;
  const record = {
    urn: `${urn}-record`,
    type: "cloudflare:index/dnsRecord:DnsRecord",
    dependencies: [urn, other],
    propertyDependencies: { content: [urn], zoneId: [], name: [other] },
    deletedWith: urn,
  };
  const firewall = {
    urn: `${urn}-firewall`,
    type: "command:remote:Command",
    dependencies: [other],
    deletedWith: other,
  };
  const resources = [...exported.deployment.resources, record, firewall];
  const left = withoutAwaiting({ ...exported, deployment: { ...exported.deployment, resources } });
  expect(left).toMatchObject({
    deployment: {
      resources: [
        { urn: other },
        { dependencies: [other], propertyDependencies: { content: [], zoneId: [], name: [other] } },
        firewall,
      ],
    },
  });
  expect(JSON.stringify(left["deployment"]).split(`"${urn}"`)).toHaveLength(2);
});

it("writes inputs that no vendor tells of into what they are of, and leaves all else", () => {
  const known = withInputs(exported, new Map([[`${urn}-2`, { live: true }]]));
  const [first, second] = exported.deployment.resources;
  const inputs = { live: true };
  expect(known).toEqual({
    ...exported,
    deployment: { ...exported.deployment, resources: [first, { ...second, inputs, outputs: inputs }] },
  });
});

it("tells neither secrets nor unknowns of what a preview would make", () => {
  const newState = {
    urn,
    type: "hcloud:index/server:Server",
    custom: true,
    provider: "urn:pulumi:prod::roadstead::pulumi:providers:hcloud::hetzner::04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    inputs: { name: "x", token: "[secret]", volumeId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
  };
  const { creations, declared } = readPlan({
    steps: [
      { op: "replace", urn, newState },
      { op: "delete", urn: `${urn}-gone` },
      { op: "same", urn: `${urn}-same` },
    ],
  });
  expect(creations).toMatchObject([{ urn, provider: "urn:pulumi:prod::roadstead::pulumi:providers:hcloud::hetzner" }]);
  expect(creations[0]?.inputs).toEqual({ name: "x" });
  expect([...declared]).toEqual([urn, `${urn}-same`]);
});
