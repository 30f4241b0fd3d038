import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type RunSettings, recorded } from "./recording-mocks";
import { revealed, secretTexts, unknownValue } from "./wire-values";

class Box extends pulumi.CustomResource {
  declare readonly size: pulumi.Output<number>;
  declare readonly made: pulumi.Output<string>;

  constructor(name: string, args: object = {}, opts: pulumi.CustomResourceOptions = {}) {
    super("test:index/box:Box", name, { size: undefined, made: undefined, ...args }, opts);
  }
}

class Vendor extends pulumi.ProviderResource {
  constructor(name: string) {
    super("test", name, {});
  }
}

class Shelf extends pulumi.ComponentResource {
  readonly box: Box;

  constructor(name: string, opts: pulumi.ComponentResourceOptions = {}) {
    super("test:index:Shelf", name, {}, opts);
    this.box = new Box(`${name}-box`, {}, { parent: this });
    this.registerOutputs({ made: this.box.made });
  }
}

const makes: RunSettings = {
  computed: ({ name }) => ({ id: `id-of-${name}`, outputs: { made: `by-${name}` } }),
};

describe("a recorded run", () => {
  it("keeps the URN with all ancestors, inputs, outputs and every option", async () => {
    const hook = (): void => undefined;
    const { resources, outputs, componentOutputs, errors } = await recorded(() => {
      const vendor = new Vendor("account");
      const first = new Box("first", { size: 1 }, { provider: vendor });
      new Box(
        "second",
        { size: first.size, key: pulumi.secret("hidden") },
        {
          protect: true,
          retainOnDelete: true,
          deleteBeforeReplace: true,
          ignoreChanges: ["size"],
          replaceOnChanges: ["key"],
          replacementTrigger: { generation: first.size },
          aliases: [{ name: "other" }],
          dependsOn: [first],
          import: "77",
          hooks: { beforeCreate: [new pulumi.ResourceHook("guard", hook)] },
        },
      );
      return { made: new Shelf("shelf", { providers: [vendor] }).box.made };
    }, makes);
    expect(errors).toEqual([]);
    expect(outputs).toEqual({ made: "by-shelf-box" });
    const shelf = "urn:pulumi:test::roadstead::test:index:Shelf::shelf";
    expect(componentOutputs).toEqual({ [shelf]: { made: "by-shelf-box" } });
    const account = "urn:pulumi:test::roadstead::pulumi:providers:test::account::id-of-account";
    const urn = (name: string): string => `urn:pulumi:test::roadstead::test:index/box:Box::${name}`;
    expect(resources.find((each) => each.name === "shelf-box")).toMatchObject({
      urn: "urn:pulumi:test::roadstead::test:index:Shelf$test:index/box:Box::shelf-box",
      parent: shelf,
      provider: account,
    });
    const second = resources.find((each) => each.name === "second");
    expect(second).toMatchObject({
      urn: urn("second"),
      custom: true,
      protect: true,
      retainOnDelete: true,
      deleteBeforeReplace: true,
      ignoreChanges: ["size"],
      replaceOnChanges: ["key"],
      replacementTrigger: { generation: 1 },
      aliases: [{ name: "other" }],
      dependencies: [urn("first")],
      importId: "77",
      hooks: { beforeCreate: ["guard"] },
    });
    expect(revealed(second?.inputs)).toEqual({ size: 1, key: "hidden" });
    expect(secretTexts(second?.inputs)).toEqual([{ path: ".key", text: "hidden" }]);
  });

  it("knows no id and no computed output in a preview", async () => {
    const seen: unknown[] = [];
    const { resources, outputs } = await recorded(
      () => {
        const first = new Box("first", { size: 1 });
        first.made.apply((made) => seen.push(made));
        first.id.apply((id) => seen.push(id));
        new Box("second", { size: first.size, label: first.made, of: first.id });
        return { made: first.made };
      },
      { ...makes, preview: true },
    );
    expect(seen).toEqual([]);
    expect(resources.find((each) => each.name === "second")?.inputs).toEqual({
      size: 1,
      label: unknownValue,
      of: unknownValue,
    });
    expect(outputs).toEqual({ made: unknownValue });
  });

  it("calls create hooks for what is new and update hooks for what was there, as the engine does", async () => {
    const called: string[] = [];
    const note = (kind: string) => new pulumi.ResourceHook(kind, (args) => void called.push(`${kind} ${args.name}`));
    const program = (): void => {
      const hooks = { beforeCreate: [note("create")], beforeUpdate: [note("update")] };
      new Box("old", { size: 2 }, { hooks });
      new Box("new", {}, { hooks: { beforeCreate: hooks.beforeCreate } });
      new Box("adopted", {}, { hooks: { beforeCreate: hooks.beforeCreate }, import: "1" });
    };
    const before = { "urn:pulumi:test::roadstead::test:index/box:Box::old": { size: 1 } };
    expect((await recorded(program, { before })).errors).toEqual([]);
    expect(called.sort()).toEqual(["create new", "update old"]);
  });

  it("skips hooks in a preview unless they ask for it", async () => {
    const called: string[] = [];
    await recorded(
      () => {
        const always = new pulumi.ResourceHook("always", () => void called.push("always"), { onDryRun: true });
        const real = new pulumi.ResourceHook("real", () => void called.push("real"));
        new Box("a", {}, { hooks: { beforeCreate: [always, real] } });
      },
      { preview: true },
    );
    expect(called).toEqual(["always"]);
  });
});

describe("what fails is an error of the recording, and never a hang", () => {
  const failures: readonly (readonly [string, () => unknown, RunSettings, string | RegExp])[] = [
    [
      "a registration that the vendor refuses",
      () => ({ it: new Box("a").made }),
      { fails: () => "no room" },
      /no room/,
    ],
    [
      "a hook that throws",
      () =>
        new Box(
          "a",
          {},
          {
            hooks: {
              beforeCreate: [
                () => {
                  throw new Error("not here");
                },
              ],
            },
          },
        ).made,
      {},
      "a [test:index/box:Box]: not here",
    ],
    [
      "a program that throws",
      () => {
        throw new Error("no owner");
      },
      {},
      "no owner",
    ],
    [
      "a throw inside apply",
      () => {
        new Box("b", {
          size: new Box("a", { size: 1 }).size.apply(() => {
            throw new Error("bad size");
          }),
        });
      },
      {},
      'error serializing property "size": bad size',
    ],
    [
      "the same name twice",
      () => [new Box("a"), new Box("a")],
      {},
      "a [test:index/box:Box]: duplicate URN: urn:pulumi:test::roadstead::test:index/box:Box::a",
    ],
    [
      "a program that waits for ever",
      () => new Promise(() => undefined),
      { timeoutSeconds: 0.2 },
      "the program did not end within 0.2 seconds",
    ],
  ];
  it.each(failures)("%s", async (_what, program, settings, message) => {
    const { errors } = await recorded(program, settings);
    expect(errors).toContainEqual(typeof message === "string" ? message : expect.stringMatching(message));
  });
});

it("runs do not see each other, even when started at once", async () => {
  const names = ["one", "two", "three"];
  const recordings = await Promise.all(
    names.map((name) =>
      recorded(() => ({ made: new Box(name).urn }), { stack: name, config: { "roadstead:a": name } }),
    ),
  );
  expect(recordings.map(({ resources }) => resources.map((each) => each.name))).toEqual(
    names.map((name) => [`roadstead-${name}`, name]),
  );
});
