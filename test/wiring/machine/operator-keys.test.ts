import { describe, expect, it } from "vitest";
import type { MachineVendor } from "../../../components/machine/args";
import { deployed, machineAt, otherKey } from "./deployed-machine";

const vendors: readonly MachineVendor[] = [
  { kind: "hetzner", location: "hel1", serverType: "cpx22" },
  {
    kind: "existing",
    address: "203.0.113.7",
    hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX",
    architecture: "amd64",
    memoryGib: 4,
    diskGib: 80,
  },
];

describe.each(vendors)("the operators of a machine at $kind", (vendor) => {
  const given = machineAt(vendor);
  const [key = ""] = given.operator.keys;
  const withKeys = (...keys: string[]) => ({ ...given, operator: { keys } });

  it.each([true, false])("keep a key with which they have logged in (preview: %s)", async (preview) => {
    const { resources, errors } = await deployed(withKeys(key));
    expect(errors).toEqual([]);
    const before = Object.fromEntries(resources.map(({ urn, inputs }) => [urn, inputs]));
    const said = async (...keys: string[]) => (await deployed(withKeys(...keys), { before, preview })).errors.join();
    expect(await said(otherKey)).toContain("no key of MachineArgs.operator.keys would stay");
    expect(await said(otherKey, key)).toBe("");
    expect(await said(key.replace(/ \S+$/, " another-comment"))).toBe("");
  });
});
