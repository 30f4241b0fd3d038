// Volumes. Linode API, Block Storage volumes; vps-providers.md 2.2 and 6, 18.
import type { Holding } from "../../holdings";
import { numberOf, textOf } from "../../values";
import { isGiven, isSet, rangeProblems } from "../checks";
import type { Order, ResourceRules, Update } from "../cloud";
import * as linode from "./rules";

// API, Volumes: 10 GB to 10240 GB, 20 where nothing is said.
const usualSize = 20;

function pathOf(label: string): string {
  return `/dev/disk/by-id/scsi-0Linode_Volume_${label}`;
}

// API, Volumes, attach: a Linode boots with up to eight devices, two of which are its own disks (UNVERIFIED for large ones).
const mostVolumes = 6;

function attachable(order: Order, region: string, linodeId: number): void {
  if (linode.isForeign(order, linode.instance, linodeId)) return;
  const target = linode.linodeOf(order, linodeId);
  linode.notBusy(target);
  if (target.state["region"] !== region) {
    linode.refuse(
      `Linode ${linodeId} is in region ${String(target.state["region"])}, the volume in ${region}`,
      "linode_id",
    );
  }
  const beside = order.world.of(order.account, linode.volume).filter((one) => linode.isOn(one, target.id));
  if (beside.length >= mostVolumes)
    linode.refuse(`Linode ${linodeId} has ${mostVolumes} volumes, which is the limit`, "linode_id");
}

/** Provider: a clone is in its source's region and at least as large. */
function sourceOf(order: Order): Holding | undefined {
  const wanted = order.inputs["sourceVolumeId"];
  if (!isGiven(wanted) || linode.isForeign(order, linode.volume, wanted)) return undefined;
  const source = linode.mustExist(order, linode.volume, order.inputs["sourceVolumeId"], "source_volume_id");
  const region = textOf(order.inputs["region"]);
  if (region !== undefined && region !== source.state["region"]) {
    linode.refuse(
      `region of source volume differs from specified region: ${region} != ${String(source.state["region"])}`,
      "region",
    );
  }
  if ((numberOf(order.inputs["size"]) ?? 10_240) < (numberOf(source.state["size"]) ?? 0)) {
    linode.refuse("size must be greater than or equal to the size of the source volume", "size");
  }
  return source;
}

function create(order: Order) {
  linode.labelIsFree(order);
  const source = sourceOf(order);
  const region = textOf(order.inputs["region"]) ?? textOf(source?.state["region"]) ?? "";
  linode.regionOffers(region, "Block Storage", "region");
  const encryption = textOf(order.inputs["encryption"]) ?? "disabled";
  if (encryption === "enabled") linode.regionOffers(region, "Block Storage Encryption", "encryption");
  const linodeId = numberOf(order.inputs["linodeId"]);
  if (linodeId !== undefined) attachable(order, region, linodeId);
  return {
    id: linode.idFor(linode.volume, order.number),
    outputs: {
      region,
      encryption,
      linodeId: linodeId ?? null,
      size: numberOf(order.inputs["size"]) ?? numberOf(source?.state["size"]) ?? usualSize,
      status: "active",
      tags: order.inputs["tags"] ?? [],
      filesystemPath: pathOf(textOf(order.inputs["label"]) ?? ""),
    },
  };
}

function update(order: Update) {
  const { old, inputs } = order;
  linode.labelIsFree(order, old);
  const [before, after] = [numberOf(old.state["size"]) ?? 0, numberOf(inputs["size"]) ?? usualSize];
  // API, Volumes, resize: up only.
  if (after < before)
    linode.refuse(`Storage volumes can only be resized up: it has ${before} GB, ${after} GB were asked for`, "size");
  const [holder, wanted] = [numberOf(old.state["linodeId"]), numberOf(inputs["linodeId"])];
  // The provider detaches from the one before it attaches to the other.
  if (wanted !== undefined && wanted !== holder) attachable(order, textOf(old.state["region"]) ?? "", wanted);
  return {
    outputs: {
      size: after,
      linodeId: wanted ?? holder ?? null,
      // vps-providers.md 2.2: encryption is decided at creation, and a later change has no effect.
      encryption: old.state["encryption"],
      tags: inputs["tags"] ?? [],
      // vps-providers.md 3.3: a new label moves the device.
      filesystemPath: pathOf(textOf(inputs["label"]) ?? ""),
    },
  };
}

export const volumeRules: ResourceRules = {
  replaceOn: ["region"],
  // Provider: only a new source replaces, not one that is taken away.
  mustReplace: (_, now) => (isGiven(now["sourceVolumeId"]) ? ["sourceVolumeId"] : []),
  unordered: ["tags"],
  // vps-providers.md 6, 18: taking `linodeId` out of the program does not detach.
  keptWhenRemoved: ["linodeId", "region"],
  ignored: ["timeouts"],
  writeOnly: ["sourceVolumeId", "timeouts"],
  check: (inputs) => [
    ...linode.labelProblems(inputs, { least: 1, most: 32, also: "_" }),
    ...linode.tagProblems(inputs),
    ...linode.regionProblems(inputs),
    ...rangeProblems(inputs, "size", { least: 10, most: 10_240 }),
    ...linode.oneOfProblems(inputs, "encryption", ["enabled", "disabled"]),
    ...(isGiven(inputs["region"]) || isGiven(inputs["sourceVolumeId"])
      ? []
      : [{ path: "region", reason: "at least one of region, sourceVolumeId must be specified" }]),
  ],
  create,
  update,
  // The provider detaches what its state knows as attached, waits, then deletes. A Linode that is busy is in the way.
  remove(holding, scene) {
    const holder = isSet(holding.state["linodeId"])
      ? linode.find(scene, linode.instance, holding.state["linodeId"])
      : undefined;
    if (holder !== undefined) linode.notBusy(holder);
    return {};
  },
};
