// Volumes and what copies or holds them. DigitalOcean API, Block Storage, Block Storage Actions, Snapshots.
import type { Holding } from "../../holdings";
import { listOf, numberOf, type PlainObject, textOf } from "../../values";
import { isGiven, rangeProblems } from "../checks";
import type { Order, Problem, ResourceRules, Scene, Update } from "../cloud";
import { hexDigits } from "../inventing";
import * as ocean from "./rules";

/** Volumes that hang on a droplet. */
export function attachedTo(scene: Scene, dropletId: string): readonly Holding[] {
  return scene.world
    .of(scene.account, ocean.volume)
    .filter((one) => listOf(one.state["dropletIds"]).some((id) => String(id) === dropletId));
}

// Documentation, Volumes, Limits: 15 volumes on a droplet (UNVERIFIED; it was 7 before).
const mostVolumes = 15;

/** API, Block Storage Actions, attach: one droplet at a time, in the volume's region. */
export function attachable(
  scene: Scene,
  volume: Holding,
  droplet: { readonly id: string; readonly region: string },
  call: string,
): void {
  const [holder] = listOf(volume.state["dropletIds"]);
  if (holder !== undefined)
    ocean.refuse(call, 422, `Volume ${volume.id} is already attached to droplet ${String(holder)}.`);
  if (volume.state["region"] !== droplet.region) {
    ocean.refuse(
      call,
      422,
      `Volume ${volume.id} is in region ${String(volume.state["region"])}, the droplet in ${droplet.region}.`,
    );
  }
  if (attachedTo(scene, droplet.id).length >= mostVolumes) {
    ocean.refuse(call, 422, `Droplet ${droplet.id} has ${mostVolumes} volumes, which is the limit.`);
  }
}

// API, Block Storage, name: lower case letters, digits and dashes, begins with a letter, at most 64 characters.
const volumeName = /^[a-z](?=.{0,63}$)[a-z0-9-]*[a-z0-9]?$/;

function check(inputs: PlainObject): readonly Problem[] {
  const problems: Problem[] = [
    ...ocean.regionProblems(inputs),
    ...ocean.tagProblems(inputs),
    // Documentation, Volumes, Limits: 1 GiB to 16 TiB.
    ...rangeProblems(inputs, "size", { least: 1, most: 16_384 }),
    ...ocean.oneOfProblems(inputs, "initialFilesystemType", ["ext4", "xfs"]),
    ...ocean.oneOfProblems(inputs, "filesystemType", ["ext4", "xfs"]),
  ];
  const name = textOf(inputs["name"]);
  if (name !== undefined && !volumeName.test(name)) {
    const reason = `name ${name} is not allowed: at most 64 lower case letters, digits and dashes, beginning with a letter`;
    problems.push({ path: "name", reason });
  }
  if (isGiven(inputs["initialFilesystemType"]) && isGiven(inputs["filesystemType"])) {
    problems.push({ path: "filesystemType", reason: "conflicts with initialFilesystemType" });
  }
  for (const property of ["description", "snapshotId", "initialFilesystemLabel"]) {
    if (inputs[property] === "") problems.push({ path: property, reason: `expected ${property} to not be empty` });
  }
  return problems;
}

function create(order: Order) {
  const { inputs } = order;
  const region = textOf(inputs["region"])?.toLowerCase() ?? "";
  // API, Block Storage: 409 where the region has a volume of this name.
  const taken = ocean
    .others(order)
    .some((one) => one.state["name"] === inputs["name"] && one.state["region"] === region);
  if (taken) ocean.refuse("POST volumes", 409, "a volume with this name already exists in the region");
  const wanted = inputs["snapshotId"];
  const snapshot =
    isGiven(wanted) && !ocean.isForeign(order, ocean.volumeSnapshot, wanted)
      ? ocean.mustExist(order, ocean.volumeSnapshot, inputs["snapshotId"], "POST volumes")
      : undefined;
  const least = numberOf(snapshot?.state["minDiskSize"]) ?? 0;
  if ((numberOf(inputs["size"]) ?? 0) < least) {
    ocean.refuse("POST volumes", 422, `volume must be at least ${least} GiB large, as the snapshot is`);
  }
  const id = ocean.uuidFor(order);
  return {
    id,
    outputs: {
      region,
      dropletIds: [],
      filesystemType: inputs["initialFilesystemType"] ?? inputs["filesystemType"] ?? "",
      filesystemLabel: inputs["initialFilesystemLabel"] ?? "",
      volumeUrn: `do:volume:${id}`,
    },
  };
}

function update(order: Update) {
  const [before, after] = [numberOf(order.old.state["size"]) ?? 0, numberOf(order.inputs["size"]) ?? 0];
  // Provider, resource digitalocean_volume.
  if (after < before) {
    ocean.refuse(
      `POST volumes/${order.old.id}/actions`,
      422,
      `volumes size can only be expanded and not shrunk: from ${before} to ${after} GiB`,
    );
  }
  const [holder] = listOf(order.old.state["dropletIds"]);
  const droplet = after > before ? ocean.find(order, ocean.droplet, holder) : undefined;
  if (droplet !== undefined) ocean.noPendingEvent(droplet);
  return { outputs: {} };
}

export const volumeRules: ResourceRules = {
  replaceOn: ["region", "name", "description", "snapshotId", "initialFilesystemType", "initialFilesystemLabel"],
  unordered: ["tags"],
  keptWhenRemoved: ["filesystemType"],
  writeOnly: ["snapshotId"],
  naming: ocean.bridgedName,
  check,
  create,
  update,
  // vps-providers.md 2.2: DELETE while attached is 409.
  remove(holding) {
    const [holder] = listOf(holding.state["dropletIds"]);
    if (holder !== undefined) {
      ocean.refuse(
        `DELETE volumes/${holding.id}`,
        409,
        `Volume cannot be deleted while it is attached to a Droplet. (${String(holder)})`,
      );
    }
    return {};
  },
};

export const volumeAttachmentRules: ResourceRules = {
  replaceOn: ["dropletId", "volumeId"],
  create(order) {
    const call = `POST volumes/${String(order.inputs["volumeId"])}/actions`;
    const volume = ocean.mustExist(order, ocean.volume, order.inputs["volumeId"], call);
    const droplet = ocean.dropletOf(order, order.inputs["dropletId"], call);
    // Provider, resource digitalocean_volume_attachment: nothing is asked for where this droplet has it already.
    if (!listOf(volume.state["dropletIds"]).includes(Number(droplet.id))) {
      ocean.noPendingEvent(droplet);
      attachable(order, volume, { id: droplet.id, region: textOf(droplet.state["region"]) ?? "" }, call);
    }
    return {
      id: `${droplet.id}-${volume.id}-${hexDigits(26, order.seed, order.type, order.number)}`,
      outputs: { dropletId: Number(droplet.id) },
      also: [ocean.withState(volume, { dropletIds: [Number(droplet.id)] })],
    };
  },
  read(holding, scene) {
    const volume = ocean.find(scene, ocean.volume, holding.state["volumeId"]);
    const holds = listOf(volume?.state["dropletIds"]).includes(Number(holding.state["dropletId"]));
    return holds ? {} : "gone";
  },
  remove(holding, scene) {
    const volume = ocean.find(scene, ocean.volume, holding.state["volumeId"]);
    const droplet = ocean.find(scene, ocean.droplet, holding.state["dropletId"]);
    if (droplet !== undefined) ocean.noPendingEvent(droplet);
    const holds = listOf(volume?.state["dropletIds"]).includes(Number(holding.state["dropletId"]));
    return volume !== undefined && holds ? { also: [ocean.withState(volume, { dropletIds: [] })] } : {};
  },
};

function copyOutputs(region: unknown, size: number): PlainObject {
  return { createdAt: ocean.beginning, minDiskSize: size, size: 1, regions: [String(region)] };
}

export const volumeSnapshotRules: ResourceRules = {
  replaceOn: ["volumeId", "name"],
  unordered: ["tags"],
  naming: ocean.bridgedName,
  check: (inputs) => ocean.tagProblems(inputs),
  create(order) {
    const call = `POST volumes/${String(order.inputs["volumeId"])}/snapshots`;
    const volume = ocean.mustExist(order, ocean.volume, order.inputs["volumeId"], call);
    const outputs = copyOutputs(volume.state["region"], numberOf(volume.state["size"]) ?? 1);
    return { id: ocean.uuidFor(order), outputs };
  },
};

export const dropletSnapshotRules: ResourceRules = {
  replaceOn: ["dropletId", "name"],
  naming: ocean.bridgedName,
  create(order) {
    const call = `POST droplets/${String(order.inputs["dropletId"])}/actions`;
    const droplet = ocean.dropletOf(order, order.inputs["dropletId"], call);
    ocean.noPendingEvent(droplet);
    const outputs = copyOutputs(droplet.state["region"], numberOf(droplet.state["disk"]) ?? 1);
    return { id: ocean.idFor(ocean.dropletSnapshot, order.number), outputs };
  },
};
