import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { RecordedResource } from "../harness/recorded-resource";
import { recorded } from "../harness/recording-mocks";
import { components } from "./components";
import { type AnyTransform, roleOf } from "./contracted-component";

function childrenIn(resources: readonly RecordedResource[]): RecordedResource[] {
  return resources.filter((each) => each.custom);
}

function other(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  return typeof value === "boolean" ? !value : `${String(value)}-changed`;
}

/** Changes one argument to another value of its kind, a plain one if there is any, and one option, and tries to move the child elsewhere. */
const elsewhere: AnyTransform = (args, opts) => {
  const entries = Object.entries(args);
  const plain = entries.find(([, value]) => ["string", "number", "boolean"].includes(typeof value)) ?? entries[0];
  if (plain === undefined) throw new Error("no argument to change");
  const [key, value] = plain;
  return {
    args: { ...args, [key]: pulumi.output(value).apply(other) },
    opts: { ...opts, parent: pulumi.rootStackResource, ignoreChanges: [...(opts.ignoreChanges ?? []), "changed"] },
  };
};

describe.each(components)("a $title", ({ make, transforms }) => {
  it("has an entry in transform for each child it can have, and no other", async () => {
    const { resources } = await recorded(() => void make("one"));
    const roles = childrenIn(resources).map((each) => roleOf("one", each.name));
    expect(Object.values(transforms).flat().sort()).toEqual(roles.sort());
  });

  it.each(Object.entries(transforms))(
    "lets transform.%s change arguments and options of that child alone, never its identity",
    async (key, roles) => {
      const before = await recorded(() => void make("one"));
      const after = await recorded(() => void make("one", { transform: { [key]: elsewhere } }));
      expect(after.errors).toEqual([]);
      expect(after.resources.map((each) => each.urn).sort()).toEqual(before.resources.map((each) => each.urn).sort());
      const changed = after.resources.filter(({ ignoreChanges }) => ignoreChanges.includes("changed"));
      expect(changed.map((each) => roleOf("one", each.name)).sort()).toEqual([roles].flat().sort());
      for (const child of changed) {
        const old = before.resources.find((each) => each.urn === child.urn);
        expect(child.inputs).not.toEqual(old?.inputs);
        // The component's own options stay: the transform saw them and gave them back.
        expect(child).toMatchObject({
          protect: old?.protect,
          deleteBeforeReplace: old?.deleteBeforeReplace,
          hooks: old?.hooks,
        });
      }
    },
  );

  it("may have every child transformed at once, in a preview too", async () => {
    const all = Object.fromEntries(Object.keys(transforms).map((key) => [key, elsewhere]));
    for (const preview of [true, false]) {
      const { resources, errors } = await recorded(() => void make("one", { transform: all }), { preview });
      expect(errors).toEqual([]);
      for (const each of childrenIn(resources)) expect(each.ignoreChanges, each.name).toContain("changed");
    }
  });

  it("gives out every child through nodes", async () => {
    const seen: string[] = [];
    const { resources } = await recorded(() => {
      for (const node of Object.values(make("one").nodes).flat()) {
        if (pulumi.Resource.isInstance(node)) node.urn.apply((urn) => seen.push(urn));
      }
    });
    expect(seen.sort()).toEqual(
      childrenIn(resources)
        .map((each) => each.urn)
        .sort(),
    );
  });
});
