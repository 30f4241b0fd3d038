import { join } from "node:path";
import { componentOf } from "../core/children";
import { type RenderedFile, rootFile } from "../core/rendered-file";
import { refusesChange } from "../core/retained-data";
import type { VolumeArgs } from "./args";
import {
  againWhenChanged,
  atItsSize,
  installBundle,
  installFiles,
  lockVolume,
  unlockVolume,
  volumeOpenedByHand,
} from "./commands";
import { cannotBecome, type ResolvedEncryption } from "./encryption";
import { containerUuid } from "./filesystem-uuid";
import type { RemoteCommand } from "./over-ssh";
import type { ResolvedVolume } from "./resolve";
import { filesOf, fill } from "./template";

const read = filesOf(join(__dirname, "files"));

/** What a deployment puts on a machine whose volume is encrypted. Boot data have no room for it at every vendor. */
export function encryptionFiles(swapMib: number): readonly RenderedFile[] {
  const swap = fill("roadstead-encrypted-swap.service", read("roadstead-encrypted-swap.service"), {
    SWAP_MIB: String(swapMib),
  });
  return [
    rootFile("/usr/local/sbin/roadstead-encrypted-volume", "0755", read("roadstead-encrypted-volume")),
    rootFile(
      "/etc/systemd/system/roadstead-volume-unlocked.service",
      "0644",
      read("roadstead-volume-unlocked.service"),
    ),
    ...(swapMib === 0 ? [] : [rootFile("/etc/systemd/system/roadstead-encrypted-swap.service", "0644", swap)]),
  ];
}

/** Puts in place what unlocks the volume; it holds no key. */
export function encryptionCommand(swapMib: number): RemoteCommand {
  const apply = `${installFiles} && sudo systemctl daemon-reload`;
  const files = encryptionFiles(swapMib);
  // By then nothing of it runs: the volume was let go of before.
  const remove = `sudo rm -f ${files.map(({ path }) => path).join(" ")} && sudo systemctl daemon-reload`;
  return { create: apply, update: apply, delete: remove, stdin: installBundle(files) };
}

/** The command that brings an encrypted volume into place: by its key, or by waiting for whoever has it. */
export function mountEncrypted(
  volume: Extract<ResolvedVolume, { mode: "separate" }>,
  encryption: ResolvedEncryption,
  device: string,
  filesystemUuid: string,
): string {
  const place = {
    device,
    container: containerUuid(filesystemUuid),
    uuid: filesystemUuid,
    mountPoint: volume.mountPoint,
  };
  if (encryption.unlock === "manual") return volumeOpenedByHand(place);
  const opened = atItsSize(device, volume.gib, unlockVolume(place));
  return againWhenChanged(`${volume.gib} GiB, delivery ${encryption.delivery}`, opened);
}

/** What of a mounting command an encrypted volume has otherwise: the key, and how it lets go. */
export function encryptedMounting(given: VolumeArgs | undefined): Pick<RemoteCommand, "stdin" | "delete"> {
  const encryption = given?.mode === "separate" ? given.encryption : undefined;
  const key = encryption?.unlock === "delivered" ? { stdin: encryption.key.reveal() } : {};
  return { ...key, delete: lockVolume };
}

function kindIn(inputs: unknown): string | undefined {
  const create: unknown = typeof inputs === "object" && inputs !== null ? Reflect.get(inputs, "create") : undefined;
  if (typeof create !== "string") return undefined;
  return create.includes("roadstead-encrypted-volume ") ? "encrypted" : "plain";
}

/** Refuses, in previews too, to encrypt a volume in use, or to take its encryption away. */
export function staysAsFormatted(): ReturnType<typeof refusesChange> {
  return refusesChange({
    name: "a data volume stays encrypted, or plain, as it was formatted",
    labelKey: kindIn,
    refusal: (resource, before, after) => cannotBecome(componentOf(resource, "mounted"), before, after),
  });
}
