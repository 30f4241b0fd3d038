import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { problemsOf } from "../../../components/core/argument-trial";
import { secret } from "../../../components/core/secret";
import type { MachineArgs } from "../../../components/machine/args";
import { renderMachine } from "../../../components/machine/render";
import { resolveMachine } from "../../../components/machine/resolve";
import type { VultrTransform, VultrVendor } from "../../../components/machine/vultr/args";
import { vultrCatalogue, vultrRegions } from "../../../components/machine/vultr/catalogue";
import { heldLabel, volumeLabel, volumeLabels } from "../../../components/machine/vultr/held-labels";
import { onlyOne } from "../../../components/machine/vultr/only-one";
import type { RecordedResource } from "../../harness/recorded-resource";
import type { RunSettings } from "../../harness/recording-mocks";
import { context, deployed as deployedMachine, dns, machineAt, otherKey, waitsFor } from "./deployed-machine";

const vendor: VultrVendor = { kind: "vultr", region: "fra", plan: "vc2-2c-4gb" };
const good: MachineArgs = { ...machineAt(vendor), ssh: { from: ["203.0.113.0/24", "2001:DB8:0::/48"] } };

/** What a machine registers, by role. */
function deployed(change: Partial<MachineArgs> = {}, settings: RunSettings = {}) {
  return deployedMachine({ ...good, ...change }, settings);
}

describe("the edges of Vultr", () => {
  it("edge 1: user data, keys and image replace no server; only another generation, region or address does", async () => {
    const before = (await deployed()).of("server");
    const deployment = { publicKey: otherKey, privateKey: secret("other half") };
    const after = (await deployed({ image: "debian-13", swap: "4 GiB", deployment })).of("server");
    for (const frozen of ["userData", "osId"]) expect(after.inputs[frozen]).not.toEqual(before.inputs[frozen]);
    expect(before.ignoreChanges).toEqual(expect.arrayContaining(["userData", "osId", "sshKeyIds"]));
    expect(after.replacementTrigger).toEqual(before.replacementTrigger);
    expect(before.replacementTrigger).toEqual({ generation: 1, region: "fra", address: expect.any(String) });
  });

  it("edge 2: volume and address are things of their own, which hold no server back, and the old one goes first", async () => {
    const { of, resources } = await deployed();
    for (const role of ["volume", "ipv4"]) {
      expect(of(role)).toMatchObject({ protect: true, retainOnDelete: true });
      // What something protected depends on, a destroy keeps too.
      expect(waitsFor(resources, of(role), of("server")), role).toBe(false);
    }
    expect(of("server").deleteBeforeReplace).toBe(true);
  });

  it("edge 3: counts as ready when cloud-init is done, not when the API says so", async () => {
    const { of, resources } = await deployed();
    expect(of("ready").inputs["create"]).toContain("cloud-init status --wait");
    expect(waitsFor(resources, of("mounted"), of("ready"))).toBe(true);
  });

  it("edge 4: a new server's host key is read from it, since the address is the old one", async () => {
    const { of } = await deployed();
    expect(of("host-key").inputs["create"]).toContain("ssh_host_ed25519_key.pub");
    expect(JSON.stringify(of("host-key").replacementTrigger)).toMatch(/vultr:\d+/);
    expect(JSON.stringify(of("mounted").inputs["connection"])).toContain("hostKey");
  });

  it("edge 28: what a volume is on changes together with its label, of which all that there can be are known", () => {
    const held = heldLabel({
      ...context,
      child: "harbour-volume",
      role: "volume",
      mark: "a".repeat(40),
      region: "fra",
    });
    expect(held).toBe(`roadstead-prod-harbour-volume roadstead:${"a".repeat(40)} roadstead-place:fra`);
    const all = new Set(volumeLabels(held));
    const ids = Array.from({ length: 50 }, (_, each) => `4f0f12e5-1f84-404f-aa84-85f431ea5e${each + 10}`);
    const labels = ids.map((id) => volumeLabel(held, id));
    for (const label of labels) expect(all.has(label)).toBe(true);
    expect(new Set(labels).size).toBeGreaterThan(45);
  });

  it("edge 28: a volume that is taken over is attached at once, and is otherwise left as it is", async () => {
    const volume = (await deployed({ adopt: { volume: "4f0f12e5-1f84-404f-aa84-85f431ea5ec2" } })).of("volume");
    const counts = Object.keys(volume.inputs).filter((each) => !volume.ignoreChanges.includes(each));
    expect(counts.sort()).toEqual(["attachedToInstance", "label", "live"]);
  });

  it.each([29, 35])("edge %s: the README says what to do", (edge) => {
    const readme = readFileSync(join(__dirname, "../../../components/machine/vultr/README.md"), "utf8");
    const { version } = JSON.parse(readFileSync(require.resolve("@ediri/vultr/package.json"), "utf8"));
    const words = {
      29: "pulumi state delete",
      35: `pulumi plugin install resource vultr ${String(version).replace("v", "")} --server github://api.github.com/dirien/pulumi-vultr`,
    };
    expect(readme).toContain(words[edge === 29 ? 29 : 35]);
  });

  it("edge 29: nothing but a name asks for a reverse name, whose refresh fails where its server is gone", async () => {
    const reverse = ({ name }: RecordedResource) => name.includes("reverse");
    expect((await deployed()).resources.filter(reverse)).toEqual([]);
    expect((await deployed({ dns })).resources.filter(reverse)).toHaveLength(2);
  });

  it("edge 30: a network is told in the form in which Vultr tells it back, each only once", async () => {
    const from = ["2001:0DB8:0:0:1::/80", "2001:db8:0:0:1::/80", "2001:db8::/32"];
    const { of, resources, errors } = await deployed({ ssh: { from } });
    expect(errors).toEqual([]);
    expect(of("firewall-tcp-22-v6-2001-db8-0-0-1---80").inputs).toMatchObject({
      ipType: "v6",
      protocol: "tcp",
      port: "22",
      subnet: "2001:db8:0:0:1::",
      subnetSize: 80,
    });
    const ssh = resources.filter(({ name }) => name.startsWith("harbour-firewall-tcp-22-"));
    expect(ssh.map(({ inputs }) => inputs["subnet"])).toEqual(["2001:db8:0:0:1::", "2001:db8::"]);
  });

  it("edge 31: backups are off without a schedule, and a volume is attached to a running machine", async () => {
    const { of } = await deployed();
    expect(of("server").inputs["backups"]).toBe("disabled");
    expect(of("server").inputs).not.toHaveProperty("backupsSchedule");
    expect(of("volume").inputs["live"]).toBe(true);
  });

  it("edge 32: host name and main address are settled when the server is made", async () => {
    const { of, resources } = await deployed();
    expect(of("server").ignoreChanges).toEqual(expect.arrayContaining(["hostname", "reservedIpId"]));
    expect(waitsFor(resources, of("server"), of("ipv4"))).toBe(true);
    expect(of("ipv4").inputs).not.toHaveProperty("instanceId");
  });

  it("edge 33: nobody logs in by password, whoever reads the one that Vultr makes", () => {
    const resolved = resolveMachine("harbour", good, context);
    if (!resolved.ok) throw new Error(problemsOf(resolved).join());
    const { files } = renderMachine(resolved.value);
    const sshd = files.find(({ path }) => path.endsWith("10-roadstead.conf"))?.content;
    expect(sshd).toMatch(/^PasswordAuthentication no$/m);
    expect(sshd).toMatch(/^PermitRootLogin no$/m);
  });

  it("edge 34: the server's mark stands on tags, since its label is never read back", async () => {
    expect((await deployed()).of("server").inputs["tags"]).toContainEqual(
      expect.stringMatching(/^roadstead:[0-9a-f]{40}$/),
    );
  });
});

describe("the firewall", () => {
  it("has every rule before the server is made, which is in it from the first moment", async () => {
    const { of, resources } = await deployed({ openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }] });
    const rules = resources.filter(({ type }) => type.endsWith(":FirewallRule"));
    expect(rules).toHaveLength(6);
    for (const rule of rules) expect(waitsFor(resources, of("server"), rule), rule.name).toBe(true);
    expect(waitsFor(resources, of("server"), of("firewall-group"))).toBe(true);
    expect(of("firewall-group").deleteBeforeReplace).not.toBe(true);
  });

  it("says in its rules for SSH that the world is meant, where it is", async () => {
    const notes = async (from: MachineArgs["ssh"]["from"]) =>
      (await deployed({ ssh: { from } })).resources
        .filter(({ name }) => name.includes("-tcp-22-"))
        .map(({ inputs }) => inputs["notes"]);
    expect(await notes("anywhere")).toEqual(["SSH roadstead-ssh-exposure:world", "SSH roadstead-ssh-exposure:world"]);
    expect(await notes(["203.0.113.0/24"])).toEqual(["SSH"]);
  });
});

describe("vendor backups", () => {
  it("are refused where the pier is on the disk that they copy", async () => {
    const transform: VultrTransform = {
      server: (args, opts) => ({ args: { ...args, backups: "enabled", backupsSchedule: { type: "daily" } }, opts }),
    };
    const refused = await deployed({ vendor: { ...vendor, transform }, volume: { mode: "none" } });
    expect(refused.errors.join()).toContain(
      "MachineArgs.vendor.transform.server.backups: switches the vendor's backups on",
    );
    expect((await deployed({ vendor: { ...vendor, transform } })).errors).toEqual([]);
  });
});

describe("the arguments", () => {
  const problems = (change: object) =>
    problemsOf(resolveMachine("harbour", { ...good, ...change }, context, "")).map((each) => each.replace(/^\./, ""));

  it.each([
    ["a region", { region: "fr" }, /^vendor\.region: "fr" is not a Vultr region\. Use one of .* Did you mean fra\?$/],
    ["a plan", { plan: "vc2-2c-4g" }, /^vendor\.plan: "vc2-2c-4g" is not a Vultr plan\. .* Did you mean vc2-2c-4gb\?$/],
    [
      "a need",
      { plan: { memoryGib: 64 } },
      /^vendor\.plan: no plan sold in fra has memoryGib 64\. Nearest: vc2-6c-16gb \(80\.00 USD/,
    ],
    [
      "a key",
      { sshKey: "x" },
      /^vendor\.sshKey: is not known here\. Known: kind, region, plan, privateNetwork, placementGroup, transform\.$/,
    ],
  ])("%s that is not there is refused, with what there is", (_what, change, message) => {
    const [problem = "", ...more] = problems({ vendor: { ...vendor, ...change } });
    expect(more).toEqual([]);
    expect(problem).toMatch(message);
  });

  it("an id that is none, and an IPv6 address, which cannot be kept, are not adopted", () => {
    expect(problems({ adopt: { volume: "100123", ipv6: "x" } })).toEqual([
      expect.stringMatching(/^adopt\.ipv6: is not known here\. Known: volume, ipv4\./),
      'adopt.volume: "100123" is not allowed. Use the vendor\'s id, such as 4f0f12e5-1f84-404f-aa84-85f431ea5ec2.',
    ]);
  });

  it("a need finds the cheapest plan; plan, address and volume make the price", () => {
    const resolved = resolveMachine("harbour", { ...good, vendor: { ...vendor, plan: { memoryGib: 3 } } }, context);
    expect(resolved).toMatchObject({
      value: { vendor: { plan: "vc2-2c-4gb" }, monthly: { amount: 20 + 3 + 4, currency: "USD" } },
    });
  });

  it("every plan is sold in every region", () => {
    for (const region of vultrRegions) {
      const zone = vultrCatalogue.regions[region];
      for (const { monthly } of Object.values(vultrCatalogue.plans)) expect(monthly[zone]).toBeGreaterThan(0);
    }
  });
});

describe("a search of Vultr's provider", () => {
  it("finds one, or nothing; several are an error that says what to do, and so is any other", async () => {
    expect(await onlyOne("x", Promise.resolve(1))).toBe(1);
    expect(await onlyOne("x", Promise.reject(new Error("invoking: 1 error: no results were found")))).toBeUndefined();
    await expect(onlyOne("x", Promise.reject(new Error("your search returned too many results")))).rejects.toThrow(
      "several at Vultr are labelled x. Look which one",
    );
    await expect(onlyOne("x", Promise.reject(new Error("no route")))).rejects.toThrow("no route");
  });
});
