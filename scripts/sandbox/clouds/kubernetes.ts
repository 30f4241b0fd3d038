// Kubernetes, as much of it as every program needs: names, namespaces and the metadata that a server fills in. Not a cluster:
// nothing is scheduled, and no status ever becomes ready by itself.
import { parse } from "yaml";
import { isUnknown, unknownValue } from "../types/wire-values";
import { isPlainObject, listOf, objectOf, type PlainObject, textOf } from "../values";
import {
  type Cloud,
  type DefaultsRequest,
  newestOf,
  type Order,
  type Problem,
  Refusal,
  type ResourceRules,
} from "./cloud";
import { hexDigits, uuid } from "./inventing";
import { filledIn, type Inventions, invented } from "./kubernetes-server";
import { yamlFunctions } from "./kubernetes-yaml";
import { nearestName } from "./nearest";

// Kubernetes API reference: kinds that are in no namespace.
const clusterWide = new Set([
  "Namespace",
  "Node",
  "PersistentVolume",
  "CustomResourceDefinition",
  "StorageClass",
  "IngressClass",
  "PriorityClass",
  "RuntimeClass",
  "CSIDriver",
  "CSINode",
  "APIService",
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "VolumeAttachment",
]);

function isObject(type: string): boolean {
  const [packageName, version, kind] = type.split(":");
  // Helm charts and YAML files are no objects of the API.
  return (
    packageName === "kubernetes" &&
    /(^|\/)v\d/.test(version ?? "") &&
    !/^(helm|yaml|kustomize)\b/.test(version ?? "") &&
    kind !== undefined
  );
}

function metadata(inputs: PlainObject): PlainObject {
  return objectOf(inputs["metadata"]);
}

/** By what their kind is called, so that custom ones such as ClusterIssuer are told too. */
function isClusterWide(type: string): boolean {
  const kind = (type.split(":").at(-1) ?? "").replace(/Patch$/, "");
  return clusterWide.has(kind) || /^Cluster[A-Z]/.test(kind);
}

function placeOf({ type, inputs }: Pick<Order, "type" | "inputs">): {
  readonly namespace: string | undefined;
  readonly name: string;
} {
  const { namespace, name } = metadata(inputs);
  return {
    namespace: isClusterWide(type) ? undefined : (textOf(namespace) ?? "default"),
    name: textOf(name) ?? "",
  };
}

function rulesOf(type: string): Partial<ResourceRules> | undefined {
  if (type === "kubernetes:helm.sh/v3:Release") return helmRelease;
  if (!isObject(type)) return undefined;
  const kind = type.slice(type.indexOf(":") + 1);
  return {
    // Object names and namespaces cannot change; the provider replaces.
    replaceOn: ["metadata.name", "metadata.namespace", "apiVersion", "kind"],
    defaults: (inputs, request) => named(inNamespace(inputs, request), request),
    check: (inputs) => [...patchProblems(kind, inputs), ...serviceProblems(kind, inputs)],
    foreseen: (inputs, old) => ({
      ...(old === undefined ? filledIn(kind, inputs, allUnknown) : filledIn(kind, inputs, asBefore(old, allUnknown))),
      ...(isPlainObject(inputs["metadata"]) ? { metadata: { ...unsettled(old), ...metadata(inputs) } } : {}),
    }),
    create(order) {
      const { namespace, name } = placeOf(order);
      const id = namespace === undefined ? name : `${namespace}/${name}`;
      // API conventions: AlreadyExists for a second object of a kind and name.
      if (order.world.find(order.account, type, id) !== undefined) {
        throw new Refusal(
          `resource ${id} was not successfully created by the Kubernetes API server: "${name}" already exists`,
        );
      }
      return {
        id,
        outputs: {
          ...filledIn(kind, order.inputs, invented(order.number)),
          metadata: {
            ...metadata(order.inputs),
            ...(namespace === undefined ? {} : { namespace }),
            uid: uuid(order.seed, type, order.number),
            creationTimestamp: "2026-01-01T00:00:00Z",
            generation: 1,
            resourceVersion: String(order.number),
          },
        },
      };
    },
    update(order) {
      const before = metadata(order.old.state);
      const filled = filledIn(kind, order.inputs, asBefore(order.old.state, invented(order.old.number)));
      return {
        outputs: {
          ...filled,
          metadata: { ...before, ...metadata(order.inputs), resourceVersion: String(order.number) },
        },
      };
    },
  };
}

/** The provider, on `Patch` resources: it has to know what to patch. */
function patchProblems(kind: string, inputs: PlainObject): readonly Problem[] {
  if (!kind.endsWith("Patch") || typeof inputs["metadata"] === "string") return [];
  if (metadata(inputs)["name"] !== undefined) return [];
  return [{ path: "metadata.name", reason: "patch resources need the name of the object that they patch" }];
}

const serviceTypes = ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"];

/** The declarations let any text in here; a server does not. */
function serviceProblems(kind: string, inputs: PlainObject): readonly Problem[] {
  const type = textOf(objectOf(inputs["spec"])["type"]);
  if (kind !== "core/v1:Service" || type === undefined || isUnknown(type) || serviceTypes.includes(type)) return [];
  const reason = `Unsupported value: "${type}": supported values: ${serviceTypes.join(", ")}.${nearestName(type, serviceTypes)}`;
  return [{ path: "spec.type", reason }];
}

const allUnknown: Inventions = { address: () => unknownValue, port: () => unknownValue };

/** An update leaves addresses and ports as they are. */
function asBefore(state: PlainObject, otherwise: Inventions): Inventions {
  const spec = objectOf(state["spec"]);
  const [outside] = listOf(objectOf(objectOf(state["status"])["loadBalancer"])["ingress"]);
  return {
    address: (range) =>
      textOf(range === "service" ? spec["clusterIP"] : objectOf(outside)["ip"]) ?? otherwise.address(range),
    port: (index) => objectOf(listOf(spec["ports"])[index])["nodePort"] ?? otherwise.port(index),
  };
}

/** What a server gives an object when it is made; of one that is there, only the version moves. */
function unsettled(old: PlainObject | undefined): PlainObject {
  if (old !== undefined) return { ...metadata(old), resourceVersion: unknownValue };
  return {
    uid: unknownValue,
    resourceVersion: unknownValue,
    creationTimestamp: unknownValue,
    generation: unknownValue,
  };
}

/** The namespace of the provider, else of the kubeconfig's context, else `default`, is an input like one that was given. */
function inNamespace(inputs: PlainObject, { type, config }: DefaultsRequest): PlainObject {
  const given = inputs["metadata"];
  if (isClusterWide(type) || typeof given === "string") return inputs;
  if (objectOf(given)["namespace"] !== undefined) return inputs;
  const namespace = textOf(config["namespace"]) ?? textOf(objectOf(contextOf(config)["context"])["namespace"]);
  return { ...inputs, metadata: { ...objectOf(given), namespace: namespace ?? "default" } };
}

/** The context that a configuration works with; empty where the kubeconfig is none that can be read. */
function contextOf(config: PlainObject): PlainObject {
  const parsed = kubeconfig(config);
  const wanted = textOf(config["context"]) ?? textOf(parsed["current-context"]);
  return objectOf(listOf(parsed["contexts"]).find((one) => objectOf(one)["name"] === wanted));
}

function kubeconfig(config: PlainObject): PlainObject {
  const text = textOf(config["kubeconfig"]);
  if (text === undefined || isUnknown(text)) return objectOf(config["kubeconfig"]);
  try {
    const parsed: unknown = parse(text);
    return isPlainObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** Two clusters are two accounts. Which cluster it is, its server says: tokens and certificates in a kubeconfig change. */
function clusterOf(config: PlainObject): string | undefined {
  const text = textOf(config["kubeconfig"]);
  if (isUnknown(text)) return text;
  const name = textOf(config["cluster"]) ?? textOf(objectOf(contextOf(config)["context"])["cluster"]);
  const cluster = listOf(kubeconfig(config)["clusters"]).find((one) => objectOf(one)["name"] === name);
  return textOf(objectOf(objectOf(cluster)["cluster"])["server"]) ?? textOf(config["context"]);
}

const helmRelease: Partial<ResourceRules> = {
  replaceOn: ["name", "namespace"],
  defaults(inputs, request) {
    const digits = hexDigits(8, request.scene.seed, request.urn, newestOf(request));
    const name = inputs["name"] ?? request.olds["name"] ?? `${request.name.toLowerCase()}-${digits}`;
    return { ...inputs, name, namespace: inputs["namespace"] ?? request.config["namespace"] ?? "default" };
  },
  create({ inputs }) {
    const [name, namespace] = [inputs["name"] ?? "", inputs["namespace"] ?? "default"];
    const { chart, version } = { chart: inputs["chart"] ?? "", version: inputs["version"] ?? "" };
    return {
      id: `${String(namespace)}/${String(name)}`,
      outputs: {
        resourceNames: {},
        status: { name, namespace, chart, version, revision: 1, status: "deployed", appVersion: "" },
      },
    };
  },
};

/** The name that the provider gives an object that has none: the resource's own and eight digits. */
function named(inputs: PlainObject, request: DefaultsRequest): PlainObject {
  const given = inputs["metadata"];
  // Not known yet as a whole.
  if (typeof given === "string") return inputs;
  const { name, generateName } = objectOf(given);
  // What is patched exists already, under a name of its own.
  if (request.type.endsWith("Patch")) return inputs;
  if (name !== undefined || generateName !== undefined) return inputs;
  const kept = metadata(request.olds)["name"];
  const digits = hexDigits(8, request.scene.seed, request.urn, newestOf(request));
  return { ...inputs, metadata: { ...objectOf(given), name: kept ?? `${request.name.toLowerCase()}-${digits}` } };
}

export const kubernetes: Cloud = {
  resources: {},
  rulesFor: rulesOf,
  functions: yamlFunctions,
  credential: clusterOf,
};
