import { spawnSync } from "node:child_process";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { withoutEngineFrames } from "./readable-failures";

const stack = [
  "Error: the volume is gone",
  "    at Machine.constructor (/home/ann/ships/components/machine/machine.ts:60:11)",
  "    at new Resource (/home/ann/ships/node_modules/@pulumi/resource.ts:1598:42)",
  "    at /home/ann/ships/node_modules/@pulumi/pulumi/runtime/resource.ts:211:5",
  "    at Client.<anonymous> (/home/ann/ships/node_modules/@grpc/grpc-js/src/client.ts:3:1)",
  "    at C:\\ships\\node_modules\\@pulumi\\resource.ts:1598:42",
  "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
  "    at async Promise.all (index 0)",
].join("\n");

describe("a stack without the engine's frames", () => {
  it("keeps the message and the program's own frames", () => {
    expect(withoutEngineFrames(stack)).toBe(
      [
        "Error: the volume is gone",
        "    at Machine.constructor (/home/ann/ships/components/machine/machine.ts:60:11)",
        "    at async Promise.all (index 0)",
      ].join("\n"),
    );
  });

  it("keeps a message that itself speaks of the engine's folder", () => {
    const message = "Error: cannot read node_modules/@pulumi/resource.ts:1598\nat line 3";
    expect(withoutEngineFrames(`${message}\n    at a (/x/node_modules/@pulumi/resource.ts:1:1)`)).toBe(message);
  });

  it("is inspected in colour in no time", () => {
    const error = new Error("the volume is gone");
    error.stack = withoutEngineFrames(stack);
    const started = performance.now();
    expect(inspect(error, { colors: true })).toContain("the volume is gone");
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe("a program that calls readableFailures first", () => {
  /** Runs a program whose errors carry the slow frames, with a listener that inspects as the engine's own does. */
  function failing(how: string): { text: string; ms: number } {
    const program = `
      const { readableFailures } = require("./components/core/readable-failures.ts");
      const { inspect } = require("node:util");
      const print = (reason) => { process.stdout.write(inspect(reason, { colors: true })); process.exit(3); };
      process.on("unhandledRejection", print);
      process.on("uncaughtException", print);
      readableFailures();
      const error = new Error("the volume is gone", { cause: new Error("the vendor said no") });
      for (const each of [error, error.cause]) each.stack = each.message + "\\n" + ${JSON.stringify(stack.split("\n").slice(1).join("\n"))};
      error.cause.cause = error;
      ${how}
    `;
    const started = performance.now();
    const run = spawnSync(process.execPath, ["--import", "tsx", "-e", program], { encoding: "utf8", timeout: 20_000 });
    return { text: `${run.stdout}${run.stderr}`, ms: performance.now() - started };
  }

  it.each([
    ["a rejection nobody caught", "Promise.reject(error);"],
    ["an exception nobody caught", "setImmediate(() => { throw error; });"],
  ])("says at once what failed and why, for %s", (_what, how) => {
    const { text, ms } = failing(how);
    expect(text).toContain("the volume is gone");
    expect(text).toContain("the vendor said no");
    expect(text).not.toContain("@pulumi");
    expect(ms).toBeLessThan(8000);
  });
});
