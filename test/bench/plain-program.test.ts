import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { Machine, secret, UrbitPlanet } from "../../components";
import type { RecordedResource } from "../harness/recorded-resource";
import { type RunSettings, recorded } from "../harness/recording-mocks";
import { unknownValue } from "../harness/wire-values";
import { classOf, plainProgram } from "./plain-program";
import type { Recording } from "./registration";

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm bench";
const preview: RunSettings = { preview: true };

function onePlanet(): void {
  const machine = new Machine("planet", {
    owner: "bench",
    vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx22" },
    operator: { keys: [publicKey] },
    deployment: { publicKey, privateKey: secret("deployment key") },
    ssh: { from: ["198.51.100.0/24"] },
    openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }],
    dns: { vendor: "cloudflare", zoneId: "0".repeat(32), name: "planet.ships.example.org" },
  });
  new UrbitPlanet("planet", {
    ship: "~sampel-palnet",
    machine,
    boot: { mode: "create", key: secret("boot key") },
    runtime: { version: "4.5", sha256: "5a".repeat(32) },
  });
}

/** The recording that the bench would have made: dependencies by property are not told apart here. */
function asRecording(resources: readonly RecordedResource[], outputs: Readonly<Record<string, unknown>>): Recording {
  const registrations = resources.map((each) => ({
    ...each,
    parent: each.parent ?? "",
    propertyDependencies: {},
  }));
  return { registrations, outputs };
}

const run = (source: string) => () => {
  new Function("require", source)(createRequire(__filename));
};

/**
 * What must be the same: everything that the engine plans by. Hooks and the class's own aliases aside, and which property an output
 * reached: the plain program repeats what a resource waits for, as a whole.
 */
function planned({ hooks: _, aliases: __, propertyDependencies: ___, ...resource }: RecordedResource) {
  return { ...resource, ignoreChanges: [...resource.ignoreChanges].sort() };
}

const byUrn = (one: { urn: string }, other: { urn: string }) => one.urn.localeCompare(other.urn);

describe("the plain program", () => {
  it("registers what the components do: URNs, inputs, options, dependencies", async () => {
    const ours = await recorded(onePlanet, preview);
    expect(ours.errors).toEqual([]);
    const source = plainProgram(asRecording(ours.resources, ours.componentOutputs));
    const plain = await recorded(run(source), preview);
    expect(plain.errors).toEqual([]);
    const theirs = plain.resources.map(planned).sort(byUrn);
    for (const [index, each] of ours.resources.map(planned).sort(byUrn).entries()) expect(theirs[index]).toEqual(each);
    expect(theirs).toHaveLength(ours.resources.length);
    // Each is told once its outputs are known, in whatever order.
    expect(Object.keys(plain.componentOutputs).sort()).toEqual(Object.keys(ours.componentOutputs).sort());
  });

  it("uses nothing of the library, and writes each secret once", async () => {
    const ours = await recorded(onePlanet, preview);
    const source = plainProgram(asRecording(ours.resources, ours.componentOutputs));
    expect(source).not.toContain('require("roadstead');
    expect(source.match(/boot key/g)).toHaveLength(1);
    expect(source.match(/deployment's private key/g)).toHaveLength(1);
  });

  it("puts a resource behind what it needs, whatever order the answers came in", () => {
    const empty = {
      custom: false,
      parent: "",
      providers: {},
      provider: "",
      propertyDependencies: {},
      protect: undefined,
      retainOnDelete: undefined,
      deleteBeforeReplace: undefined,
      ignoreChanges: [],
      replacementTrigger: undefined,
    };
    const urn = (name: string) => `urn:pulumi:s::p::a:index:A::${name}`;
    const early = { ...empty, urn: urn("early"), type: "a:index:A", name: "early", inputs: {}, dependencies: [] };
    const needs = { ...early, urn: urn("needs"), name: "needs", dependencies: [urn("needed")] };
    const needed = { ...early, urn: urn("needed"), name: "needed" };
    const source = plainProgram({ registrations: [early, needs, needed], outputs: {} });
    expect(source.indexOf('"needed"')).toBeLessThan(source.indexOf('"needs"'));
  });

  it("refuses a value that is unknown for no reason it can repeat", () => {
    const lost = {
      urn: "urn:pulumi:s::p::a:index:A::lost",
      type: "a:index:A",
      name: "lost",
      custom: true,
      parent: "",
      inputs: { of: unknownValue },
      providers: {},
      provider: "",
      dependencies: [],
      propertyDependencies: {},
      protect: undefined,
      retainOnDelete: undefined,
      deleteBeforeReplace: undefined,
      ignoreChanges: [],
      replacementTrigger: undefined,
    };
    expect(() => plainProgram({ registrations: [lost], outputs: {} })).toThrow("comes from nowhere");
  });
});

describe("a type token", () => {
  it.each([
    ["hcloud:index/server:Server", "hcloud.Server"],
    ["cloudflare:index/dnsRecord:DnsRecord", "cloudflare.DnsRecord"],
    ["command:remote:Command", "command.remote.Command"],
    ["pulumi:providers:hcloud", "hcloud.Provider"],
  ])("%s names the class %s", (type, expression) => {
    expect(classOf(type).expression).toBe(expression);
  });
});
