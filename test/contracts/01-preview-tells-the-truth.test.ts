import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { examples } from "../examples/examples";
import type { RecordedResource } from "../harness/recorded-resource";
import { type Recording, type RunSettings, recorded } from "../harness/recording-mocks";
import { components } from "./components";
import { roleOf } from "./contracted-component";

/** What the engine would know a run by: which resources there are, of what type, and where they hang. */
function shapeOf({ resources }: Recording): string[] {
  return resources.map(({ type, name, parent }) => `${type} ${name} in ${parent ?? "nothing"}`).sort();
}

async function bothShapes(program: () => unknown, settings: RunSettings = {}): Promise<[string[], string[]]> {
  const update = await recorded(program, settings);
  const preview = await recorded(program, { ...settings, preview: true });
  expect([...update.errors, ...preview.errors]).toEqual([]);
  return [shapeOf(update), shapeOf(preview)];
}

describe("a preview registers exactly what an update registers", () => {
  it.each(examples)("of the example $name", async ({ program, settings }) => {
    const [update, preview] = await bothShapes(program, settings);
    expect(preview).toEqual(update);
  });

  it.each(components)("of a $title, small and large", async ({ make, makeSmall }) => {
    for (const program of [() => void makeSmall("one"), () => void make("one")]) {
      const [update, preview] = await bothShapes(program);
      expect(preview).toEqual(update);
      expect(update.length).toBeGreaterThan(2);
    }
  });

  class Box extends pulumi.CustomResource {
    constructor(name: string, opts: pulumi.CustomResourceOptions) {
      super("test:index/box:Box", name, {}, opts);
    }
  }

  it("and this check sees what is made only once a value is known", async () => {
    class Late extends pulumi.ComponentResource {
      constructor(name: string) {
        super("test:index:Late", name);
        const first = new Box("first", { parent: this });
        first.id.apply((id) => new Box(`box-${id}`, { parent: this }));
      }
    }
    const [update, preview] = await bothShapes(() => void new Late("late"));
    expect(preview).not.toEqual(update);
  });
});

/** The trigger of each child by role, as the engine compares it. */
function triggersOf(resources: readonly RecordedResource[]): Map<string, string> {
  return new Map(resources.map((each) => [roleOf("one", each.name), JSON.stringify(each.replacementTrigger ?? null)]));
}

describe.each(components)("a preview of a changed $title shows every replacement, by its trigger", (component) => {
  it.each(component.changes)("$what", async ({ make, replaces }) => {
    const before = await recorded(() => void component.make("one"));
    // With the ids of today, as the engine knows them: what is asked for here is asked for by the argument itself.
    const after = await recorded(() => void make("one"));
    expect([...before.errors, ...after.errors]).toEqual([]);
    const old = triggersOf(before.resources);
    const moved = [...triggersOf(after.resources)].filter(
      ([role, trigger]) => old.has(role) && old.get(role) !== trigger,
    );
    expect(moved.map(([role]) => role).sort()).toEqual([...replaces].sort());
  });
});

describe.each(components)("what a $title freezes after boot", ({ make }) => {
  it("comes fresh into a replacement: whatever ignores changes also has a trigger of its own", async () => {
    const { resources } = await recorded(() => void make("one"));
    const frozen = resources.filter((each) => each.ignoreChanges.length > 0 && each.protect !== true);
    for (const each of frozen) {
      expect(each.replacementTrigger, each.name).toBeDefined();
    }
  });
});
