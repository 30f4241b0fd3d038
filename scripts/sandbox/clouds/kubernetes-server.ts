// What an API server and its controllers fill in of the kinds that programs read from most. Kubernetes API reference, defaults.
import { isPlainObject, listOf, objectOf, type Plain, type PlainObject, textOf } from "../values";
import { testAddress } from "./inventing";

type Filled = Readonly<Record<string, Plain>>;

/** Values that follow from a number in a cluster; in previews they are all unknown. */
export interface Inventions {
  readonly address: (range: "service" | "outside") => string;
  readonly port: (index: number) => Plain;
}

export function invented(number: number): Inventions {
  return {
    address: (range) =>
      range === "service" ? `10.96.${(number >> 8) & 255}.${number & 255}` : testAddress("kubernetes", number),
    port: (index) => 30_000 + ((number * 16 + index) % 2768),
  };
}

const hasReplicas = /^apps\/v1:(Deployment|StatefulSet|ReplicaSet)$/;

/** Outputs that are more than the inputs say, by kind. `type` is without the package. */
export function filledIn(kind: string, inputs: PlainObject, inventions: Inventions): Filled {
  const spec = inputs["spec"];
  if (kind === "core/v1:Service") return service(spec, inventions);
  if (kind === "core/v1:Namespace") return { status: { phase: "Active" } };
  if (kind === "core/v1:Secret") return secretData(inputs);
  if (kind === "networking.k8s.io/v1:Ingress") {
    return { status: { loadBalancer: { ingress: [{ ip: inventions.address("outside") }] } } };
  }
  if (hasReplicas.test(kind) && isPlainObject(spec)) return { spec: { replicas: 1, ...spec } };
  return {};
}

function service(given: Plain | undefined, { address, port }: Inventions): Filled {
  // Not known yet as a whole.
  if (typeof given === "string") return {};
  const spec = objectOf(given);
  const type = textOf(spec["type"]) ?? "ClusterIP";
  if (type === "ExternalName") return { spec, status: { loadBalancer: {} } };
  const clusterIP = spec["clusterIP"] ?? address("service");
  const isOpen = type === "NodePort" || type === "LoadBalancer";
  const ports = listOf(spec["ports"]).map((one, index) => {
    const asked = objectOf(one);
    const open = isOpen ? { nodePort: port(index) } : {};
    return { protocol: "TCP", targetPort: asked["port"] ?? null, ...open, ...asked };
  });
  const usual = { type, sessionAffinity: "None", clusterIP, clusterIPs: [clusterIP], internalTrafficPolicy: "Cluster" };
  const loadBalancer = type === "LoadBalancer" ? { ingress: [{ ip: address("outside") }] } : {};
  return {
    spec: { ...usual, ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack", ...spec, ports },
    status: { loadBalancer },
  };
}

/** `stringData` is for writing only: the server keeps everything in `data`, in base64. */
function secretData(inputs: PlainObject): Filled {
  const [data, text] = [inputs["data"], inputs["stringData"]];
  const type = inputs["type"] ?? "Opaque";
  if (typeof data === "string" || !isPlainObject(text)) return { type };
  const encoded = Object.entries(text).map(([key, value]) => [key, encodedText(value)]);
  return { type, data: { ...objectOf(data), ...Object.fromEntries(encoded) } };
}

function encodedText(value: Plain): Plain {
  return typeof value === "string" ? Buffer.from(value).toString("base64") : value;
}
