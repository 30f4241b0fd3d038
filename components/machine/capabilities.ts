import { type Capability, native, substitute, unsupported } from "../core/capabilities";

/** What a machine may need of a vendor. */
export const machineNeeds = [
  "cloud firewall before first boot",
  "firewall on private networks",
  "address that outlives the server",
  "separate data volume",
  "reverse DNS",
  "delete protection",
  "encrypted volume",
  "resize without replacement",
  "move to another location",
] as const;
export type MachineNeed = (typeof machineNeeds)[number];

/** Each vendor's answer, with what stands in (reference: vps-providers 1 and 3.4). */
export const machineCapabilities: Readonly<Record<"hetzner", Readonly<Record<MachineNeed, Capability>>>> = {
  hetzner: {
    "cloud firewall before first boot": native,
    "firewall on private networks": substitute("the machine's own nftables"),
    "address that outlives the server": native,
    "separate data volume": native,
    "reverse DNS": native,
    "delete protection": native,
    "encrypted volume": unsupported("Hetzner's volumes are plain; LUKS comes with a later release"),
    "resize without replacement": native,
    "move to another location": unsupported("refused while data lives there; see Moving"),
  },
};
