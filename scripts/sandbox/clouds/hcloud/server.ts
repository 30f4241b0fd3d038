// Servers. Hetzner Cloud API, Servers and Server Actions; replacement as in vps-providers.md 2.
import { createHash } from "node:crypto";
import type { Holding } from "../../holdings";
import { booleanOf, listOf, numberOf, objectOf, type Plain, type PlainObject, textOf } from "../../values";
import type { Order, Problem, ResourceRules, Scene, Update } from "../cloud";
import { testAddress, testPrefix } from "../inventing";
import { nearestName } from "../nearest";
import { isSlip } from "../open-catalogue";
import { imageNamed, images, locationNamed, type ServerType, serverTypeNamed, serverTypes } from "./catalogue";
import { joinNetworks, networkOutputs } from "./network-membership";
import { notMadeHere, unlisted } from "./notes";
import * as hetzner from "./rules";

// RFC 1123; Servers, Create: "name" must be a valid hostname.
const hostname =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;
const largestUserData = 32 * 1024;
const mostFirewalls = 5;

function check(inputs: PlainObject): readonly Problem[] {
  const problems: Problem[] = [
    ...hetzner.labelProblems(inputs),
    ...hetzner.locationProblems(inputs),
    ...hetzner.datacenterProblems(inputs),
    ...hetzner.oneOfProblems(inputs, "rescue", ["linux64", "linux32", "freebsd64", ""]),
  ];
  const say = (path: string, reason: string) => problems.push({ path, reason });
  const name = textOf(inputs["name"]);
  if (name !== undefined && !hostname.test(name)) say("name", `server name ${name} is not a valid hostname (RFC 1123)`);
  const typeName = textOf(inputs["serverType"]);
  const type = typeName === undefined ? undefined : serverTypeNamed(typeName);
  if (typeName !== undefined && type === undefined) {
    const known = serverTypes.map((one) => one.name);
    say("serverType", `server type ${typeName} not found.${nearestName(typeName, known)}`);
  }
  const imageName = textOf(inputs["image"]);
  // A number is an image or snapshot of the project, looked up when the server is made.
  if (imageName !== undefined && !/^\d+$/.test(imageName)) {
    const image = imageNamed(imageName);
    const known = images.map((one) => one.name);
    if (image === undefined) say("image", `image ${imageName} not found.${nearestName(imageName, known)}`);
    else if (image.deprecated && booleanOf(inputs["allowDeprecatedImages"]) !== true) {
      say(
        "image",
        `image ${imageName} is deprecated. If you want to use it, specify the allowDeprecatedImages option.`,
      );
    }
  }
  const userData = textOf(inputs["userData"]);
  const bytes = userData === undefined ? 0 : Buffer.byteLength(userData);
  if (bytes > largestUserData)
    say("userData", `user data has ${bytes} bytes; at most ${largestUserData} (32 KiB) are allowed`);
  if (listOf(inputs["firewallIds"]).length > mostFirewalls)
    say("firewallIds", `a server can have at most ${mostFirewalls} firewalls`);
  const [deletion, rebuild] = [booleanOf(inputs["deleteProtection"]), booleanOf(inputs["rebuildProtection"])];
  const protectionKnown = isKnown(inputs["deleteProtection"]) && isKnown(inputs["rebuildProtection"]);
  // Server Actions, Change Protection: delete and rebuild must have the same value.
  if (protectionKnown && (deletion ?? false) !== (rebuild ?? false)) {
    say("rebuildProtection", "deleteProtection and rebuildProtection must have the same value");
  }
  const nets = listOf(inputs["publicNets"]);
  if (nets.length > 1) say("publicNets", "only one publicNets block is allowed");
  for (const family of ["ipv4", "ipv6"]) {
    const net = objectOf(nets[0]);
    if (booleanOf(net[`${family}Enabled`]) === false && numberOf(net[family]) !== undefined) {
      say(
        "publicNets[0]",
        `this operation is not allowed: ${family}_enabled = false | ${family} = ${numberOf(net[family])}`,
      );
    }
  }
  listOf(inputs["sshKeys"]).forEach((key, index) => {
    if (key === "")
      say(`sshKeys[${index}]`, "Invalid ssh key passed. You need to pass a string with at least 1 character");
  });
  return problems;
}

function isKnown(value: Plain | undefined): boolean {
  return value === undefined || value === null || booleanOf(value) !== undefined;
}

/** Errors: `resource_unavailable` (412) where a type is not sold in this place. What is out of stock passes, and is told. */
function orderable(type: ServerType, location: string): void {
  const judged = type.assumed !== true && locationNamed(location)?.assumed !== true;
  if (judged && !type.locations.includes(location)) {
    hetzner.refuse(`server type ${type.name} is not available in location ${location}`, "resource_unavailable");
  }
}

function imageFits(order: Order, type: ServerType): void {
  const given = textOf(order.inputs["image"]) ?? String(order.inputs["image"] ?? "");
  const image = imageNamed(given);
  const byNumber = /^\d+$/.test(given);
  const wrongArchitecture = image !== undefined && byNumber && String(image.ids[type.architecture]) !== given;
  if (image !== undefined && !wrongArchitecture) return;
  const snapshot = order.world.find(order.account, hetzner.snapshot, given);
  const foreign = image === undefined && hetzner.isForeign(order, hetzner.snapshot, given);
  if (byNumber && (snapshot !== undefined || foreign)) return;
  hetzner.refuse(`image ${given} for architecture ${type.architecture} not found`, "not_found");
}

/** Servers, Create: SSH keys by id or name. A name that no key here has is one of the project's own, unless misspelt. */
function keysExist(order: Order): readonly Plain[] {
  const keys = order.world.of(order.account, hetzner.sshKey);
  const missing = listOf(order.inputs["sshKeys"]).filter(
    (given) => !keys.some((key) => key.id === String(given) || key.state["name"] === given),
  );
  for (const given of missing) {
    const byNumber = /^\d+$/.test(String(given));
    const known = byNumber ? [] : keys.map(hetzner.nameOf);
    const there = byNumber ? hetzner.isForeign(order, hetzner.sshKey, given) : !isSlip(String(given), known);
    if (!there) hetzner.refuse(`SSH key not found: ${String(given)}.${nearestName(String(given), known)}`, "not_found");
  }
  return missing;
}

/** Placement Groups: at most 10 servers in a group. */
function groupHasRoom(order: Order, except?: Holding): void {
  const id = numberOf(order.inputs["placementGroupId"]);
  if (id === undefined || id === 0) return;
  hetzner.mustBeThere(order, hetzner.placementGroup, id, "placement group");
  const members = order.world
    .of(order.account, hetzner.server)
    .filter((one) => numberOf(one.state["placementGroupId"]) === id && one.number !== except?.number);
  if (members.length >= 10) hetzner.refuse("placement group is full: it has 10 servers", "placement_error");
}

interface Addresses {
  readonly also: readonly Holding[];
  readonly made: readonly Holding[];
  readonly gone: readonly Holding[];
  readonly publicNet: PlainObject;
}

interface Need {
  readonly serverId: string;
  readonly location: string;
  /** Addresses that the server has now. */
  readonly held: readonly Holding[];
  readonly nextNumber: number;
}

/** Primary IPs: assigned to one server, in the same location; where none is named, the API makes one that goes with the server. */
function takeAddresses(order: Order, { serverId, location, held, nextNumber }: Need): Addresses {
  const nets = listOf(order.inputs["publicNets"]);
  const net = objectOf(nets[0]);
  const also: Holding[] = [];
  const made: Holding[] = [];
  const kept = new Set<number>();
  const publicNet: Record<string, Plain> = {};
  for (const family of ["ipv4", "ipv6"] as const) {
    const enabled = booleanOf(net[`${family}Enabled`]) ?? true;
    const wanted = numberOf(net[family]);
    publicNet[`${family}Enabled`] = enabled;
    publicNet[family] = 0;
    if (!enabled) continue;
    const current = held.find((one) => one.state["type"] === family);
    if (wanted !== undefined && wanted !== 0) {
      const ip = hetzner.mustExist(order, hetzner.primaryIp, wanted, "primary IP");
      const holder = numberOf(ip.state["assigneeId"]) ?? 0;
      if (ip.state["type"] !== family) hetzner.refuse(`primary IP ${wanted} is not of type ${family}`, "invalid_input");
      if (holder !== 0 && String(holder) !== serverId) {
        hetzner.refuse(`primary IP ${wanted} is already assigned to server ${holder}`, "primary_ip_already_assigned");
      }
      if (ip.state["location"] !== location) {
        hetzner.refuse(
          `primary IP ${wanted} is in location ${String(ip.state["location"])}, the server in ${location}`,
          "invalid_input",
        );
      }
      also.push(hetzner.withState(ip, { assigneeId: Number(serverId) }));
      kept.add(ip.number);
      publicNet[family] = wanted;
    } else if (current?.state["autoDelete"] === true && current.urn === undefined) {
      kept.add(current.number);
      publicNet[family] = Number(current.id);
    } else {
      const ip = implicitAddress(order, family, nextNumber + made.length, serverId, location);
      made.push(ip);
      publicNet[family] = Number(ip.id);
    }
  }
  const left = held.filter((one) => !kept.has(one.number));
  const gone = left.filter((one) => one.urn === undefined && one.state["autoDelete"] === true);
  also.push(...left.filter((one) => !gone.includes(one)).map((one) => hetzner.withState(one, { assigneeId: 0 })));
  return { also, made, gone, publicNet };
}

function implicitAddress(
  scene: Scene,
  family: "ipv4" | "ipv6",
  number: number,
  serverId: string,
  location: string,
): Holding {
  const id = hetzner.idFor(hetzner.primaryIp, number);
  const network = testPrefix("hcloud", number);
  return {
    number,
    type: hetzner.primaryIp,
    id,
    account: scene.account,
    inputs: {},
    state: {
      name: `primary_ip-${id}`,
      type: family,
      location,
      datacenter: "",
      assigneeType: "server",
      assigneeId: Number(serverId),
      autoDelete: true,
      deleteProtection: false,
      labels: {},
      ipAddress: family === "ipv4" ? testAddress("hcloud", number) : network,
      ipNetwork: family === "ipv4" ? "" : `${network}/64`,
    },
    facts: {},
    secretInputs: [],
    secretState: [],
  };
}

function create(order: Order) {
  hetzner.nameIsFree(order, "server");
  const type =
    serverTypeNamed(textOf(order.inputs["serverType"]) ?? "") ?? hetzner.refuse("server type not found", "not_found");
  const location = textOf(order.inputs["location"]) ?? type.locations[0] ?? "";
  if (locationNamed(location) === undefined) hetzner.refuse(`location ${location} not found`, "not_found");
  orderable(type, location);
  imageFits(order, type);
  const keys = keysExist(order);
  for (const id of listOf(order.inputs["firewallIds"])) hetzner.mustBeThere(order, hetzner.firewall, id, "firewall");
  groupHasRoom(order);
  const id = hetzner.idFor(hetzner.server, order.number);
  const { publicNet, ...addresses } = takeAddresses(order, {
    serverId: id,
    location,
    held: [],
    nextNumber: order.number + 1,
  });
  const given = listOf(order.inputs["publicNets"]).length > 0;
  return {
    id,
    ...addresses,
    notes: [...unlisted(order.inputs), ...notMadeHere(order, keys)],
    outputs: {
      ...sizeOf(type),
      location,
      datacenter: "",
      status: "running",
      backupWindow: booleanOf(order.inputs["backups"]) === true ? "22-02" : "",
      firewallIds: hetzner.numbersOf(order.inputs["firewallIds"]),
      ...(given ? { publicNets: [publicNet] } : {}),
      ...joinNetworks(order),
    },
    facts: { publicNet },
  };
}

function sizeOf(type: ServerType): PlainObject {
  return { serverType: type.name, primaryDiskSize: type.disk };
}

function update(order: Update) {
  const { old, inputs } = order;
  hetzner.nameIsFree(order, "server", old);
  for (const id of listOf(inputs["firewallIds"])) hetzner.mustBeThere(order, hetzner.firewall, id, "firewall");
  groupHasRoom(order, old);
  const location = textOf(old.state["location"]) ?? "";
  const { publicNet, ...addresses } = takeAddresses(order, {
    serverId: old.id,
    location,
    held: hetzner.assigned(order.world, order.account, old.id),
    nextNumber: order.number,
  });
  const given = listOf(inputs["publicNets"]).length > 0;
  return {
    ...addresses,
    notes: unlisted(inputs),
    outputs: {
      ...changedType(order, location),
      backupWindow: booleanOf(inputs["backups"]) === true ? "22-02" : "",
      ...("firewallIds" in inputs ? { firewallIds: hetzner.numbersOf(inputs["firewallIds"]) } : {}),
      publicNets: given ? [publicNet] : undefined,
      ...joinNetworks(order),
    },
    facts: { ...old.facts, publicNet },
  };
}

/** Server Actions, Change Type: same architecture, and never onto a disk smaller than the one in use. */
function changedType({ old, inputs }: Update, location: string): PlainObject {
  const name = textOf(inputs["serverType"]) ?? "";
  if (name === old.state["serverType"]) return {};
  const before = serverTypeNamed(textOf(old.state["serverType"]) ?? "");
  const type = serverTypeNamed(name) ?? hetzner.refuse(`server type ${name} not found`, "not_found");
  orderable(type, location);
  if (before !== undefined && before.architecture !== type.architecture) {
    hetzner.refuse(`server type ${name} has another architecture than ${before.name}`, "invalid_server_type");
  }
  const disk = numberOf(old.state["primaryDiskSize"]) ?? 0;
  const judged = type.assumed !== true && before?.assumed !== true;
  if (judged && type.disk < disk) {
    hetzner.refuse(
      `server type ${name} has a disk of ${type.disk} GB, the server uses ${disk} GB: disks cannot shrink`,
      "invalid_server_type",
    );
  }
  return booleanOf(inputs["keepDisk"]) === true ? { serverType: name } : sizeOf(type);
}

/** Servers, Delete: primary IPs with auto_delete go with the server, others and volumes are released. */
function remove(holding: Holding, { world, account }: Scene) {
  hetzner.notProtected(holding, "server");
  const mine = (value: Plain | undefined) => value !== undefined && String(value) === holding.id;
  const ips = hetzner.assigned(world, account, holding.id);
  const released = (kind: string) => world.of(account, kind).filter((one) => mine(one.state["serverId"]));
  const attachments = world
    .of(account, hetzner.firewallAttachment)
    .filter((one) => hetzner.numbersOf(one.state["serverIds"]).includes(Number(holding.id)));
  return {
    gone: [
      ...ips.filter((one) => one.state["autoDelete"] === true),
      ...released(hetzner.volumeAttachment),
      ...released(hetzner.floatingIpAssignment),
      ...released(hetzner.serverNetwork),
      ...released(hetzner.rdns),
    ],
    also: [
      ...ips.filter((one) => one.state["autoDelete"] !== true).map((one) => hetzner.withState(one, { assigneeId: 0 })),
      ...released(hetzner.volume).map((one) => hetzner.withState(one, { serverId: 0 })),
      ...released(hetzner.floatingIp).map((one) => hetzner.withState(one, { serverId: 0 })),
      ...attachments.map((one) =>
        hetzner.withState(one, { serverIds: hetzner.numbersOf(one.state["serverIds"]).filter((id) => !mine(id)) }),
      ),
    ],
  };
}

function read(holding: Holding, scene: Scene): PlainObject {
  const ips = hetzner.assigned(scene.world, scene.account, holding.id);
  const ipv4 = ips.find((one) => one.state["type"] === "ipv4");
  const ipv6 = ips.find((one) => one.state["type"] === "ipv6");
  const prefix = textOf(ipv6?.state["ipAddress"]) ?? "";
  return {
    ipv4Address: textOf(ipv4?.state["ipAddress"]) ?? "",
    // The first address of the /64 is the server's own (vps-providers.md 1.1).
    ipv6Address: prefix === "" ? "" : prefix.replace(/::$/, "::1"),
    ipv6Network: textOf(ipv6?.state["ipNetwork"]) ?? "",
    ...networkOutputs(holding, scene),
  };
}

export const serverRules: ResourceRules = {
  replaceOn: ["image", "location", "datacenter", "userData", "sshKeys"],
  unordered: ["firewallIds", "publicNets", "networks"],
  writeOnly: [
    "userData",
    "sshKeys",
    "keepDisk",
    "allowDeprecatedImages",
    "ignoreRemoteFirewallIds",
    "shutdownBeforeDeletion",
  ],
  naming: hetzner.bridgedName,
  check,
  // vps-providers.md 3.1: state holds base64(SHA-1) of user data, the inputs its text.
  settled: (inputs) => {
    const userData = textOf(inputs["userData"]);
    return userData === undefined ? {} : { userData: createHash("sha1").update(userData).digest("base64") };
  },
  create,
  update,
  remove,
  read,
};
