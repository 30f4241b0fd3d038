// The plugin process of one package: started by its launcher in the sandbox's home, once for each provider instance. With
// --resident and no package it serves whatever it is told to on its standard input.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Answer, linesOf, readOrder } from "./resident-orders";
import { serve } from "./serve";

/** A plugin whose engine was killed must not stay behind. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 500).unref();
}

const program = process.env["ROADSTEAD_SANDBOX_PROGRAM"] ?? process.cwd();

/** One answer for each order, in their order, until nobody gives any. */
function serveOrders(): void {
  const answer = async (line: string): Promise<Answer> => {
    try {
      const { port } = await serve({ ...readOrder(line), program, resident: true });
      return { port };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  const take = (line: string) => {
    last = last.then(async () => process.stdout.write(`${JSON.stringify(await answer(line))}\n`));
  };
  process.stdin.setEncoding("utf8").on("data", linesOf(take));
  process.stdin.on("end", () => process.exit(0));
  endWithParent();
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      folder: { type: "string" },
      package: { type: "string" },
      version: { type: "string" },
      resident: { type: "boolean", default: false },
      // The engine adds flags of its own, for logging and tracing.
      logtostderr: { type: "boolean" },
      logflow: { type: "boolean" },
      v: { type: "string", short: "v" },
      tracing: { type: "string" },
    },
    strict: false,
  });
  const { folder, package: packageName, version } = values;
  if (values.resident === true) return serveOrders();
  if (typeof folder !== "string" || typeof packageName !== "string" || typeof version !== "string") {
    throw new Error("usage: serve --folder <sandbox folder> --package <name> --version <version> [engine address]");
  }
  const engineAddress = positionals.find((one) => /^[^/]+:\d+$/.test(one));
  const { port } = await serve({
    folder: resolve(folder),
    packageName,
    version,
    program,
    ...(engineAddress === undefined ? {} : { engineAddress }),
    resident: false,
  });
  endWithParent();
  // The engine reads the port from the first line.
  process.stdout.write(`${port}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
