import { defineConfig } from "vitest/config";

// Emulated machines, one after the other. Needs a network namespace of its own: run by test-vm.ts.
const given = "test/vm/stories/given-arguments.test.ts";
const asked: { args?: string; full?: boolean } = JSON.parse(process.env["ROADSTEAD_VM_REQUEST"] ?? "{}");

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    name: "vm",
    include: asked.args === undefined ? ["test/vm/stories/**/*.test.ts"] : [given],
    exclude: asked.args === undefined ? [given, ...(asked.full === true ? [] : ["test/vm/stories/full/**"])] : [],
    testTimeout: 1_500_000,
    hookTimeout: 1_800_000,
    maxWorkers: 1,
    fileParallelism: false,
    disableConsoleIntercept: true,
    setupFiles: ["test/vm/progress.ts"],
    // One machine's tests tell its story: each stands on what came before.
    sequence: { concurrent: false, shuffle: false },
  },
});
