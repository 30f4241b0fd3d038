// What an account has besides machines: keys, tags, projects, alerts. DigitalOcean API, sections of these names.
import { listOf, objectOf, type Plain, type PlainObject, textOf } from "../../values";
import { isEmpty, isGiven } from "../checks";
import type { Order, Problem, ResourceRules, Scene } from "../cloud";
import { uuid } from "../inventing";
import { fingerprintOf, keyBlob } from "../ssh-keys";
import * as ocean from "./rules";

export const sshKeyRules: ResourceRules = {
  replaceOn: ["publicKey"],
  naming: ocean.bridgedName,
  check(inputs) {
    const key = textOf(inputs["publicKey"]);
    if (key === undefined || keyBlob(key) !== undefined) return [];
    return [{ path: "publicKey", reason: "Key invalid, key should be of the format `ssh-ed25519 AAAAC3Nza...`" }];
  },
  create(order) {
    const fingerprint = fingerprintOf(textOf(order.inputs["publicKey"]) ?? "");
    // API, SSH Keys: 422 for a key that the account has already.
    if (ocean.others(order).some((one) => one.state["fingerprint"] === fingerprint)) {
      ocean.refuse("POST account/keys", 422, "SSH Key is already in use on your account");
    }
    return { id: ocean.idFor(ocean.sshKey, order.number), outputs: { fingerprint } };
  },
};

function uses(scene: Scene, kind: string, tag: string): number {
  return scene.world.of(scene.account, kind).filter((one) => ocean.hasTag(one, tag)).length;
}

export function tagCounts(scene: Scene, name: string): PlainObject {
  const dropletsCount = uses(scene, ocean.droplet, name);
  const volumesCount = uses(scene, ocean.volume, name);
  const volumeSnapshotsCount = uses(scene, ocean.volumeSnapshot, name);
  const totalResourceCount = dropletsCount + volumesCount + volumeSnapshotsCount;
  return { databasesCount: 0, dropletsCount, imagesCount: 0, totalResourceCount, volumeSnapshotsCount, volumesCount };
}

const tagged = [ocean.droplet, ocean.volume, ocean.volumeSnapshot, ocean.firewall];

export const tagRules: ResourceRules = {
  replaceOn: ["name"],
  naming: ocean.bridgedName,
  check(inputs) {
    const name = textOf(inputs["name"]);
    const reason = name === undefined ? undefined : ocean.tagProblem(name);
    return reason === undefined ? [] : [{ path: "name", reason }];
  },
  // API, Tags: making one that is there already is no error; the name is its id.
  create: (order) => {
    const name = textOf(order.inputs["name"]) ?? "";
    return { id: name, outputs: tagCounts(order, name) };
  },
  read: (holding, scene) => tagCounts(scene, holding.id),
  // API, Tags, Delete: taken off everything that has it.
  remove: (holding, scene) => ({
    also: tagged
      .flatMap((kind) => scene.world.of(scene.account, kind))
      .filter((one) => ocean.hasTag(one, holding.id))
      .map((one) =>
        ocean.withState(one, {
          tags: ocean.tagsOf(one).filter((tag) => tag.toLowerCase() !== holding.id.toLowerCase()),
        }),
      ),
  }),
};

const urn = /^do:[a-z0-9]+:.+$/;

function urnProblems(inputs: PlainObject): readonly Problem[] {
  return listOf(inputs["resources"]).flatMap((one, index) => {
    const text = textOf(one);
    if (text === undefined || urn.test(text)) return [];
    return [{ path: `resources[${index}]`, reason: `${text} is not a resource's URN, such as do:droplet:123` }];
  });
}

/** API, Projects: a resource is in one project; assigning it to another moves it. */
function takenFromOthers(order: Order, mine: readonly string[]) {
  return [ocean.project, ocean.projectResources]
    .flatMap((kind) => order.world.of(order.account, kind))
    .filter((one) => one.urn !== order.urn)
    .filter((one) => listOf(one.state["resources"]).some((urn) => mine.includes(String(urn))))
    .map((one) =>
      ocean.withState(one, { resources: listOf(one.state["resources"]).filter((urn) => !mine.includes(String(urn))) }),
    );
}

function projectOutputs(order: Order): PlainObject {
  return {
    environment: order.inputs["environment"] ?? "",
    resources: order.inputs["resources"] ?? [],
    updatedAt: ocean.beginning,
  };
}

export const projectRules: ResourceRules = {
  unordered: ["resources"],
  keptWhenRemoved: ["resources"],
  naming: ocean.bridgedName,
  check: (inputs) => [
    ...urnProblems(inputs),
    ...ocean.oneOfProblems(inputs, "environment", ["Development", "Staging", "Production"]),
  ],
  create(order) {
    ocean.nameIsFree(order, "POST projects", "name is already in use");
    return {
      id: ocean.uuidFor(order),
      outputs: {
        ...projectOutputs(order),
        createdAt: ocean.beginning,
        ownerId: 1,
        ownerUuid: uuid(order.seed, "owner", order.account),
      },
      also: takenFromOthers(order, listOf(order.inputs["resources"]).map(String)),
    };
  },
  update(order) {
    ocean.nameIsFree(order, `PUT projects/${order.old.id}`, "name is already in use", order.old);
    const given = isGiven(order.inputs["resources"]);
    return {
      outputs: { ...projectOutputs(order), ...(given ? {} : { resources: order.old.state["resources"] }) },
      also: takenFromOthers(order, listOf(order.inputs["resources"]).map(String)),
    };
  },
};

export const projectResourcesRules: ResourceRules = {
  replaceOn: ["project"],
  unordered: ["resources"],
  check: urnProblems,
  create(order) {
    const call = `POST projects/${String(order.inputs["project"])}/resources`;
    const id = String(order.inputs["project"]);
    if (!ocean.isThere(order, ocean.project, id)) ocean.mustExist(order, ocean.project, id, call);
    const also = takenFromOthers(order, listOf(order.inputs["resources"]).map(String));
    return { id, outputs: {}, also };
  },
  update: (order) => ({ outputs: {}, also: takenFromOthers(order, listOf(order.inputs["resources"]).map(String)) }),
};

const dropletMetrics = [
  "cpu",
  "memory_utilization_percent",
  "disk_utilization_percent",
  "disk_read",
  "disk_write",
  "load_1",
  "load_5",
  "load_15",
  "public_inbound_bandwidth",
  "public_outbound_bandwidth",
  "private_inbound_bandwidth",
  "private_outbound_bandwidth",
];

/** API, Monitoring, Alert Policies: types, windows and comparisons. Those of load balancers and databases pass. */
function alertProblems(inputs: PlainObject): readonly Problem[] {
  const alerts = objectOf(inputs["alerts"]);
  const type = textOf(inputs["type"]) ?? "";
  const problems: Problem[] = [
    ...ocean.oneOfProblems(inputs, "window", ["5m", "10m", "30m", "1h"]),
    ...ocean.oneOfProblems(inputs, "compare", ["GreaterThan", "LessThan"]),
    ...ocean.tagProblems(inputs),
  ];
  if (type.startsWith("v1/insights/droplet/") || (type !== "" && !type.startsWith("v1/"))) {
    const known = dropletMetrics.map((one) => `v1/insights/droplet/${one}`);
    problems.push(...ocean.oneOfProblems(inputs, "type", known));
  }
  const known = inputs["alerts"] === undefined || typeof inputs["alerts"] === "object";
  if (known && isEmpty(alerts["emails"]) && isEmpty(alerts["slacks"])) {
    problems.push({ path: "alerts", reason: "one of emails, slacks must be specified" });
  }
  return problems;
}

export const monitorAlertRules: ResourceRules = {
  unordered: ["entities", "tags"],
  check: alertProblems,
  create(order) {
    const call = "POST monitoring/alerts";
    const ids: readonly Plain[] = listOf(order.inputs["entities"]);
    if ((textOf(order.inputs["type"]) ?? "").includes("/droplet/")) {
      for (const id of ids) if (!ocean.isForeign(order, ocean.droplet, id)) ocean.dropletOf(order, id, call);
    }
    const id = ocean.uuidFor(order);
    return { id, outputs: { uuid: id, enabled: order.inputs["enabled"] ?? true } };
  },
};
