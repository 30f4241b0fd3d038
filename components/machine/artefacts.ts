import type { RenderedFile } from "../core/rendered-file";
import type { MachineImage } from "./args";
import { encryptionOf } from "./encryption";
import { outsidePorts, portRules, sshRules } from "./firewall-rules";
import type { ResolvedMachine } from "./resolve";
import { sshPorts } from "./ssh-ports";

/** What the files of a machine are made from. */
export type MachineToRender = Pick<
  ResolvedMachine,
  | "hostname"
  | "image"
  | "architecture"
  | "operator"
  | "ssh"
  | "openPorts"
  | "swapMib"
  | "unattendedReboot"
  | "hardening"
> &
  Partial<Pick<ResolvedMachine, "volume">> & { readonly vendor: Pick<ResolvedMachine["vendor"], "kind"> };

/** A file of `files/`: where it lands, what fills it, and on which machines. */
export interface Artefact {
  readonly name: string;
  readonly path: string;
  readonly mode: RenderedFile["mode"];
  readonly fill: (machine: MachineToRender) => Readonly<Record<string, string>>;
  readonly wanted: (machine: MachineToRender) => boolean;
}

// OpenSSH refuses to start on a name it does not know: each image gets what its release has, strongest first.
const curves =
  "curve25519-sha256,curve25519-sha256@libssh.org,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512";
const keyExchange: Readonly<Record<MachineImage, string>> = {
  "debian-12": `sntrup761x25519-sha512@openssh.com,${curves}`,
  "debian-13": `mlkem768x25519-sha256,sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,${curves}`,
  "ubuntu-24.04": `sntrup761x25519-sha512@openssh.com,${curves}`,
};

const isStrict = ({ hardening }: MachineToRender): boolean => hardening === "strict";
const isEncrypted = ({ volume }: MachineToRender): boolean => encryptionOf(volume) !== undefined;
const umaskOf = (machine: MachineToRender): string => (isStrict(machine) ? "077" : "027");

const removableStorage = ["usb-storage", "uas", "firewire-core", "firewire-ohci", "firewire-sbp2", "thunderbolt"];
/** A rented server has no such ports; on a machine that was there already somebody may have plugged something in. */
const mayHavePorts = (machine: MachineToRender): boolean => machine.vendor.kind === "existing" && !isStrict(machine);
const portModules = removableStorage.map((each) => `install ${each} /bin/false`).join("\n");

/** What starts at boot besides, once `roadstead-strict-setup` has seen to it. */
const strictUnits = ["apparmor.service", "acct.service", "auditd.service"];

/** System calls that count as an administrator's act, by what they change; all of them exist on both architectures. */
const auditedCalls: readonly (readonly [key: string, calls: string])[] = [
  ["modules", "init_module,finit_module,delete_module"],
  ["time", "adjtimex,settimeofday,clock_settime"],
  ["mounts", "mount,umount2"],
  ["network", "sethostname,setdomainname"],
  ["tracing", "ptrace,bpf"],
];

/** On amd64 a 32-bit program calls by other numbers, and would go unseen. */
function syscallRules({ architecture }: MachineToRender): string {
  const widths = architecture === "amd64" ? ["b64", "b32"] : ["b64"];
  const calls = auditedCalls.flatMap(([key, names]) =>
    widths.map((width) => `-a always,exit -F arch=${width} -S ${names} -F auid>=1000 -F auid!=unset -k ${key}`),
  );
  const asRoot = widths.map(
    (width) =>
      `-a always,exit -F arch=${width} -S execve,execveat -F euid=0 -F auid>=1000 -F auid!=unset -k root-commands`,
  );
  return [...calls, ...asRoot].join("\n");
}

function artefact(
  name: string,
  path: string,
  mode: RenderedFile["mode"],
  fill: Artefact["fill"] = () => ({}),
  wanted: Artefact["wanted"] = () => true,
): Artefact {
  return { name, path, mode, fill, wanted };
}

const none = () => ({});
const strictOnly = (name: string, path: string, mode: RenderedFile["mode"], fill: Artefact["fill"] = none): Artefact =>
  artefact(name, path, mode, fill, isStrict);

/** Every file that a machine boots with, in the order in which it is written. */
export const artefacts: readonly Artefact[] = [
  artefact("10-roadstead-sshd.conf", "/etc/ssh/sshd_config.d/10-roadstead.conf", "0600", (machine) => ({
    SSH_PORTS: sshPorts(machine.ssh)
      .map((port) => `Port ${port}`)
      .join("\n"),
    OPERATOR: machine.operator.user,
    KEX_ALGORITHMS: keyExchange[machine.image],
    AUTH_TRIES: isStrict(machine) ? "3" : "6",
    SESSIONS: isStrict(machine) ? "2" : "4",
  })),
  artefact("login-banner", "/etc/issue", "0644"),
  artefact("login-banner", "/etc/issue.net", "0644"),
  artefact("60-roadstead-sudoers", "/etc/sudoers.d/60-roadstead", "0440"),
  artefact("firewall.nft", "/etc/roadstead/firewall.nft", "0640", ({ ssh, openPorts }) => ({
    SSH_RULES: sshRules(ssh),
    PORT_RULES: portRules(outsidePorts({ ssh, openPorts })),
  })),
  artefact("roadstead-firewall.service", "/etc/systemd/system/roadstead-firewall.service", "0644"),
  // 99, since the last file counts, and Debian's own 99-protect-links.conf would take some of it back.
  artefact("60-roadstead-sysctl.conf", "/etc/sysctl.d/99-roadstead-base.conf", "0644"),
  strictOnly("61-roadstead-strict.conf", "/etc/sysctl.d/99-roadstead-strict.conf", "0644"),
  artefact("60-roadstead-modprobe.conf", "/etc/modprobe.d/60-roadstead.conf", "0644", (machine) => ({
    PORT_MODULES: mayHavePorts(machine)
      ? "# USB and FireWire stay: somebody may have plugged something in."
      : portModules,
  })),
  artefact("60-roadstead-limits.conf", "/etc/security/limits.d/60-roadstead.conf", "0644"),
  artefact("60-roadstead-manager.conf", "/etc/systemd/system.conf.d/60-roadstead.conf", "0644"),
  artefact("60-roadstead-umask.sh", "/etc/profile.d/60-roadstead-umask.sh", "0644", (machine) => ({
    UMASK: umaskOf(machine),
  })),
  artefact("tmp.mount", "/etc/systemd/system/tmp.mount", "0644", (machine) => ({
    TMP_OPTIONS: isStrict(machine) ? "noexec," : "",
  })),
  artefact("60-roadstead-journald.conf", "/etc/systemd/journald.conf.d/60-roadstead.conf", "0644"),
  artefact("60-roadstead-fail2ban.local", "/etc/fail2ban/jail.d/60-roadstead.local", "0644", ({ ssh }) => ({
    SSH_PORTS: sshPorts(ssh).join(","),
  })),
  artefact("fail2ban-sshd.local", "/etc/fail2ban/filter.d/sshd.local", "0644"),
  strictOnly("60-roadstead-fail2ban-unit.conf", "/etc/systemd/system/fail2ban.service.d/60-roadstead.conf", "0644"),
  artefact("60roadstead-upgrades", "/etc/apt/apt.conf.d/60roadstead-upgrades", "0644", ({ unattendedReboot }) => ({
    AUTOMATIC_REBOOT: String(unattendedReboot.mode === "window"),
    REBOOT_TIME: unattendedReboot.mode === "window" ? unattendedReboot.at : "now",
  })),
  strictOnly("60roadstead-apt-scripts", "/etc/apt/apt.conf.d/60roadstead-scripts", "0644"),
  strictOnly("60-roadstead-no-compilers", "/etc/apt/preferences.d/60-roadstead", "0644"),
  strictOnly("60-roadstead-audit.rules", "/etc/audit/rules.d/60-roadstead.rules", "0640", (machine) => ({
    SYSCALL_RULES: syscallRules(machine),
  })),
  artefact("needrestart-roadstead.conf", "/etc/needrestart/conf.d/roadstead.conf", "0644"),
  artefact("roadstead-failure@.service", "/etc/systemd/system/roadstead-failure@.service", "0644"),
  artefact("60-roadstead-every-service.conf", "/etc/systemd/system/service.d/60-roadstead.conf", "0644"),
  artefact(
    "60-roadstead-failure-alone.conf",
    "/etc/systemd/system/roadstead-failure@.service.d/60-roadstead.conf",
    "0644",
  ),
  artefact("roadstead-failure", "/usr/local/sbin/roadstead-failure", "0755"),
  artefact("roadstead-install-files", "/usr/local/sbin/roadstead-install-files", "0755"),
  artefact("roadstead-data-volume", "/usr/local/sbin/roadstead-data-volume", "0755", (machine) => ({
    // What looks into a volume before it is encrypted is what looks into one that is not.
    UNLESS_SOURCED: isEncrypted(machine) ? "! (return 0 2>/dev/null) || return 0\n" : "",
  })),
  strictOnly("roadstead-strict-setup", "/usr/local/sbin/roadstead-strict-setup", "0755"),
  artefact("roadstead-machine-setup", "/usr/local/sbin/roadstead-machine-setup", "0755", (machine) => ({
    // Encrypted swap is set up at each start, under a key of that start.
    SWAP_MIB: isEncrypted(machine) ? "0" : String(machine.swapMib),
    UMASK: umaskOf(machine),
    STRICT_UNITS: isStrict(machine) ? ` ${strictUnits.join(" ")}` : "",
  })),
];
