import * as pulumi from "@pulumi/pulumi";
import type { VolumeArgs } from "./args";
import { againWhenChanged, atItsSize, mountVolume, unmountVolume } from "./commands";
import { encryptionOf } from "./encryption";
import { encryptedMounting, mountEncrypted } from "./encryption-command";
import type { RemoteCommand } from "./over-ssh";
import { dataMountPoint, type ResolvedVolume } from "./resolve";
import type { HostedVolume } from "./vendor";

/** How the volume comes to its place, and lets go of it. */
export function mountingOf(
  volume: HostedVolume,
  filesystemUuid: pulumi.Output<string>,
  resolved: ResolvedVolume,
  given: VolumeArgs | undefined,
): RemoteCommand {
  const afresh = [volume.id];
  const plain = { delete: unmountVolume(dataMountPoint), afresh };
  if (volume.device === undefined) return { create: filesystemUuid.apply(volume.mount), ...plain };
  const encryption = encryptionOf(resolved);
  const create = pulumi.all([volume.device, filesystemUuid]).apply(([device, uuid]) => {
    const plainly = mountVolume(device, uuid, dataMountPoint);
    if (resolved.mode === "none") return plainly;
    if (encryption !== undefined) return mountEncrypted(resolved, encryption, device, uuid);
    return againWhenChanged(`${resolved.gib} GiB`, atItsSize(device, resolved.gib, plainly));
  });
  return encryption === undefined ? { create, ...plain } : { create, ...encryptedMounting(given), afresh };
}
