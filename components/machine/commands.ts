// What the deployment runs on a machine over SSH. Pure text, no secret in it: a secret goes by standard input.

/** Prints the machine's own SSH host key. Run once over a connection that cannot verify it yet; carries nothing secret. */
export const readHostKey = "cat /etc/ssh/ssh_host_ed25519_key.pub";

/** Waits until the boot data has been worked off; fails where it ended in error, with cloud-init's own report. */
export const waitUntilReady = "sudo cloud-init status --wait --long";

/** Finds, formats if blank, and mounts the data volume. */
export function mountVolume(device: string, filesystemUuid: string, mountPoint: string): string {
  return `sudo roadstead-data-volume mount --device ${device} --uuid ${filesystemUuid} --at ${mountPoint}`;
}

/** Lets go of the data volume, so that it can be detached clean. */
export function unmountVolume(mountPoint: string): string {
  return `sudo roadstead-data-volume unmount --at ${mountPoint}`;
}
