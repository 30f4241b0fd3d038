import { spawnSync } from "node:child_process";
import { join } from "node:path";

// `npm run test:faults`: the sweep stands with the tests (test/faults/main.ts), which scripts do not import.
const main = join(__dirname, "../test/faults/main.ts");
const { status } = spawnSync(process.execPath, [...process.execArgv, main, ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
