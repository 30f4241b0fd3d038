import {
  listOf,
  oneOf,
  orDefault,
  record,
  sshPublicKey,
  text,
  transforms,
  visibleLine,
  wholeNumber,
  yesOrNo,
} from "../core/argument-checks";
import { type ArgumentCheck, argumentsOf, type Checked } from "../core/arguments";
import { physicalName } from "../core/naming";
import { secretText } from "../core/secret";
import { size } from "../core/sizes";
import type { MachineAccess } from "./access-command";
import { type Adopted, adoption } from "./adoption";
import { alertsArgs, type ResolvedAlerts } from "./alerts";
import {
  type Architecture,
  type Hardening,
  hardenings,
  type MachineArgs,
  type MachineImage,
  type MachineTransform,
  machineImages,
} from "./args";
import { auditShippingArgs, type ResolvedAuditShipping } from "./audit-shipping";
import { dnsArgs, type ResolvedDns } from "./dns";
import { besideEncryption, type ResolvedEncryption, volumeEncryption } from "./encryption";
import type { PlanOrder } from "./inquiry";
import { expectedEgress, type MonthlyCost, monthlyCost } from "./monthly-cost";
import { cidrs, everywhere, isLoopbackOnly, type ResolvedSsh, sshAccess } from "./ssh-access";
import { sshPorts } from "./ssh-ports";
import { isSystemUser } from "./system-users";
import type { VendorTraits } from "./vendor";
import { type ResolvedVendor, resolveVendor, traitsOf } from "./vendors";
import { besideWireguard } from "./wireguard";

/** A port that answers from outside, with the reason why. */
export interface ResolvedPort {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  readonly from: readonly string[];
  readonly purpose: string;
}

/** Everything that is decided about a machine before anything is created. Plain values only, no Outputs, no secrets. */
export interface ResolvedMachine {
  readonly hostname: string;
  readonly owner: string;
  readonly vendor: ResolvedVendor;
  readonly image: MachineImage;
  readonly architecture: Architecture;
  readonly memoryMib: number;
  readonly generation: number;
  /** What is rented, and what stands against deleting it; undefined where nothing is. */
  readonly order: (PlanOrder & { readonly serverProtection: boolean }) | undefined;
  readonly hostLost: boolean;
  /** With every key that the machine is made with. */
  readonly operator: { readonly user: string; readonly publicKeys: readonly string[] };
  readonly access: MachineAccess;
  readonly ssh: ResolvedSsh;
  readonly openPorts: readonly ResolvedPort[];
  readonly swapMib: number;
  readonly unattendedReboot: { readonly mode: "window"; readonly at: string } | { readonly mode: "never" };
  readonly hardening: Hardening;
  readonly alerts: ResolvedAlerts | undefined;
  readonly auditShipping: ResolvedAuditShipping | undefined;
  readonly volume: ResolvedVolume;
  readonly adopt: Adopted;
  readonly dns: ResolvedDns | undefined;
  readonly monthly: MonthlyCost;
}

export type ResolvedVolume =
  | { readonly mode: "none" }
  | {
      readonly mode: "separate";
      readonly gib: number;
      readonly mountPoint: string;
      readonly encryption?: ResolvedEncryption;
    };

/** Where a name comes from: the deployment's project and environment. */
export interface NameContext {
  readonly project: string;
  readonly environment: string;
}

/** Where a machine's data volume is mounted. */
export const dataMountPoint = "/srv/roadstead";
/** Every argument of a machine, in the order in which messages list them. */
export const machineArgumentKeys = [
  "owner",
  "vendor",
  "operator",
  "deployment",
  "ssh",
  "openPorts",
  "volume",
  "dns",
  "image",
  "generation",
  "hostLost",
  "swap",
  "unattendedReboot",
  "hardening",
  "expectedEgressTb",
  "alerts",
  "auditShipping",
  "adopt",
  "transform",
] as const satisfies readonly (keyof MachineArgs)[];

/** Every child that `transform` can reach; the vendor's own stand with the vendor. */
export const machineChildren = [
  "plan",
  "standstill",
  "recordIpv4",
  "recordIpv6",
  "hostKey",
  "ready",
  "ownFirewall",
  "access",
  "encryption",
  "mounted",
  "alerts",
  "auditShipping",
  "wireguard",
  "proven",
] as const satisfies readonly (keyof MachineTransform)[];

function openPorts(
  check: ArgumentCheck,
  value: unknown,
  ssh: ResolvedSsh,
  { mostOpenPorts = Number.POSITIVE_INFINITY }: VendorTraits,
): ResolvedPort[] {
  const seen = new Set<string>();
  const { wireguard, formerPort } = ssh;
  const beside = [...(formerPort === undefined ? [] : ["its former port"]), ...(wireguard ? ["WireGuard"] : [])];
  const [room, besides] = [mostOpenPorts - beside.length, ["SSH", ...beside].join(" and ")];
  if (Array.isArray(value) && value.length > room) {
    check.problem(
      `has ${value.length} entries, but this vendor's firewall has room for ${room} besides ${besides}. Open fewer.`,
    );
  }
  return listOf(check, orDefault(value, []), { min: 0, what: "ports" }, (at, item) => {
    const given = record(at, item, ["protocol", "port", "from", "purpose"]);
    const protocol = oneOf(at.at("protocol"), given["protocol"], ["tcp", "udp"], "a protocol") ?? "tcp";
    const port = wholeNumber(at.at("port"), given["port"], { min: 1, max: 65535, what: "a port" });
    const purpose = text(at.at("purpose"), given["purpose"], {
      pattern: /^(?=.*\S)[\x20-\x7e]+$/,
      maxLength: 60,
      use: "a few words on what answers there, at most 60 ASCII characters",
    });
    const from = given["from"] === undefined ? [...everywhere] : cidrs(at.at("from"), given["from"]);
    if (isLoopbackOnly(port)) {
      at.at("port").problem(
        `${port} is where a ship answers without a password; it may only be reached on the machine itself. Remove it.`,
      );
    }
    const key = `${protocol}/${port}`;
    if (seen.has(key)) at.problem(`${key} is opened twice. Keep one entry, with all its networks.`);
    if (protocol === "tcp" && sshPorts(ssh).includes(port))
      at.problem(`${key} is the SSH port. Who may use it stands in ssh.from.`);
    if (key === `udp/${wireguard?.port}`) {
      at.problem(
        `${key} is the port of the tunnel. Who may use it stands in ssh.wireguard.from; or give it another port.`,
      );
    }
    seen.add(key);
    return { protocol, port, from, purpose };
  });
}

function volume(check: ArgumentCheck, value: unknown, { volumeGib }: VendorTraits): ResolvedVolume {
  const given = record(check, orDefault(value, { mode: "separate" }), ["mode", "size", "encryption"]);
  const mode = oneOf(check.at("mode"), given["mode"], ["separate", "none"], "a kind of volume");
  if (mode !== "separate") {
    for (const key of ["size", "encryption"]) {
      if (mode !== "none" || given[key] === undefined) continue;
      check.at(key).problem('has no meaning with mode "none". Remove it, or use mode "separate".');
    }
    return { mode: "none" };
  }
  const mib = size(check.at("size"), orDefault(given["size"], "40 GiB"), {
    min: `${volumeGib.min} GiB`,
    max: `${volumeGib.max} GiB`,
    wholeGib: true,
  });
  const encryption = volumeEncryption(check.at("encryption"), given["encryption"]);
  return { mode, gib: mib / 1024, mountPoint: dataMountPoint, ...(encryption === undefined ? {} : { encryption }) };
}

function reboot(check: ArgumentCheck, value: unknown): ResolvedMachine["unattendedReboot"] {
  const given = record(check, orDefault(value, { mode: "window", at: "04:30" }), ["mode", "at"]);
  const mode = oneOf(check.at("mode"), given["mode"], ["window", "never"], "a way to restart");
  if (mode !== "window") {
    if (mode === "never" && given["at"] !== undefined) {
      check.at("at").problem('has no meaning with mode "never". Remove it, or use mode "window".');
    }
    return { mode: "never" };
  }
  return {
    mode,
    at: text(check.at("at"), given["at"], {
      pattern: /^([01][0-9]|2[0-3]):[0-5][0-9]$/,
      use: "a time of day in UTC, such as 04:30",
    }),
  };
}

/** Who may log in: judged here for one machine, and by an environment for all of its machines. */
export function operatorArgs(check: ArgumentCheck, value: unknown): { user: string; keys: string[] } {
  const given = record(check, value, ["user", "keys"]);
  const user = text(check.at("user"), orDefault(given["user"], "operator"), linuxUser);
  if (isSystemUser(user)) check.at("user").problem(`"${user}" belongs to the system. Use ${linuxUser.use}.`);
  return {
    user,
    keys: listOf(check.at("keys"), given["keys"], { min: 1, what: "public SSH keys" }, sshPublicKey),
  };
}

/** Whether these are a machine's arguments: true exactly where `resolveMachine` judged them, to the last value, and found them right. */
export function areMachineArgs(args: unknown, judged: Checked<ResolvedMachine>): args is MachineArgs {
  return args !== undefined && judged.ok;
}

const linuxUser = {
  pattern: /^(?!root$)[a-z_][a-z0-9_-]*$/,
  maxLength: 32,
  use: "a Linux user name other than root",
};

function commonTransforms(check: ArgumentCheck, value: unknown, { children, lacks = [] }: VendorTraits): void {
  if (value === undefined) return;
  const entries = Object.entries(record(check, value, undefined));
  const atVendor = entries.filter(([child]) => children.includes(child));
  for (const [child] of atVendor) check.at(child).problem("is a child at the vendor. Move it to vendor.transform.");
  const common = machineChildren.filter((child) => !lacks.includes(child));
  transforms(check, Object.fromEntries(entries.filter(([child]) => !children.includes(child))), common);
}

/** Addresses of a private network that is made for this machine. */
function ownRange(vendor: ResolvedVendor): string | undefined {
  const network = vendor.kind === "existing" ? undefined : vendor.privateNetwork;
  return network?.mode === "own" ? network.range : undefined;
}

/** Decides everything about a machine, or says all that is wrong with its arguments. */
export function resolveMachine(
  name: string,
  args: unknown,
  context: NameContext,
  path = "MachineArgs",
): Checked<ResolvedMachine> {
  const check = argumentsOf(path);
  const given = record(check, args, machineArgumentKeys);
  const owner = text(check.at("owner"), given["owner"], {
    pattern: visibleLine,
    maxLength: 63,
    use: "the person or team that answers for it, at most 63 characters",
  });
  const { vendor, cost, cannotAdopt, needsVolume, order, ...plan } = resolveVendor(check.at("vendor"), given["vendor"]);
  const traits = traitsOf(vendor.kind);
  const image =
    oneOf(
      check.at("image"),
      orDefault(given["image"], "debian-12"),
      machineImages,
      "an image that this release knows",
    ) ?? "debian-12";

  const { user, keys } = operatorArgs(check.at("operator"), given["operator"]);

  const deploymentAt = check.at("deployment");
  const deployment = record(deploymentAt, given["deployment"], ["publicKey", "privateKey"]);
  const deploymentKey = sshPublicKey(deploymentAt.at("publicKey"), deployment["publicKey"]);
  secretText(deploymentAt.at("privateKey"), deployment["privateKey"]);

  const ssh = sshAccess(check.at("ssh"), given["ssh"]);
  const ports = openPorts(check.at("openPorts"), given["openPorts"], ssh, traits);
  besideWireguard(check.at("ssh").at("wireguard"), ssh, ownRange(vendor));
  const data = volume(check.at("volume"), given["volume"], traits);
  const adopted = adoption(check.at("adopt"), given["adopt"], data.mode === "separate", traits, cannotAdopt);
  const names = dnsArgs(check.at("dns"), given["dns"]);
  const generation = wholeNumber(check.at("generation"), orDefault(given["generation"], 1), {
    min: 1,
    max: 1_000_000,
    what: "a count of rebuilds",
  });
  const hostLost = yesOrNo(check.at("hostLost"), orDefault(given["hostLost"], false));
  if (hostLost && order === undefined) {
    check
      .at("hostLost")
      .problem(
        "can only be used where a vendor confirms that the host is off; of a machine that is there already, none can. Remove it; components/machine/existing/README.md says what to do when such a machine is lost.",
      );
  }
  const swapMib = size(check.at("swap"), orDefault(given["swap"], "2 GiB"), { min: "0 MiB", max: "64 GiB" });
  const diskMib = plan.diskGib * 1024;
  if (swapMib > diskMib / 2) {
    check
      .at("swap")
      .problem(
        `takes ${swapMib} MiB of a root disk of ${diskMib} MiB. Use at most half of the disk, or a larger plan.`,
      );
  }
  const unattendedReboot = reboot(check.at("unattendedReboot"), given["unattendedReboot"]);

  besideEncryption(check, data, vendor, unattendedReboot, given["unattendedReboot"]);

  const hardening =
    oneOf(check.at("hardening"), orDefault(given["hardening"], "standard"), hardenings, "a degree of hardening") ??
    "standard";

  const egressTb = expectedEgress(check.at("expectedEgressTb"), given["expectedEgressTb"], cost);
  const alerts = alertsArgs(check.at("alerts"), given["alerts"]);
  const auditShipping = auditShippingArgs(check.at("auditShipping"), given["auditShipping"]);

  commonTransforms(check.at("transform"), given["transform"], traits);
  if (names !== undefined && names.vendor !== "cloudflare") {
    for (const child of ["recordIpv4", "recordIpv6"]) {
      if (Reflect.get(Object(given["transform"]), child) !== undefined) {
        check.at("transform").at(child).problem(`is for records at Cloudflare. Move it to dns.transform.`);
      }
    }
  }

  if (needsVolume !== undefined && data.mode === "none") {
    check.at("vendor").at(needsVolume.argument).problem(needsVolume.why);
  }

  return check.result(() => {
    return {
      hostname: physicalName({ ...context, component: name, role: "server" }, traits.serverName),
      owner,
      vendor,
      image,
      architecture: plan.architecture,
      memoryMib: plan.memoryGib * 1024,
      generation,
      order: order === undefined ? undefined : { serverProtection: false, ...order },
      hostLost,
      operator: { user, publicKeys: [...new Set([...keys, deploymentKey])] },
      access: { keys, deploymentKey },
      ssh,
      openPorts: ports,
      swapMib,
      unattendedReboot,
      hardening,
      alerts,
      auditShipping,
      volume: data,
      adopt: adopted,
      dns: names,
      monthly: monthlyCost(cost, data.mode === "separate" ? data.gib : 0, egressTb),
    };
  });
}
