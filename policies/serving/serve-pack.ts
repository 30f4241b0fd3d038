import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { handleUnaryCall, MethodDefinition } from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { Pack } from "../packs/pack";
import { ExceptionRegister, readExceptions } from "../rules/exceptions";
import { grpc } from "./near-pulumi";
import { PackService } from "./pack-service";

/** Messages of several megabytes are normal for a whole stack; gRPC's own limit is 4 MB. */
const limits = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
/** `Empty` and messages with nothing set have no bytes. */
const nothing = Buffer.alloc(0);

/** Serves a pack to the engine: each rule a policy of its own, so that names, levels, settings and results stay apart. */
export function servePack(pack: Pack, folder: string): void {
  const version = versionIn(folder);
  const service = new PackService(pack, version, exceptionRegister(folder));
  const plugin = new PluginInfo();
  plugin.setVersion(version);
  const pluginInfo = Buffer.from(plugin.serializeBinary());
  const server = new grpc.Server(limits);
  const { methods, handlers } = inBytes({
    getAnalyzerInfo: () => service.info,
    getPluginInfo: () => pluginInfo,
    configure: (request) => {
      service.configure(request);
      return nothing;
    },
    // Rules look at resources, not at the stack's tags.
    configureStack: () => nothing,
    remediate: () => service.remediate(),
    analyze: (request) => service.analyze(request),
    analyzeStack: (request) => service.analyzeStack(request),
  });
  server.addService(methods, handlers);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) {
      console.error(`The policy pack ${pack.name} could not listen: ${error.message}`);
      process.exit(1);
    }
    // The engine waits for this line.
    console.log(String(port));
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

type Answers = Readonly<Record<string, (request: Buffer) => Buffer | undefined>>;

/** Handlers that get and give bytes. One that answers nothing says that the question is not understood. */
function inBytes(answers: Answers) {
  const methods: Record<string, MethodDefinition<Buffer, Buffer>> = {};
  const handlers: Record<string, handleUnaryCall<Buffer, Buffer>> = {};
  const notUnderstood = { code: grpc.status.UNIMPLEMENTED, details: "This pack remedies nothing." };
  for (const [name, { path }] of Object.entries(AnalyzerService)) {
    const answer = answers[name];
    if (answer === undefined) continue;
    methods[name] = {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: unchanged,
      requestDeserialize: unchanged,
      responseSerialize: unchanged,
      responseDeserialize: unchanged,
    };
    handlers[name] = ({ request }, done) => {
      try {
        const answered = answer(request);
        if (answered === undefined) done(notUnderstood);
        else done(null, answered);
      } catch (error) {
        const says = error instanceof Error ? (error.stack ?? error.message) : String(error);
        done({ code: grpc.status.UNKNOWN, details: `The policy pack broke off: ${says}` });
      }
    };
  }
  return { methods, handlers };
}

function unchanged(bytes: Buffer): Buffer {
  return bytes;
}
