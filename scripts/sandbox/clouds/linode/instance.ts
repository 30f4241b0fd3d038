// Linodes. Linode API, Linode instances; replacement as in vps-providers.md 2, resizing as in 2.1.
import type { Holding } from "../../holdings";
import { booleanOf, listOf, numberOf, objectOf, type Plain, type PlainObject, textOf } from "../../values";
import { isEmpty, isGiven, isSet, knownProblems, lengthProblems } from "../checks";
import type { Order, Problem, ResourceRules, Scene, Update } from "../cloud";
import { hexDigits, testAddress, testPrefix } from "../inventing";
import { notesOf, takenAsItIs } from "../open-catalogue";
import { keyBlob } from "../ssh-keys";
import { thereAlready } from "../there-already";
import { regionNamed } from "./catalogue";
import { protect } from "./firewall";
import { imageNamed, images, isOwnImage } from "./images";
import { generationFor, interfaceOutputs, interfaceProblems } from "./interfaces";
import { hasRoom } from "./placement";
import * as linode from "./rules";
import { type LinodeType, typeNamed, types } from "./types";

// API, Linode instances, metadata.user_data: 65535 bytes decoded (vps-providers.md 3.1: the exact number is UNVERIFIED).
const largestUserData = 65_535;
const swap = 512;

function userDataProblem(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) return "user data must be base64 encoded";
  const bytes = Buffer.from(text, "base64").length;
  return bytes > largestUserData
    ? `user data has ${bytes} bytes decoded; at most ${largestUserData} are allowed`
    : undefined;
}

function check(inputs: PlainObject): readonly Problem[] {
  const problems: Problem[] = [
    // Provider: 3 to 50 characters, although the API takes 64.
    ...linode.labelProblems(inputs, { least: 3, most: 50, also: "_." }),
    ...linode.tagProblems(inputs),
    ...linode.regionProblems(inputs),
    ...knownProblems(inputs, "type", {
      what: "type",
      known: types.map(({ id }) => id),
      takes: (id) => typeNamed(id) !== undefined,
    }),
    ...linode.oneOfProblems(inputs, "diskEncryption", ["enabled", "disabled"]),
    ...linode.oneOfProblems(inputs, "migrationType", ["cold", "warm"]),
    // Provider: RootPassMinimumCharacters and RootPassMaximumCharacters.
    ...lengthProblems(inputs, "rootPass", { least: 11, most: 128 }),
    ...interfaceProblems(inputs),
  ];
  const say = (path: string, reason: string) => problems.push({ path, reason });
  const known = images.map(({ id }) => id);
  const takes = (id: string) => isOwnImage(id) || imageNamed(id) !== undefined;
  problems.push(...knownProblems(inputs, "image", { what: "image", known, takes }));
  // Provider: these only make sense with an image.
  if (!isGiven(inputs["image"])) {
    const needing = ["authorizedKeys", "authorizedUsers", "swapSize", "interfaces", "stackscriptId", "stackscriptData"];
    for (const property of needing) {
      if (isGiven(inputs[property])) say(property, `all of image, ${property} must be specified`);
    }
  } else {
    if (isGiven(inputs["backupId"])) say("backupId", "conflicts with image");
    // What an import tells back of the implicit ones has ids, and is no conflict.
    const own = (one: Plain) => !isGiven(objectOf(one)["id"]);
    for (const property of ["disks", "configs"]) {
      if (listOf(inputs[property]).some(own)) say(property, "conflicts with image");
    }
  }
  listOf(inputs["authorizedKeys"]).forEach((key, index) => {
    const text = textOf(key);
    if (text !== undefined && keyBlob(text) === undefined)
      say(`authorizedKeys[${index}]`, "SSH key is not valid: expected a line such as ssh-ed25519 AAAAC3Nza...");
  });
  const metadatas = listOf(inputs["metadatas"]);
  if (metadatas.length > 1) say("metadatas", "only one metadatas block is allowed");
  const userData = textOf(objectOf(metadatas[0])["userData"]);
  const wrong = userData === undefined ? undefined : userDataProblem(userData);
  if (wrong !== undefined) say("metadatas[0].userData", wrong);
  return problems;
}

function specsOf(type: LinodeType): Plain {
  const { memory, disk, vcpus, transfer, gpus } = type;
  return [{ memory, disk, vcpus, transfer, gpus, acceleratedDevices: 0 }];
}

function alertsOf(type: LinodeType, given: Plain | undefined): PlainObject {
  // API, Linode instances, alerts: defaults.
  return { cpu: 90 * type.vcpus, io: 10_000, networkIn: 10, networkOut: 10, transferQuota: 80, ...objectOf(given) };
}

function backupsOf(enabled: boolean): Plain {
  return [{ available: false, enabled, schedules: [{ day: "Scheduling", window: "Scheduling" }] }];
}

/** The disks and the configuration that the API makes of an image (vps-providers.md 6, 16). */
function implicitDisks(order: Order, id: string, type: LinodeType): PlainObject {
  const image = textOf(order.inputs["image"]);
  if (image === undefined) return { disks: [], configs: [], bootConfigLabel: "", swapSize: 0 };
  const label = imageNamed(image)?.label ?? image;
  const swapSize = numberOf(order.inputs["swapSize"]) ?? swap;
  const [root, second] = [Number(id) * 2, Number(id) * 2 + 1];
  const disk = {
    authorizedKeys: [],
    authorizedUsers: [],
    readOnly: false,
    rootPass: "",
    stackscriptData: {},
    stackscriptId: 0,
  };
  const helpers = { devtmpfsAutomount: true, distro: true, modulesDep: true, network: true, updatedbDisabled: true };
  const bootConfigLabel = `My ${label} Disk Profile`;
  return {
    bootConfigLabel,
    swapSize,
    disks: [
      { ...disk, id: root, label: `${label} Disk`, filesystem: "ext4", image, size: type.disk - swapSize },
      { ...disk, id: second, label: `${swapSize} MB Swap Image`, filesystem: "swap", image: "", size: swapSize },
    ],
    configs: [
      {
        id: Number(id) + 10_000_000,
        label: bootConfigLabel,
        kernel: "linode/grub2",
        rootDevice: "/dev/sda",
        runLevel: "default",
        virtMode: "paravirt",
        comments: "",
        memoryLimit: 0,
        devices: { sda: { diskId: root }, sdb: { diskId: second } },
        helpers,
        interfaces: [],
      },
    ],
  };
}

/** `ipv4s` at creation: reserved addresses of the region that are on no other Linode (vps-providers.md 1.1). */
function reservedFor(order: Order, region: string): readonly Holding[] {
  return listOf(order.inputs["ipv4s"]).map((address) => {
    const found = order.world.find(order.account, linode.networkingIp, String(address));
    if (found === undefined || booleanOf(found.state["reserved"]) !== true) {
      linode.refuse(`${String(address)} is not a reserved address of this account`, "ipv4");
    }
    if (isSet(found.state["linodeId"]))
      linode.refuse(`${found.id} is already assigned to Linode ${String(found.state["linodeId"])}`, "ipv4");
    if (found.state["region"] !== region)
      linode.refuse(`${found.id} is in region ${String(found.state["region"])}, the Linode in ${region}`, "ipv4");
    return found;
  });
}

function create(order: Order) {
  const { inputs } = order;
  linode.labelIsFree(order);
  const region = textOf(inputs["region"]) ?? "";
  const type =
    typeNamed(textOf(inputs["type"]) ?? "g6-standard-1") ??
    linode.refuse("A valid plan type by that ID was not found", "type");
  linode.regionOffers(region, "Linodes", "region");
  if (!isEmpty(inputs["metadatas"])) linode.regionOffers(region, "Metadata", "metadata");
  const encryption = textOf(inputs["diskEncryption"]);
  if (encryption === "enabled") linode.regionOffers(region, "Disk Encryption", "disk_encryption");
  const interfaceGeneration = generationFor(order);
  const id = linode.idFor(linode.instance, order.number);
  const reserved = reservedFor(order, region);
  const firewalls = isGiven(inputs["firewallId"]) ? protect(order, inputs["firewallId"], id) : [];
  const group = hasRoom(order, numberOf(objectOf(inputs["placementGroup"])["id"]), region);
  const boots = booleanOf(inputs["booted"]) ?? (isGiven(inputs["image"]) || isGiven(inputs["backupId"]));
  const enabled = booleanOf(inputs["backupsEnabled"]) ?? false;
  const usual = linode.hasCapability(region, "Disk Encryption") ? "enabled" : "disabled";
  return {
    id,
    notes: [...notesFor(inputs), ...foreignNotes(order)],
    also: [...firewalls, ...reserved.map((one) => linode.withState(one, { linodeId: Number(id) }))],
    outputs: {
      type: type.id,
      label: textOf(inputs["label"]) ?? `linode${id}`,
      specs: specsOf(type),
      alerts: alertsOf(type, inputs["alerts"]),
      backups: backupsOf(enabled),
      backupsEnabled: enabled,
      booted: boots,
      status: boots ? "running" : "offline",
      capabilities: ["Block Storage Encryption", "SMTP Enabled"],
      diskEncryption: encryption ?? usual,
      hasUserData: userDataOf(inputs) !== undefined,
      hostUuid: hexDigits(40, order.seed, "host", order.number % 7),
      lkeClusterId: 0,
      sharedIpv4s: inputs["sharedIpv4s"] ?? [],
      tags: inputs["tags"] ?? [],
      watchdogEnabled: inputs["watchdogEnabled"] ?? true,
      ...implicitDisks(order, id, type),
      ...interfaceOutputs(order, region, Number(id)),
      ...(group === undefined ? {} : { placementGroup: group }),
    },
    facts: {
      interfaceGeneration,
      ipv4: reserved.length > 0 ? "" : testAddress("linode", order.number),
      ipv6: slaacOf(order.number),
      private: booleanOf(inputs["privateIp"]) === true ? privateOf(order.number) : "",
    },
  };
}

/** What of type, image and region nobody here has listed. */
function notesFor(inputs: PlainObject): readonly string[] {
  const named = (property: string) => textOf(inputs[property]) ?? "";
  const type = typeNamed(named("type"));
  return notesOf(
    type?.assumed === true
      ? takenAsItIs("type", type.id, `${type.vcpus} vCPUs are read from it; memory and disk are guesses`)
      : undefined,
    imageNamed(named("image"))?.assumed === true ? takenAsItIs("image", named("image")) : undefined,
    regionNamed(named("region"))?.assumed === true ? takenAsItIs("region", named("region")) : undefined,
  );
}

function foreignNotes(order: Order): readonly string[] {
  const { firewallId, image } = order.inputs;
  return notesOf(
    thereAlready("firewall", linode.isForeign(order, linode.firewall, firewallId) ? [firewallId ?? ""] : []),
    thereAlready("image", isOwnImage(textOf(image) ?? "") ? [image ?? ""] : []),
  );
}

function userDataOf(inputs: PlainObject): string | undefined {
  return textOf(objectOf(listOf(inputs["metadatas"])[0])["userData"]);
}

function slaacOf(number: number): string {
  return `${testPrefix("linode", number).replace(/::$/, ":")}f03c:95ff:fe00:${(number & 0xffff).toString(16)}`;
}

function privateOf(number: number): string {
  return `192.168.${128 + ((number >> 8) % 128)}.${number & 255 || 1}`;
}

function update(order: Update) {
  const { old, inputs } = order;
  linode.labelIsFree(order, old);
  const before = typeNamed(textOf(old.state["type"]) ?? "");
  const type =
    typeNamed(textOf(inputs["type"]) ?? "g6-standard-1") ??
    linode.refuse("A valid plan type by that ID was not found", "type");
  const resized = before?.id !== type.id ? resize(order, before, type) : {};
  const moved = isGiven(inputs["region"]) && inputs["region"] !== old.state["region"] ? migrate(order) : undefined;
  const region = textOf(inputs["region"]) ?? "";
  const group = hasRoom(order, numberOf(objectOf(inputs["placementGroup"])["id"]), region, old);
  const enabled = booleanOf(inputs["backupsEnabled"]) ?? old.state["backupsEnabled"] === true;
  const hadPrivate = old.facts["private"] !== "";
  // Provider: a private address can be added, never taken away.
  if (hadPrivate && isGiven(inputs["privateIp"]) && booleanOf(inputs["privateIp"]) === false)
    linode.refuse("removing private IPs is not supported", "private_ip");
  const wantsPrivate = booleanOf(inputs["privateIp"]) === true && !hadPrivate;
  const running = booleanOf(inputs["booted"]);
  if (running !== undefined && running !== old.state["booted"]) linode.notBusy(old);
  return {
    notes: notesFor(inputs),
    outputs: {
      type: type.id,
      alerts: alertsOf(type, inputs["alerts"] ?? old.state["alerts"]),
      backupsEnabled: enabled,
      backups: backupsOf(enabled),
      // Provider: true wherever it is not given, also where it was given before.
      watchdogEnabled: inputs["watchdogEnabled"] ?? true,
      ...(running === undefined ? {} : { status: running ? "running" : "offline" }),
      ...interfaceOutputs(order, region, Number(old.id)),
      ...(group === undefined ? {} : { placementGroup: group }),
      ...resized,
    },
    facts: { ...old.facts, ...moved, ...(wantsPrivate ? { private: privateOf(old.number) } : {}) },
  };
}

/** vps-providers.md 2.1: the disks stay unless `resizeDisk`; afterwards it is off unless booted, or the disk is larger. */
function resize({ old, inputs }: Update, before: LinodeType | undefined, type: LinodeType): PlainObject {
  linode.notBusy(old);
  const disks = listOf(old.state["disks"]).map(objectOf);
  const used = disks.reduce((sum, one) => sum + (numberOf(one["size"]) ?? 0), 0);
  const judged = type.assumed !== true && before?.assumed !== true;
  if (judged && used > type.disk) {
    linode.refuse(
      "Linode has allocated more disk than the new service plan allows. Delete or resize disks smaller. " +
        `(${used} MB in use, ${type.id} has ${type.disk} MB)`,
    );
  }
  const grown = booleanOf(inputs["resizeDisk"]) === true;
  const extra = Math.max(0, type.disk - used);
  const resizedDisks = disks.map((one, index) =>
    index === 0 && grown ? { ...one, size: (numberOf(one["size"]) ?? 0) + extra } : one,
  );
  const warm = textOf(inputs["migrationType"])?.toLowerCase() === "warm";
  const larger = before !== undefined && type.disk > before.disk;
  const runs = old.state["booted"] === true && (warm || larger || booleanOf(inputs["booted"]) === true);
  return { specs: specsOf(type), disks: resizedDisks, status: runs ? "running" : "offline", booted: runs };
}

/** vps-providers.md 2: a changed region migrates, and the addresses change. Attached volumes are in the way (text UNVERIFIED). */
function migrate(order: Update): PlainObject {
  const { old, inputs } = order;
  linode.notBusy(old);
  linode.regionOffers(inputs["region"], "Linodes", "region");
  const volumes = order.world.of(order.account, linode.volume).filter((one) => linode.isOn(one, old.id));
  if (volumes.length > 0)
    linode.refuse("Linode has attached volumes, which must be detached before it is migrated", "region");
  const moved = order.number;
  return { ipv4: old.facts["ipv4"] === "" ? "" : testAddress("linode", moved), ipv6: slaacOf(moved) };
}

/** API, Linode instances, Delete: its volumes are detached, reserved addresses kept, everything else of it goes. */
function remove(holding: Holding, scene: Scene) {
  linode.notBusy(holding);
  const of = (kind: string) => scene.world.of(scene.account, kind);
  const mine = (one: Holding) => linode.isOn(one, holding.id);
  const addresses = of(linode.networkingIp).filter(mine);
  const kept = addresses.filter((one) => booleanOf(one.state["reserved"]) === true);
  const protectors = of(linode.firewall).filter((one) =>
    linode.numbersOf(one.state["linodes"]).includes(Number(holding.id)),
  );
  const lost = [textOf(holding.facts["ipv4"]), textOf(holding.facts["ipv6"])];
  return {
    gone: [
      ...addresses.filter((one) => !kept.includes(one)),
      ...of(linode.reservedIpAssignment).filter(mine),
      ...of(linode.ipv6Range).filter(mine),
      ...of(linode.placementGroupAssignment).filter(mine),
      ...of(linode.firewallDevice).filter((one) => String(one.state["entityId"]) === holding.id),
      ...of(linode.rdns).filter((one) => lost.includes(one.id)),
    ],
    also: [
      ...of(linode.volume)
        .filter(mine)
        .map((one) => linode.withState(one, { linodeId: null })),
      ...kept.map((one) => linode.withState(one, { linodeId: null })),
      ...protectors.map((one) =>
        linode.withState(one, {
          linodes: linode.numbersOf(one.state["linodes"]).filter((id) => String(id) !== holding.id),
        }),
      ),
    ],
  };
}

/** What addresses it has now: its own, those assigned to it, and the private one. */
export function addressesOf(holding: Holding, scene: Scene): PlainObject {
  const assigned = scene.world
    .of(scene.account, linode.networkingIp)
    .filter((one) => linode.isOn(one, holding.id))
    .map((one) => one.id);
  const own = textOf(holding.facts["ipv4"]) ?? "";
  const privateIpAddress = textOf(holding.facts["private"]) ?? "";
  const open = [own, ...assigned].filter((one) => one !== "");
  return {
    ipv4s: [...open, privateIpAddress].filter((one) => one !== ""),
    ipAddress: open[0] ?? "",
    // vps-providers.md 1.1: with its prefix length.
    ipv6: `${textOf(holding.facts["ipv6"]) ?? ""}/128`,
    privateIpAddress,
  };
}

export const instanceRules: ResourceRules = {
  replaceOn: [
    "image",
    "authorizedKeys",
    "authorizedUsers",
    "rootPass",
    "stackscriptId",
    "stackscriptData",
    "backupId",
    "firewallId",
    "diskEncryption",
    "ipv4s",
    "metadatas[*].userData",
  ],
  unordered: ["tags", "ipv4s", "sharedIpv4s"],
  keptWhenRemoved: [
    ...[
      "alerts",
      "backupsEnabled",
      "bootConfigLabel",
      "booted",
      "configs",
      "diskEncryption",
      "disks",
      "ipv4s",
      "label",
    ],
    ...["sharedIpv4s", "swapSize", "tags"],
  ],
  // Provider: never looked at again, or the business of PlacementGroupAssignment.
  ignored: ["placementGroupExternallyManaged"],
  writeOnly: [
    ...["rootPass", "authorizedKeys", "authorizedUsers", "metadatas", "stackscriptId", "stackscriptData", "backupId"],
    ...["firewallId", "resizeDisk", "migrationType", "privateIp", "placementGroupExternallyManaged"],
  ],
  check,
  create,
  update,
  remove,
  read: addressesOf,
};
