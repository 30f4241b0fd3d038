// Droplets. DigitalOcean API, Droplets and Droplet Actions; replacement as in vps-providers.md 2, resizing as in 2.1.
import { createHash } from "node:crypto";
import type { Holding } from "../../holdings";
import { booleanOf, listOf, objectOf, type Plain, type PlainObject, textOf } from "../../values";
import { isGiven, rangeProblems, under } from "../checks";
import type { Order, Problem, ResourceRules, Scene, Update } from "../cloud";
import { testAddress, testPrefix } from "../inventing";
import { nearestName } from "../nearest";
import { notesOf, takenAsItIs } from "../open-catalogue";
import { thereAlready } from "../there-already";
import { regionNamed, regionsOf } from "./catalogue";
import type { Inform } from "./firewall";
import { warnOfSilence } from "./firewall";
import { imageNamed, images } from "./images";
import * as ocean from "./rules";
import { hourly, type Size, sizeNamed, sizes } from "./sizes";
import { attachable, attachedTo } from "./volume";
import { networkNamed, privateAddress, vpcFor } from "./vpc";

// API, Droplets, user_data: plain text of at most 64 KiB.
const largestUserData = 64 * 1024;

function check(inputs: PlainObject): readonly Problem[] {
  const problems: Problem[] = [...ocean.regionProblems(inputs), ...ocean.tagProblems(inputs)];
  const say = (path: string, reason: string) => problems.push({ path, reason });
  const name = textOf(inputs["name"]);
  // API, Droplets, name.
  if (name !== undefined && !/^[A-Za-z0-9.-]{1,255}$/.test(name)) {
    say("name", `Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -), got ${name}`);
  }
  const size = textOf(inputs["size"]);
  if (size !== undefined && sizeNamed(size) === undefined) {
    const known = sizes.map(({ slug }) => slug);
    say("size", `size ${size} does not exist.${nearestName(size, known)}`);
  }
  const image = textOf(inputs["image"]);
  // A number is an image or snapshot of the account, looked up when the droplet is made.
  if (image !== undefined && !/^\d+$/.test(image) && imageNamed(image) === undefined) {
    const known = images.map(({ slug }) => slug);
    const whole = known.find((slug) => slug.startsWith(`${image}-`));
    say("image", `image ${image} does not exist.${nearestName(whole ?? image, known)}`);
  }
  const bytes = Buffer.byteLength(textOf(inputs["userData"]) ?? "");
  if (bytes > largestUserData) {
    say("userData", `user data has ${bytes} bytes; at most ${largestUserData} (64 KiB) are allowed`);
  }
  if (textOf(inputs["userData"]) === "") say("userData", "expected userData to not be empty");
  const policy = inputs["backupPolicy"];
  // Provider, resource digitalocean_droplet.
  if (isGiven(policy) && (booleanOf(inputs["backups"]) === false || !isGiven(inputs["backups"]))) {
    say("backupPolicy", "backup_policy can only be set when backups are enabled");
  }
  const plan = objectOf(policy);
  const policyProblems = [
    ...ocean.oneOfProblems(plan, "plan", ["daily", "weekly"]),
    ...ocean.oneOfProblems(plan, "weekday", ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
    ...rangeProblems(plan, "hour", { least: 0, most: 20 }),
  ];
  return [...problems, ...under("backupPolicy", policyProblems)];
}

function sizeOutputs(size: Size): PlainObject {
  return {
    size: size.slug,
    memory: size.memory,
    vcpus: size.vcpus,
    disk: size.disk,
    priceMonthly: size.price,
    priceHourly: hourly(size.price),
  };
}

/** API, Droplets: 422 where a size is not sold in the region. */
function orderable(size: Size, region: string, call: string): void {
  const judged = size.assumed !== true && regionNamed(region)?.assumed !== true;
  if (judged && !regionsOf(size).includes(region))
    ocean.refuse(call, 422, `Size is not available in this region. (${size.slug}, ${region})`);
}

const fingerprint = /^([0-9a-f]{2}:){15}[0-9a-f]{2}$/;

function unknownKeys(order: Order): readonly Plain[] {
  const keys = order.world.of(order.account, ocean.sshKey);
  return listOf(order.inputs["sshKeys"]).filter(
    (one) => !keys.some((key) => key.id === String(one) || key.state["fingerprint"] === one),
  );
}

/** API, Droplets, ssh_keys: ids or fingerprints of keys of the account. */
function keysExist(order: Order): void {
  const missing = unknownKeys(order).filter(
    (one) => !fingerprint.test(String(one)) && !ocean.isForeign(order, ocean.sshKey, one),
  );
  if (missing.length > 0) {
    ocean.refuse("POST droplets", 422, `${missing.join(", ")} are invalid key identifiers for Droplet creation.`);
  }
}

function imageExists(order: Order): void {
  const given = String(order.inputs["image"] ?? "");
  if (imageNamed(given) !== undefined) return;
  if (!ocean.isThere(order, ocean.dropletSnapshot, given)) {
    ocean.refuse("POST droplets", 422, `You specified an invalid image for Droplet creation. (${given})`);
  }
}

function create(order: Order) {
  const { inputs } = order;
  const size =
    sizeNamed(textOf(inputs["size"]) ?? "") ??
    ocean.refuse("POST droplets", 422, "You specified an invalid size for Droplet creation.");
  // Without a region the API picks one; which is UNVERIFIED.
  const region = textOf(inputs["region"])?.toLowerCase() ?? "nyc3";
  orderable(size, region, "POST droplets");
  imageExists(order);
  keysExist(order);
  const network = vpcFor(order, region, inputs["vpcUuid"]);
  const id = ocean.idFor(ocean.droplet, order.number);
  const volumes = volumesFor(order, { id, region });
  const isPublic = booleanOf(inputs["publicNetworking"]) ?? true;
  return {
    id,
    notes: [...notesFor(inputs), ...foreignNotes(order)],
    also: volumes.map((one) => ocean.withState(one, { dropletIds: [Number(id)] })),
    outputs: {
      ...sizeOutputs(size),
      region,
      createdAt: ocean.beginning,
      dropletUrn: `do:droplet:${id}`,
      ipv4Address: isPublic ? testAddress("digitalocean", order.number) : "",
      ipv4AddressPrivate: privateAddress(network, order.number),
      ipv6Address: booleanOf(inputs["ipv6"]) === true ? ipv6Of(order.number) : "",
      locked: false,
      status: "active",
      privateNetworking: true,
      publicNetworking: isPublic,
      vpcUuid: network.id,
      volumeIds: volumes.map((one) => one.id),
    },
  };
}

/** What of size, image and region nobody here has listed. */
function notesFor(inputs: PlainObject): readonly string[] {
  const named = (property: string) => textOf(inputs[property]) ?? "";
  const size = sizeNamed(named("size"));
  return notesOf(
    size?.assumed === true
      ? takenAsItIs("size", size.slug, `${size.vcpus} vCPUs, ${size.memory} MiB; a disk of ${size.disk} GiB is a guess`)
      : undefined,
    imageNamed(named("image"))?.assumed === true ? takenAsItIs("image", named("image")) : undefined,
    regionNamed(named("region"))?.assumed === true ? takenAsItIs("region", named("region")) : undefined,
  );
}

/** What it names of the account that was not made here. */
function foreignNotes(order: Order): readonly string[] {
  const foreign = (kind: string, id: Plain | undefined) =>
    isGiven(id) && ocean.isForeign(order, kind, id) && networkNamed(order, id) === undefined ? [id ?? ""] : [];
  const image = String(order.inputs["image"] ?? "");
  return notesOf(
    thereAlready("ssh key", unknownKeys(order)),
    thereAlready("VPC", foreign(ocean.vpc, order.inputs["vpcUuid"])),
    thereAlready("image", imageNamed(image) === undefined ? foreign(ocean.dropletSnapshot, image) : []),
  );
}

// vps-providers.md 1.1: the droplet's own address in its range of 16.
function ipv6Of(number: number): string {
  return `${testPrefix("digitalocean", number)}1`;
}

function volumesFor(order: Order, droplet: { readonly id: string; readonly region: string }): readonly Holding[] {
  return listOf(order.inputs["volumeIds"]).map((volumeId) => {
    const volume = ocean.mustExist(order, ocean.volume, volumeId, "POST droplets");
    attachable(order, volume, droplet, "POST droplets");
    return volume;
  });
}

function update(order: Update) {
  const { old, inputs } = order;
  const changed = (name: string) => String(inputs[name] ?? "") !== String(old.state[name] ?? "");
  const acts = ["size", "name", "backups", "ipv6"].some((name) => isGiven(inputs[name]) && changed(name));
  const volumes = changedVolumes(order);
  if (acts || volumes.length > 0) ocean.noPendingEvent(old);
  const turnsOn = booleanOf(inputs["ipv6"]) === true && old.state["ipv6Address"] === "";
  return {
    also: volumes,
    notes: notesFor(inputs),
    outputs: {
      ...resized(order),
      ...(turnsOn ? { ipv6Address: ipv6Of(old.number) } : {}),
    },
  };
}

/** vps-providers.md 2.1: disks grow for good unless `resizeDisk` is false, and never shrink. */
function resized({ old, inputs }: Update): PlainObject {
  const slug = textOf(inputs["size"])?.toLowerCase() ?? "";
  if (slug === old.state["size"]) return {};
  const call = `POST droplets/${old.id}/actions`;
  const size = sizeNamed(slug) ?? ocean.refuse(call, 422, "You specified an invalid size for Droplet creation.");
  orderable(size, textOf(old.state["region"]) ?? "", call);
  const disk = Number(old.state["disk"]);
  const before = sizeNamed(textOf(old.state["size"]) ?? "");
  const judged = size.assumed !== true && before?.assumed !== true;
  if (judged && size.disk < disk) {
    ocean.refuse(
      call,
      422,
      `This size is not available because it has a smaller disk. (${slug} has ${size.disk} GB, the droplet uses ${disk} GB)`,
    );
  }
  const grows = booleanOf(inputs["resizeDisk"]) !== false;
  return { ...sizeOutputs(size), disk: grows ? Math.max(size.disk, disk) : disk };
}

function changedVolumes(order: Update): readonly Holding[] {
  if (!("volumeIds" in order.inputs)) return [];
  const droplet = { id: order.old.id, region: textOf(order.old.state["region"]) ?? "" };
  const wanted = listOf(order.inputs["volumeIds"]);
  const now = attachedTo(order, order.old.id);
  const added = wanted
    .filter((id) => !now.some((one) => one.id === id))
    .map((id) => {
      const volume = ocean.mustExist(order, ocean.volume, id, `POST volumes/${String(id)}/actions`);
      attachable(order, volume, droplet, `POST volumes/${volume.id}/actions`);
      return ocean.withState(volume, { dropletIds: [Number(droplet.id)] });
    });
  const taken = now.filter((one) => !wanted.includes(one.id)).map((one) => ocean.withState(one, { dropletIds: [] }));
  return [...added, ...taken];
}

/** The provider waits for the lock, detaches the volumes, then deletes (vps-providers.md 5.2); addresses are released. */
function remove(holding: Holding, scene: Scene) {
  ocean.noPendingEvent(holding);
  const mine = (one: Holding) => String(one.state["dropletId"]) === holding.id;
  const addresses = [ocean.reservedIp, ocean.reservedIpv6].flatMap((kind) => scene.world.of(scene.account, kind));
  const firewalls = scene.world.of(scene.account, ocean.firewall);
  const without = (ids: Plain | undefined) => listOf(ids).filter((id) => String(id) !== holding.id);
  return {
    gone: scene.world.of(scene.account, ocean.volumeAttachment).filter(mine),
    also: [
      ...attachedTo(scene, holding.id).map((one) => ocean.withState(one, { dropletIds: [] })),
      ...addresses.filter(mine).map((one) => ocean.withState(one, { dropletId: 0 })),
      ...firewalls
        .filter((one) => listOf(one.state["dropletIds"]).some((id) => String(id) === holding.id))
        .map((one) => ocean.withState(one, { dropletIds: without(one.state["dropletIds"]) })),
    ],
  };
}

export function dropletRules(inform: Inform): ResourceRules {
  return {
    replaceOn: [
      "image",
      "region",
      "userData",
      "sshKeys",
      "vpcUuid",
      "monitoring",
      "dropletAgent",
      "publicNetworking",
      "gpuPartitionMode",
    ],
    // vps-providers.md 2: IPv6 can be turned on in place, off only by replacement.
    mustReplace: (old, now) => (booleanOf(old["ipv6"]) === true && booleanOf(now["ipv6"]) !== true ? ["ipv6"] : []),
    unordered: ["sshKeys", "tags", "volumeIds"],
    keptWhenRemoved: ["region", "vpcUuid", "volumeIds", "ipv6Address", "privateNetworking", "publicNetworking"],
    writeOnly: ["userData", "sshKeys", "dropletAgent", "gracefulShutdown", "resizeDisk"],
    naming: ocean.bridgedName,
    check,
    // vps-providers.md 3.1: state holds the SHA-1 of user data, the inputs its text.
    settled: (inputs) => {
      const userData = textOf(inputs["userData"]);
      return userData === undefined ? {} : { userData: createHash("sha1").update(userData).digest("hex") };
    },
    // Provider: the address becomes unknown where IPv6 is turned on.
    unsettledBy: (old, now) =>
      booleanOf(old["ipv6"]) !== true && booleanOf(now["ipv6"]) === true ? ["ipv6Address"] : [],
    create: (order) => {
      const created = create(order);
      const seen = {
        name: textOf(order.inputs["name"]) ?? "",
        id: created.id,
        tags: listOf(order.inputs["tags"]).map(String),
      };
      return { ...created, after: () => warnOfSilence(order, seen, inform) };
    },
    update,
    remove,
    read: (holding, scene) => ({ volumeIds: attachedTo(scene, holding.id).map((one) => one.id) }),
  };
}
