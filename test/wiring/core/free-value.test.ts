import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { freeOf } from "../../../components/core/free-value";
import { recorded } from "../../harness/recording-mocks";

class Box extends pulumi.CustomResource {
  constructor(name: string, args: object) {
    super("test:index/box:Box", name, args);
  }
}

async function second(preview: boolean, give: (first: Box) => object, fails = false) {
  const { resources, errors } = await recorded(() => void new Box("second", give(new Box("first", {}))), {
    preview,
    ...(fails ? { fails: ({ name }) => (name === "first" ? "no room" : undefined) } : {}),
  });
  return { box: resources.find(({ name }) => name === "second"), errors };
}

describe("a value of another resource, freed", () => {
  it("is the same value, and leaves no dependency behind", async () => {
    const bound = await second(false, ({ id }) => ({ size: id.apply(Number) }));
    const free = await second(false, ({ id }) => ({ size: freeOf(id.apply(Number)) }));
    expect(free.errors).toEqual([]);
    expect(free.box?.inputs).toEqual(bound.box?.inputs);
    expect(bound.box?.dependencies).toHaveLength(1);
    expect(free.box?.dependencies).toEqual([]);
  });

  it("is unknown in a preview where the other is still to be made", async () => {
    const bound = await second(true, ({ id }) => ({ size: id.apply(Number) }));
    const free = await second(true, ({ id }) => ({ size: freeOf(id.apply(Number)) }));
    expect(free.errors).toEqual([]);
    expect(free.box?.inputs).toEqual(bound.box?.inputs);
    expect(JSON.stringify(free.box?.inputs)).toContain(pulumi.runtime.unknownValue);
  });

  it("keeps what depends on it from being made where the other could not be", async () => {
    const { box, errors } = await second(false, ({ id }) => ({ size: freeOf(id.apply(Number)) }), true);
    expect(box).toBeUndefined();
    expect(errors).toEqual(["first [test:index/box:Box]: no room"]);
  });
});
