import { defineConfig } from "vitest/config";

// Emulated machines, one after the other. Needs a network namespace of its own: run by test-vm.ts.
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    name: "vm",
    include: ["test/vm/**/*.test.ts"],
    testTimeout: 900_000,
    hookTimeout: 1_200_000,
    maxWorkers: 1,
    fileParallelism: false,
    disableConsoleIntercept: true,
    setupFiles: ["test/vm/progress.ts"],
    // A machine that did not come up fails every later look at it in the same way.
    sequence: { concurrent: false },
  },
});
