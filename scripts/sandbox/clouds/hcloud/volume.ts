// Volumes. Hetzner Cloud API, Volumes and Volume Actions.

import type { Holding } from "../../holdings";
import { numberOf, textOf } from "../../values";
import type { ResourceRules, Scene } from "../cloud";
import * as hetzner from "./rules";

/** Volumes: a volume can only be attached to one server, in the same location. */
function attachable(
  scene: Scene,
  volume: { readonly location: string; readonly serverId: number | undefined },
  server: Holding,
): void {
  if (volume.serverId !== undefined)
    hetzner.refuse("volume is already attached to a server", "volume_already_attached");
  if (server.state["location"] !== volume.location) {
    hetzner.refuse("volume and server are in different locations", "invalid_input");
  }
  const attached = scene.world
    .of(scene.account, hetzner.volume)
    .filter((one) => String(one.state["serverId"]) === server.id);
  // Volumes: up to 16 volumes on one server.
  if (attached.length >= 16)
    hetzner.refuse("server has reached the limit of 16 attached volumes", "resource_limit_exceeded");
}

function serverIdOf(volume: Holding): number | undefined {
  return numberOf(volume.state["serverId"]) || undefined;
}

export const volumeRules: ResourceRules = {
  replaceOn: ["location"],
  // vps-providers.md 2.2: a changed format is silently ignored.
  ignored: ["format"],
  writeOnly: ["automount", "format"],
  naming: hetzner.bridgedName,
  check(inputs) {
    const size = numberOf(inputs["size"]);
    const problems = [
      ...hetzner.labelProblems(inputs),
      ...hetzner.locationProblems(inputs),
      ...hetzner.oneOfProblems(inputs, "format", ["ext4", "xfs"]),
    ];
    // Volumes: size in GB, 10 to 10240.
    if (size !== undefined && (size < 10 || size > 10_240 || !Number.isInteger(size))) {
      problems.push({
        path: "size",
        reason: `expected size to be a whole number in the range (10 - 10240), got ${size}`,
      });
    }
    if (inputs["location"] === undefined && inputs["serverId"] === undefined) {
      problems.push({ path: "location", reason: "one of location, serverId must be specified" });
    }
    return problems;
  },
  create(order) {
    hetzner.nameIsFree(order, "volume");
    const wanted = order.inputs["serverId"];
    const server =
      wanted === undefined || wanted === null ? undefined : hetzner.mustExist(order, hetzner.server, wanted, "server");
    const location = textOf(order.inputs["location"]) ?? textOf(server?.state["location"]) ?? "";
    if (server !== undefined) attachable(order, { location, serverId: undefined }, server);
    const id = hetzner.idFor(hetzner.volume, order.number);
    return {
      id,
      outputs: { location, linuxDevice: `/dev/disk/by-id/scsi-0HC_Volume_${id}`, serverId: numberOf(server?.id) ?? 0 },
    };
  },
  update(order) {
    hetzner.nameIsFree(order, "volume", order.old);
    const [before, after] = [numberOf(order.old.state["size"]) ?? 0, numberOf(order.inputs["size"]) ?? 0];
    // Volume Actions, Resize: the size can only be increased.
    if (after < before)
      hetzner.refuse(
        `volume size can only be increased: it has ${before} GB, ${after} GB were asked for`,
        "invalid_input",
      );
    if (!("serverId" in order.inputs)) return { outputs: {} };
    const wanted = numberOf(order.inputs["serverId"]);
    if (wanted === undefined || wanted === 0) return { outputs: { serverId: 0 } };
    if (wanted === serverIdOf(order.old)) return { outputs: {} };
    const server = hetzner.mustExist(order, hetzner.server, wanted, "server");
    attachable(order, { location: textOf(order.old.state["location"]) ?? "", serverId: undefined }, server);
    return { outputs: { serverId: wanted } };
  },
  remove(holding, scene) {
    hetzner.notProtected(holding, "volume");
    const attachment = scene.world.find(scene.account, hetzner.volumeAttachment, holding.id);
    // Volumes, Delete: the volume must not be attached. The provider detaches what its own `serverId` attached; where
    // something else attached it, the sandbox refuses.
    if (attachment !== undefined) {
      hetzner.refuse(
        `volume is still attached to server ${String(attachment.state["serverId"])}`,
        "volume_still_attached",
      );
    }
    return {};
  },
};

export const volumeAttachmentRules: ResourceRules = {
  replaceOn: ["volumeId", "serverId"],
  writeOnly: ["automount"],
  deletesFirst: true,
  create(order) {
    const volume = hetzner.mustExist(order, hetzner.volume, order.inputs["volumeId"], "volume");
    const server = hetzner.mustExist(order, hetzner.server, order.inputs["serverId"], "server");
    attachable(order, { location: textOf(volume.state["location"]) ?? "", serverId: serverIdOf(volume) }, server);
    return {
      id: volume.id,
      outputs: {
        volumeId: Number(volume.id),
        serverId: Number(server.id),
        automount: order.inputs["automount"] ?? false,
      },
      also: [hetzner.withState(volume, { serverId: Number(server.id) })],
    };
  },
  remove(holding, scene) {
    const volume = hetzner.byId(scene, hetzner.volume, holding.state["volumeId"]);
    const still = volume !== undefined && String(serverIdOf(volume)) === String(holding.state["serverId"]);
    return still ? { also: [hetzner.withState(volume, { serverId: 0 })] } : {};
  },
  read(holding, scene) {
    const volume = hetzner.byId(scene, hetzner.volume, holding.state["volumeId"]);
    return volume !== undefined && serverIdOf(volume) === holding.state["serverId"] ? {} : "gone";
  },
  // The id of an attachment is the volume's; importing takes any attached volume.
  importId(id, scene) {
    if (scene.world.find(scene.account, hetzner.volume, id) === undefined) return undefined;
    return scene.world.of(scene.account, hetzner.volumeAttachment).find((one) => one.id === id)?.id;
  },
};
