// Google Cloud: ids, links and addresses in its form, for every type; nothing else of it is modelled.
// https://cloud.google.com/apis/design/resource_names and the provider's pages, "Import" and "Attributes".
import { type Plain, type PlainObject, textOf } from "../values";
import { autonamedByBridge, type Cloud, type FunctionRules, type Order, type ResourceRules } from "./cloud";
import { digest, hexDigits } from "./inventing";
import { replacedByChange } from "./unmodelled";

const usualProject = "sandbox-project";

interface Place {
  readonly project: string;
  readonly name: string;
  /** `zones/z`, `regions/r`, `locations/l` or `global`, as the service calls it. */
  readonly where: string | undefined;
  readonly collection: string;
}

/** `compute/instance:Instance` to `instances`. */
function collectionOf(type: string): string {
  const name = type.split(":")[1]?.split("/").at(-1) ?? "resource";
  if (/(s|x|ch)$/.test(name)) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

function placeOf({ type, inputs, name }: Order): Place {
  const isCompute = type.startsWith("gcp:compute/");
  const part = (label: string, value: Plain | undefined) => {
    const text = textOf(value);
    return text === undefined ? undefined : `${label}/${text.split("/").at(-1) ?? text}`;
  };
  const location = part("locations", inputs["location"]);
  const where = isCompute
    ? (part("zones", inputs["zone"]) ?? part("regions", inputs["region"]) ?? "global")
    : (location ?? (inputs["region"] === undefined ? undefined : part("locations", inputs["region"])));
  return {
    project: textOf(inputs["project"]) ?? usualProject,
    name: textOf(inputs["name"]) ?? name,
    where,
    collection: collectionOf(type),
  };
}

type Form = (order: Order, place: Place) => { readonly id: string; readonly outputs: PlainObject };

const asName = (id: string, outputs: PlainObject = {}) => ({ id, outputs: { ...outputs, name: id } });

const forms: Readonly<Record<string, Form>> = {
  "gcp:storage/bucket:Bucket": (_, { name }) => ({
    id: name,
    outputs: { url: `gs://${name}`, selfLink: `https://www.googleapis.com/storage/v1/b/${name}` },
  }),
  "gcp:storage/bucketObject:BucketObject": ({ inputs }, { name }) => {
    const bucket = textOf(inputs["bucket"]) ?? "";
    const link = `https://www.googleapis.com/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`;
    return {
      id: `${bucket}-${name}`,
      outputs: { outputName: name, selfLink: link, mediaLink: `${link}?alt=media` },
    };
  },
  "gcp:serviceaccount/account:Account": ({ inputs }, { project }) => {
    const email = `${textOf(inputs["accountId"]) ?? ""}@${project}.iam.gserviceaccount.com`;
    return asName(`projects/${project}/serviceAccounts/${email}`, { email, member: `serviceAccount:${email}` });
  },
  "gcp:secretmanager/secret:Secret": ({ inputs }, { project }) =>
    asName(`projects/${project}/secrets/${textOf(inputs["secretId"]) ?? ""}`),
  "gcp:secretmanager/secretVersion:SecretVersion": ({ inputs }) =>
    asName(`${textOf(inputs["secret"]) ?? ""}/versions/1`, { version: "1" }),
  "gcp:cloudrunv2/service:Service": (order, { project, name, where }) => {
    const uri = `https://${name}-${hexDigits(10, order.seed, project)}-sandbox.a.run.app`;
    return { id: `projects/${project}/${where ?? "global"}/services/${name}`, outputs: { uri, urls: [uri] } };
  },
  "gcp:sql/databaseInstance:DatabaseInstance": ({ inputs }, { project, name }) => ({
    id: name,
    outputs: { connectionName: `${project}:${textOf(inputs["region"]) ?? "us-central1"}:${name}` },
  }),
  "gcp:projects/service:Service": ({ inputs }, { project }) => ({
    id: `${project}/${textOf(inputs["service"]) ?? ""}`,
    outputs: {},
  }),
};

/** `b/<bucket>/roles/<role>/<member>` and its like: what it is on, the role, the member. */
function bindingId({ inputs }: Order, { project }: Place): string {
  const besides = new Set(["role", "member", "members", "project", "condition", "location", "policyData"]);
  const on = Object.entries(inputs).find(([name, value]) => !besides.has(name) && typeof value === "string")?.[1];
  return [on ?? project, inputs["role"], inputs["member"]].flatMap((part) => textOf(part) ?? []).join("/");
}

function rulesOf(type: string): Partial<ResourceRules> {
  return {
    create(order) {
      const place = placeOf(order);
      const { project, name, where, collection } = place;
      const own = forms[type]?.(order, place);
      if (own !== undefined) return own;
      if (/Iam(Member|Binding|Policy)$|IAM(Member|Binding|Policy)$/.test(type)) {
        return { id: bindingId(order, place), outputs: {} };
      }
      const id = ["projects", project, ...(where === undefined ? [] : [where]), collection, name].join("/");
      const link = `https://www.googleapis.com/compute/v1/${id}`;
      return { id, outputs: type.startsWith("gcp:compute/") ? { selfLink: link } : {} };
    },
  };
}

/** Programs ask these for the project that they work in. */
const functions: Readonly<Record<string, FunctionRules>> = {
  "gcp:organizations/getProject:getProject": ({ projectId }) => {
    const project = textOf(projectId) ?? usualProject;
    const number = String(100_000_000_000 + (digest("project", project).readUInt32BE(0) % 1_000_000_000));
    return { id: `projects/${project}`, projectId: project, name: project, number, labels: {}, effectiveLabels: {} };
  },
};

export const gcp: Cloud = {
  resources: {},
  functions,
  replaceOn: replacedByChange,
  naming: autonamedByBridge,
  rulesFor: rulesOf,
  fromConfig: { project: (config) => config["project"] ?? usualProject, region: same("region"), zone: same("zone") },
};

function same(name: string): (config: PlainObject) => Plain | undefined {
  return (config) => config[name];
}
