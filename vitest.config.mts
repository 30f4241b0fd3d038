import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// Two projects: what runs in process, and what starts the real engine.

/** What takes longest begins first, so that no core is idle at the end. */
class EngineFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const onEngine = sorted.filter(({ project }) => project.name === "engine");
    return [...onEngine, ...sorted.filter((each) => !onEngine.includes(each))];
  }
}

// The processes of an engine run wait for each other: one file for each core leaves a fifth of the machine idle.
const maxWorkers = Math.ceil(availableParallelism() * 1.5);

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    sequence: { sequencer: EngineFirst },
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
          maxWorkers,
        },
      },
      {
        extends: true,
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          maxWorkers,
        },
      },
    ],
  },
});
