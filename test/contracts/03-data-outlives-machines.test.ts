import { describe, expect, it } from "vitest";
import type { RecordedResource } from "../harness/recorded-resource";
import { recorded } from "../harness/recording-mocks";
import { components } from "./components";
import { roleOf } from "./contracted-component";

/** Types that hold data or an address, at any vendor. By type, so that no component can forget to say so. */
const holdsData =
  /:(Volume|PrimaryIp|FloatingIp|NetworkingIp|ReservedIp|ReservedIpv6|BlockStorage|Bucket|SpacesBucket|Zone|DnsZone|Domain)$/;

function holders(resources: readonly RecordedResource[]): RecordedResource[] {
  return resources.filter((each) => holdsData.test(each.type));
}

/** Whether a plan can be ordered is asked before any server is made, and has nothing to do with data. */
const asksAboutPlans = /:(?:getServerType|getSizes|getInstanceType|getRegion|getPlan)$/;

describe.each(components)("what holds data or an address in a $title", ({ make, makeAdopting, retained, changes }) => {
  it("invariant 3: is protected, retained and locked at the vendor; nothing else is", async () => {
    const { resources } = await recorded(() => void make("one"));
    for (const each of resources.filter(({ custom }) => custom)) {
      const holds = holdsData.test(each.type);
      expect([each.name, each.protect ?? false, each.retainOnDelete ?? false]).toEqual([each.name, holds, holds]);
      if (each.type.startsWith("hcloud:")) expect(each.inputs["deleteProtection"] ?? false, each.name).toBe(holds);
    }
  });

  it("invariant 6: is not touched by any change that replaces", async () => {
    const before = holders((await recorded(() => void make("one"))).resources);
    for (const change of changes) {
      const after = holders((await recorded(() => void change.make("one"))).resources);
      for (const each of after) {
        const old = before.find(({ urn }) => urn === each.urn);
        expect(each.replacementTrigger, `${each.name} with another ${change.what}`).toEqual(old?.replacementTrigger);
        expect(each.replaceOnChanges).toEqual([]);
      }
    }
  });

  it.each([true, false])("is not made blank while a retained one exists (preview: %s)", async (preview) => {
    const good = await recorded(() => void make("one"), { preview });
    for (const like of holders(good.resources)) {
      if (retained === undefined) throw new Error(`the contract does not say how ${like.name} is found again`);
      const { errors } = await recorded(() => void make("one"), {
        preview,
        call: (call) => retained.answer(call, like),
      });
      expect(errors).toEqual([expect.stringContaining(`of ${like.name} already exists at the vendor: `)]);
      const role = roleOf("one", like.name);
      const id = retained.idOf(role);
      expect(errors.join()).toContain(`, id ${id}, but this stack does not know it`);
      expect(errors.join()).toContain(`Take it over with MachineArgs.adopt.${role}: "${id}"`);
    }
  });

  it("is taken over by its id, as it is, without asking", async () => {
    if (makeAdopting === undefined || retained === undefined) return;
    const { resources, calls, errors } = await recorded(() => void makeAdopting("one"));
    expect(errors).toEqual([]);
    expect(holders(resources).length).toBeGreaterThan(0);
    for (const each of holders(resources)) {
      const role = roleOf("one", each.name);
      expect([each.name, each.importId]).toEqual([each.name, retained.idOf(role)]);
      const left = (key: string) => each.ignoreChanges.includes("*") || each.ignoreChanges.includes(key);
      const counts = Object.keys(each.inputs).filter((key) => !left(key));
      expect(counts.sort(), each.name).toEqual([...(retained.countsAtOnce?.[role] ?? [])].sort());
    }
    expect(calls.filter(({ token }) => !asksAboutPlans.test(token))).toEqual([]);
  });

  it("stays where it is: a change of place is refused with the way to move", async () => {
    const before = await recorded(() => void make("one"));
    const inputs = Object.fromEntries(before.resources.map((each) => [each.urn, each.inputs]));
    const move = changes.find((each) => each.what === "elsewhere");
    if (move === undefined || retained === undefined) return;
    const { place, elsewhere } = retained;
    for (const preview of [true, false]) {
      const { errors } = await recorded(() => void move.make("one"), { before: inputs, preview });
      expect(errors.join("\n")).toContain(
        `holds data in ${place}; changing the place to ${elsewhere} would strand it. To move: `,
      );
    }
  });
});
