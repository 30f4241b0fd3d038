import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Trial, trial, unknown } from "../trial-client";
import { type PlainObject, unmark } from "../values";

const version = "4.34.2";
const configMap = "kubernetes:core/v1:ConfigMap";
const serviceType = "kubernetes:core/v1:Service";

// Reading a large SDK for the first time takes long on a busy machine.
const aMinute = 60_000;
let cloud: Trial;
beforeEach(async () => {
  cloud = await trial({ packageName: "kubernetes", version });
}, aMinute);
afterEach(() => cloud.stop());

const kubeconfig = (server: string, namespace = "team") =>
  `apiVersion: v1
clusters: [{ name: c, cluster: { server: "${server}" } }]
contexts: [{ name: x, context: { cluster: c, namespace: ${namespace} } }]
current-context: x
`;

const make = async (type: string, name: string, inputs: PlainObject, on = cloud) => {
  const checked = await on.check(type, name, inputs);
  expect(checked.failures).toEqual([]);
  return on.create(type, name, unmark(checked.inputs).value);
};

describe("an object without a namespace", () => {
  it("goes to the one of the provider, of the kubeconfig's context, or to default, as a preview shows", async () => {
    const namespaceIn = async (on: Trial) => (await on.check(configMap, "c", { data: {} })).inputs["metadata"];
    expect(await namespaceIn(cloud)).toMatchObject({ namespace: "default" });
    const fromContext = await cloud.beside({ kubeconfig: kubeconfig("https://a.example") });
    expect(await namespaceIn(fromContext)).toMatchObject({ namespace: "team" });
    const own = await cloud.beside({ kubeconfig: kubeconfig("https://a.example"), namespace: "own" });
    expect(await namespaceIn(own)).toMatchObject({ namespace: "own" });
  });

  it.each(["kubernetes:core/v1:Namespace", "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"])(
    "stays without where its kind has none: %s",
    async (type) => {
      const { id, outputs } = await make(type, "one", { metadata: { name: "one" } });
      expect(id).toBe("one");
      expect(outputs["metadata"]).not.toHaveProperty("namespace");
    },
  );
});

it("keeps two clusters apart, and knows one again after its kubeconfig got another token", async () => {
  const named = { metadata: { name: "same" }, data: {} };
  const one = await cloud.beside({ kubeconfig: kubeconfig("https://a.example") });
  const two = await cloud.beside({ kubeconfig: kubeconfig("https://b.example") });
  const { id } = await make(configMap, "c", named, one);
  await make(configMap, "c", named, two);
  const renewed = await cloud.beside({ kubeconfig: `${kubeconfig("https://a.example")}users: [{ name: new }]\n` });
  expect((await renewed.read(configMap, "c", id)).id).toBe(id);
  await expect(make(configMap, "d", named, renewed)).rejects.toThrow(/already exists/);
});

it("fills in a service as a server does: unknown in a preview, then kept through updates", async () => {
  const spec = { selector: { app: "web" }, type: "LoadBalancer", ports: [{ port: 80 }] };
  const inputs = { metadata: { name: "web", namespace: "default" }, spec };
  expect(await cloud.preview(serviceType, "web", inputs)).toMatchObject({
    metadata: { name: "web", uid: unknown },
    spec: { clusterIP: unknown, type: "LoadBalancer" },
    status: { loadBalancer: { ingress: [{ ip: unknown }] } },
  });
  const made = await make(serviceType, "web", inputs);
  expect(made.outputs).toMatchObject({
    spec: { clusterIP: expect.stringMatching(/^10\.96\./), ports: [{ port: 80, targetPort: 80, protocol: "TCP" }] },
    status: { loadBalancer: { ingress: [{ ip: expect.stringMatching(/^198\.1[89]\./) }] } },
  });
  const news = { ...inputs, spec: { ...spec, selector: { app: "other" } } };
  const updated = await cloud.update(serviceType, "web", made.id, inputs, news);
  expect(updated["status"]).toEqual(made.outputs["status"]);
  expect(updated["spec"]).toMatchObject({ selector: { app: "other" } });
  expect(JSON.stringify(updated)).not.toContain(unknown);
});

it("keeps the text of a secret in its data, in base64", async () => {
  const made = await make("kubernetes:core/v1:Secret", "s", { stringData: { password: "žluť" } });
  expect(unmark(made.outputs).value["data"]).toEqual({ password: Buffer.from("žluť").toString("base64") });
});

it("asks a patch for the name of what it patches", async () => {
  const { failures } = await cloud.check(`${configMap}Patch`, "p", { data: { a: "b" } });
  expect(failures).toEqual([expect.stringMatching(/^metadata\.name: patch resources need the name/)]);
});

describe("manifests", () => {
  const decode = (text: string) => cloud.invoke("kubernetes:yaml:decode", { text });

  it("are read from a text of several documents, with lists taken apart", async () => {
    const text = "kind: A\n---\n# nothing\n---\nkind: List\nitems:\n- {kind: B}\n- {kind: C}\n";
    expect((await decode(text)).value).toEqual({ result: [{ kind: "A" }, { kind: "B" }, { kind: "C" }] });
  });

  it.each([
    ["kind: [", /error converting YAML to JSON/],
    ["just text", /must be an object with apiVersion, kind and metadata/],
  ])("that are none are refused: %j", async (text, reason) => {
    await expect(decode(text)).rejects.toThrow(reason);
  });

  it("of a chart are not made up", async () => {
    await expect(cloud.invoke("kubernetes:helm:template", { jsonOpts: "{}" })).rejects.toThrow(
      /does not render Helm charts/,
    );
  });
});

it("gives a Helm release its name and status", async () => {
  const made = await make("kubernetes:helm.sh/v3:Release", "nginx", { chart: "nginx", namespace: "web" });
  expect(made.id).toMatch(/^web\/nginx-[0-9a-f]{8}$/);
  expect(made.outputs["status"]).toMatchObject({ status: "deployed", revision: 1, namespace: "web" });
});

it("takes the hyphenated names of a definition of custom resources, and no misspelt one", async () => {
  const definition = (name: string) => ({
    spec: {
      group: "a.example",
      scope: "Namespaced",
      names: { plural: "tabs", kind: "Tab" },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { [name]: true } } }],
    },
  });
  const crd = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
  const check = async (name: string) => (await cloud.check(crd, "tabs", definition(name))).failures;
  expect(await check("x-kubernetes-preserve-unknown-fields")).toEqual([]);
  expect(await check("x-kubernetes-preserve-unknown-field")).toEqual([
    expect.stringMatching(/is not a known property/),
  ]);
});

it("refuses a service of a type that no server knows, naming what was meant", async () => {
  const { failures } = await cloud.check(serviceType, "s", { spec: { type: "LoadBalancr", ports: [{ port: 80 }] } });
  expect(failures).toEqual([expect.stringMatching(/^spec\.type: .*"LoadBalancr".*Did you mean LoadBalancer\?$/)]);
});
