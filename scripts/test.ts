import { runSuite } from "./suites/run-suite";
import { findEngine } from "./toolchain/engine";

// `npm test`: everything that needs no root and no virtual machine. Arguments go to vitest, such as a path or `--project 'process*'`.
async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  // The engine first and once, with its progress visible: otherwise each test file would wait for it in silence.
  if (!asked.some((each) => each.startsWith("process"))) await findEngine({ report: (line) => console.log(line) });
  process.exitCode = runSuite("test", asked);
}

void main();
