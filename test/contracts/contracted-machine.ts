import { secret } from "../../components/core/secret";
import type { Size } from "../../components/core/sizes";
import type { MachineArgs, MachineVendor } from "../../components/machine/args";
import { trialCertificate } from "../../components/machine/audit-shipping-trial";
import { Machine } from "../../components/machine/machine";
import { machineChildren } from "../../components/machine/resolve";
import type { KeptKind } from "../../components/machine/vendor";
import type { ContractedComponent, InstanceChange, RetainedAtVendor } from "./contracted-component";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm example";
const otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX other";

const runner = { name: "runner", publicKey: `${"R".repeat(42)}A=`, address: "10.88.0.2" };
const presharedKey = `${"P".repeat(42)}A=`;

/** What the contracts must know of one vendor. */
export interface VendorTrial {
  /** The usual arguments. */
  readonly vendor: MachineVendor;
  /** The same in another place, and with a larger plan. */
  readonly elsewhere: MachineVendor;
  readonly larger: MachineVendor;
  /** Undefined where nothing is rented. */
  readonly packageName?: string;
  /** Children that a machine elsewhere has, and one there never. */
  readonly lacks?: readonly string[];
  /** The vendor's children: key in `vendor.transform`, and role, or roles. */
  readonly transforms: ContractedComponent["transforms"];
  /** Roles of the children that another generation replaces, and another place. */
  readonly rebuilt: readonly string[];
  readonly moved: readonly string[];
  /** What may be adopted there. */
  readonly kept: readonly KeptKind[];
  /** Undefined where nothing is retained at a vendor. */
  readonly retained?: RetainedAtVendor;
}

function small(vendor: MachineVendor): MachineArgs {
  return {
    owner: "harbour-crew",
    vendor,
    operator: { keys: [key] },
    deployment: { publicKey: key, privateKey: secret("private half") },
    ssh: { from: ["203.0.113.0/24"] },
  };
}

function encrypted(size: Size): NonNullable<MachineArgs["volume"]> {
  return { mode: "separate", size, encryption: { unlock: "delivered", key: secret("the key of the volume") } };
}

function shipping(to: string): NonNullable<MachineArgs["auditShipping"]> {
  const client = { certificate: trialCertificate, key: secret("the machine's key") };
  return { to, authority: trialCertificate, client };
}

function full(vendor: MachineVendor): MachineArgs {
  return {
    ...small(vendor),
    ssh: {
      from: "anywhere",
      wireguard: {
        mode: "beside",
        address: "10.88.0.1/24",
        peers: [{ ...runner, presharedKey: secret(presharedKey) }],
      },
    },
    openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }],
    alerts: { webhook: secret("https://hooks.example/1"), deadManPing: { url: secret("https://ping.example/1") } },
    auditShipping: shipping("logs.example.org"),
    volume: encrypted("40 GiB"),
    unattendedReboot: { mode: "never" },
    dns: { vendor: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef", name: "harbour.example.org" },
  };
}

/** Arguments as another language, or a file, could give them: TypeScript would not let them through. */
function wrongly(vendor: MachineVendor, name: string, change: Readonly<Record<string, unknown>>): Machine {
  const args = { ...full(vendor), ...change };
  return Reflect.construct(Machine, [name, args]);
}

/** A contract knows children by their keys only; here is known which of them are the vendor's. */
function transformed(vendor: MachineVendor, transform: InstanceChange["transform"] = {}): MachineArgs {
  const entries = Object.entries(transform);
  const common = machineChildren.map(String);
  const ours = Object.fromEntries(entries.filter(([key]) => common.includes(key)));
  const theirs = Object.fromEntries(entries.filter(([key]) => !common.includes(key)));
  return { ...full(vendor), transform: ours, vendor: { ...vendor, transform: theirs } };
}

/** A machine at one vendor, held against every contract. */
export function contractedMachine(trial: VendorTrial): ContractedComponent {
  const { vendor, retained, lacks = [] } = trial;
  const common = {
    plan: "plan",
    standstill: "standstill",
    recordIpv4: "record-ipv4",
    recordIpv6: "record-ipv6",
    hostKey: "host-key",
    ready: "ready",
    ownFirewall: "own-firewall",
    access: "access",
    encryption: "encryption",
    mounted: "mounted",
    alerts: "alerts",
    auditShipping: "audit-shipping",
    // `proven` is there only where a tunnel was there before: test/engine/wireguard.test.ts.
    wireguard: "wireguard",
  };
  const changed = (what: string, change: Partial<MachineArgs>, replaces: readonly string[]) => ({
    what,
    make: (name: string) => new Machine(name, { ...full(vendor), ...change }),
    replaces,
  });
  return {
    title: `Machine at ${vendor.kind}`,
    name: "Machine",
    folder: "machine",
    make: (name, { transform, opts } = {}) => new Machine(name, transformed(vendor, transform), opts),
    makeSmall: (name) => new Machine(name, small(vendor)),
    transforms: {
      ...trial.transforms,
      ...Object.fromEntries(Object.entries(common).filter(([child]) => !lacks.includes(child))),
    },
    packages: [...(trial.packageName === undefined ? [] : [trial.packageName]), "cloudflare", "command"],
    changes: [
      changed("generation", { generation: 2 }, trial.rebuilt),
      changed("elsewhere", { vendor: trial.elsewhere }, trial.moved),
      changed("plan", { vendor: trial.larger }, trial.lacks?.includes("standstill") === true ? [] : ["standstill"]),
      changed("image", { image: "debian-13" }, []),
      changed("operator's keys", { operator: { keys: [otherKey] } }, []),
      changed("deployment key", { deployment: { publicKey: otherKey, privateKey: secret("other") } }, []),
      changed("owner", { owner: "other-crew" }, []),
      changed("open ports", { openPorts: [{ protocol: "udp", port: 34600, purpose: "Ames" }] }, []),
      changed("size of the volume", { volume: encrypted("80 GiB") }, []),
      changed("alerts", { alerts: { webhook: secret("https://hooks.example/2") } }, []),
      changed("collector", { auditShipping: shipping("logs.example.net") }, []),
      changed("swap", { swap: "4 GiB" }, []),
      changed("way in", { ssh: { from: "anywhere" } }, []),
    ],
    makeWrong: (name) => wrongly(vendor, name, { owner: "", generation: 0, image: "arch" }),
    problems: 3,
    makeWithPlainSecret: (name, text) => wrongly(vendor, name, { deployment: { publicKey: key, privateKey: text } }),
    makeWithUnknownArgument: (name) => wrongly(vendor, name, { volumes: {} }),
    ...(retained === undefined
      ? {}
      : {
          retained,
          makeAdopting: (name: string) => {
            const adopt = Object.fromEntries(trial.kept.map((kind) => [kind, retained.idOf(kind)]));
            return new Machine(name, { ...full(vendor), adopt });
          },
        }),
  };
}
