// Serves the cloud of one package over gRPC.
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

export interface Serving {
  readonly port: number;
  stop(): void;
}

export async function serve(options: ServeOptions): Promise<Serving> {
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
  const calls = openCalls(folder);
  const server = new Server({
    "grpc.max_receive_message_length": largestMessage,
    "grpc.max_send_message_length": largestMessage,
  });
  server.addService(ResourceProviderService, serveProvider({ vendor, calls, engine, folder, version, resident }));
  const port = await new Promise<number>((done, failed) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? failed(error) : done(bound),
    );
  });
  return {
    port,
    stop() {
      server.forceShutdown();
      calls.close();
      vendor.journal.close();
    },
  };
}
