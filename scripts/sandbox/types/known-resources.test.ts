// What is read from an SDK, compared with what a person reads in it: a few resources of each package.
import { describe, expect, it, vi } from "vitest";
import { type PackageTypes, type Properties, packageTypes, type TypeRef } from "./package-types";

// The first reading of an SDK takes seconds, and many more on a busy machine; later ones come from the cache.
vi.setConfig({ testTimeout: 120_000 });

function typesOf(name: string): Promise<PackageTypes> {
  return packageTypes({ name, from: __dirname });
}

function required(properties: Properties | undefined): readonly string[] {
  return Object.entries(properties ?? {})
    .filter(([, property]) => property.required)
    .map(([name]) => name)
    .sort();
}

function secrets(properties: Properties | undefined): readonly string[] {
  return Object.entries(properties ?? {})
    .filter(([, property]) => property.secret)
    .map(([name]) => name)
    .sort();
}

const text: TypeRef = { kind: "string" };
const flag: TypeRef = { kind: "boolean" };

const requiredInputs: readonly (readonly [string, string, readonly string[]])[] = [
  ["hcloud", "hcloud:index/server:Server", ["serverType"]],
  ["hcloud", "hcloud:index/volume:Volume", ["size"]],
  ["hcloud", "hcloud:index/firewall:Firewall", []],
  ["digitalocean", "digitalocean:index/droplet:Droplet", ["image", "size"]],
  ["digitalocean", "digitalocean:index/volume:Volume", ["region", "size"]],
  ["linode", "linode:index/instance:Instance", ["region"]],
  ["vultr", "vultr:index/instance:Instance", ["plan", "region"]],
  ["docker", "docker:index/container:Container", ["image"]],
  ["docker", "docker:index/image:Image", ["imageName"]],
  ["cloudflare", "cloudflare:index/dnsRecord:DnsRecord", ["name", "ttl", "type", "zoneId"]],
  ["cloudflare", "cloudflare:index/pagesProject:PagesProject", ["accountId", "name", "productionBranch"]],
  ["gcp", "gcp:cloudrunv2/service:Service", ["location", "template"]],
  ["gcp", "gcp:secretmanager/secretVersion:SecretVersion", ["secret"]],
  ["random", "random:index/randomPassword:RandomPassword", ["length"]],
  ["tls", "tls:index/privateKey:PrivateKey", ["algorithm"]],
  ["command", "command:remote:Command", ["connection"]],
  ["command", "command:remote:CopyToRemote", ["connection", "remotePath", "source"]],
  ["kubernetes", "kubernetes:apps/v1:Deployment", ["spec"]],
  ["kubernetes", "kubernetes:core/v1:Service", []],
  ["kubernetes", "kubernetes:helm.sh/v3:Release", ["chart"]],
];

it.each(requiredInputs)("%s: %s insists on %j", async (name, token, expected) => {
  const types = await typesOf(name);
  expect(required(types.resource(token)?.inputs)).toEqual(expected);
});

const secretOutputs: readonly (readonly [string, string, readonly string[]])[] = [
  ["random", "random:index/randomPassword:RandomPassword", ["bcryptHash", "result"]],
  ["tls", "tls:index/privateKey:PrivateKey", ["privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"]],
  ["command", "command:remote:Command", ["connection"]],
  ["hcloud", "hcloud:index/uploadedCertificate:UploadedCertificate", ["privateKey"]],
  ["linode", "linode:index/instance:Instance", ["rootPass", "stackscriptData"]],
  ["vultr", "vultr:index/instance:Instance", ["defaultPassword"]],
  ["kubernetes", "kubernetes:core/v1:Secret", ["data", "stringData"]],
  ["cloudflare", "cloudflare:index/dnsRecord:DnsRecord", []],
];

it.each(secretOutputs)("%s: %s keeps %j secret", async (name, token, expected) => {
  const shape = (await typesOf(name)).resource(token);
  expect([...(shape?.secretOutputs ?? [])].sort()).toEqual(expected);
  expect(secrets(shape?.outputs)).toEqual(expected);
});

const propertyTypes: readonly (readonly [string, string, "inputs" | "outputs", string, TypeRef])[] = [
  ["hcloud", "hcloud:index/server:Server", "inputs", "labels", { kind: "map", values: text }],
  ["hcloud", "hcloud:index/server:Server", "inputs", "firewallIds", { kind: "array", items: { kind: "number" } }],
  ["hcloud", "hcloud:index/server:Server", "outputs", "ipv4Address", text],
  [
    "command",
    "command:remote:Command",
    "inputs",
    "logging",
    {
      kind: "enum",
      token: "command:remote:Logging",
      values: ["stdout", "stderr", "stdoutAndStderr", "none"],
      open: false,
    },
  ],
  ["command", "command:remote:CopyToRemote", "inputs", "source", { kind: "assetOrArchive" }],
  ["command", "command:local:Command", "outputs", "archive", { kind: "archive" }],
  ["command", "command:local:Command", "outputs", "assets", { kind: "map", values: { kind: "assetOrArchive" } }],
  ["kubernetes", "kubernetes:apps/v1:Deployment", "inputs", "apiVersion", { kind: "const", value: "apps/v1" }],
  ["kubernetes", "kubernetes:apps/v1:Deployment", "inputs", "kind", { kind: "const", value: "Deployment" }],
  ["kubernetes", "kubernetes:core/v1:Pod", "inputs", "spec", { kind: "object", token: "kubernetes:core/v1:PodSpec" }],
  [
    "vultr",
    "vultr:index/instance:Instance",
    "inputs",
    "backupsSchedule",
    {
      kind: "object",
      token: "vultr:index/InstanceBackupsSchedule:InstanceBackupsSchedule",
    },
  ],
  ["gcp", "gcp:storage/bucketObject:BucketObject", "outputs", "source", { kind: "assetOrArchive" }],
  ["random", "random:index/randomId:RandomId", "outputs", "byteLength", { kind: "number" }],
];

it.each(propertyTypes)("%s: %s %s: %s", async (name, token, side, property, expected) => {
  const shape = (await typesOf(name)).resource(token);
  expect(shape?.[side][property]?.type).toEqual(expected);
});

describe("digitalocean", () => {
  it("takes regions it does not know yet", async () => {
    const region = (await typesOf("digitalocean")).resource("digitalocean:index/droplet:Droplet")?.inputs["region"];
    expect(region?.type).toMatchObject({ kind: "enum", open: true, token: "digitalocean:index/Region:Region" });
    expect(region?.type.kind === "enum" && region.type.values).toContain("nyc1");
  });

  it("knows where provider settings come from", async () => {
    const inputs = (await typesOf("digitalocean")).resource("pulumi:providers:digitalocean")?.inputs;
    expect(inputs?.["apiEndpoint"]).toMatchObject({
      default: "https://api.digitalocean.com",
      defaultEnvironment: ["DIGITALOCEAN_API_URL"],
    });
    expect(inputs?.["httpRetryMax"]).toMatchObject({ type: { kind: "number" }, jsonEncoded: true });
    expect(secrets(inputs)).toEqual(["token"]);
  });
});

it("linode and vultr: defaults in older JavaScript are found too", async () => {
  const linode = (await typesOf("linode")).resource("pulumi:providers:linode")?.inputs;
  expect(linode?.["url"]).toMatchObject({ defaultEnvironment: ["LINODE_URL"] });
  const vultr = (await typesOf("vultr")).resource("pulumi:providers:vultr")?.inputs;
  expect(vultr?.["rateLimit"]).toMatchObject({ default: 500, jsonEncoded: true });
  expect(vultr?.["apiKey"]).toMatchObject({ secret: true, defaultEnvironment: ["VULTR_API_KEY"] });
});

it("command: defaults of nested inputs are found", async () => {
  const connection = (await typesOf("command")).object("command:remote:Connection");
  expect(connection?.properties["port"]).toMatchObject({ type: { kind: "number" }, required: false, default: 22 });
  expect(connection?.properties["user"]).toMatchObject({ default: "root" });
  expect(required(connection?.properties)).toEqual(["host"]);
});

describe("kubernetes", () => {
  it("takes numbers and text for ports and quantities of a rollout", async () => {
    const types = await typesOf("kubernetes");
    const port = types.object("kubernetes:core/v1:ServicePort")?.properties["targetPort"]?.type;
    expect(port).toEqual({ kind: "union", of: [{ kind: "number" }, text] });
  });

  it("knows patches and lists", async () => {
    const types = await typesOf("kubernetes");
    expect(types.resource("kubernetes:apps/v1:DeploymentPatch")?.inputs["spec"]?.type).toEqual({
      kind: "object",
      token: "kubernetes:apps/v1:DeploymentSpecPatch",
    });
    expect(required(types.resource("kubernetes:apps/v1:DeploymentList")?.inputs)).toEqual(["items"]);
  });

  it("takes custom resources of any group that is not the cluster's own", async () => {
    const types = await typesOf("kubernetes");
    const ship = types.resource("kubernetes:ships.example.org/v1:Ship");
    expect(ship).toMatchObject({ others: { kind: "any" }, isComponent: false });
    expect(required(ship?.inputs)).toEqual(["apiVersion", "kind"]);
    expect(types.resource("kubernetes:ships.example.org/v1:ShipPatch")?.token).toMatch(/ShipPatch$/);
    expect(types.resource("kubernetes:v1:ConfigMap")?.inputs["data"]?.type).toEqual({ kind: "map", values: text });
  });

  it("does not take a misspelt kind for a custom resource", async () => {
    const types = await typesOf("kubernetes");
    for (const token of [
      "kubernetes:apps/v1:Deploymnet",
      "kubernetes:networking.k8s.io/v1:Ingres",
      "kubernetes:v1:ConfigMab",
    ]) {
      expect(types.resource(token), token).toBeUndefined();
    }
    expect(types.nearestToken("kubernetes:apps/v1:Deploymnet")).toBe("kubernetes:apps/v1:Deployment");
  });

  it("knows components that the provider itself makes, and calls that only hand-written code makes", async () => {
    const types = await typesOf("kubernetes");
    expect(types.resource("kubernetes:helm.sh/v4:Chart")?.isComponent).toBe(true);
    expect(types.resource("kubernetes:yaml/v2:ConfigFile")?.isComponent).toBe(true);
    expect(types.function("kubernetes:helm:template")?.inputs).toHaveProperty("jsonOpts");
  });

  it("knows earlier tokens", async () => {
    const aliases = (await typesOf("kubernetes")).resource("kubernetes:apps/v1:Deployment")?.aliases;
    expect(aliases).toContain("kubernetes:extensions/v1beta1:Deployment");
  });
});

describe("functions", () => {
  it("take what they declare and answer what they declare", async () => {
    const getServer = (await typesOf("hcloud")).function("hcloud:index/getServer:getServer");
    expect(getServer?.inputs["id"]).toMatchObject({ type: { kind: "number" }, required: false, plain: true });
    expect(getServer?.outputs["ipv4Address"]).toMatchObject({ type: text, required: true });
    expect(getServer?.outputs["placementGroupId"]).toMatchObject({ required: false });
  });

  it("may take positions and answer one value", async () => {
    const idna = (await typesOf("hcloud")).function("hcloud:index/idna:idna");
    expect(idna).toMatchObject({ returns: text, outputs: { result: { type: text, required: true } } });
    expect(required(idna?.inputs)).toEqual(["domain"]);
  });

  it("may belong to a provider", async () => {
    const types = await typesOf("hcloud");
    const token = "pulumi:providers:hcloud/terraformConfig";
    expect(types.resource("pulumi:providers:hcloud")?.methods).toEqual({ terraformConfig: token });
    expect(types.function(token)?.outputs["result"]?.type).toEqual({ kind: "map", values: { kind: "any" } });
  });
});

it("guesses the token that was meant", async () => {
  const types = await typesOf("hcloud");
  expect(types.nearestToken("hcloud:index/server:Sever")).toBe("hcloud:index/server:Server");
  expect(types.nearestToken("hcloud:index:Server")).toBe("hcloud:index/server:Server");
  expect(types.nearestToken("hcloud:index/kubernetesCluster:KubernetesCluster")).toBeUndefined();
});

it("package configuration is known with its environment", async () => {
  const { config } = await typesOf("gcp");
  expect(config["project"]).toMatchObject({ type: text });
  expect(config["project"]?.defaultEnvironment).toContain("GOOGLE_PROJECT");
  expect(config["userProjectOverride"]).toMatchObject({ type: flag, jsonEncoded: true });
});
