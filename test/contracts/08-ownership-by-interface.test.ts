import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as vultr from "@ediri/vultr/provider";
import * as cloudflare from "@pulumi/cloudflare/provider";
import * as command from "@pulumi/command";
import * as digitalocean from "@pulumi/digitalocean/provider";
import * as hcloud from "@pulumi/hcloud";
import * as linode from "@pulumi/linode/provider";
import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { recorded } from "../harness/recording-mocks";
import { components } from "./components";

const makeProvider: Readonly<Record<string, (name: string) => pulumi.ProviderResource>> = {
  digitalocean: (name) => new digitalocean.Provider(name, { token: "x" }),
  hcloud: (name) => new hcloud.Provider(name, { token: "x".repeat(64) }),
  linode: (name) => new linode.Provider(name, { token: "x" }),
  vultr: (name) => new vultr.Provider(name, { apiKey: "x" }),
  cloudflare: (name) => new cloudflare.Provider(name, { apiToken: "x" }),
  command: (name) => new command.Provider(name),
};

function accountsOf(packages: readonly string[], account: string): pulumi.ProviderResource[] {
  return packages.flatMap((each) => makeProvider[each]?.(`${each}-${account}`) ?? []);
}

/** The package that a resource type belongs to. */
function packageOf(type: string): string {
  return type.split(":")[0] ?? "";
}

describe.each(components)("a $title", ({ name, folder, make, packages }) => {
  it("makes no provider: accounts are the program's own", async () => {
    const { resources } = await recorded(() => void make("one"));
    expect(resources.filter(({ type }) => type.startsWith("pulumi:providers:"))).toEqual([]);
  });

  it("hands its providers to each child and to every question it asks, two accounts of a vendor in one program", async () => {
    const { resources, calls, errors } = await recorded(() => {
      // A ship may be there once, so that a second instance may have to fail; one is enough to see its account then.
      for (const account of name === "UrbitPlanet" ? ["first"] : ["first", "second"]) {
        make(account, { opts: { providers: accountsOf(packages, account) } });
      }
    });
    expect(errors).toEqual([]);
    const children = resources.filter((each) => each.custom && !each.type.startsWith("pulumi:"));
    expect([...new Set(children.map((each) => packageOf(each.type)))].sort()).toEqual([...packages].sort());
    for (const child of children) {
      const account = child.name.split("-")[0] ?? "";
      expect(child.provider, child.name).toContain(`::${packageOf(child.type)}-${account}::`);
    }
    for (const call of calls) expect(call.provider).toContain(`::${packageOf(call.token)}-`);
    const asking = new Set(calls.map((call) => call.provider));
    if (calls.length > 0) expect(asking.size).toBe(2);
  });

  it("takes a single provider as well", async () => {
    const [first = ""] = packages;
    const { resources, errors } = await recorded(() => {
      const [provider] = accountsOf([first], "only");
      make("one", { opts: provider === undefined ? {} : { provider } });
    });
    expect(errors).toEqual([]);
    const served = resources.filter((each) => each.custom && packageOf(each.type) === first);
    expect(served.length).toBeGreaterThan(0);
    for (const each of served) expect(each.provider).toContain(`::${first}-only::`);
  });

  it("has no argument typed by the class of another component: what a user already has must fit", () => {
    const source = readFileSync(join(__dirname, "../../components", folder, "args.ts"), "utf8");
    const imports = [...source.matchAll(/import .*? from "([^"]+)"/g)].map(([, from = ""]) => from);
    for (const sibling of components) {
      expect(imports).not.toContain(`../${sibling.folder}/${sibling.folder}`);
      expect(imports).not.toContain(`../${sibling.folder}`);
    }
  });
});
