import { defineConfig } from "vitest/config";

// Two projects: what runs in process, and what starts the real engine (slow, so few workers on purpose).
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "process",
          include: [
            "{components,stacks,policies,scripts}/**/*.test.ts",
            "test/{bench,contracts,examples,harness,wiring}/**/*.test.ts",
          ],
          testTimeout: 60_000,
          // A busy machine takes long to start a process, and that is no failure.
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
          // By default one core is left idle, which on two is half of them.
          maxWorkers: "100%",
        },
      },
      {
        extends: true,
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
        },
      },
    ],
  },
});
