import type { VendorTrial } from "../contracted-machine";

const vendor = {
  kind: "hetzner",
  location: "fsn1",
  serverType: "cpx22",
  privateNetwork: { mode: "own", range: "10.20.0.0/24" },
  placementGroup: { mode: "own" },
} as const;

export const atHetzner: VendorTrial = {
  vendor,
  elsewhere: { ...vendor, location: "nbg1" },
  larger: { ...vendor, serverType: "cpx32" },
  packageName: "hcloud",
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
    network: "network",
    subnet: "subnet",
    networkAttachment: "network-attachment",
    placementGroup: "placement-group",
  },
  rebuilt: ["server", "ssh-key"],
  moved: ["server"],
  kept: ["volume", "ipv4", "ipv6"],
  retained: {
    idOf: () => "4711",
    place: "fsn1",
    elsewhere: "nbg1",
    // It carries the labels of this child, its mark among them.
    answer: ({ token, inputs: { withSelector } }, { inputs: { labels } }) => {
      const mine = new Set(Object.entries(Object(labels)).map(([key, value]) => `${key}=${String(value)}`));
      if (![...mine].some((term) => /^roadstead-urn=[0-9a-f]{40}$/.test(term))) return undefined;
      const asked = String(withSelector).split(",");
      if (!asked.every((term) => mine.has(term))) return undefined;
      const found = [{ id: 4711, name: "retained", labels }];
      return { id: "x", [token.includes("getVolumes") ? "volumes" : "primaryIps"]: found };
    },
  },
};
