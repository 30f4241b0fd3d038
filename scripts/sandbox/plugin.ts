// The plugin process of one package: started by its launcher in the sandbox's home, once for each provider instance.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { serve } from "./serve";

/** A plugin whose engine was killed must not stay behind. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0);
  }, 500).unref();
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
  if (typeof folder !== "string" || typeof packageName !== "string" || typeof version !== "string") {
    throw new Error("usage: serve --folder <sandbox folder> --package <name> --version <version> [engine address]");
  }
  const engineAddress = positionals.find((one) => /^[^/]+:\d+$/.test(one));
  const { port } = await serve({
    folder: resolve(folder),
    packageName,
    version,
    program: process.env["ROADSTEAD_SANDBOX_PROGRAM"] ?? process.cwd(),
    ...(engineAddress === undefined ? {} : { engineAddress }),
    resident: values.resident === true,
  });
  endWithParent();
  // The engine reads the port from the first line.
  process.stdout.write(`${port}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
