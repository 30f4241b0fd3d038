import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { ArgumentErrors, argumentsOf, didYouMean, orThrow, shown } from "./arguments";

describe("collected problems", () => {
  it("all come in one error, each with its path, without a stack", () => {
    const check = argumentsOf("ThingArgs");
    check.at("size").problem("is missing. Use a size.");
    check.at("ports").at(2).at("port").problem("0 is not allowed. Use a port.");
    const attempt = (): unknown =>
      orThrow(
        'Thing "a"',
        check.result(() => 1),
      );
    expect(attempt).toThrow(ArgumentErrors);
    expect(attempt).toThrow(
      new ArgumentErrors('Thing "a"', [
        { path: "ThingArgs.size", message: "is missing. Use a size." },
        { path: "ThingArgs.ports[2].port", message: "0 is not allowed. Use a port." },
      ]),
    );
    try {
      attempt();
    } catch (error) {
      expect(error).toHaveProperty(
        "message",
        [
          'Thing "a": 2 arguments are wrong',
          "  ThingArgs.size: is missing. Use a size.",
          "  ThingArgs.ports[2].port: 0 is not allowed. Use a port.",
        ].join("\n"),
      );
    }
  });

  it("counts one problem in the singular", () => {
    expect(new ArgumentErrors("A", [{ path: "a", message: "is missing." }]).message).toBe(
      "A: 1 argument is wrong\n  a: is missing.",
    );
  });

  it("makes no value where anything at all was wrong", () => {
    const check = argumentsOf("ThingArgs");
    check.at("deep").at("down").problem("is wrong.");
    const made: string[] = [];
    const checked = check.result(() => made.push("made"));
    expect(checked.ok).toBe(false);
    expect(made).toEqual([]);
  });

  it("are one line each, whatever a key is made of", () => {
    const check = argumentsOf("ThingArgs");
    check.at("two\nlines").problem("is not known here.");
    check.at("a".repeat(5000)).problem("is not known here.");
    const checked = check.result(() => 1);
    const paths = checked.ok ? [] : checked.problems.map(({ path }) => path);
    expect(paths[0]).toBe('ThingArgs["two\\nlines"]');
    expect(paths[1]?.length).toBeLessThan(100);
  });

  it("takes over what another check found, and its value where nothing was wrong", () => {
    const outer = argumentsOf("Outer");
    expect(outer.absorb({ ok: true, value: 7 })).toBe(7);
    expect(outer.failed).toBe(false);
    expect(outer.absorb({ ok: false, problems: [{ path: "Inner.a", message: "is wrong." }] })).toBeUndefined();
    expect(outer.result(() => 1)).toEqual({ ok: false, problems: [{ path: "Inner.a", message: "is wrong." }] });
  });
});

describe("a value in a message", () => {
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  it.each([
    [undefined, "nothing"],
    [null, "null"],
    ["nbg1", '"nbg1"'],
    ["two\nlines", '"two\\nlines"'],
    [Number.NaN, "NaN"],
    ["right\u202Eleft\u007f", '"right\\u202eleft\\u007f"'],
    [{ mode: "create", key: "short" }, '{"mode":"create","key":"[hidden]"}'],
    [12n, "12n"],
    [() => 1, "a function"],
    [loop, "an object that cannot be shown"],
    [{ a: [1] }, '{"a":[1]}'],
    ["words ".repeat(30), `"${"words ".repeat(12)}word...`],
  ])("%o reads %s", (value, text) => {
    expect(shown(value)).toBe(text);
    expect(text.length).toBeLessThanOrEqual(80);
  });

  const token = "Zk3xR8vQ2mN7pL5tB9wY4cD6fG1hJ0sA3uE8iO2qW5rT7yU9pZxCvBnM4kLjHgFd";
  it.each([
    ["a private key", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----"],
    ["a vendor's token", token],
    ["a token with dashes", "Zk3x-R8vQ2mN7p-L5tB9wY4c-D6fG1hJ0s-A3uE8iO2"],
    ["a ship's key file", "0w6.ipaJj.Xr0ql.LKRJl.3Kp8e.yZcT2"],
    ["a token inside an object", { token }],
    ["a token inside a list", ["x", token]],
  ])("never repeats %s", (_what, value) => {
    const message = shown(value);
    for (const piece of ["b3Blbn", "Zk3x", "ipaJj"]) expect(message).not.toContain(piece);
  });

  it("never repeats what may be a master ticket", () => {
    expect(shown("~sampel-ticlyt-migfun-falmel")).toBe('"[four names]"');
  });

  it("never repeats what stands under the name of a secret, however short", () => {
    expect(shown([{ privateKey: "hunter2", deep: { apiToken: "hunter2", password: 5 } }])).not.toMatch(/hunter2|5/);
  });

  it("keeps what people do type: names, domains, ships", () => {
    for (const text of [
      "a-very-long-name-that-somebody-gave-their-server",
      "ship.harbour.some-long-organisation.example.org",
      "~sampel-palnet",
    ]) {
      expect(shown(text)).toBe(`"${text}"`);
    }
  });
});

describe("a guess at what was meant", () => {
  it.each([
    ["nbg", ["fsn1", "nbg1"], " Did you mean nbg1?"],
    ["NBG1", ["fsn1", "nbg1"], " Did you mean nbg1?"],
    ["operater", ["owner", "operator"], " Did you mean operator?"],
    ["elephant", ["owner", "operator"], ""],
    ["", ["owner"], ""],
    ["owner", [], ""],
  ])("%s of %j", (given, allowed, guess) => {
    expect(didYouMean(given, allowed)).toBe(guess);
  });
});

it("an error of arguments is inspected in no time and shows no frames of ours", () => {
  const text = inspect(new ArgumentErrors("A", [{ path: "a", message: "is wrong." }]), { colors: true });
  expect(text).toContain("is wrong.");
});
