import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { closingLine, runSuite } from "../../scripts/suites/run-suite";
import { findEngine } from "../../scripts/toolchain/engine";
import { readCommandLine, usage, type VmRequest } from "./command-line";
import { anyKeys, readGiven } from "./given";
import { prepareHost } from "./host-tools";
import { buildImage } from "./image/image";
import { lanesOf, runInside, runLanes, sideBySide } from "./lanes";
import { setRequest } from "./request";

// `npm run test:vm`: boots what is rendered, in an emulated machine, and looks at it. See README.md.

// npm runs a script in the project's root; paths are meant from where the person stands.
const from = process.env["INIT_CWD"] ?? process.cwd();
const inside = "ROADSTEAD_VM_INSIDE";

function absolute(request: VmRequest): VmRequest {
  const { args, real } = request;
  return {
    ...request,
    args: args === undefined ? undefined : resolve(from, args),
    real: real === undefined ? undefined : { vere: resolve(from, real.vere), pill: resolve(from, real.pill) },
  };
}

function failed(reasons: readonly string[]): number {
  for (const reason of reasons) console.error(reason);
  console.log(`\n${closingLine({ passed: 0, failed: Math.max(1, reasons.length) })}`);
  return 1;
}

// Twice what a slow machine needs: a run that hangs ends, and says so.
const minutesAtMost = (request: VmRequest): number => (request.full ? 240 : 60);

async function main(): Promise<number> {
  const read = readCommandLine(process.argv.slice(2));
  if (!read.ok) {
    console.error(`${read.problem}\n${usage}`);
    return 2;
  }
  const request = absolute(read.request);
  const story = process.env[inside];
  if (story !== undefined) {
    return runSuite("vm", ["--config", "test/vm/vitest.config.mts", story], setRequest(request));
  }
  if (request.args !== undefined) {
    const { given, problems } = readGiven(request.args, anyKeys);
    for (const line of [...problems, ...(given?.leftOut ?? []).map((each) => `left out: ${each}`)]) console.error(line);
    if (given === undefined) return 2;
  }
  const stories = lanesOf(request);
  if (stories.length === 0) return failed([`No test file's path holds ${request.files.join(" or ")}.`]);
  const given = [request.real?.vere, request.real?.pill].filter((file) => file !== undefined && !existsSync(file));
  const missing = [...given.map((file) => `${file} is not there.`), ...prepareHost()];
  if (missing.length > 0) return failed(missing);
  try {
    // Inside nothing can be downloaded any more.
    await findEngine({ report: (line) => console.log(line) });
    await buildImage((line) => console.log(line));
  } catch (error) {
    return failed([error instanceof Error ? error.message : String(error)]);
  }
  const counts = await runLanes(stories, sideBySide(request), (each) =>
    runInside(each, minutesAtMost(request), { [inside]: each }),
  );
  console.log(`\n${closingLine(counts)}`);
  return counts.failed === 0 ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = failed([error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  },
);
