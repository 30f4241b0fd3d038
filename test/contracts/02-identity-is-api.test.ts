import { describe, expect, it } from "vitest";
import { typeToken } from "../../components/core/type-token";
import { examples } from "../examples/examples";
import { expectGolden } from "../harness/golden";
import { recorded } from "../harness/recording-mocks";
import { components } from "./components";

describe("what the engine knows a deployment by is committed; a change of it needs an alias and a changelog entry", () => {
  it.each(examples)("of the example $name", async ({ name, program, settings }) => {
    const { resources, errors } = await recorded(program, settings);
    expect(errors).toEqual([]);
    const identities = resources
      .filter((each) => each.type !== "pulumi:pulumi:Stack")
      .map((each) => ({
        token: each.type,
        name: each.name,
        parent: each.parent?.split("::").slice(2).join("::") ?? null,
        aliases: each.aliases,
        protect: each.protect ?? false,
        retainOnDelete: each.retainOnDelete ?? false,
      }))
      .sort((one, other) => `${one.name} ${one.token}`.localeCompare(`${other.name} ${other.token}`, "en"));
    for (const each of identities) expect(each.name).toMatch(/^[a-z0-9-]+$/);
    expectGolden(`identity/${name}.json`, identities);
  });
});

describe.each(components)("a $title", ({ name, make }) => {
  it("has the token of its class, and is the parent of everything it makes", async () => {
    const { resources } = await recorded(() => void make("one"));
    const own = resources.find((each) => each.type === typeToken(name));
    expect(own?.name).toBe("one");
    const strangers = resources.filter((each) => each.custom && each.parent !== own?.urn);
    expect(strangers.map((each) => each.name)).toEqual([]);
  });

  it("names each child after itself, so that many live in one program and a rename carries over", async () => {
    const { resources, errors } = await recorded(() => {
      make("one");
    });
    expect(errors).toEqual([]);
    for (const each of resources.filter(({ custom }) => custom)) expect(each.name).toMatch(/^one-[a-z0-9-]+$/);
  });

  it("keeps the user's aliases, from which the engine derives those of its children", async () => {
    const { resources } = await recorded(() => void make("one", { opts: { aliases: [{ name: "old" }] } }));
    expect(resources.find((each) => each.name === "one")?.aliases).toMatchObject([{ name: "old" }]);
    // A vendor's SDK may know an older type of the child; a name of its own would hide the one that the engine derives.
    for (const alias of resources.filter(({ custom }) => custom).flatMap(({ aliases }) => aliases)) {
      expect(alias).not.toHaveProperty("name");
    }
  });
});
