import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { childrenOf } from "../../../components/core/children";
import { nameForms } from "../../../components/core/naming";
import { childUrn, labelIn, ownershipKeys, ownershipLabels, tagOf, urnMark } from "../../../components/core/ownership";
import { recorded } from "../../harness/recording-mocks";

const boxType = "test:index/box:Box";

class Box extends pulumi.CustomResource {
  constructor(
    name: string,
    args: { labels: Record<string, pulumi.Input<string>> },
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(boxType, name, args, opts);
  }
}

class Shelf extends pulumi.ComponentResource {
  constructor(name: string, owner: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Shelf", name, {}, opts);
    const labels = ownershipLabels({ component: this, componentName: name, owner }, "box", boxType);
    childrenOf(this, name).create("box", Box, { labels }, undefined);
  }
}

class Room extends pulumi.ComponentResource {
  constructor(name: string) {
    super("test:index:Room", name);
    new Shelf("shelf", "ann", { parent: this });
  }
}

describe("ownership labels", () => {
  it("carry the mark of the very URN that the engine gives the child, however deep it stands", async () => {
    for (const program of [() => void new Shelf("shelf", "ann"), () => void new Room("room")]) {
      const { resources, errors } = await recorded(program);
      expect(errors).toEqual([]);
      const box = resources.find((each) => each.type === boxType);
      expect(box?.inputs["labels"]).toMatchObject({ "roadstead-urn": urnMark(box?.urn ?? "") });
    }
  });

  it("say whose it is and where it belongs, in the alphabet of labels", async () => {
    const { resources } = await recorded(() => void new Shelf("shelf", "Ann Müller <ann@example.org>"), {
      stack: "prod",
    });
    expect(resources.at(-1)?.inputs["labels"]).toEqual({
      owner: expect.stringMatching(/^Ann-M-ller-ann-example\.org-[0-9a-f]{8}$/),
      "roadstead-project": "roadstead",
      "roadstead-stack": "prod",
      "roadstead-component": "shelf",
      "roadstead-role": "box",
      "roadstead-urn": expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  it("are known in a preview, so that a blank twin can be refused before anything happens", async () => {
    const { resources } = await recorded(() => void new Shelf("shelf", "ann"), { preview: true });
    expect(resources.at(-1)?.inputs["labels"]).toMatchObject({
      "roadstead-urn": expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });
});

it("a child's URN continues its component's", () => {
  expect(childUrn("urn:pulumi:s::p::a:index:A$b:index:B::name", "c:index/c:C", "name-c")).toBe(
    "urn:pulumi:s::p::a:index:A$b:index:B$c:index/c:C::name-c",
  );
});

describe("a label", () => {
  const mark = "a".repeat(40);

  it.each([
    ["labels", { labels: { [ownershipKeys.urn]: mark, owner: "crew" } }],
    ["tags", { tags: ["fleet", tagOf(ownershipKeys.urn, mark), tagOf("owner", "crew")] }],
    ["a line of text", { label: `harbour-volume ${tagOf(ownershipKeys.urn, mark)} ${tagOf("owner", "crew")}` }],
  ])("is found in %s", (_where, bag) => {
    expect([labelIn(bag, ownershipKeys.urn), labelIn(bag, "owner"), labelIn(bag, "place")]).toEqual([
      mark,
      "crew",
      undefined,
    ]);
  });

  it.each([undefined, null, "text", {}, { labels: [] }, { tags: "text" }, { tags: [1, null] }, { label: 1 }])(
    "is not found in %o",
    (bag) => {
      expect(labelIn(bag, ownershipKeys.urn)).toBeUndefined();
    },
  );

  it("as a tag fits where tags end at 50 characters, the mark included", async () => {
    expect(tagOf(ownershipKeys.urn, mark)).toHaveLength(50);
    const longest = "x".repeat(nameForms.tagValue.maxLength);
    for (const key of Object.values(ownershipKeys).filter((each) => each !== ownershipKeys.urn)) {
      expect(tagOf(key, longest).length, key).toBeLessThanOrEqual(50);
    }
  });
});
