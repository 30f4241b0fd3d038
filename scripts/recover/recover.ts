import { existsSync } from "node:fs";
import { join } from "node:path";
import { findEngine } from "../toolchain/engine";
import { readOrder, usage } from "./command-line";
import { recover } from "./recovery";

// `npm run recover -- <environment>`: after a deployment that died, before the next one.

async function main(): Promise<number> {
  if (process.argv.slice(2).some((each) => each === "--help" || each === "-h")) {
    console.log(usage);
    return 0;
  }
  const order = readOrder(process.argv.slice(2));
  if ("wrong" in order) {
    console.error(`${order.wrong}\n\n${usage}`);
    return 2;
  }
  const folder = order.workspace ?? join(__dirname, "../..");
  if (!existsSync(join(folder, "Pulumi.yaml"))) {
    console.error(`${folder} holds no Pulumi.yaml. Give --workspace the folder of a project.\n\n${usage}`);
    return 2;
  }
  const say = (line: string) => console.log(line);
  const engine = await findEngine({ report: say });
  const { environment: stack, dryRun } = order;
  return (await recover({ engine, folder, stack, environment: process.env, dryRun, say })) ? 0 : 1;
}

main()
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    console.error(`\nrecover: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
