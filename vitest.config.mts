import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// Three projects: what only computes, what needs a process of its own for each file, and what starts the real engine.

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

// They change nothing outside themselves, so files share a process: what they import is loaded once, and not 110 times.
const computing = [
  "{components,stacks,policies/rules}/**/*.test.ts",
  "scripts/{catalogue,demo,docs,lint,recover,versions,workspace}/**/*.test.ts",
  "scripts/sandbox/{clouds,types}/**/*.test.ts",
];

// A busy machine takes long to start a process, and that is no failure.
const inProcess = { testTimeout: 60_000, hookTimeout: 60_000, maxWorkers };

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    sequence: { sequencer: EngineFirst },
    projects: [
      {
        extends: true,
        test: { ...inProcess, name: "process", include: computing, isolate: false },
      },
      {
        extends: true,
        test: {
          ...inProcess,
          name: "process-alone",
          include: [
            "{policies,scripts}/**/*.test.ts",
            "test/{bench,contracts,examples,harness,wiring}/**/*.test.ts",
            "test/vm/{*,image/*}.test.ts",
          ],
          exclude: [...configDefaults.exclude, ...computing],
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
