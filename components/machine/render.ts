import { join } from "node:path";
import type { RenderedFile } from "../core/rendered-file";
import type { MachineImage } from "./args";
import { fitUserData, quoted, writeFiles } from "./cloud-init";
import { portRules, sshRules } from "./firewall-rules";
import type { ResolvedMachine } from "./resolve";
import { filesOf, fill } from "./template";
import type { VendorTraits } from "./vendor";

const read = filesOf(join(__dirname, "files"));

/** What `renderMachine` decides from; a machine that the vendor file knows has all of it, and more. */
export type MachineToRender = Pick<
  ResolvedMachine,
  "hostname" | "image" | "operator" | "ssh" | "openPorts" | "swapMib" | "unattendedReboot"
>;

/** Everything that lands on the machine by itself, before any deployment connects. */
export interface RenderedMachine {
  /** What the vendor hands to cloud-init. Holds no secret: any process on the machine could once read it. */
  readonly userData: string;
  /** The user data, uncompressed, and each file inside it: for inspection, and for hosts reached only over SSH. */
  readonly files: readonly RenderedFile[];
}

// OpenSSH refuses to start on a name it does not know: each image gets what its release has, strongest first.
const curves =
  "curve25519-sha256,curve25519-sha256@libssh.org,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512";
const keyExchange: Readonly<Record<MachineImage, string>> = {
  "debian-12": `sntrup761x25519-sha512@openssh.com,${curves}`,
  "debian-13": `mlkem768x25519-sha256,sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,${curves}`,
  "ubuntu-24.04": `sntrup761x25519-sha512@openssh.com,${curves}`,
};

/** What a vendor takes as user data. */
type UserDataRoom = Pick<VendorTraits, "userDataBytes" | "userDataPacking">;

const usualRoom: UserDataRoom = { userDataBytes: 32_768 };

type Fill = (machine: MachineToRender) => Readonly<Record<string, string>>;
const asIs: Fill = () => ({});

/** Where each file of `files/` lands, and what fills it. */
const artefacts: readonly (readonly [name: string, path: string, mode: RenderedFile["mode"], fill: Fill])[] = [
  [
    "10-roadstead-sshd.conf",
    "/etc/ssh/sshd_config.d/10-roadstead.conf",
    "0600",
    ({ image, operator, ssh }) => ({
      SSH_PORT: String(ssh.port),
      OPERATOR: operator.user,
      KEX_ALGORITHMS: keyExchange[image],
    }),
  ],
  [
    "firewall.nft",
    "/etc/roadstead/firewall.nft",
    "0640",
    ({ ssh, openPorts }) => ({ SSH_RULES: sshRules(ssh.port, ssh.from), PORT_RULES: portRules(openPorts) }),
  ],
  ["roadstead-firewall.service", "/etc/systemd/system/roadstead-firewall.service", "0644", asIs],
  ["60-roadstead-sysctl.conf", "/etc/sysctl.d/60-roadstead.conf", "0644", asIs],
  ["60-roadstead-journald.conf", "/etc/systemd/journald.conf.d/60-roadstead.conf", "0644", asIs],
  [
    "60-roadstead-fail2ban.local",
    "/etc/fail2ban/jail.d/60-roadstead.local",
    "0644",
    ({ ssh }) => ({ SSH_PORT: String(ssh.port) }),
  ],
  ["fail2ban-sshd.local", "/etc/fail2ban/filter.d/sshd.local", "0644", asIs],
  [
    "60roadstead-upgrades",
    "/etc/apt/apt.conf.d/60roadstead-upgrades",
    "0644",
    ({ unattendedReboot: reboot }) => ({
      AUTOMATIC_REBOOT: String(reboot.mode === "window"),
      REBOOT_TIME: reboot.mode === "window" ? reboot.at : "now",
    }),
  ],
  ["needrestart-roadstead.conf", "/etc/needrestart/conf.d/roadstead.conf", "0644", asIs],
  ["roadstead-failure@.service", "/etc/systemd/system/roadstead-failure@.service", "0644", asIs],
  ["roadstead-failure", "/usr/local/sbin/roadstead-failure", "0755", asIs],
  ["roadstead-install-files", "/usr/local/sbin/roadstead-install-files", "0755", asIs],
  ["roadstead-data-volume", "/usr/local/sbin/roadstead-data-volume", "0755", asIs],
  [
    "roadstead-machine-setup",
    "/usr/local/sbin/roadstead-machine-setup",
    "0755",
    ({ swapMib }) => ({ SWAP_MIB: String(swapMib) }),
  ],
];

/** Renders what a machine boots from. Pure: the same machine gives the same bytes. Above the limit, which is the vendor's, it comes compressed. */
export function renderMachine(
  machine: MachineToRender,
  { userDataBytes, userDataPacking }: UserDataRoom = usualRoom,
): RenderedMachine {
  const inside = artefacts.map(
    ([name, path, mode, values]): RenderedFile => ({
      path,
      mode,
      owner: "root:root",
      content: fill(name, read(name), values(machine)),
    }),
  );
  const plain = fill("cloud-config.yaml", read("cloud-config.yaml"), {
    HOSTNAME: machine.hostname,
    OPERATOR: machine.operator.user,
    AUTHORIZED_KEYS: machine.operator.publicKeys.map((key) => `      - ${quoted(key)}`).join("\n"),
    FILES: writeFiles(inside),
  });
  return {
    userData: fitUserData(plain, userDataBytes, userDataPacking),
    files: [{ path: "user-data", mode: "0600", owner: "root:root", content: plain }, ...inside],
  };
}
