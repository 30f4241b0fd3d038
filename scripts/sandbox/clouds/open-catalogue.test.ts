import { DropletSlug } from "@pulumi/digitalocean";
import { afterEach, describe, expect, it } from "vitest";
import { isPlainObject, listOf, objectOf, type PlainObject } from "../values";
import { type VendorTrial, vendorTrial } from "./vendor-trial";

const droplet = { name: "d", region: "nyc2", image: "ubuntu-20-04-x64", size: "c-2" };
const linode = { label: "machine", region: "us-lax", image: "linode/alpine3.20", type: "g6-dedicated-8" };
const instance = { region: "jnb", plan: "vhf-8c-32gb", osId: 387 };
const server = { name: "s", location: "nbg1", serverType: "ccx33", image: "rocky-9" };

const opened: VendorTrial[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.stop();
});

const vendors: Readonly<Record<string, () => Promise<VendorTrial>>> = {
  digitalocean: () =>
    vendorTrial({ packageName: "digitalocean", version: "4.80.1", config: { token: `dop_v1_${"0".repeat(64)}` } }),
  linode: () =>
    vendorTrial({
      packageName: "linode",
      version: "5.1.1",
      config: { token: "0".repeat(64) },
      mayBeNull: ["placementGroup.id"],
    }),
  vultr: () => vendorTrial({ packageName: "vultr", version: "2.21.0", config: { apiKey: "A".repeat(36) } }),
  hcloud: () => vendorTrial({ packageName: "hcloud", version: "1.41.0", config: { token: "sandbox0".repeat(8) } }),
};

async function at(vendor: string): Promise<VendorTrial> {
  const open = vendors[vendor] ?? (() => Promise.reject(new Error(vendor)));
  const trial = await open();
  opened.push(trial);
  return trial;
}

describe("what a vendor sells can be had, listed here or not", () => {
  it.each([
    ["digitalocean", "droplet", droplet, "size", ["c-2", "g-2vcpu-8gb", "m-2vcpu-16gb", "s-4vcpu-16gb-amd"]],
    [
      "digitalocean",
      "droplet",
      droplet,
      "size",
      ["so1_5-2vcpu-16gb", "gpu-h100x1-80gb", "s-3vcpu-6gb", "g9-2vcpu-8gb"],
    ],
    ["digitalocean", "droplet", droplet, "image", ["docker-20-04", "debian-14-x64", "openlitespeed-node", "12345"]],
    ["digitalocean", "droplet", droplet, "region", ["nyc2", "sgp1", "ric1", "nyc4"]],
    ["linode", "instance", linode, "type", ["g6-standard-16", "g7-premium-4", "g1-gpu-rtx6000-1", "g8-dedicated-8-4"]],
    ["linode", "instance", linode, "image", ["linode/debian11", "linode/debian14", "linode/arch", "private/123"]],
    ["linode", "instance", linode, "region", ["us-lax", "jp-osa", "de-fra-3", "pl-waw"]],
    ["vultr", "instance", instance, "plan", ["voc-c-2c-4gb-50s-amd", "vhp-2c-4gb-intel", "vc2-3c-6gb"]],
    ["vultr", "instance", instance, "plan", ["vcg-a16-2c-8g-2vram", "voc-g-64c-256gb-1280s-amd", "vx1-g-2c-8g"]],
    ["vultr", "instance", instance, "osId", [387, 477, 1868, 2104]],
    ["hcloud", "server", server, "serverType", ["ccx33", "cx22", "cax41", "cpx13"]],
    ["hcloud", "server", server, "image", ["rocky-9", "docker-ce", "ubuntu-26.04", "98765432"]],
  ])("%s %s with %j in %s: %j", async (vendor, type, small, property, values) => {
    const trial = await at(vendor);
    for (const [index, value] of values.entries()) {
      const arm = String(value).startsWith("cax") ? { image: "debian-12", location: "fsn1" } : {};
      const name = `machine-${index}`;
      const named = "label" in small ? { label: name } : "name" in small ? { name } : {};
      await trial.make(type, { ...small, ...arm, ...named, [property]: value }, name);
    }
  });

  it("sells what it knows only where it is sold", async () => {
    const vultr = await at("vultr");
    const dear = { ...instance, plan: "vc2-1c-1gb-sc1" };
    await expect(vultr.make("instance", dear)).rejects.toThrow(/not available in the selected region jnb/);
    await vultr.make("instance", { ...dear, region: "sao" });
  });

  it("reads what the name tells and holds nobody to a guessed disk", async () => {
    const ocean = await at("digitalocean");
    const made = await ocean.make("droplet", { ...droplet, size: "g9-6vcpu-24gb" });
    expect(made.outputs).toMatchObject({ vcpus: 6, memory: 24_576 });
    await ocean.change("droplet", made, { ...droplet, size: "g9-6vcpu-24gb" }, { size: "s-1vcpu-1gb" });
    const known = await ocean.make("droplet", { ...droplet, size: "c-4" }, "known");
    const smaller = ocean.change("droplet", known, { ...droplet, size: "c-4" }, { size: "c-2" }, "known");
    await expect(smaller).rejects.toThrow(/smaller disk/);
  });
});

const bySlug = (slug: string): PlainObject => ({ slug });
const filter = (name: string, value: string): PlainObject => ({ filters: [{ name, values: [value] }] });

it.each([
  ["digitalocean", "getImage", bySlug("docker-20-04"), { type: "application" }],
  ["digitalocean", "getImage", bySlug("ubuntu-26-04-x64"), { slug: "ubuntu-26-04-x64" }],
  ["digitalocean", "getRegion", bySlug("ric1"), { available: true }],
  ["linode", "getInstanceType", { id: "g1-gpu-rtx6000-1" }, { vcpus: 8 }],
  ["linode", "getInstanceType", { id: "g9-premium-4" }, { vcpus: 4 }],
  ["linode", "getImage", { id: "linode/debian11" }, { deprecated: true }],
  ["linode", "getImage", { id: "private/123" }, { isPublic: false }],
  ["linode", "getRegion", { id: "pl-waw" }, { country: "pl" }],
  ["vultr", "getPlan", filter("id", "vcg-a16-2c-8g-2vram"), { vcpuCount: 2, ram: 8192, gpuVram: 2 }],
  ["vultr", "getOs", filter("name", "Ubuntu 20.04 LTS x64"), { id: "387" }],
  ["vultr", "getRegion", filter("id", "jnb"), { city: "Johannesburg" }],
  ["hcloud", "getImage", { name: "ubuntu-26.04" }, { name: "ubuntu-26.04" }],
  ["hcloud", "getImage", { withSelector: "os=talos", mostRecent: true }, { type: "snapshot" }],
  ["hcloud", "getServerType", { name: "cax41" }, { architecture: "arm" }],
])("a stranger's lookup at %s is answered: %s %j", async (vendor, name, args, expected) => {
  expect(await (await at(vendor)).ask(name, args)).toMatchObject(expected);
});

it("lists every size that the SDK of DigitalOcean names", async () => {
  const sizes = listOf((await (await at("digitalocean")).ask("getSizes", {}))["sizes"]);
  const listed = sizes.map((one) => objectOf(one)["slug"]);
  expect(Object.values(DropletSlug).filter((slug: string) => !listed.includes(slug))).toEqual([]);
  expect(sizes.every(isPlainObject)).toBe(true);
});
