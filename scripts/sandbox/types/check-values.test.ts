import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkInputs, checkOutputs, type PackageTypes, packageTypes, type ResourceShape } from "./package-types";
import {
  archiveSignature,
  assetSignature,
  outputSignature,
  resourceSignature,
  secretOf,
  signatureKey,
  unknownValue,
  unknownValues,
} from "./wire-values";

async function shapeOf(name: string, token: string): Promise<readonly [PackageTypes, ResourceShape]> {
  const types = await packageTypes({ name, from: __dirname });
  const shape = types.resource(token);
  if (shape === undefined) throw new Error(`${token} is not known`);
  return [types, shape];
}

/** Problems as one line each: `path reason`. */
async function problems(name: string, token: string, value: Readonly<Record<string, unknown>>): Promise<string[]> {
  const [types, shape] = await shapeOf(name, token);
  return checkInputs(types, shape, value).map(({ path, reason }) => `${path} ${reason}`);
}

function server(value: Readonly<Record<string, unknown>>): Promise<string[]> {
  return problems("hcloud", "hcloud:index/server:Server", { serverType: "cx23", ...value });
}

function command(value: Readonly<Record<string, unknown>>): Promise<string[]> {
  return problems("command", "command:remote:Command", { connection: { host: "192.0.2.1" }, ...value });
}

describe("accepts", () => {
  it("what a program of the SDK sends", async () => {
    const value = {
      name: "ship",
      labels: { "app.kubernetes.io/name": "urbit" },
      sshKeys: ["1", "2"],
      publicNets: [{ ipv4Enabled: true, ipv4: 7 }],
      networks: [],
      userData: null,
    };
    expect(await server(value)).toEqual([]);
  });

  it.each([...unknownValues])("the unknown %s anywhere", async (unknown) => {
    const value = { backups: unknown, publicNets: [{ ipv4: unknown }, unknown], labels: unknown, sshKeys: [unknown] };
    expect(await server(value)).toEqual([]);
    expect(await command({ connection: unknown, logging: unknown })).toEqual([]);
  });

  it("a required value that is not known yet", async () => {
    expect(await server({ serverType: unknownValue })).toEqual([]);
    expect(await server({ serverType: { [signatureKey]: outputSignature, dependencies: [] } })).toEqual([]);
  });

  it("secrets and outputs by what is inside", async () => {
    const output = { [signatureKey]: outputSignature, value: "cx23", secret: true, dependencies: [] };
    expect(await server({ serverType: output, userData: secretOf(secretOf("#cloud-config")) })).toEqual([]);
  });

  it("assets and archives where the SDK takes both", async () => {
    const sent = { connection: { host: "a" }, remotePath: "/tmp/x" };
    for (const source of [
      { [signatureKey]: assetSignature, text: "hello" },
      { [signatureKey]: archiveSignature, assets: {} },
    ]) {
      expect(await problems("command", "command:remote:CopyToRemote", { ...sent, source })).toEqual([]);
    }
  });

  it("other text where an enum is open, but no other type", async () => {
    const droplet = (region: unknown) =>
      problems("digitalocean", "digitalocean:index/droplet:Droplet", {
        image: "debian-12-x64",
        size: "s-1vcpu-1gb",
        region,
      });
    expect(await droplet("nyc1")).toEqual([]);
    expect(await droplet("moon1")).toEqual([]);
    expect(await droplet(1)).toEqual([
      expect.stringMatching(/^region is a number; it must be a string, for example "/),
    ]);
  });

  it("Pulumi's own members, and the version among provider settings", async () => {
    expect(await server({ __defaults: ["name"] })).toEqual([]);
    expect(await problems("hcloud", "pulumi:providers:hcloud", { token: "t", version: "1.41.0" })).toEqual([]);
  });

  it("any member of a custom resource, but checks its metadata", async () => {
    const ship = (value: Readonly<Record<string, unknown>>) =>
      problems("kubernetes", "kubernetes:example.org/v1:Ship", {
        apiVersion: "example.org/v1",
        kind: "Ship",
        ...value,
      });
    expect(await ship({ spec: { patp: "~zod", port: 8080 }, metadata: { name: "zod" } })).toEqual([]);
    expect(await ship({ metadata: { nmae: "zod" } })).toEqual([
      'metadata.nmae is not a known property. Did you mean "name"?',
    ]);
  });

  it("numbers and text for a port of Kubernetes", async () => {
    const service = (targetPort: unknown) =>
      problems("kubernetes", "kubernetes:core/v1:Service", { spec: { ports: [{ port: 80, targetPort }] } });
    expect(await service(8080)).toEqual([]);
    expect(await service("http")).toEqual([]);
    expect(await service(true)).toEqual(["spec.ports[0].targetPort is a boolean; it must be a number or a string"]);
  });
});

describe("refuses", () => {
  it("a name nobody knows, with the one that was meant", async () => {
    expect(await server({ servertype: "cx23" })).toEqual([
      'servertype is not a known property. Did you mean "serverType"?',
    ]);
  });

  it("a name nothing resembles, with those that are known", async () => {
    expect(await problems("random", "random:index/randomUuid:RandomUuid", { qqqqqqqq: 1 })).toEqual([
      "qqqqqqqq is not a known property. Known are keepers",
    ]);
  });

  it.each(["constructor", "toString", "hasOwnProperty", "__proto__x"])("the inherited name %s", async (name) => {
    const found = await server({ [name]: "x" });
    expect(found.length).toBe(name.startsWith("__") ? 0 : 1);
  });

  it("a required property that is left out, at any depth", async () => {
    expect(await problems("hcloud", "hcloud:index/server:Server", { name: "x" })).toEqual([
      "serverType is required and must be a string",
    ]);
    expect(await problems("hcloud", "hcloud:index/server:Server", { serverType: null })).toHaveLength(1);
    expect(await command({ connection: { user: "root" } })).toEqual([
      "connection.host is required and must be a string",
    ]);
    expect(await command({ connection: { host: "a", proxy: {} } })).toEqual([
      "connection.proxy.host is required and must be a string",
    ]);
  });

  it("a wrong type, with the place", async () => {
    expect(await server({ publicNets: [{ ipv4: "one" }] })).toEqual([
      "publicNets[0].ipv4 is a string; it must be a number",
    ]);
    expect(await server({ publicNets: { ipv4: 1 } })).toEqual([
      expect.stringMatching(/^publicNets is an object; it must be a list, each item an object with .*ipv4/),
    ]);
    expect(await server({ labels: { "a.b/c": 1 } })).toEqual(['labels["a.b/c"] is a number; it must be a string']);
    expect(await server({ sshKeys: ["1", null] })).toEqual(["sshKeys[1] is empty; it must be a string"]);
    expect(await server({ labels: ["a"] })).toEqual(["labels is a list; it must be a map, each value a string"]);
  });

  it("text that is a number, unless it is asked to convert", async () => {
    expect(await server({ placementGroupId: "7" })).toEqual(["placementGroupId is a string; it must be a number"]);
  });

  it("a value that a closed enum does not have, with the one that was meant", async () => {
    expect(await command({ logging: "stduot" })).toEqual([
      'logging is "stduot"; it must be one of "stdout", "stderr", "stdoutAndStderr", "none". Did you mean "stdout"?',
    ]);
  });

  it("another value than the only one", async () => {
    const deployment = { apiVersion: "apps/v2", spec: { selector: {}, template: {} } };
    expect(await problems("kubernetes", "kubernetes:apps/v1:Deployment", deployment)).toEqual([
      'apiVersion is "apps/v2"; it must be "apps/v1"',
    ]);
  });

  it("an asset where text belongs, and text where an asset belongs", async () => {
    expect(await server({ userData: { [signatureKey]: assetSignature, text: "x" } })).toEqual([
      "userData is an asset; it must be a string",
    ]);
    const asset = { [signatureKey]: assetSignature, text: "x" };
    expect(await server({ labels: asset, publicNets: [asset] })).toEqual([
      "labels is an asset; it must be a map, each value a string",
      expect.stringMatching(/^publicNets\[0\] is an asset; it must be an object with /),
    ]);
    const sent = { connection: { host: "a" }, remotePath: "/x", source: "./file" };
    expect(await problems("command", "command:remote:CopyToRemote", sent)).toEqual([
      "source is a string; it must be an asset or an archive",
    ]);
    expect(await server({ name: { [signatureKey]: resourceSignature, urn: "urn:pulumi:s::p::t::n" } })).toEqual([
      "name is a resource; it must be a string",
    ]);
  });

  it("everything at once", async () => {
    expect(await server({ nmae: 1, backups: "yes", labels: 3 })).toHaveLength(3);
  });

  it("settings of a provider that are not JSON of their type", async () => {
    const kubernetes = (value: Readonly<Record<string, unknown>>) =>
      problems("kubernetes", "pulumi:providers:kubernetes", value);
    expect(await kubernetes({ enableServerSideApply: "true", kubeClientSettings: '{"qps":5}' })).toEqual([]);
    expect(await kubernetes({ enableServerSideApply: true })).toEqual([]);
    expect(await kubernetes({ enableServerSideApply: secretOf("false") })).toEqual([]);
    expect(await kubernetes({ enableServerSideApply: "yes" })).toEqual([
      "enableServerSideApply is text that is not JSON; it must be a boolean, written as JSON",
    ]);
    expect(await kubernetes({ kubeClientSettings: '{"qsp":5}' })).toEqual([
      'kubeClientSettings.qsp is not a known property. Did you mean "qps"?',
    ]);
  });
});

describe("outputs", () => {
  it("are refused where they are unknown, missing or of a wrong type", async () => {
    const [types, shape] = await shapeOf("tls", "tls:index/privateKey:PrivateKey");
    const found = checkOutputs(types, shape, { algorithm: unknownValue, rsaBits: "2048" }, { unknowns: false });
    const lines = found.map(({ path, reason }) => `${path} ${reason}`);
    expect(lines).toContain("algorithm is not known yet, which an answer has to be");
    expect(lines).toContain("rsaBits is a string; it must be a number");
    expect(lines).toContain("privateKeyPem is required and must be a string");
    const partial = checkOutputs(types, shape, { algorithm: "RSA" }, { unknowns: false, partial: true });
    expect(partial).toEqual([]);
  });
});

describe("secrets", () => {
  it("never appear in a problem, whatever is wrong with them", async () => {
    const canary = "CANARY-6b1f";
    const anywhere = fc.constantFrom(
      { logging: secretOf(canary) },
      { create: secretOf([canary]) },
      { connection: { host: "a", password: [canary] } },
      { connection: { host: "a", port: canary } },
      { connection: secretOf({ host: { inner: canary } }) },
      { environment: secretOf(canary) },
      { stdin: { text: canary } },
      { triggers: canary },
    );
    await fc.assert(
      fc.asyncProperty(anywhere, async (value) => {
        const found = await command(value);
        expect(found.length).toBeGreaterThan(0);
        expect(found.join("\n")).not.toContain(canary);
      }),
    );
  });
});

it("never throws, whatever it is given", async () => {
  const [types, shape] = await shapeOf("kubernetes", "kubernetes:apps/v1:Deployment");
  const anything = fc.dictionary(fc.constantFrom("spec", "metadata", "kind", "x", "__proto__"), fc.anything());
  fc.assert(
    fc.property(anything, (value) => {
      for (const problem of checkInputs(types, shape, value)) expect(problem.reason).not.toBe("");
    }),
  );
});
