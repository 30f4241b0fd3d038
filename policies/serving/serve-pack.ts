import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { Pack } from "../packs/pack";
import { ExceptionRegister, readExceptions } from "../rules/exceptions";
import { type Method, ofWhole, unread } from "./methods";
import { PackService } from "./pack-service";
import { status } from "./statuses";
import { unaryServer } from "./unary-server";

/** `Empty` and messages with nothing set have no bytes. */
const nothing = Buffer.alloc(0);

/** Serves a pack to the engine: each rule a policy of its own, so that names, levels, settings and results stay apart. */
export function servePack(pack: Pack, folder: string): void {
  const version = versionIn(folder);
  const service = new PackService(pack, version, exceptionRegister(folder));
  const plugin = new PluginInfo();
  plugin.setVersion(version);
  const pluginInfo = Buffer.from(plugin.serializeBinary());
  const notUnderstood = { code: status.unimplemented, details: "This pack remedies nothing." };
  const server = unaryServer(
    byPath({
      getAnalyzerInfo: unread(() => service.info),
      getPluginInfo: unread(() => pluginInfo),
      configure: ofWhole((request) => {
        service.configure(request);
        return nothing;
      }),
      // Rules look at resources, not at the stack's tags.
      configureStack: unread(() => nothing),
      remediate: unread(() => service.remediate() ?? notUnderstood),
      analyze: ofWhole((request) => service.analyze(request)),
      analyzeStack: () => service.analyzeStack(),
    }),
  );
  server.once("error", (error) => {
    console.error(`The policy pack ${pack.name} could not listen: ${error.message}`);
    process.exit(1);
  });
  server.listen({ host: "127.0.0.1", port: 0 }, () => {
    const address = server.address();
    // The engine waits for this line.
    if (typeof address === "object" && address !== null) console.log(String(address.port));
  });
}

/** The exceptions beside the packs, or those that the environment names, as of the day that it names. */
export function exceptionRegister(folder: string): ExceptionRegister {
  const file = resolve(process.env["ROADSTEAD_EXCEPTIONS"] || join(folder, "..", "..", "exceptions.yaml"));
  const today = process.env["ROADSTEAD_TODAY"] || new Date().toISOString().slice(0, 10);
  return new ExceptionRegister(readExceptions(file), today);
}

/** The version under which a pack is served. */
export function versionIn(folder: string): string {
  const described: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return typeof described === "object" && described !== null ? String(Reflect.get(described, "version")) : "";
}

/** Under the paths by which the engine calls them. */
function byPath(named: Readonly<Record<string, Method>>): Map<string, Method> {
  const methods = new Map<string, Method>();
  for (const [name, { path }] of Object.entries(AnalyzerService)) {
    const method = named[name];
    if (method !== undefined) methods.set(path, method);
  }
  return methods;
}
