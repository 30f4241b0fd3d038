import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { childName, combined } from "./children";
import { adopting, frozenAfterBoot, neverTwice, outlivesItsMachine, replacedWhen } from "./resource-options";

const first = (): void => undefined;
const second = (): void => undefined;

describe("option sets put together", () => {
  it("add up their lists and let the later one count for everything else", () => {
    expect(
      combined(
        { ignoreChanges: ["a"], protect: true, hooks: { beforeCreate: [first] }, deleteBeforeReplace: false },
        { ignoreChanges: ["b"], deleteBeforeReplace: true, hooks: { beforeUpdate: [second] } },
      ),
    ).toEqual({
      ignoreChanges: ["a", "b"],
      protect: true,
      deleteBeforeReplace: true,
      hooks: { beforeCreate: [first], beforeUpdate: [second] },
    });
  });

  it("keep every dependency", () => {
    const one = new pulumi.ComponentResource("test:index:Thing", "one");
    const two = new pulumi.ComponentResource("test:index:Thing", "two");
    const { dependsOn } = combined({ dependsOn: one }, {}, { dependsOn: [two] });
    return new Promise<void>((resolve, reject) => {
      pulumi.output(dependsOn).apply((all) => {
        expect(all).toEqual([one, two]);
        resolve();
        return all;
      });
      setTimeout(() => reject(new Error("the dependencies never came")), 2000).unref();
    });
  });

  it("keep every hook of one kind", () => {
    const { hooks } = combined({ hooks: { beforeCreate: [first] } }, { hooks: { beforeCreate: [second] } });
    expect(hooks?.beforeCreate).toEqual([first, second]);
  });

  it("are not changed by being put together", () => {
    const before = JSON.stringify([outlivesItsMachine, neverTwice]);
    combined(outlivesItsMachine, neverTwice, { protect: false }, frozenAfterBoot("a"));
    expect(JSON.stringify([outlivesItsMachine, neverTwice])).toBe(before);
  });

  it("ask for nothing where there is nothing to ask", () => {
    expect(combined()).toEqual({});
    expect(combined({}, adopting(undefined))).toEqual({});
  });
});

describe("option sets with telling names", () => {
  it("say to the engine what they say to the reader", () => {
    expect(outlivesItsMachine).toEqual({ protect: true, retainOnDelete: true });
    expect(neverTwice).toEqual({ deleteBeforeReplace: true });
    expect(frozenAfterBoot("userData", "image")).toEqual({ ignoreChanges: ["userData", "image"] });
    expect(replacedWhen({ generation: 2 })).toEqual({ replacementTrigger: { generation: 2 } });
    expect(adopting("42")).toEqual({ import: "42", ignoreChanges: ["*"] });
  });
});

it("a child is named after its component and its role", () => {
  expect(childName("harbour", "volume")).toBe("harbour-volume");
});
