import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { Reading } from "./reading";
import { encrypted, notKnown, secretly } from "./rule-trial";

describe("a property", () => {
  it("is known, absent or unknown, with its path", () => {
    const all = Reading.of({ a: [{ "b-c": 1 }, notKnown], d: null });
    expect(all.at("a").items()[0]?.at("b-c").path).toBe('a[0]["b-c"]');
    expect(all.at("a").items()[0]?.at("b-c").number()).toBe(1);
    expect(all.at("a").items()[1]?.isUnknown).toBe(true);
    expect(all.at("a").items()[1]?.at("deeper").isUnknown).toBe(true);
    expect([all.at("d").isAbsent, all.at("e").isAbsent, all.at("e").at("f").isAbsent]).toEqual([true, true, true]);
    expect(Reading.of({}).at("constructor").isAbsent).toBe(true);
  });

  it("keeps its secret mark, and gives it to what lies inside", () => {
    const marked = Reading.of({ a: secretly({ b: "x" }) });
    expect(marked.at("a").at("b").text()).toBe("x");
    expect(marked.at("a").at("b").isSecret).toBe(true);
    expect(Reading.of(encrypted).isUnknown).toBe(true);
    expect(Reading.of(encrypted).isSecret).toBe(true);
    expect(Reading.of({ ...encrypted, plaintext: '"x"' }).text()).toBe("x");
    expect(Reading.of({ "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4" }).isUnknown).toBe(true);
  });

  it("reads numbers as text and text as numbers and flags", () => {
    expect(Reading.of(22).text()).toBe("22");
    expect(Reading.of(" 22 ").number()).toBe(22);
    expect([Reading.of("").number(), Reading.of("x").number()]).toEqual([undefined, undefined]);
    expect([Reading.of("True").flag(), Reading.of(1).flag()]).toEqual([true, undefined]);
  });

  it("is read through the policy library's own proxy without throwing", () => {
    const library: unknown = createRequire(__filename)("@pulumi/policy");
    if (typeof library !== "object" || library === null) throw new Error("The policy library did not load.");
    const wrap: unknown = Reflect.get(library, "unknownCheckingProxy");
    if (typeof wrap !== "function") throw new Error("The policy library has no proxy to test against.");
    const proxied = Reading.of(wrap({ list: [notKnown, "b"], map: { a: notKnown, b: 1 } }));
    expect(
      proxied
        .at("list")
        .items()
        .map((item) => item.text()),
    ).toEqual([undefined, "b"]);
    expect(
      proxied
        .at("map")
        .entries()
        .map(([key, value]) => [key, value.isUnknown]),
    ).toEqual([
      ["a", true],
      ["b", false],
    ]);
  });
});
