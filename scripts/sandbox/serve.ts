// The plugin process of one package: started by its launcher in the sandbox's home, once for each provider instance.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { openCalls } from "./calls";
import { openCloud } from "./clouds";
import { engineLink } from "./engine-link";
import { openJournal } from "./journal";
import { serveProvider } from "./provider";
import { readSetting } from "./setting";
import { packageTypes } from "./types/package-types";
import type { Vendor } from "./vendor";

// States and archives of a large program are larger than gRPC's 4 MB.
const largestMessage = 400 * 1024 * 1024;

export interface ServeOptions {
  readonly folder: string;
  readonly packageName: string;
  readonly version: string;
  /** Folder of the program, whose SDKs tell the types. */
  readonly program: string;
  /** Address of the engine, where one is known at the start. */
  readonly engineAddress?: string;
  readonly resident: boolean;
}

/** Starts serving and returns the port. */
export async function serve(options: ServeOptions): Promise<number> {
  const { folder, packageName, version, resident } = options;
  const engine = engineLink();
  if (options.engineAddress !== undefined) engine.connect(options.engineAddress);
  const inform = (message: string) => void engine.inform(message);
  const types = await packageTypes({ name: packageName, version, from: options.program });
  const { seed } = readSetting(folder);
  const vendor: Vendor = {
    packageName,
    types,
    seed,
    cloud: openCloud(packageName, { folder, seed, inform }),
    journal: openJournal({ folder, packageName, say: inform }),
  };
  if (types.note !== undefined) inform(types.note);
  const server = new Server({
    "grpc.max_receive_message_length": largestMessage,
    "grpc.max_send_message_length": largestMessage,
  });
  server.addService(
    ResourceProviderService,
    serveProvider({ vendor, calls: openCalls(folder), engine, folder, version, resident }),
  );
  return new Promise((done, failed) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error ? failed(error) : done(port),
    );
  });
}

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
  const port = await serve({
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

if (process.env["ROADSTEAD_SANDBOX_SERVE"] !== "imported") {
  main().catch((error: unknown) => {
    process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
