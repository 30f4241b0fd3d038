import { describe, expect, it } from "vitest";
import { type BadArguments, problemsOf } from "../../../components/core/argument-trial";
import { ownershipKeys, tagOf, urnMark } from "../../../components/core/ownership";
import type { MachineArgs } from "../../../components/machine/args";
import type { DigitalOceanTransform } from "../../../components/machine/digitalocean/args";
import { idsIn, idTag } from "../../../components/machine/digitalocean/id-tags";
import { Machine } from "../../../components/machine/machine";
import { resolveMachine } from "../../../components/machine/resolve";
import { type RunSettings, recorded } from "../../harness/recording-mocks";
import { deployed as deployedMachine, dns, machineAt, tagsOf, waitsFor } from "./deployed-machine";

const vendor = { kind: "digitalocean", region: "fra1", size: "s-2vcpu-4gb" } as const;
const good = machineAt(vendor);

/** What a machine registers, by role. */
function deployed(change: Partial<MachineArgs> = {}, settings: RunSettings = {}) {
  return deployedMachine({ ...good, ...change }, settings);
}

describe("the edges of DigitalOcean", () => {
  it("edge 1: user data, keys and image replace no droplet; only another generation or region does", async () => {
    const before = (await deployed()).of("server");
    const after = (await deployed({ image: "debian-13", swap: "4 GiB", vendor: { ...vendor, monitoring: true } })).of(
      "server",
    );
    const boots = ["userData", "sshKeys", "image", "monitoring", "dropletAgent"];
    expect(before.ignoreChanges).toEqual(expect.arrayContaining(boots));
    expect(after.inputs["userData"]).not.toEqual(before.inputs["userData"]);
    expect(after.replacementTrigger).toEqual(before.replacementTrigger);
    expect(before.replacementTrigger).toEqual({ generation: 1, region: "fra1" });
  });

  it("edge 2: volume and address are things of their own, and the old droplet goes before the new one comes", async () => {
    const { of } = await deployed();
    for (const role of ["volume", "ipv4"]) expect(of(role)).toMatchObject({ protect: true, retainOnDelete: true });
    for (const role of ["server", "volume-attachment", "ipv4-assignment"]) {
      expect(of(role).deleteBeforeReplace, role).toBe(true);
    }
    expect(of("ipv4").inputs).toEqual({ region: "fra1" });
  });

  it("edge 3: counts as ready when cloud-init is done, once the address leads to the droplet", async () => {
    const { of, resources } = await deployed();
    expect(of("ready").inputs["create"]).toContain("cloud-init status --wait");
    for (const role of ["ready", "host-key"]) {
      expect(waitsFor(resources, of(role), of("ipv4-assignment")), role).toBe(true);
      expect(JSON.stringify(of(role).inputs["connection"])).toMatch(/"host":"203\.0\.113\./);
    }
  });

  it("edge 4: a new droplet's host key is read from it, since the address is an old one; no private key is in the user data", async () => {
    const { of } = await deployed();
    expect(of("host-key").replacementTrigger).toBeDefined();
    expect(of("host-key").inputs["create"]).toContain("ssh_host_ed25519_key.pub");
    expect(JSON.stringify(of("mounted").inputs["connection"])).toContain("hostKey");
    expect(String(of("server").inputs["userData"])).not.toContain("PRIVATE KEY");
  });

  it("edge 5: everything may go out, whatever is let in", async () => {
    const everywhere = { destinationAddresses: ["0.0.0.0/0", "::/0"] };
    expect((await deployed()).of("firewall").inputs["outboundRules"]).toEqual([
      { protocol: "tcp", portRange: "1-65535", ...everywhere },
      { protocol: "udp", portRange: "1-65535", ...everywhere },
      { protocol: "icmp", ...everywhere },
    ]);
  });

  it("edge 6: the firewall is in force by a tag before the droplet that is made with it", async () => {
    const { of, resources } = await deployed();
    const tag = tagOf(ownershipKeys.urn, urnMark(of("server").urn));
    expect(of("machine-tag").inputs).toEqual({ name: tag });
    expect(of("firewall").inputs).not.toHaveProperty("dropletIds");
    expect(tagsOf(of("firewall"))).toEqual([tag]);
    expect(tagsOf(of("server"))).toContain(tag);
    expect(waitsFor(resources, of("firewall"), of("machine-tag"))).toBe(true);
    expect(waitsFor(resources, of("server"), of("firewall"))).toBe(true);
  });

  it("edge 6: no other droplet has a tag of this firewall, also where SSH is open to the world", async () => {
    const { resources } = await recorded(() => {
      for (const name of ["one", "other"]) new Machine(name, { ...good, ssh: { from: "anywhere" } });
    });
    const named = (name: string) => resources.filter((each) => each.name === name).flatMap(tagsOf);
    const targets = named("one-firewall");
    expect(targets).toHaveLength(2);
    expect(targets.filter((tag) => named("other-server").includes(tag))).toEqual([]);
    expect(targets.filter((tag) => named("other-firewall").includes(tag))).toEqual([]);
    expect(targets.filter((tag) => named("one-server").includes(tag))).toHaveLength(1);
  });

  it("edge 7: another deployment key, or another key of the account, replaces no droplet", async () => {
    const before = (await deployed()).of("server");
    const after = (
      await deployed({ vendor: { ...vendor, sshKey: "3b:16:bf:e4:8b:00:8b:b8:59:8c:a9:d3:f0:19:45:fa" } })
    ).of("server");
    expect(after.inputs["sshKeys"]).not.toEqual(before.inputs["sshKeys"]);
    expect(after.ignoreChanges).toContain("sshKeys");
    expect(after.replacementTrigger).toEqual(before.replacementTrigger);
    expect(String(after.inputs["userData"])).not.toContain("private half");
  });

  it("edge 8: the volume is tied by an attachment alone, which goes before the droplet does", async () => {
    const { of, resources } = await deployed();
    expect(of("server").inputs).not.toHaveProperty("volumeIds");
    for (const role of ["server", "volume"]) {
      expect(waitsFor(resources, of("volume-attachment"), of(role)), role).toBe(true);
    }
  });

  it("edge 9: what acts on the droplet does so one after the other: grow the volume, resize, attach, assign", async () => {
    const { of, resources } = await deployed();
    const acts = ["volume", "server", "volume-attachment", "ipv4-assignment"];
    for (const [index, role] of acts.slice(1).entries()) {
      expect(waitsFor(resources, of(role), of(acts[index] ?? "")), role).toBe(true);
    }
  });

  it("edge 10: reached at the reserved address, seen at the droplet's own; none for IPv6, whose assignment cannot be read again", async () => {
    const seen: Record<string, string> = {};
    const { resources } = await recorded(() => {
      const machine = new Machine("harbour", good);
      for (const name of ["ipv4", "outboundIpv4", "ipv6"] as const) {
        machine[name].apply((value) => {
          seen[name] = value;
        });
      }
    });
    expect(seen["ipv4"]).toMatch(/^203\.0\.113\./);
    expect(seen["outboundIpv4"]).toMatch(/^192\.0\.2\./);
    expect(seen["ipv6"]).toMatch(/^2001:db8:/);
    expect(resources.filter(({ type }) => /ReservedIpv6/.test(type))).toEqual([]);
  });

  it("edge 10: a name becomes the droplet's, which is the reverse name of its own address", async () => {
    expect((await deployed({ dns })).of("server").inputs["name"]).toBe("ship.example.org");
    expect((await deployed()).of("server").inputs["name"]).toBe("roadstead-test-harbour-server");
  });

  it("edge 11: the disk keeps its size, so that there is a way back", async () => {
    expect((await deployed()).of("server").inputs).toMatchObject({ resizeDisk: false, gracefulShutdown: true });
  });
});

describe("vendor backups", () => {
  const transform: DigitalOceanTransform = {
    server: (args, opts) => ({ args: { ...args, backups: true }, opts }),
  };

  it("are refused where the pier is on the disk that they copy, and left to the user elsewhere", async () => {
    const refused = await deployed({ vendor: { ...vendor, transform }, volume: { mode: "none" } });
    expect(refused.errors.join()).toContain(
      "MachineArgs.vendor.transform.server.backups: switches the vendor's backups on",
    );
    const { errors, of } = await deployed({ vendor: { ...vendor, transform } });
    expect(errors).toEqual([]);
    expect(of("server").inputs["backups"]).toBe(true);
    expect((await deployed()).of("server").inputs).toMatchObject({ monitoring: false, dropletAgent: false });
  });
});

describe("what can carry no tag", () => {
  it("is remembered by the tags of the droplet, and the address by the volume's too, which outlives it", async () => {
    const { of } = await deployed();
    const [address = ""] = idsIn(tagsOf(of("volume"))).map(({ id }) => id);
    expect(address).toMatch(/^203\.0\.113\.\d+$/);
    const marks = idsIn(tagsOf(of("server"))).map(({ mark }) => mark);
    expect(marks).toEqual([urnMark(of("firewall").urn), urnMark(of("ipv4").urn)]);
  });

  it("is read back as it was, addresses and ids alike, and nothing else is taken for it", () => {
    const mark = urnMark("one");
    const ids = ["192.0.2.7", "506f78a4-e098-11e5-ad9f-000f53306ae1"];
    const tags = ids.map((id) => idTag(mark, id));
    for (const tag of tags) expect(tag).toMatch(/^[A-Za-z0-9:_-]{1,255}$/);
    expect(idsIn([...tags, "owner:crew", `roadstead:${mark}`, "roadstead-id:x:y"])).toEqual(
      ids.map((id) => ({ mark, id })),
    );
  });

  it("does not stand in the way once it is gone, though a tag still tells of it", async () => {
    const mark = urnMark((await deployed()).of("ipv4").urn);
    const tags = [{ name: idTag(mark, "203.0.113.9"), volumesCount: 0 }];
    const answered = (address: () => Readonly<Record<string, unknown>>) =>
      deployed(
        {},
        {
          call: ({ token }) => {
            if (token.endsWith(":getTags")) return { id: "x", tags };
            return token.endsWith(":getReservedIp") ? address() : undefined;
          },
        },
      );
    // As the engine tells a failed question.
    const failing = (details: string) => () => {
      throw Object.assign(new Error(details), { details });
    };
    const call = "GET https://api.digitalocean.com/v2/reserved_ips/203.0.113.9";
    expect((await answered(failing(`reserved ip not found: ${call}: 404`))).errors).toEqual([]);
    expect((await answered(() => ({ id: "", ipAddress: "203.0.113.9", region: "" }))).errors).toEqual([]);
    const there = { id: "203.0.113.9", ipAddress: "203.0.113.9", region: "fra1" };
    expect((await answered(() => there)).errors.join()).toContain('adopt.ipv4: "203.0.113.9"');
    const broken = failing(`Error retrieving reserved ip: ${call}: 500 Server was unable to give you a response`);
    expect((await answered(broken)).errors.join()).toContain("500 Server was unable");
  });
});

it("a volume that was taken over keeps its name, by which the machine finds it", async () => {
  const id = "506f78a4-e098-11e5-ad9f-000f53306ae1";
  const { of } = await deployed({ adopt: { volume: id, ipv4: "203.0.113.7" } });
  expect(of("volume")).toMatchObject({ importId: id });
  expect((await deployed()).of("volume").ignoreChanges).toContain("name");
  expect(String((await deployed()).of("mounted").inputs["create"])).toContain(
    "/dev/disk/by-id/scsi-0DO_Volume_roadstead-test-harbour-volume",
  );
});

it("a volume is not made smaller: said in the preview, before anything is touched", async () => {
  const { resources } = await deployed({ volume: { mode: "separate", size: "80 GiB" } });
  const before = Object.fromEntries(resources.map((each) => [each.urn, each.inputs]));
  const smaller = await deployed({ volume: { mode: "separate", size: "40 GiB" } }, { before, preview: true });
  expect(smaller.errors.join()).toContain(
    'cannot be made smaller; 40 GiB are asked for. Set MachineArgs.volume.size to "80 GiB"',
  );
});

describe("wrong arguments", () => {
  const regions = "ams3, atl1, blr1, fra1, lon1, nyc1, nyc2, nyc3, sfo2, sfo3, sgp1, syd1, tor1";
  const bad: readonly BadArguments[] = [
    [
      "a region that takes nothing new",
      { vendor: { ...vendor, region: "ams2" } },
      [
        `vendor.region: "ams2" is not a DigitalOcean region that takes new droplets. Use one of ${regions}. Did you mean ams3?`,
      ],
    ],
    [
      "a need that nothing fits",
      { vendor: { ...vendor, size: { memoryGib: 16, monthlyBudgetUsd: 50 } } },
      [
        "vendor.size: no size sold in fra1 has memoryGib 16, monthlyBudgetUsd 50. Nearest: " +
          "s-8vcpu-16gb (96.00 USD a month): 8 vCPU, 16 GiB memory, 320 GiB disk; " +
          "s-4vcpu-8gb (48.00 USD a month): 4 vCPU, 8 GiB memory, 160 GiB disk; " +
          "s-2vcpu-4gb (24.00 USD a month): 2 vCPU, 4 GiB memory, 80 GiB disk.",
      ],
    ],
    [
      "a word for a switch",
      { vendor: { ...vendor, monitoring: "yes" } },
      ['vendor.monitoring: "yes" is not allowed. Use true or false, without quotes.'],
    ],
    [
      "an IPv6 address to keep",
      { adopt: { ipv6: "2001:db8::1" } },
      ["adopt.ipv6: is not known here. Known: volume, ipv4. Did you mean ipv4?"],
    ],
    [
      "ids of another vendor",
      { adopt: { volume: "100123", ipv4: "20045" } },
      [
        'adopt.volume: "100123" is not allowed. Use the volume\'s id there, a UUID such as 506f78a4-e098-11e5-ad9f-000f53306ae1.',
        'adopt.ipv4: "20045" is not allowed. Use the reserved address itself, such as 203.0.113.7.',
      ],
    ],
    [
      "more ports than the firewall holds",
      { openPorts: Array.from({ length: 46 }, (_, port) => ({ protocol: "tcp", port: 8000 + port, purpose: "web" })) },
      ["openPorts: has 46 entries, but this vendor's firewall has room for 45 besides SSH. Open fewer."],
    ],
    [
      "a volume larger than any",
      { volume: { mode: "separate", size: "17 TiB" } },
      [
        'volume.size: "17 TiB" is not allowed. Use a size from "1 GiB" to "16384 GiB", in whole GiB, with its unit: MiB, GiB or TiB.',
      ],
    ],
  ];

  it.each(bad)("%s", (_what, change, messages) => {
    const checked = resolveMachine("harbour", { ...good, ...change }, { project: "roadstead", environment: "prod" });
    expect(problemsOf(checked)).toEqual(messages.map((each) => `MachineArgs.${each}`));
  });

  it("a size by need is the cheapest that has it, priced with the volume", () => {
    const asked = { ...good, vendor: { ...vendor, size: { memoryGib: 3 } } };
    const checked = resolveMachine("harbour", asked, { project: "roadstead", environment: "prod" });
    expect(checked).toMatchObject({
      ok: true,
      value: { vendor: { size: "s-2vcpu-4gb" }, monthly: { amount: 28, currency: "USD", pricesRead: "2026-09-20" } },
    });
  });
});
