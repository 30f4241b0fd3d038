import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { takeNoStacks } from "./promises-without-stacks";
import { recorded } from "./recording-mocks";

it("a promise is watched as before, its stack is no longer taken, and other errors keep theirs", () => {
  const watched: unknown[] = [];
  const module = {
    debuggablePromise(promise: Promise<unknown>, context: unknown) {
      if (context === "refused") throw new Error("refused");
      watched.push({ promise, context, lines: new Error("seen").stack?.split("\n").length });
      return promise;
    },
  };
  takeNoStacks(module);
  const promise = Promise.resolve();
  expect(module.debuggablePromise(promise, "context")).toBe(promise);
  expect(watched).toEqual([{ promise, context: "context", lines: 1 }]);
  expect(() => module.debuggablePromise(promise, "refused")).toThrow("refused");
  expect(new Error("later").stack?.split("\n").length).toBeGreaterThan(2);
});

it("the SDK makes its promises through that module", async () => {
  const module = createRequire(__filename)("@pulumi/pulumi/runtime/debuggable");
  const { debuggablePromise } = module;
  const lines: unknown[] = [];
  module.debuggablePromise = (promise: Promise<unknown>, context: unknown) => {
    const made = debuggablePromise(promise, context);
    lines.push(Reflect.get(promise, "_debugStackTrace").split("\n").length);
    return made;
  };
  try {
    const { resources, errors } = await recorded(() => void new pulumi.ComponentResource("test:index:Pier", "north"));
    expect(errors).toEqual([]);
    expect(resources).toHaveLength(2);
    expect(new Set(lines)).toEqual(new Set([1]));
  } finally {
    module.debuggablePromise = debuggablePromise;
  }
});
