import type { ResolvedMachine } from "./resolve";

/** Debian packages that every machine has, however it is set up. */
const machinePackages = [
  ...["ca-certificates", "curl", "e2fsprogs", "fail2ban", "jq", "nftables", "openssh-server", "python3"],
  ...["python3-systemd", "sudo", "systemd-timesyncd", "tzdata", "unattended-upgrades", "util-linux"],
];

/** Besides, where hardening is strict. cron keeps the process accounts from growing without end. */
const strictPackages = ["acct", "apparmor", "auditd", "cron"];

/** What a machine needs from its distribution. */
export function packagesOf({ hardening }: Pick<ResolvedMachine, "hardening">): readonly string[] {
  return [...machinePackages, ...(hardening === "strict" ? strictPackages : [])].sort();
}
