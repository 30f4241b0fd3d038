import { encryptionOf } from "./encryption";
import type { ResolvedMachine } from "./resolve";

/** Debian packages that every machine has, however it is set up. */
const machinePackages = [
  ...["ca-certificates", "curl", "e2fsprogs", "fail2ban", "jq", "nftables", "openssh-server", "python3"],
  ...["python3-systemd", "sudo", "systemd-timesyncd", "tzdata", "unattended-upgrades", "util-linux"],
];

/** Besides, where hardening is strict. cron keeps the process accounts from growing without end. */
const strictPackages = ["acct", "apparmor", "auditd", "cron", "libpam-pwquality"];

/** Besides, where the data volume is encrypted. Not `cryptsetup`: that unlocks root disks, by boot images of its own. */
const encryptionPackages = ["cryptsetup-bin"];

/** Besides, where SSH goes through a tunnel. The kernels of all images have WireGuard. */
const tunnelPackages = ["wireguard-tools"];

/** What a machine needs from its distribution. */
export function packagesOf({
  hardening,
  volume,
  ssh,
}: Pick<ResolvedMachine, "hardening"> & Partial<Pick<ResolvedMachine, "volume" | "ssh">>): readonly string[] {
  const strict = hardening === "strict" ? strictPackages : [];
  const encryption = encryptionOf(volume) === undefined ? [] : encryptionPackages;
  const tunnel = ssh?.wireguard === undefined ? [] : tunnelPackages;
  return [...machinePackages, ...strict, ...encryption, ...tunnel].sort();
}
