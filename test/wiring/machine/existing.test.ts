import { describe, expect, it } from "vitest";
import { type BadArguments, problemsOf } from "../../../components/core/argument-trial";
import type { ExistingVendor } from "../../../components/machine/existing/args";
import { resolveMachine } from "../../../components/machine/resolve";
import type { RunSettings } from "../../harness/recording-mocks";
import { context, deployed as deployedMachine, dns, machineAt, otherKey, waitsFor } from "./deployed-machine";

const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX";
const vendor: ExistingVendor = {
  kind: "existing",
  address: "203.0.113.7",
  hostKey,
  architecture: "amd64",
  memoryGib: 4,
  diskGib: 80,
};
const good = machineAt(vendor);

function deployed(change: object = {}, settings: RunSettings = {}, more: object = {}) {
  return deployedMachine({ ...good, ...more, vendor: { ...vendor, ...change } }, settings);
}

const addressUse = "Use an IPv4 address such as 203.0.113.7.";

const bad: readonly BadArguments[] = [
  ["no address", { address: undefined }, ["address: is missing. Use an IPv4 address such as 203.0.113.7."]],
  [
    "a name for an address",
    { address: "box.example.org" },
    [`address: "box.example.org" is not allowed. ${addressUse}`],
  ],
  ["an address in octal", { address: "203.0.113.007" }, [`address: "203.0.113.007" is not allowed. ${addressUse}`]],
  ["a short address", { address: "203.113" }, [`address: "203.113" is not allowed. ${addressUse}`]],
  [
    "this machine itself",
    { address: "127.0.0.1" },
    ['address: "127.0.0.1" leads to no other machine (loopback). Use the public address.'],
  ],
  [
    "no host key",
    { hostKey: undefined },
    [
      "hostKey: is missing. A machine is never trusted because it answers first. Read the key in the vendor's console: cat /etc/ssh/ssh_host_ed25519_key.pub",
    ],
  ],
  [
    "a port that is none, a login that is none, a path that another disk could have",
    { port: 0, user: "Root", dataDevice: "/dev/sdb" },
    [
      'dataDevice: "/dev/sdb" is not allowed. Use a path that stays the disk\'s own, such as /dev/disk/by-id/virtio-data (see: ls -l /dev/disk/by-id).',
      'user: "Root" is not allowed. Use the login\'s name, such as root.',
      "port: 0 is not allowed. Use a whole number from 1 to 65535 (a port).",
    ],
  ],
  [
    "no sizes, and a wrong processor",
    { memoryGib: undefined, diskGib: 1, architecture: "x86" },
    [
      'architecture: "x86" is not an architecture that this release knows. Use one of amd64, arm64.',
      "memoryGib: is missing. Use a number from 0.5 to 4096 (GiB of memory).",
      "diskGib: 1 is not allowed. Use a number from 5 to 1000000 (GiB of root disk).",
    ],
  ],
  [
    "a price without its day",
    { monthlyCost: { amount: -1, currency: "CHF" } },
    [
      "monthlyCost.amount: -1 is not allowed. Use a number from 0 to 100000 (a month's price).",
      'monthlyCost.currency: "CHF" is not a currency that this release knows. Use one of EUR, USD.',
      "monthlyCost.read: is missing. Use the day on which it was read, such as 2026-11-21.",
    ],
  ],
];

describe("the arguments of a machine that is there already", () => {
  it.each(bad)("%s: all is said, word by word", (_what, change, messages) => {
    const resolved = resolveMachine("harbour", { ...good, vendor: { ...vendor, ...change }, swap: "0 MiB" }, context);
    expect(problemsOf(resolved)).toEqual(messages.map((each) => `MachineArgs.vendor.${each}`));
  });

  it("has no meaning for what only a rented server has", () => {
    const wrong = { ...good, adopt: { volume: "1" }, transform: { hostKey: () => ({}) } };
    const said = problemsOf(resolveMachine("harbour", wrong, context)).join("\n");
    expect(said).toContain("MachineArgs.adopt.volume: has no meaning for a machine that is there already");
    expect(said).toContain("MachineArgs.transform.hostKey: is not known here.");
    const none = {
      ...good,
      volume: { mode: "none" },
      vendor: { ...vendor, dataDevice: "/dev/disk/by-id/virtio-data" },
    };
    expect(problemsOf(resolveMachine("harbour", none, context)).join()).toContain(
      "names a disk for data, but volume mode",
    );
  });
});

describe("edge 36: a machine that is there already", () => {
  it("is looked at first, changed next, and nothing more is put on it before a new login confirmed", async () => {
    const { of, resources } = await deployed();
    const order = ["removed", "preflight", "bootstrap", "ready", "restored", "own-firewall", "confirmed", "mounted"];
    for (const [index, role] of order.entries()) {
      const before = order[index - 1];
      if (before !== undefined) expect([role, waitsFor(resources, of(role), of(before))]).toEqual([role, true]);
    }
    expect(of("preflight").inputs["connection"]).toMatchObject({
      value: { host: "203.0.113.7", user: "root", port: 22 },
    });
    expect(JSON.stringify(of("preflight").inputs["connection"])).toContain(hostKey);
    expect(of("ready").inputs["connection"]).toMatchObject({ value: { user: "operator" } });
    expect(of("ready").inputs["create"]).toContain("roadstead-host confirm");
  });

  it("is left in the other order: the former access over the operator's login, then the rest over the first one", async () => {
    const { of } = await deployed({ user: "admin", port: 2200 });
    expect(of("restored").inputs).not.toHaveProperty("create");
    expect(of("removed").inputs).not.toHaveProperty("create");
    expect(of("restored").inputs["connection"]).toMatchObject({ value: { user: "operator", port: 22 } });
    expect(of("removed").inputs["connection"]).toMatchObject({ value: { user: "admin", port: 2200 } });
  });

  it("every connection verifies the host key", async () => {
    const { resources } = await deployed();
    for (const each of resources.filter(({ type }) => type === "command:remote:Command")) {
      expect(JSON.stringify(each.inputs["connection"]), each.name).toContain('"hostKey":');
    }
  });

  it("takes changed artefacts in place, and asks for a new confirmation of them", async () => {
    const before = await deployed();
    const more = { openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }] };
    const after = await deployed({}, {}, more);
    for (const role of ["own-firewall", "confirmed"]) {
      expect(after.of(role).replacementTrigger).toEqual(before.of(role).replacementTrigger);
    }
    expect(after.of("own-firewall").inputs["stdin"]).not.toEqual(before.of("own-firewall").inputs["stdin"]);
    expect(after.of("confirmed").inputs["create"]).not.toEqual(before.of("confirmed").inputs["create"]);
    for (const role of ["bootstrap", "preflight"]) expect(after.of(role).ignoreChanges).toContain("stdin");
    expect(after.of("ready").ignoreChanges).toContain("create");
  });

  it("takes another deployment key in place, with nothing to confirm", async () => {
    const before = await deployed();
    const rotated = await deployed({}, {}, { deployment: { ...good.deployment, publicKey: otherKey } });
    expect(String(rotated.of("own-firewall").inputs["stdin"])).toContain(otherKey);
    expect(rotated.of("own-firewall").ignoreChanges).toContain("connection.privateKey");
    expect(rotated.of("confirmed").inputs["create"]).toEqual(before.of("confirmed").inputs["create"]);
  });

  it.each([
    ["address", { address: "203.0.113.8" }, {}],
    ["host key", { hostKey: good.deployment.publicKey }, {}],
    ["data disk", { dataDevice: "/dev/disk/by-id/virtio-data" }, {}],
    ["operator", {}, { operator: { ...good.operator, user: "other" } }],
  ])("another %s is refused in the preview, with both ways on", async (_what, change, more) => {
    const { resources } = await deployed();
    const before = Object.fromEntries(resources.map((each) => [each.urn, each.inputs]));
    const { errors } = await deployed(change, { before, preview: true }, more);
    expect(errors.join("\n")).toMatch(
      /harbour-removed: this is the machine at 203\.0\.113\.7, .* it cannot become the machine at /,
    );
    expect(errors.join("\n")).toContain("The same machine: pulumi destroy --exclude-protected");
  });

  it("gets another SSH port by the one that answers, proves it, and is left over the one that it had when it was found", async () => {
    const { of, resources } = await deployed();
    const before = Object.fromEntries(resources.map((each) => [each.urn, each.inputs]));
    const port = (ssh: object) => deployed({}, { before }, { ssh: { ...good.ssh, port: 2222, ...ssh } });
    expect((await port({})).errors.join()).toContain("harbour: SSH answers at port 22, which would be closed");
    const changed = await port({ formerPort: 22 });
    expect(changed.errors).toEqual([]);
    const at = (role: string) => changed.of(role).inputs["connection"];
    for (const role of ["own-firewall", "confirmed", "restored"])
      expect(at(role)).toMatchObject({ value: { port: 22 } });
    for (const role of ["proven", "mounted"]) expect(at(role)).toMatchObject({ value: { port: 2222 } });
    expect(waitsFor(changed.resources, changed.of("proven"), changed.of("confirmed"))).toBe(true);
    expect(waitsFor(changed.resources, changed.of("mounted"), changed.of("proven"))).toBe(true);
    expect(changed.of("removed").ignoreChanges).toContain("connection");
    expect(of("removed").inputs["connection"]).toMatchObject({ value: { port: 22 } });
  });

  it("has its data on the disk that was named, by a UUID that is known beforehand, or in a folder of its root disk", async () => {
    const onDisk = await deployed({ dataDevice: "/dev/disk/by-id/virtio-data" }, { preview: true });
    expect(onDisk.of("mounted").inputs["create"]).toMatch(
      /roadstead-data-volume mount --device \/dev\/disk\/by-id\/virtio-data --uuid [0-9a-f-]{36} --at \/srv\/roadstead/,
    );
    const inFolder = await deployed();
    expect(inFolder.of("mounted").inputs["create"]).toMatch(
      /roadstead-host bind \/srv\/roadstead-data [0-9a-f-]{36} \/srv\/roadstead$/,
    );
  });

  it("looks for the container on an encrypted disk, mounts what is inside, and locks it before its tools go", async () => {
    const encryption = { unlock: "manual" };
    const { of, resources } = await deployed(
      { dataDevice: "/dev/disk/by-id/virtio-data" },
      {},
      {
        volume: { mode: "separate", encryption },
        unattendedReboot: { mode: "never" },
      },
    );
    const { create, delete: remove } = of("mounted").inputs;
    const [, container, inside] =
      /^sudo roadstead-encrypted-volume await .* --container (\S+) --uuid (\S+)/.exec(String(create)) ?? [];
    expect(container).not.toBe(inside);
    const looked = String(of("preflight").inputs["stdin"]);
    expect(looked).toContain(`readonly data_uuid="${container}"`);
    expect(looked).toContain("cryptsetup luksUUID --uuid $data_uuid $data_device");
    expect(looked).not.toContain("tune2fs");
    expect(remove).toBe("sudo roadstead-encrypted-volume lock");
    expect(waitsFor(resources, of("mounted"), of("encryption"))).toBe(true);
    expect(waitsFor(resources, of("encryption"), of("confirmed"))).toBe(true);
  });

  it("has no name for an address that it does not have", async () => {
    const without = await deployed({}, {}, { dns });
    expect(without.resources.some(({ name }) => name === "harbour-record-ipv6")).toBe(false);
    const { of } = await deployed({ ipv6: "2001:db8::7" }, {}, { dns });
    expect(of("record-ipv6").inputs["content"]).toBe("2001:db8::7");
  });
});
