import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Counts } from "../../scripts/suites/run-suite";
import type { VmRequest } from "./command-line";
import { isRoot } from "./host-tools";

// Each story is a test file with a machine of its own, in a world of its own: two of them go side by side where there are two processors.

const projectRoot = join(__dirname, "../..");
const usual = "test/vm/stories";

/** The test files of a run. */
export function lanesOf({ args, full, files }: Pick<VmRequest, "args" | "full" | "files">): string[] {
  if (args !== undefined) return [`${usual}/given-arguments.test.ts`];
  return readdirSync(join(projectRoot, usual), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(usual, name))
    .filter((name) => !name.endsWith("given-arguments.test.ts") && (full || !name.includes("/full/")))
    .filter((name) => files.length === 0 || files.some((word) => name.includes(word)))
    .sort();
}

/** How many machines run side by side. */
export const sideBySide = ({ oneAtATime }: Pick<VmRequest, "oneAtATime">): number =>
  oneAtATime ? 1 : Math.min(2, availableParallelism());

const closing = /^(\d+) passed, (\d+) failed$/;

/**
 * Once more, in namespaces of its own: a network that nobody else is on, and a process tree that ends with this one, so that
 * neither an emulator nor an address outlives the run, however it ends. Shows what is said, each line with the story's name.
 */
export function runInside(story: string, minutes: number, environment: NodeJS.ProcessEnv): Promise<Counts> {
  const namespaces = ["--net", "--pid", "--fork", "--kill-child", "--mount", "--mount-proc"];
  const words = [...namespaces, ...(isRoot() ? [] : ["--map-root-user"]), process.execPath, ...process.execArgv];
  const name = story.slice(story.lastIndexOf("/") + 1).replace(/\.test\.ts$/, "");
  return new Promise((resolve) => {
    const child = spawn("setpriv", ["--pdeathsig", "KILL", "unshare", ...words, ...process.argv.slice(1)], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    let counts: Counts | undefined;
    const show = (line: string): void => {
      const found = closing.exec(line);
      if (found === null) console.log(`${name} | ${line}`);
      else counts = { passed: Number(found[1]), failed: Number(found[2]) };
    };
    createInterface({ input: child.stdout }).on("line", show);
    createInterface({ input: child.stderr }).on("line", show);
    const timer = setTimeout(() => {
      console.log(`${name} | not through after ${minutes} minutes, so it was ended. What it was at stands above.`);
      child.kill("SIGKILL");
    }, minutes * 60_000);
    child.once("error", (error) => show(String(error)));
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (counts === undefined) console.log(`${name} | ended with ${signal ?? code} and no count`);
      resolve(counts ?? { passed: 0, failed: 1 });
    });
  });
}

/** Runs every story, so many at once, and adds up what was counted. */
export async function runLanes(
  stories: readonly string[],
  together: number,
  run: (story: string) => Promise<Counts>,
): Promise<Counts> {
  const waiting = [...stories];
  let total: Counts = { passed: 0, failed: 0 };
  const lane = async (): Promise<void> => {
    for (let story = waiting.shift(); story !== undefined; story = waiting.shift()) {
      const { passed, failed } = await run(story);
      total = { passed: total.passed + passed, failed: total.failed + failed };
    }
  };
  await Promise.all(Array.from({ length: together }, lane));
  return total;
}
