import { type Capability, native, substitute, unsupported } from "../core/capabilities";
import type { VendorKind } from "./vendors";

/** What a machine may need of a vendor. */
export const machineNeeds = [
  "cloud firewall before first boot",
  "firewall on private networks",
  "address that outlives the server",
  "separate data volume",
  "reverse DNS",
  "DNS at the vendor",
  "delete protection",
  "delete protection of the server",
  "encrypted volume",
  "resize without replacement",
  "move to another location",
] as const;
export type MachineNeed = (typeof machineNeeds)[number];

/** Each vendor's answer, with what stands in (reference: vps-providers 1 and 3.4). */
export const machineCapabilities: Readonly<Record<VendorKind, Readonly<Record<MachineNeed, Capability>>>> = {
  digitalocean: {
    "cloud firewall before first boot": native,
    "firewall on private networks": native,
    "address that outlives the server": substitute(
      "a reserved IPv4 address, at which the machine is reached; it sends from the droplet's own addresses, which a rebuild changes, IPv6 included",
    ),
    "separate data volume": native,
    "reverse DNS": substitute("the droplet's name, for its own addresses; the reserved one cannot have any"),
    "DNS at the vendor": native,
    "delete protection": substitute("Pulumi's own protection, of volume and address"),
    "delete protection of the server": unsupported("a change that would delete it is seen in the preview"),
    "encrypted volume": native,
    "resize without replacement": native,
    "move to another location": unsupported("refused while data lives there; see Moving"),
  },
  existing: {
    "cloud firewall before first boot": substitute("the machine's own nftables, from its set-up on"),
    "firewall on private networks": substitute("the machine's own nftables"),
    "address that outlives the server": substitute("the address that its vendor gave it"),
    "separate data volume": substitute(
      "a disk of its own (vendor.dataDevice), or a folder of the root disk, which is gone with the machine",
    ),
    "reverse DNS": unsupported("set in the panel of its vendor"),
    "DNS at the vendor": substitute("a zone at any of the others, or at Cloudflare"),
    "delete protection": substitute("nothing is ever deleted but what was added; data stays where it lies"),
    "delete protection of the server": substitute("nothing is ever deleted but what was added"),
    "encrypted volume": unsupported("the disk is as it was rented; LUKS comes with a later release"),
    "resize without replacement": substitute("in the panel of its vendor; then change memoryGib and diskGib"),
    "move to another location": unsupported("refused while a deployment is on it; see Moving"),
  },
  hetzner: {
    "cloud firewall before first boot": native,
    "firewall on private networks": substitute("the machine's own nftables"),
    "address that outlives the server": native,
    "separate data volume": native,
    "reverse DNS": native,
    "DNS at the vendor": native,
    "delete protection": native,
    "delete protection of the server": native,
    "encrypted volume": unsupported("Hetzner's volumes are plain; LUKS comes with a later release"),
    "resize without replacement": native,
    "move to another location": unsupported("refused while data lives there; see Moving"),
  },
  linode: {
    "cloud firewall before first boot": native,
    "firewall on private networks": native,
    "address that outlives the server": substitute(
      'a reserved IPv4 address (address: { mode: "reserved" }), for accounts to which Linode has opened them; otherwise names follow, and IPv6 changes with every rebuild',
    ),
    "separate data volume": native,
    "reverse DNS": native,
    "DNS at the vendor": native,
    "delete protection": substitute("Pulumi's own protection, of volume and address"),
    "delete protection of the server": unsupported("a change that would delete it is seen in the preview"),
    "encrypted volume": native,
    "resize without replacement": native,
    "move to another location": unsupported("refused while data lives there; see Moving"),
  },
  vultr: {
    "cloud firewall before first boot": native,
    "firewall on private networks": substitute("the machine's own nftables"),
    "address that outlives the server": substitute(
      "a reserved IPv4 address; the IPv6 address is the server's own, and its record follows a rebuild",
    ),
    "separate data volume": native,
    "reverse DNS": native,
    "DNS at the vendor": native,
    "delete protection": substitute("Pulumi's own protection, of volume and address"),
    "delete protection of the server": unsupported("a change that would delete it is seen in the preview"),
    "encrypted volume": unsupported("Vultr's volumes are plain; LUKS comes with a later release"),
    "resize without replacement": substitute("upgrades only: the disk grows with the plan, and nothing leads back"),
    "move to another location": unsupported("refused while data lives there; see Moving"),
  },
};
