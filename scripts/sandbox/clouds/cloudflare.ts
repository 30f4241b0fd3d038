// Cloudflare DNS (https://developers.cloudflare.com/api). Zones that the sandbox did not make count as there already.
import { isIPv4, isIPv6 } from "node:net";
import { isUnknown } from "../types/wire-values";
import { booleanOf, numberOf, objectOf, type Plain, type PlainObject, textOf } from "../values";
import {
  type Cloud,
  type FunctionRules,
  type Order,
  type Problem,
  Refusal,
  type ResourceRules,
  type Scene,
} from "./cloud";
import { hexDigits } from "./inventing";
import { nearestName } from "./nearest";

const dnsRecord = "cloudflare:index/dnsRecord:DnsRecord";
const zone = "cloudflare:index/zone:Zone";

// API, DNS Records for a Zone: the types a record can have.
const recordTypes = [
  "A",
  "AAAA",
  "CAA",
  "CERT",
  "CNAME",
  "DNSKEY",
  "DS",
  "HTTPS",
  "LOC",
  "MX",
  "NAPTR",
  "NS",
  "OPENPGPKEY",
  "PTR",
  "SMIMEA",
  "SRV",
  "SSHFP",
  "SVCB",
  "TLSA",
  "TXT",
  "URI",
];
const proxiable = ["A", "AAAA", "CNAME"];
const withPriority = ["MX", "URI"];
// API, DNS Records: types whose content comes as `data`.
const withData = [
  "CAA",
  "CERT",
  "DNSKEY",
  "DS",
  "HTTPS",
  "LOC",
  "NAPTR",
  "SMIMEA",
  "SRV",
  "SSHFP",
  "SVCB",
  "TLSA",
  "URI",
];
const beginning = "2026-01-01T00:00:00Z";

/** As the provider prints an answer of the API. */
function refuse(code: number, message: string): never {
  throw new Refusal(`400 Bad Request {"errors":[{"code":${code},"message":"${message}"}]}`);
}

function zoneIdProblems(value: Plain | undefined): readonly Problem[] {
  const text = textOf(value);
  if (text === undefined || /^[0-9a-f]{32}$/.test(text)) return [];
  return [
    {
      path: "zoneId",
      reason: `${text} is not a zone id: 32 hexadecimal digits are expected (the zone's page shows it)`,
    },
  ];
}

function contentProblem(type: string, content: string): string | undefined {
  if (type === "A" && !isIPv4(content)) return "Content for A record must be a valid IPv4 address.";
  if (type === "AAAA" && !isIPv6(content)) return "Content for AAAA record must be a valid IPv6 address.";
  const hostname =
    /^(?=.{1,253}\.?$)([A-Za-z0-9_*]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\.?$/;
  const wantsName = ["CNAME", "MX", "NS", "PTR"].includes(type);
  return wantsName && !hostname.test(content)
    ? `Content for ${type} record is invalid: a host name is expected.`
    : undefined;
}

function recordProblems(inputs: PlainObject): readonly Problem[] {
  const problems: Problem[] = [...zoneIdProblems(inputs["zoneId"])];
  const say = (path: string, reason: string) => problems.push({ path, reason });
  const [type, content, name] = [textOf(inputs["type"]), textOf(inputs["content"]), textOf(inputs["name"])];
  if (type !== undefined && !recordTypes.includes(type)) {
    say("type", `${type} is not a record type. There are ${recordTypes.join(", ")}.${nearestName(type, recordTypes)}`);
  }
  const ttl = numberOf(inputs["ttl"]);
  // API, DNS Records, ttl: 1 for automatic, otherwise 60 to 86400, from 30 for Enterprise.
  if (ttl !== undefined && ttl !== 1 && (ttl < 30 || ttl > 86_400)) {
    say("ttl", `${ttl} is not allowed: 1 (automatic), or 60 to 86400 seconds (from 30 for Enterprise zones)`);
  }
  const proxied = booleanOf(inputs["proxied"]) === true;
  if (proxied && type !== undefined && !proxiable.includes(type)) {
    say("proxied", `records of type ${type} cannot be proxied; only ${proxiable.join(", ")} can`);
  }
  if (proxied && ttl !== undefined && ttl !== 1) say("ttl", `ttl must be 1 when proxied is true, got ${ttl}`);
  const given = (value: Plain | undefined) => value !== undefined && value !== null;
  if (given(inputs["content"]) && given(inputs["data"])) say("content", "content and data cannot both be given");
  if (!given(inputs["content"]) && !given(inputs["data"])) {
    say(
      "content",
      type !== undefined && withData.includes(type)
        ? `data is required for records of type ${type}`
        : "content is required",
    );
  }
  if (type !== undefined && withPriority.includes(type) && !given(inputs["priority"]) && !given(inputs["data"])) {
    say("priority", `priority is required for records of type ${type}`);
  }
  if (name !== undefined && (name.length === 0 || name.length > 255)) say("name", "a name has 1 to 255 characters");
  const wrong = type === undefined || content === undefined ? undefined : contentProblem(type, content);
  if (wrong !== undefined) say("content", wrong);
  return problems;
}

/** API, errors 81053, 81057 and 81058: what cannot stand beside each other under one name. */
function fits(order: Order, own?: number): void {
  const same = (property: string, one: PlainObject) => one[property] === order.inputs[property];
  const beside = order.world
    .of(order.account, dnsRecord)
    .filter((one) => one.number !== own && same("zoneId", one.state) && same("name", one.state))
    .map((one) => one.state);
  const type = textOf(order.inputs["type"]) ?? "";
  for (const other of beside) {
    const identical =
      same("type", other) &&
      same("content", other) &&
      JSON.stringify(other["data"]) === JSON.stringify(order.inputs["data"]);
    if (identical) refuse(81_058, "An identical record already exists.");
    const either = [type, textOf(other["type"]) ?? ""];
    if (either.includes("CNAME") && either.every((one) => proxiable.includes(one))) {
      refuse(81_053, "An A, AAAA, or CNAME record with that host already exists.");
    }
  }
}

function recordOutputs(order: Order): PlainObject {
  const type = textOf(order.inputs["type"]) ?? "";
  return {
    content: order.inputs["content"] ?? Object.values(objectOf(order.inputs["data"])).join(" "),
    createdOn: beginning,
    modifiedOn: beginning,
    commentModifiedOn: "",
    tagsModifiedOn: "",
    meta: "{}",
    includeShadowMetadata: order.inputs["includeShadowMetadata"] ?? false,
    proxiable: proxiable.includes(type),
    proxied: order.inputs["proxied"] ?? false,
    settings: { flattenCname: false, ipv4Only: false, ipv6Only: false, ...objectOf(order.inputs["settings"]) },
    tags: order.inputs["tags"] ?? [],
  };
}

const recordRules: ResourceRules = {
  // pulumi.md 8: zone and type replace, the rest updates in place.
  replaceOn: ["zoneId", "type"],
  unordered: ["tags"],
  check: recordProblems,
  create(order) {
    fits(order);
    return { id: hexDigits(32, order.seed, "record", order.number), outputs: recordOutputs(order) };
  },
  update(order) {
    fits(order, order.old.number);
    return { outputs: recordOutputs(order) };
  },
  // Imported by `<zone id>/<record id>`.
  importId: (id) => id.split("/").at(-1),
};

function zoneOutputs(name: string, account: string): PlainObject {
  return {
    name,
    account: { id: account, name: "sandbox" },
    type: "full",
    status: "active",
    paused: false,
    nameServers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
    originalNameServers: [],
    originalDnshost: "",
    originalRegistrar: "",
    vanityNameServers: [],
    verificationKey: "",
    cnameSuffix: "",
    developmentMode: 0,
    permissions: [],
    activatedOn: beginning,
    createdOn: beginning,
    modifiedOn: beginning,
    meta: {
      cdnOnly: false,
      customCertificateQuota: 0,
      dnsOnly: false,
      foundationDns: false,
      pageRuleQuota: 3,
      phishingDetected: false,
      step: 0,
    },
    owner: { id: account, name: "sandbox", type: "user" },
    plan: {
      canSubscribe: false,
      currency: "USD",
      externallyManaged: false,
      frequency: "",
      id: hexDigits(32, "plan"),
      isSubscribed: false,
      legacyDiscount: false,
      legacyId: "free",
      name: "Free Website",
      price: 0,
    },
    tenant: { id: "", name: "" },
    tenantUnit: { id: "" },
  };
}

const zoneRules: ResourceRules = {
  // pulumi.md 8: name and account replace.
  replaceOn: ["name", "account"],
  create(order) {
    const name = textOf(order.inputs["name"]) ?? "";
    // API, error 1061: a zone exists once.
    if (order.world.of(order.account, zone).some((one) => one.state["name"] === name))
      refuse(1061, `${name} already exists`);
    const { name: _, account: __, ...rest } = zoneOutputs(name, textOf(objectOf(order.inputs["account"])["id"]) ?? "");
    return {
      id: zoneId(order, name),
      outputs: { ...rest, type: order.inputs["type"] ?? "full", paused: order.inputs["paused"] ?? false },
    };
  },
};

/** Follows from the name, so that a zone found by name and one given by id are the same. */
function zoneId({ seed, account }: Pick<Scene, "seed" | "account">, name: string): string {
  return hexDigits(32, seed, "zone", account, name);
}

function zoneView(
  scene: Scene,
  by: { readonly id?: string | undefined; readonly name?: string | undefined },
): PlainObject {
  const made = scene.world
    .of(scene.account, zone)
    .find((one) => (by.id === undefined ? one.state["name"] === by.name : one.id === by.id));
  if (made !== undefined) return { ...made.state, id: made.id, zoneId: made.id };
  const name = by.name ?? "example.com";
  const id = by.id ?? zoneId(scene, name);
  return { ...zoneOutputs(name, hexDigits(32, "account", scene.account)), id, zoneId: id };
}

const getZone: FunctionRules = (args, scene) => {
  const filter = objectOf(args["filter"]);
  const [id, name] = [textOf(args["zoneId"]), textOf(filter["name"])];
  if (id === undefined && name === undefined) throw new Refusal("one of zoneId, filter.name must be specified");
  return {
    ...zoneView(scene, { id, name }),
    ...(args["filter"] === undefined ? {} : { filter: { match: "all", ...filter } }),
  };
};

function records(args: PlainObject, scene: Scene): readonly PlainObject[] {
  const wanted = objectOf(args["filter"]);
  const matches = (asked: Plain | undefined, value: Plain | undefined): boolean => {
    const { exact, contains, startswith, endswith } = typeof asked === "string" ? { exact: asked } : objectOf(asked);
    const text = textOf(value) ?? "";
    return (
      (textOf(exact) ?? text) === text &&
      text.includes(textOf(contains) ?? "") &&
      text.startsWith(textOf(startswith) ?? "") &&
      text.endsWith(textOf(endswith) ?? "")
    );
  };
  const asked = { ...args, ...wanted };
  return scene.world
    .of(scene.account, dnsRecord)
    .filter(({ state }) => args["zoneId"] === undefined || state["zoneId"] === args["zoneId"])
    .filter(({ state }) => asked["type"] === undefined || state["type"] === asked["type"])
    .filter(({ state }) => matches(asked["name"], state["name"]) && matches(asked["content"], state["content"]))
    .filter(({ id }) => args["dnsRecordId"] === undefined || id === args["dnsRecordId"])
    .map(({ id, state }) => {
      const { includeShadowMetadata: _, zoneId: __, ...shown } = state;
      return { comment: "", data: {}, priority: 0, privateRouting: false, ...shown, id };
    });
}

const getDnsRecords: FunctionRules = (args, scene) => ({
  direction: "asc",
  match: "all",
  order: "type",
  tagMatch: "all",
  proxied: false,
  includeShadowMetadata: false,
  ...args,
  results: records(args, scene),
});

const getDnsRecord: FunctionRules = (args, scene) => {
  const found = records(args, scene);
  const [record] = found;
  if (record === undefined) throw new Refusal("no DNS record matches: found none");
  if (found.length > 1) throw new Refusal(`more than one DNS record matches: found ${found.length}`);
  return { ...record, meta: {}, includeShadowMetadata: false, ...args };
};

const howToMend =
  "In the sandbox any token will do: export CLOUDFLARE_API_TOKEN=sandbox-token-that-opens-no-real-account";
const token = (name: string) => `cloudflare:index/${name}:${name}`;

export const cloudflare: Cloud = {
  environment: {
    apiToken: ["CLOUDFLARE_API_TOKEN"],
    apiKey: ["CLOUDFLARE_API_KEY"],
    email: ["CLOUDFLARE_EMAIL"],
    apiUserServiceKey: ["CLOUDFLARE_API_USER_SERVICE_KEY"],
  },
  // pulumi.md 7: apiToken, apiKey with email, or apiUserServiceKey; nothing is called.
  checkConfig(config) {
    const given = (key: string) => isUnknown(config[key]) || (textOf(config[key]) ?? "") !== "";
    if (given("apiKey") && !given("email")) {
      return [
        {
          path: "email",
          reason: `"email" is not set correctly: an apiKey needs the email of its account. ${howToMend}`,
        },
      ];
    }
    if (given("apiToken") || given("apiKey") || given("apiUserServiceKey")) return [];
    return [
      {
        path: "apiToken",
        reason: `must provide one of "apiToken", "apiKey" or "apiUserServiceKey" (cloudflare:apiToken). ${howToMend}`,
      },
    ];
  },
  credential: ({ apiToken, apiKey, apiUserServiceKey }) =>
    [apiToken, apiKey, apiUserServiceKey].filter((one) => typeof one === "string").find((one) => one !== ""),
  resources: { [dnsRecord]: recordRules, "cloudflare:index/record:Record": recordRules, [zone]: zoneRules },
  functions: {
    [token("getZone")]: getZone,
    [token("getZones")]: (args, scene) => {
      const name = textOf(args["name"]);
      const made = scene.world
        .of(scene.account, zone)
        .filter((one) => name === undefined || one.state["name"] === name);
      const shown =
        made.length > 0 || name === undefined
          ? made.map(({ id }) => zoneView(scene, { id }))
          : [zoneView(scene, { name })];
      return { match: "all", ...args, results: shown.map(({ zoneId: _, ...one }) => one) };
    },
    [token("getDnsRecord")]: getDnsRecord,
    [token("getDnsRecords")]: getDnsRecords,
  },
  errors: {
    // API, Rate limits: 1,200 requests in five minutes.
    tooManyRequests:
      '429 Too Many Requests {"errors":[{"code":10000,"message":"More than 1200 requests per 300 seconds reached."}]}',
    broken: '500 Internal Server Error {"errors":[{"code":10000,"message":"Internal error"}]}',
    timeout: "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
  },
  formId: (type, number, seed) => hexDigits(32, seed, type, number),
};
