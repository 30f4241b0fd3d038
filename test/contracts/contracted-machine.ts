import { secret } from "../../components/core/secret";
import type { MachineArgs } from "../../components/machine/args";
import { Machine } from "../../components/machine/machine";
import { machineChildren } from "../../components/machine/resolve";
import type { ContractedComponent, InstanceChange } from "./contracted-component";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm example";
const otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX other";
const vendor = { kind: "hetzner", location: "fsn1", serverType: "cpx22" } as const;

function small(): MachineArgs {
  return {
    owner: "harbour-crew",
    vendor,
    operator: { keys: [key] },
    deployment: { publicKey: key, privateKey: secret("private half") },
    ssh: { from: ["203.0.113.0/24"] },
  };
}

function full(): MachineArgs {
  return {
    ...small(),
    openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }],
    dns: { vendor: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef", name: "harbour.example.org" },
  };
}

/** Arguments as another language, or a file, could give them: TypeScript would not let them through. */
function wrongly(name: string, change: Readonly<Record<string, unknown>>): Machine {
  const args = { ...full(), ...change };
  return Reflect.construct(Machine, [name, args]);
}

/** A contract knows children by their keys only; here is known which of them are the vendor's. */
function transformed(transform: InstanceChange["transform"] = {}): MachineArgs {
  const entries = Object.entries(transform);
  const common = machineChildren.map(String);
  const ours = Object.fromEntries(entries.filter(([key]) => common.includes(key)));
  const theirs = Object.fromEntries(entries.filter(([key]) => !common.includes(key)));
  return { ...full(), transform: ours, vendor: { ...vendor, transform: theirs } };
}

function changed(what: string, change: Partial<MachineArgs>, replaces: readonly string[]) {
  return { what, make: (name: string) => new Machine(name, { ...full(), ...change }), replaces };
}

export const machine: ContractedComponent = {
  name: "Machine",
  folder: "machine",
  make: (name, { transform, opts } = {}) => new Machine(name, transformed(transform), opts),
  makeSmall: (name) => new Machine(name, small()),
  transforms: {
    sshKey: "ssh-key",
    firewall: "firewall",
    ipv4: "ipv4",
    ipv6: "ipv6",
    volume: "volume",
    server: "server",
    volumeAttachment: "volume-attachment",
    reverseIpv4: "reverse-ipv4",
    reverseIpv6: "reverse-ipv6",
    recordIpv4: "record-ipv4",
    recordIpv6: "record-ipv6",
    hostKey: "host-key",
    ready: "ready",
    ownFirewall: "own-firewall",
    mounted: "mounted",
  },
  packages: ["hcloud", "cloudflare", "command"],
  changes: [
    changed("generation", { generation: 2 }, ["server", "ssh-key"]),
    changed("location", { vendor: { ...vendor, location: "nbg1" } }, ["server"]),
    changed("server type", { vendor: { ...vendor, serverType: "cpx32" } }, []),
    changed("image", { image: "debian-13" }, []),
    changed("operator's keys", { operator: { keys: [otherKey] } }, []),
    changed("deployment key", { deployment: { publicKey: otherKey, privateKey: secret("other") } }, []),
    changed("owner", { owner: "other-crew" }, []),
    changed("open ports", { openPorts: [{ protocol: "udp", port: 34600, purpose: "Ames" }] }, []),
    changed("size of the volume", { volume: { mode: "separate", size: "80 GiB" } }, []),
    changed("swap", { swap: "4 GiB" }, []),
  ],
  makeWrong: (name) => wrongly(name, { owner: "", generation: 0, image: "arch" }),
  problems: 3,
  makeWithPlainSecret: (name, text) => wrongly(name, { deployment: { publicKey: key, privateKey: text } }),
  makeWithUnknownArgument: (name) => wrongly(name, { volumes: {} }),
  makeAdopting: (name, id) => new Machine(name, { ...full(), adopt: { volume: id, ipv4: id, ipv6: id } }),
};
