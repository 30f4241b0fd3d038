import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { problemsOf } from "../../../components/core/argument-trial";
import type { HetznerVendor } from "../../../components/machine/hetzner/args";
import { resolveMachine } from "../../../components/machine/resolve";
import { context, deployed, machineAt, waitsFor } from "./deployed-machine";

const vendor: HetznerVendor = { kind: "hetzner", location: "fsn1", serverType: "cpx22" };
const good = machineAt(vendor);
const folder = join(__dirname, "../../../components/machine/hetzner");

describe("the edges of Hetzner", () => {
  it("edge 20: addresses are things of their own, which nothing deletes with the server; the old server goes first", async () => {
    const { of } = await deployed(good);
    for (const role of ["ipv4", "ipv6"]) {
      expect(of(role)).toMatchObject({ protect: true, retainOnDelete: true });
      expect(of(role).inputs).toMatchObject({ autoDelete: false, deleteProtection: true });
    }
    expect(of("server").deleteBeforeReplace).toBe(true);
    expect(JSON.stringify(of("server").inputs["publicNets"])).toContain("ipv4");
  });

  it("edge 21: the firewall is tied to its server by the server alone, never by a label", async () => {
    const { of, resources } = await deployed(good);
    expect(of("server").inputs["firewallIds"]).toEqual([expect.any(Number)]);
    expect(of("firewall").inputs["applyTos"]).toBeUndefined();
    expect(resources.filter(({ type }) => type.includes("FirewallAttachment"))).toEqual([]);
    expect(waitsFor(resources, of("server"), of("firewall"))).toBe(true);
  });

  it("edge 22: the machine's own firewall names no interface, so that private networks are closed too", async () => {
    const { of } = await deployed(good);
    const bundle: { files: { content: string }[] } = JSON.parse(String(of("own-firewall").inputs["stdin"]));
    const rules = bundle.files[0]?.content ?? "";
    expect(rules).toContain("hook input priority filter; policy drop;");
    expect(rules.replaceAll('iif "lo"', "")).not.toMatch(/\b(iif|iifname)\b/);
  });

  it("edge 23: the vendor mounts nothing; the machine does, by the volume's own path and UUID", async () => {
    const { of } = await deployed(good);
    expect(of("volume-attachment").inputs["automount"]).toBe(false);
    expect(of("volume").inputs["format"]).toBeUndefined();
    expect(of("mounted").inputs["create"]).toMatch(
      /--device \/dev\/disk\/by-id\/scsi-0HC_Volume_\d+ --uuid [0-9a-f-]{36}/,
    );
  });

  it("edge 24: a machine has no private network that two resources could fight over", async () => {
    const { of, resources } = await deployed(good);
    expect(of("server").inputs["networks"]).toBeUndefined();
    expect(resources.filter(({ type }) => /ServerNetwork|NetworkSubnet/.test(type))).toEqual([]);
  });

  it("edge 25: a type that could not be ordered is refused before anything is deleted, with what could be and its price", () => {
    const resolved = resolveMachine(
      "harbour",
      { ...good, vendor: { ...vendor, serverType: "cax11", location: "ash" } },
      context,
    );
    expect(problemsOf(resolved).join()).toMatch(/vendor\.serverType: "cax11" .*EUR a month/);
  });

  it("edge 26: knows locations only: no data centre is asked for, looked up or written down", () => {
    for (const file of readdirSync(folder).filter((each) => each.endsWith(".ts"))) {
      expect(readFileSync(join(folder, file), "utf8"), file).not.toMatch(/getDatacenter|datacenter:/);
    }
  });

  it("edge 27: what is protected at the vendor is protected here too, and the server, which rebuilds delete, is not", async () => {
    const { of } = await deployed(good);
    for (const role of ["volume", "ipv4", "ipv6"]) {
      expect([role, of(role).inputs["deleteProtection"], of(role).protect]).toEqual([role, true, true]);
    }
    expect([of("server").inputs["deleteProtection"] ?? false, of("server").protect ?? false]).toEqual([false, false]);
  });
});
