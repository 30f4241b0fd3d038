import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { ownershipKeys, urnMark } from "../../../components/core/ownership";
import { adopting } from "../../../components/core/resource-options";
import {
  type BlankTwinRule,
  guardsRetainedData,
  neverShrinks,
  type RetainedTwin,
  refusesChange,
} from "../../../components/core/retained-data";
import type { RecordedResource } from "../../harness/recorded-resource";
import { type RunSettings, recorded } from "../../harness/recording-mocks";

class Disk extends pulumi.CustomResource {
  constructor(name: string, args: object, opts?: pulumi.CustomResourceOptions) {
    super("test:index/disk:Disk", name, args, opts);
  }
}

const urn = "urn:pulumi:test::roadstead::test:index/disk:Disk::harbour-volume";

/** Deploys one guarded disk beside these twins, and gives the errors. */
async function deploy(
  twins: readonly RetainedTwin[],
  labels: Record<string, string>,
  settings: RunSettings = {},
  adopt?: string,
): Promise<{ errors: readonly string[]; asked: readonly Readonly<Record<string, string>>[] }> {
  const asked: Readonly<Record<string, string>>[] = [];
  const { errors } = await recorded(() => {
    const guard = guardsRetainedData({
      kind: "volume",
      account: undefined,
      adoptPath: "MachineArgs.adopt.volume",
      find: async (by) => {
        asked.push(by);
        return twins;
      },
      place: { labelKey: "place", howToMove: "To move: deploy a second one." },
    });
    new Disk("harbour-volume", { labels }, { ...guard, ...adopting(adopt) });
  }, settings);
  return { errors, asked };
}

const mine = { [ownershipKeys.urn]: "abc123", place: "fsn1" };
const twin = { id: "4711", name: "roadstead-prod-harbour-volume", mark: "abc123" };
const ofTheStack = { [ownershipKeys.project]: "roadstead", [ownershipKeys.stack]: "prod" };

describe("a resource that holds data", () => {
  it("is made where nothing like it exists, and is looked for among all that its stack has", async () => {
    const asked = [ofTheStack];
    expect(await deploy([], { ...mine, ...ofTheStack })).toEqual({ errors: [], asked });
    expect(await deploy([{ ...twin, mark: "of-another" }], { ...mine, ...ofTheStack })).toEqual({ errors: [], asked });
  });

  it("is looked for by its own mark where the stack's labels were taken away", async () => {
    expect(await deploy([], mine)).toEqual({ errors: [], asked: [{ [ownershipKeys.urn]: "abc123" }] });
  });

  it.each([true, false])(
    "is not made blank beside a retained one, with the id to adopt (preview: %s)",
    async (preview) => {
      expect((await deploy([twin], mine, { preview })).errors).toEqual([
        "harbour-volume [test:index/disk:Disk]: a volume of harbour-volume already exists at the vendor: roadstead-prod-harbour-volume, id 4711, " +
          "but this stack does not know it. A blank one would shadow its data, so none is made. " +
          'Take it over with MachineArgs.adopt.volume: "4711" (or all of a lost state at once: npm run recover), or delete it at the vendor if you are sure.',
      ]);
    },
  );

  it("counts the others where several carry its mark", async () => {
    const { errors } = await deploy([twin, twin, twin], mine);
    expect(errors.join()).toContain("id 4711 (and 2 more with the same label)");
  });

  it("is taken over without a question where it is adopted", async () => {
    expect(await deploy([twin], mine, {}, "4711")).toEqual({ errors: [], asked: [] });
  });

  it.each([true, false])("does not move while it holds data (preview: %s)", async (preview) => {
    const before = { [urn]: { labels: mine } };
    expect((await deploy([], { ...mine, place: "nbg1" }, { before, preview })).errors).toEqual([
      "harbour-volume [test:index/disk:Disk]: harbour-volume holds data in fsn1; changing the place to nbg1 would strand it. To move: deploy a second one.",
    ]);
  });

  it("changes freely in everything but its place, and is not looked for then", async () => {
    const before = { [urn]: { labels: mine, size: 40 } };
    expect(await deploy([twin], mine, { before })).toEqual({ errors: [], asked: [] });
  });
});

describe("resources that are guarded alike", () => {
  class Account extends pulumi.ProviderResource {
    constructor(name: string) {
      super("test", name, {});
    }
  }

  const guard = (found: readonly RetainedTwin[], account?: pulumi.ProviderResource) =>
    guardsRetainedData({
      kind: "volume",
      account,
      adoptPath: "MachineArgs.adopt.volume",
      find: async () => found,
      place: { labelKey: "place", howToMove: "To move: deploy a second one." },
    });
  const hooksOf = (resources: readonly RecordedResource[]) =>
    new Set(resources.flatMap(({ hooks }) => [...hooks.beforeCreate, ...hooks.beforeUpdate]));

  it("share their hooks, and each message names its own resource", async () => {
    const { resources, errors } = await recorded(() => {
      for (const name of ["one", "other"]) new Disk(name, { labels: mine }, guard([twin]));
    });
    expect(hooksOf(resources).size).toBe(2);
    expect(errors.map((each) => / of (\w+) already exists/.exec(each)?.[1]).sort()).toEqual(["one", "other"]);
  });

  it("are looked for in their own account only", async () => {
    const { resources, errors } = await recorded(() => {
      const [empty, full] = [new Account("empty"), new Account("full")];
      new Disk("here", { labels: mine }, { ...guard([], empty), provider: empty });
      new Disk("there", { labels: mine }, { ...guard([twin], full), provider: full });
    });
    expect(hooksOf(resources).size).toBe(3);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain("a volume of there already exists");
  });

  it("are looked for in one call, and only the one with a twin is refused", async () => {
    const asked: object[] = [];
    const { errors } = await recorded(() => {
      for (const number of [1, 2, 3, 4, 5]) {
        const together = guardsRetainedData({
          kind: "volume",
          account: undefined,
          adoptPath: "MachineArgs.adopt.volume",
          find: async (labels) => {
            asked.push(labels);
            return [{ ...twin, mark: "mark4" }];
          },
        });
        const labels = { ...ofTheStack, [ownershipKeys.urn]: `mark${number}` };
        new Disk(`disk${number}`, { labels }, together);
      }
    });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain("a volume of disk4 already exists");
    expect(asked).toEqual([ofTheStack]);
  });

  it("are all refused where the vendor cannot be asked", async () => {
    const { errors } = await recorded(() => {
      const failing = guardsRetainedData({
        kind: "volume",
        account: undefined,
        adoptPath: "MachineArgs.adopt.volume",
        find: () => Promise.reject(new Error("429: too many requests")),
      });
      for (const name of ["one", "other"]) new Disk(name, { labels: { ...mine, ...ofTheStack } }, failing);
    });
    expect(errors.filter((each) => each.includes("429: too many requests"))).toHaveLength(2);
  });

  it("do not meet those of another run", async () => {
    const run = () => recorded(() => void new Disk("disk", { labels: mine }, guard([])));
    for (const { resources, errors } of [await run(), await run()]) {
      expect(errors).toEqual([]);
      expect(hooksOf(resources).size).toBe(2);
    }
  });
});

describe("at a vendor whose lists tell little", () => {
  const told = { name: "harbour-volume", id: "506f78a4", mark: "abc123" };

  async function deployWith(
    rule: Partial<BlankTwinRule>,
    inputs: object = { labels: mine },
  ): Promise<readonly string[]> {
    const { errors } = await recorded(() => {
      const guard = guardsRetainedData({
        kind: "volume",
        account: undefined,
        adoptPath: "MachineArgs.adopt.volume",
        find: async () => [twin],
        ...rule,
      });
      new Disk("harbour-volume", inputs, guard);
    });
    return errors;
  }

  it("what is found by its mark is asked for more, with the inputs of what was to be made", async () => {
    const asked: unknown[] = [];
    const errors = await deployWith(
      {
        identify: async (found, inputs) => {
          asked.push(found, inputs);
          return told;
        },
      },
      { labels: mine, name: "disk" },
    );
    expect(errors.join()).toContain("harbour-volume, id 506f78a4");
    expect(asked).toEqual([twin, { labels: mine, name: "disk" }]);
  });

  it("what turns out to be gone is in nobody's way", async () => {
    expect(await deployWith({ identify: async () => undefined })).toEqual([]);
  });

  it("what carries no labels is known by its URN, and listed without any", async () => {
    const asked: unknown[] = [];
    const find = async (labels: unknown) => {
      asked.push(labels);
      return [{ ...twin, mark: urnMark(urn) }];
    };
    expect((await deployWith({ unlabelled: true, find }, {})).join()).toContain("id 4711");
    expect(asked).toEqual([{}]);
    expect(await deployWith({ find }, {})).toEqual([]);
  });
});

it("a value that must not change can be read from anywhere in the inputs", async () => {
  const port = (inputs: unknown) => String(Object(inputs)["port"]);
  const { errors } = await recorded(
    () => {
      const refusal = (name: string, before: string, after: string) => `${name} stays at ${before}, not ${after}`;
      new Disk("harbour-volume", { port: 2222 }, refusesChange({ name: "stays", labelKey: port, refusal }));
    },
    { before: { [urn]: { port: 22 } } },
  );
  expect(errors.join()).toContain("harbour-volume stays at 22, not 2222");
});

describe("a volume", () => {
  const before = { [urn]: { size: 80 } };
  const resized = (size: number, preview: boolean) =>
    recorded(() => void new Disk("harbour-volume", { size }, neverShrinks("size", "MachineArgs.volume.size")), {
      before,
      preview,
    });

  it.each([true, false])("is not made smaller (preview: %s)", async (preview) => {
    expect((await resized(79, preview)).errors).toEqual([
      'harbour-volume [test:index/disk:Disk]: harbour-volume holds data on 80 GiB and cannot be made smaller; 79 GiB are asked for. Set MachineArgs.volume.size to "80 GiB" or more.',
    ]);
  });

  it.each([80, 81])("of 80 GiB may be made %d GiB", async (size) => {
    expect((await resized(size, true)).errors).toEqual([]);
  });
});
