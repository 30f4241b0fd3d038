import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { argumentsOf } from "./arguments";
import { SecretText, secret, secretText } from "./secret";

const canary = "canary-9f2c-of-the-secret";

describe("a secret text", () => {
  const hidden = secret(canary);

  it.each([
    ["String", () => String(hidden)],
    ["a template", () => `${hidden}`],
    ["a concatenation", () => `x${hidden}`],
    ["JSON", () => JSON.stringify({ hidden })],
    ["inspect", () => inspect({ hidden }, { depth: 9, showHidden: true })],
    ["a coloured inspect", () => inspect(hidden, { colors: true })],
    ["an error's message", () => inspect(new Error(`could not use ${hidden}`))],
    ["an error's cause", () => inspect(new Error("could not", { cause: hidden }))],
    ["a property of an error", () => inspect(Object.assign(new Error("could not"), { hidden }))],
  ])("prints [secret] in %s, never its value", (_where, print) => {
    expect(print()).toContain("[secret]");
    expect(print()).not.toContain(canary);
  });

  it("has no key that a copy or a walk could find the value under", () => {
    expect(Reflect.ownKeys(hidden)).toEqual([]);
    expect(structuredClone({ ...hidden })).toEqual({});
  });

  it("gives its value only as an Output that is marked secret", async () => {
    expect(await pulumi.isSecret(hidden.reveal())).toBe(true);
    expect(await pulumi.isSecret(secret(pulumi.output(canary)).reveal())).toBe(true);
    expect(await pulumi.isSecret(pulumi.interpolate`key ${hidden.reveal()}`)).toBe(true);
  });

  it("is taken as it is where a secret is asked for", () => {
    const check = argumentsOf("Args");
    expect(secretText(check.at("key"), hidden)).toBe(hidden);
    expect(check.failed).toBe(false);
  });

  it.each([
    ["a plain string", canary],
    ["a plain Output", pulumi.output(canary)],
    ["a raw secret Output, which a template would have unmarked", pulumi.secret(canary)],
    ["an object that only looks like one", { reveal: () => canary }],
  ])("is refused as %s, without repeating it", (_what, value) => {
    const check = argumentsOf("Args");
    expect(secretText(check.at("key"), value)).toBeUndefined();
    const checked = check.result(() => undefined);
    expect(checked.ok ? [] : checked.problems).toEqual([
      {
        path: "Args.key",
        message:
          'was given in plain form. Use secret(config.requireSecret("<name>")), after: pulumi config set --secret <name>',
      },
    ]);
  });

  it("is an instance that only this module makes", () => {
    expect(hidden).toBeInstanceOf(SecretText);
  });
});
