// Kubernetes, as much of it as every program needs: names, namespaces and the metadata that a server fills in. Not a cluster:
// nothing is scheduled, and no status ever becomes ready by itself.
import { objectOf, type PlainObject, textOf } from "../values";
import { type Cloud, type DefaultsRequest, newestOf, type Order, Refusal, type ResourceRules } from "./cloud";
import { hexDigits, uuid } from "./inventing";

// Kubernetes API reference: kinds that are in no namespace.
const clusterWide = new Set([
  "Namespace",
  "Node",
  "PersistentVolume",
  "ClusterRole",
  "ClusterRoleBinding",
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

function placeOf(order: Pick<Order, "type" | "inputs">): {
  readonly namespace: string | undefined;
  readonly name: string;
} {
  const kind = order.type.split(":").at(-1) ?? "";
  const { namespace, name } = metadata(order.inputs);
  return {
    namespace: clusterWide.has(kind) ? undefined : (textOf(namespace) ?? "default"),
    name: textOf(name) ?? "",
  };
}

function rulesOf(type: string): Partial<ResourceRules> | undefined {
  if (!isObject(type)) return undefined;
  return {
    // Object names and namespaces cannot change; the provider replaces.
    replaceOn: ["metadata.name", "metadata.namespace", "apiVersion", "kind"],
    defaults: named,
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
      return { outputs: { metadata: { ...before, ...metadata(order.inputs), resourceVersion: String(order.number) } } };
    },
  };
}

/** The name that the provider gives an object that has none: the resource's own and eight digits. */
function named(inputs: PlainObject, request: DefaultsRequest): PlainObject {
  const given = inputs["metadata"];
  // Not known yet as a whole.
  if (typeof given === "string") return inputs;
  const { name, generateName } = objectOf(given);
  if (name !== undefined || generateName !== undefined) return inputs;
  const kept = metadata(request.olds)["name"];
  const digits = hexDigits(8, request.scene.seed, request.urn, newestOf(request));
  return { ...inputs, metadata: { ...objectOf(given), name: kept ?? `${request.name.toLowerCase()}-${digits}` } };
}

export const kubernetes: Cloud = { resources: {}, rulesFor: rulesOf };
