import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { closingLine, runSuite } from "../../scripts/suites/run-suite";
import { findEngine } from "../../scripts/toolchain/engine";
import { readCommandLine, usage, type VmRequest } from "./command-line";
import { isRoot, prepareHost } from "./host-tools";
import { buildImage } from "./image/image";
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
const minutesAtMost = (request: VmRequest): number => (request.full ? 300 : request.args === undefined ? 60 : 45);

/**
 * Once more, in namespaces of its own: a network that nobody else is on, and a process tree that ends with this one, so that
 * neither an emulator nor an address outlives the run, however it ends.
 */
function runInside(request: VmRequest): number {
  const namespaces = ["--net", "--pid", "--fork", "--kill-child", "--mount", "--mount-proc"];
  const words = [...namespaces, ...(isRoot() ? [] : ["--map-root-user"]), process.execPath, ...process.execArgv];
  const ended = spawnSync("setpriv", ["--pdeathsig", "KILL", "unshare", ...words, ...process.argv.slice(1)], {
    stdio: "inherit",
    env: { ...process.env, [inside]: "yes" },
    timeout: minutesAtMost(request) * 60_000,
    killSignal: "SIGKILL",
  });
  if (ended.error !== undefined && Reflect.get(ended.error, "code") === "ETIMEDOUT") {
    return failed([
      `The suite was not through after ${minutesAtMost(request)} minutes, and was ended. What it was at stands above.`,
    ]);
  }
  return ended.status ?? failed([`The suite was ended by ${ended.signal ?? String(ended.error)}.`]);
}

async function main(): Promise<number> {
  const read = readCommandLine(process.argv.slice(2));
  if (!read.ok) {
    console.error(`${read.problem}\n${usage}`);
    return 2;
  }
  const request = absolute(read.request);
  if (process.env[inside] === "yes") {
    const only = request.args === undefined ? request.files : ["given-arguments"];
    return runSuite("vm", ["--config", "test/vm/vitest.config.mts", ...only], setRequest(request));
  }
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
  return runInside(request);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = failed([error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  },
);
