import type { RenderedFile } from "../core/rendered-file";

// What the deployment runs on a machine over SSH. Pure text, no secret in it: a secret goes by standard input.

/** Prints the machine's own SSH host key. Run once over a connection that cannot verify it yet; carries nothing secret. */
export const readHostKey = "cat /etc/ssh/ssh_host_ed25519_key.pub";

/**
 * Waits until the boot data has been worked off, and fails where it was not, with cloud-init's own report. Newer releases
 * end with 2 where only a vendor's deprecated key was met; what counts is the mark that our set-up leaves last.
 */
export const waitUntilReady =
  "sudo cloud-init status --wait --long || [ $? -eq 2 ] && sudo test -e /var/lib/roadstead/machine-is-set-up";

/** What stands before a command does nothing on the machine; where it changes, the command runs again, in place. */
export function againWhenChanged(what: string, command: string): string {
  return `: ${what}; ${command}`;
}

/**
 * Has the kernel look again at a volume that may have grown, and fails while it sees less than was asked for: where the vendor
 * passes a new size on only at a start or an attachment, the deployment is not done until then, and its next run ends it.
 */
export function atItsSize(device: string, gib: number, command: string): string {
  const rescan = `f=/sys/class/block/$(basename "$(readlink -f ${device})")/device/rescan; [ ! -e "$f" ] || echo 1 | sudo tee "$f" >/dev/null`;
  const says =
    `the volume is to have ${gib} GiB, but the machine sees $((n / 1073741824)). Nothing is lost and nothing was stopped. Some vendors pass a new size on at a start only: ` +
    "sudo systemctl reboot (its ships stop cleanly and start again), then pulumi up once more.";
  // Vendors count in GB or in GiB: what is told is only what both would call too small.
  return `${rescan}; ${command} && { n=$(sudo blockdev --getsize64 ${device}); [ "$n" -ge ${gib * 1_000_000_000} ] || { echo "roadstead: ${says}" >&2; exit 75; }; }`;
}

/** Finds, formats if blank, grows to the volume's size, and mounts the data volume. */
export function mountVolume(device: string, filesystemUuid: string, mountPoint: string): string {
  return `sudo roadstead-data-volume mount --device ${device} --uuid ${filesystemUuid} --at ${mountPoint}`;
}

/** Lets go of the data volume, so that it can be detached clean. */
export function unmountVolume(mountPoint: string): string {
  return `sudo roadstead-data-volume unmount --at ${mountPoint}`;
}

/** What `roadstead-encrypted-volume` must know of a volume. */
export interface EncryptedPlace {
  readonly device: string;
  readonly container: string;
  readonly uuid: string;
  readonly mountPoint: string;
}

function encryptedVolume(verb: string, { device, container, uuid, mountPoint }: EncryptedPlace): string {
  return `sudo roadstead-encrypted-volume ${verb} --device ${device} --container ${container} --uuid ${uuid} --at ${mountPoint}`;
}

/** Opens the encrypted data volume, formats it if blank, grows and mounts it. Standard input: the key. */
export function unlockVolume(place: EncryptedPlace): string {
  return encryptedVolume("unlock", place);
}

/** Waits until somebody has unlocked it on the machine. */
export function volumeOpenedByHand(place: EncryptedPlace): string {
  return encryptedVolume("await", place);
}

/** Unmounts and closes it, so that it can be detached clean. */
export const lockVolume = "sudo roadstead-encrypted-volume lock";

/** Runs a tool that takes itself away, so that whoever was cut off may ask again. */
export function whileThere(tool: string, rest: string): string {
  const path = `/usr/local/sbin/${tool}`;
  return `[ ! -e ${path} ] || sudo -n ${path} ${rest}`;
}

/** Puts files in place, which come by standard input as an `installBundle`. */
export const installFiles = "sudo roadstead-install-files";

/** Puts the machine's own firewall, as it was delivered, into force, without dropping connections that are open. */
export const loadFirewall = "sudo systemctl reload-or-restart roadstead-firewall";

/** Files as `roadstead-install-files` reads them. */
export function installBundle(files: readonly RenderedFile[]): string {
  return JSON.stringify({ files });
}
