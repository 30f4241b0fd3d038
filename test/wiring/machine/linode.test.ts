import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type BadArguments, problemsOf } from "../../../components/core/argument-trial";
import { urnMark } from "../../../components/core/ownership";
import { secret } from "../../../components/core/secret";
import type { MachineArgs } from "../../../components/machine/args";
import { fitUserData } from "../../../components/machine/cloud-init";
import type { LinodeTransform, LinodeVendor } from "../../../components/machine/linode/args";
import {
  encryptsRootDisks,
  linodeCatalogue,
  linodeRegions,
  linodeTypes,
} from "../../../components/machine/linode/catalogue";
import { metadataOf } from "../../../components/machine/linode/linode";
import { rememberedAddresses } from "../../../components/machine/linode/retained";
import { resolveMachine } from "../../../components/machine/resolve";
import type { RecordedResource } from "../../harness/recorded-resource";
import type { RunSettings } from "../../harness/recording-mocks";
import { context, deployed as deployedMachine, dns, machineAt, otherKey, tagsOf, waitsFor } from "./deployed-machine";

const vendor: LinodeVendor = { kind: "linode", region: "nl-ams", type: "g6-standard-2" };
const reserved: LinodeVendor = { ...vendor, address: { mode: "reserved" } };
const good: MachineArgs = { ...machineAt(vendor), ssh: { from: ["203.0.113.0/24", "2001:db8::/48"] } };

/** What a machine registers, by role. */
function deployed(change: Partial<MachineArgs> = {}, settings: RunSettings = {}, name = "harbour") {
  return deployedMachine({ ...good, ...change }, settings, name);
}

/** Inputs of an earlier run, so that a later one updates them. */
async function inputsBefore(change: Partial<MachineArgs> = {}) {
  const { resources } = await deployed(change);
  return Object.fromEntries(resources.map((each) => [each.urn, each.inputs]));
}

describe("the edges of Linode", () => {
  it("edge 1: user data, keys and image replace no server; only another generation or region does", async () => {
    const before = (await deployed()).of("server");
    const deployment = { publicKey: otherKey, privateKey: secret("other half") };
    const after = (await deployed({ image: "debian-13", swap: "4 GiB", deployment })).of("server");
    expect(before.ignoreChanges).toEqual(expect.arrayContaining(["metadatas", "authorizedKeys", "image"]));
    for (const frozen of ["metadatas", "authorizedKeys", "image"]) {
      expect(after.inputs[frozen], frozen).not.toEqual(before.inputs[frozen]);
    }
    expect(after.replacementTrigger).toEqual(before.replacementTrigger);
    expect(before.replacementTrigger).toEqual({ generation: 1, region: "nl-ams" });
  });

  it("edge 2: volume and address are things of their own, which hold no server back, and the old one goes first", async () => {
    const { of, resources } = await deployed({ vendor: reserved });
    for (const role of ["volume", "ipv4"]) {
      expect(of(role)).toMatchObject({ protect: true, retainOnDelete: true });
      // What something protected depends on, a destroy keeps too.
      expect(waitsFor(resources, of(role), of("server")), role).toBe(false);
    }
    expect(of("volume").inputs["linodeId"]).toEqual(expect.any(Number));
    expect(of("server").deleteBeforeReplace).toBe(true);
  });

  it("edge 3: counts as ready when cloud-init is done, not when the API says so", async () => {
    const { of, resources } = await deployed();
    expect(of("ready").inputs["create"]).toContain("cloud-init status --wait");
    expect(waitsFor(resources, of("mounted"), of("ready"))).toBe(true);
  });

  it("edge 4: a new server's host key is read from it, since the address may be an old one", async () => {
    const { of } = await deployed({ vendor: reserved });
    expect(of("host-key").inputs["create"]).toContain("ssh_host_ed25519_key.pub");
    expect(JSON.stringify(of("host-key").replacementTrigger)).toMatch(/linode:\d+/);
    expect(JSON.stringify(of("host-key").inputs["connection"])).toMatch(/"host":"203\.0\.113\.\d+"/);
    expect(JSON.stringify(of("mounted").inputs["connection"])).toContain("hostKey");
  });

  it("edge 12: nothing is asked for that only one kind of interfaces has, besides the firewall", async () => {
    const { inputs } = (await deployed()).of("server");
    for (const legacy of ["interfaces", "configs", "privateIp"]) expect(inputs).not.toHaveProperty(legacy);
  });

  it("edge 13: is always to be running, and its disk keeps its size, so that there is a way back", async () => {
    expect((await deployed()).of("server").inputs).toMatchObject({ booted: true, resizeDisk: false });
  });

  it("edge 14: has the public interface alone, so that it is the first whatever else changes", async () => {
    for (const change of [{}, { dns }, { vendor: reserved }]) {
      expect((await deployed(change)).of("server").inputs).not.toHaveProperty("interfaces");
    }
  });

  it("edge 15: stands behind its firewall from its creation on, and rules change without a change of the server", async () => {
    const before = await deployed();
    const after = await deployed({ openPorts: [{ protocol: "tcp", port: 443, purpose: "web" }] });
    expect(waitsFor(before.resources, before.of("server"), before.of("firewall"))).toBe(true);
    expect(before.of("server").inputs["firewallId"]).toEqual(expect.any(Number));
    expect(before.of("server").ignoreChanges).toContain("firewallId");
    expect(before.of("firewall").inputs).not.toHaveProperty("linodes");
    expect(after.of("firewall").inputs["inbounds"]).not.toEqual(before.of("firewall").inputs["inbounds"]);
    const asked = ({ inputs: { metadatas, ...inputs } }: RecordedResource) => inputs;
    expect(asked(after.of("server"))).toEqual(asked(before.of("server")));
  });

  it("edge 15: a firewall made anew is refused to a server that would be left without one", async () => {
    const before = await inputsBefore();
    const renumbered = Object.entries(before).map(([urn, { tags, ...inputs }]) => [
      urn,
      Array.isArray(tags)
        ? {
            ...inputs,
            tags: tags.map((tag) => String(tag).replace(/^roadstead-firewall:\d+$/, "roadstead-firewall:7")),
          }
        : inputs,
    ]);
    const { errors } = await deployed({}, { before: Object.fromEntries(renumbered) });
    expect(errors.join()).toMatch(/harbour: its firewall was made anew \(id 7 is now \d+\).* Raise generation/);
  });

  it("edge 16: has the disks and the configuration that come with its image, and no others", async () => {
    const { of, resources } = await deployed();
    for (const own of ["configs", "disks", "bootConfigLabel"]) expect(of("server").inputs).not.toHaveProperty(own);
    expect(of("server").inputs["image"]).toBe("linode/debian12");
    expect(resources.filter(({ type }) => /InstanceConfig|InstanceDisk/.test(type))).toEqual([]);
  });

  it("edge 17: has labels that Linode takes, unique and the same each time, however long the names are", async () => {
    const long = "a-harbour-with-a-name-of-forty-letters-ok";
    const labels = async (name: string) => {
      const { of } = await deployed({}, { stack: "a-rather-long-environment" }, name);
      return ["server", "firewall", "volume"].map((role) => String(of(role).inputs["label"]));
    };
    const [server = "", ...others] = await labels(long);
    expect(server.length).toBeLessThanOrEqual(50);
    for (const each of others) expect(each.length).toBeLessThanOrEqual(32);
    for (const each of [server, ...others]) expect(each).toMatch(/^[a-z0-9](?!.*--)[a-z0-9-]+[a-z0-9]$/);
    expect(await labels(long)).toEqual([server, ...others]);
    expect(new Set([server, ...others, ...(await labels(`${long}s`))]).size).toBe(6);
    const { of } = await deployed();
    for (const role of ["server", "firewall"]) expect(of(role).deleteBeforeReplace, role).toBe(true);
  });

  it("edge 18: the volume keeps its label, by which it is found, and is let go of by the machine that had it", async () => {
    const { of, resources } = await deployed();
    expect(of("volume").ignoreChanges).toContain("label");
    expect(String(of("mounted").inputs["create"])).toMatch(
      /--device \/dev\/disk\/by-id\/scsi-0Linode_Volume_[a-z0-9-]+ --uuid [0-9a-f-]{36}/,
    );
    expect(of("mounted").inputs["delete"]).toContain("roadstead-data-volume unmount");
    for (const role of ["volume", "server"]) expect(waitsFor(resources, of("mounted"), of(role)), role).toBe(true);
  });

  it("edge 18: a volume that is taken over is attached at once, and is otherwise left as it is", async () => {
    const volume = (await deployed({ adopt: { volume: "9100042" } })).of("volume");
    expect(volume.importId).toBe("9100042");
    const left = Object.keys(volume.inputs).filter((key) => !volume.ignoreChanges.includes(key));
    expect(left).toEqual(["linodeId"]);
  });

  it("edge 19: names its addresses after the name leads to them, and waits until it does", async () => {
    const { of, resources } = await deployed({ dns });
    for (const family of ["ipv4", "ipv6"]) {
      const name = of(`reverse-${family}`);
      expect(name.inputs).toMatchObject({ rdns: dns.name, waitForAvailable: true });
      for (const record of ["record-ipv4", "record-ipv6"]) expect(waitsFor(resources, name, of(record))).toBe(true);
    }
    expect(of("reverse-ipv6").inputs["address"]).toMatch(/^2001:db8:[0-9a-f]+::1$/);
  });
});

describe("the firewall", () => {
  it("drops what no rule lets in, lets everything out, and gives each family its own list", async () => {
    const openPorts = [
      { protocol: "udp", port: 34543, from: ["2001:db8::/32"], purpose: "Ames" },
      { protocol: "tcp", port: 443, from: ["198.51.100.0/24"], purpose: "web" },
    ] as const;
    const { inputs } = (await deployed({ openPorts })).of("firewall");
    expect(inputs).toMatchObject({ inboundPolicy: "DROP", outboundPolicy: "ACCEPT" });
    const accepts = { action: "ACCEPT" };
    expect(inputs["inbounds"]).toEqual([
      {
        ...accepts,
        label: "tcp-22",
        protocol: "TCP",
        ports: "22",
        description: "SSH",
        ipv4s: ["203.0.113.0/24"],
        ipv6s: ["2001:db8::/48"],
      },
      {
        ...accepts,
        label: "icmp",
        protocol: "ICMP",
        description: "path MTU discovery and ping",
        ipv4s: ["0.0.0.0/0"],
        ipv6s: ["::/0"],
      },
      {
        ...accepts,
        label: "udp-34543",
        protocol: "UDP",
        ports: "34543",
        description: "Ames",
        ipv6s: ["2001:db8::/32"],
      },
      {
        ...accepts,
        label: "tcp-443",
        protocol: "TCP",
        ports: "443",
        description: "web",
        ipv4s: ["198.51.100.0/24"],
      },
    ]);
  });
});

describe("a change that a live machine cannot follow", () => {
  it.each([
    ["its own address for a reserved one", {}, { vendor: reserved }],
    ["a reserved address for its own", { vendor: reserved }, {}],
  ])("%s, is refused with the way, in a preview too", async (_what, from, to) => {
    const before = await inputsBefore(from);
    for (const preview of [true, false]) {
      const { errors } = await deployed(to, { before, preview });
      expect(errors.join()).toMatch(
        /harbour: the machine was made with address mode .* Raise generation in the same edit/,
      );
    }
  });

  it("another region, where only a reserved address is held by it, is refused before the server is touched", async () => {
    const args = { vendor: reserved, volume: { mode: "none" } } as const;
    const before = await inputsBefore(args);
    const { errors } = await deployed({ ...args, vendor: { ...reserved, region: "se-sto" } }, { before });
    expect(errors.join()).toContain("harbour holds data in nl-ams; changing the place to se-sto would strand it");
  });
});

describe("vendor backups", () => {
  const transform: LinodeTransform = { server: (args, opts) => ({ args: { ...args, backupsEnabled: true }, opts }) };

  it("are off, whatever the account is set to; refused where the pier is on the disk that they copy", async () => {
    expect((await deployed()).of("server").inputs["backupsEnabled"]).toBe(false);
    const refused = await deployed({ vendor: { ...vendor, transform }, volume: { mode: "none" } });
    expect(refused.errors.join()).toContain(
      "MachineArgs.vendor.transform.server.backupsEnabled: switches the vendor's backups on",
    );
    const { errors, of } = await deployed({ vendor: { ...vendor, transform } });
    expect(errors).toEqual([]);
    expect(of("server").inputs["backupsEnabled"]).toBe(true);
  });
});

describe("user data", () => {
  it("is sent in base64, as it was or as it was packed, so that the guest unpacks it once", () => {
    expect(Buffer.from(metadataOf("#cloud-config\n"), "base64").toString()).toBe("#cloud-config\n");
    const long = `#cloud-config\n${"# the same\n".repeat(9000)}`;
    const packed = metadataOf(fitUserData(long, 65_535));
    expect(gunzipSync(Buffer.from(packed, "base64")).toString()).toBe(long);
  });
});

describe("a reserved address, which has no tags,", () => {
  it("is remembered by the volume, which outlives the server, and by the server", async () => {
    const { of } = await deployed({ vendor: reserved });
    for (const role of ["volume", "server"]) {
      expect(rememberedAddresses([{ tags: tagsOf(of(role)) }]), role).toEqual([
        { address: expect.stringMatching(/^203\.0\.113\.\d+$/), mark: urnMark(of("ipv4").urn) },
      ]);
      for (const tag of tagsOf(of(role))) expect(tag.length, tag).toBeLessThanOrEqual(50);
    }
    expect(rememberedAddresses([{ tags: tagsOf((await deployed()).of("volume")) }])).toEqual([]);
  });

  it("does not stand in the way once the account has it no longer, though a tag still tells of it", async () => {
    const volumes = [{ id: 1, label: "old", tags: tagsOf((await deployed({ vendor: reserved })).of("volume")) }];
    const address = rememberedAddresses(volumes)[0]?.address;
    const asked = (held: boolean) =>
      deployed(
        { vendor: reserved },
        {
          call: ({ token, inputs: { filters } }) => {
            if (token.endsWith(":getVolumes") && filters === undefined) return { id: "x", volumes };
            if (!token.endsWith(":getNetworkingIps")) return undefined;
            return { id: "x", ipAddresses: [{ address, reserved: held }] };
          },
        },
      );
    expect((await asked(false)).errors).toEqual([]);
    expect((await asked(true)).errors.join()).toContain(`adopt.ipv4: "${address}"`);
  });
});

describe("encryption", () => {
  it("is asked for: of volumes always, of the root disk where the region surely has it", async () => {
    const old = await deployed({ vendor: { ...vendor, region: "eu-west" } });
    expect(old.of("server").inputs).not.toHaveProperty("diskEncryption");
    expect((await deployed()).of("server").inputs["diskEncryption"]).toBe("enabled");
    for (const { of } of [old, await deployed()]) expect(of("volume").inputs["encryption"]).toBe("enabled");
    expect(linodeRegions.filter((region) => !encryptsRootDisks(region))).toHaveLength(11);
  });
});

describe("wrong arguments", () => {
  const bad: readonly BadArguments[] = [
    [
      "a region that does not exist",
      { vendor: { ...vendor, region: "nl-am" } },
      [`vendor.region: "nl-am" is not a Linode region. Use one of ${linodeRegions.join(", ")}. Did you mean nl-ams?`],
    ],
    [
      "a type that does not exist",
      { vendor: { ...vendor, type: "g6-standard-3" } },
      [
        `vendor.type: "g6-standard-3" is not a Linode type. Use one of ${linodeTypes.join(", ")}. Did you mean g6-standard-1?`,
      ],
    ],
    [
      "a need that nothing fits",
      { vendor: { ...vendor, region: "br-gru", type: { memoryGib: 2, monthlyBudgetUsd: 10 } } },
      [
        "vendor.type: no type sold in br-gru has memoryGib 2, monthlyBudgetUsd 10. Nearest: " +
          "g6-standard-1 (16.80 USD a month): 1 vCPU, 2 GiB memory, 50 GiB disk; " +
          "g6-nanode-1 (7.00 USD a month): 1 vCPU, 1 GiB memory, 25 GiB disk.",
      ],
    ],
    [
      "an unknown kind of address",
      { vendor: { ...vendor, address: { mode: "static" } } },
      ['vendor.address.mode: "static" is not a kind of address. Use one of own, reserved.'],
    ],
    [
      "an address that is only a word",
      { vendor: { ...vendor, address: "reserved" } },
      [
        'vendor.address: "reserved" is not a mapping. Use a mapping of keys to values.',
        "vendor.address.mode: is missing. Use one of own, reserved.",
      ],
    ],
    [
      "an address to take over for a machine with its own",
      { adopt: { ipv4: "203.0.113.7" } },
      [
        'adopt.ipv4: has no meaning for a Linode with its own address. Remove it, or use vendor.address { mode: "reserved" }.',
      ],
    ],
    [
      "ids of another form",
      { vendor: reserved, adopt: { volume: "volume-1", ipv4: "203.0.113" } },
      [
        'adopt.volume: "volume-1" is not allowed. Use the volume\'s id there, digits only.',
        'adopt.ipv4: "203.0.113" is not allowed. Use the reserved address itself, such as 203.0.113.7.',
      ],
    ],
    [
      "more ports than the firewall has rules for",
      { openPorts: Array.from({ length: 24 }, (_, at) => ({ protocol: "udp", port: 34000 + at, purpose: "Ames" })) },
      ["openPorts: has 24 entries, but this vendor's firewall has room for 23 besides SSH. Open fewer."],
    ],
  ];

  it.each(bad)("%s", (_what, change, messages) => {
    const checked = resolveMachine("harbour", { ...good, ...change }, context);
    expect(problemsOf(checked)).toEqual(messages.map((each) => `MachineArgs.${each}`));
  });

  it.each([
    [vendor, 28],
    [reserved, 32.96],
    [{ ...vendor, region: "id-cgk", type: { memoryGib: 3 } }, 33.6],
    [{ ...vendor, region: "br-gru" }, 39.2],
  ])("while what is right is priced with volume, address and place: %o", (asked, amount) => {
    const checked = resolveMachine("harbour", { ...good, vendor: asked }, context);
    const monthly = { amount, currency: "USD", pricesRead: linodeCatalogue.pricesRead };
    expect(checked).toMatchObject({ ok: true, value: { vendor: { type: "g6-standard-2" }, monthly } });
  });
});
