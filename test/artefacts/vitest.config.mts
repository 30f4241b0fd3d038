import { defineConfig } from "vitest/config";

// The artefacts before the real tools, and our scripts in a folder. Needs those tools: run by scripts/test-artefacts.ts.
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    name: "artefacts",
    include: ["test/artefacts/**/*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
