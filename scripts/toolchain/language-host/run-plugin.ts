import type * as grpc from "@grpc/grpc-js";
import { type RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import { debuggingFor } from "./engine-link";
import { PolicyGate } from "./policy-gate";
import { findNode, locateModule, startProgram } from "./program-process";
import { describeEnd, programPlace, typescriptEnvironment } from "./run-program";

type PluginCall = grpc.ServerWritableStream<RunPluginRequest, RunPluginResponse>;

/** Runs a policy pack (kind `analyzer`) or a component package; its streams go to the engine until it ends. */
export async function runPlugin(call: PluginCall, engineAddress: string): Promise<void> {
  const request = call.request;
  const place = programPlace(request.getInfo());
  const isPolicyPack = request.getKind() === "analyzer";
  const script = locateModule(
    isPolicyPack
      ? "@pulumi/pulumi/cmd/run-policy-pack"
      : process.env["PULUMI_LANGUAGE_NODEJS_RUN_PATH"] || "@pulumi/pulumi/cmd/run-plugin",
    place.programDirectory,
    true,
  );
  const toEngine = (chunk: Buffer) => {
    if (call.writable) call.write(stdoutMessage(chunk));
  };
  const gate = isPolicyPack ? await PolicyGate.open(toEngine) : undefined;
  // The engine gives up on a plugin by ending the call.
  const cancelled = new Promise<"cancelled">((resolve) => call.once("cancelled", () => resolve("cancelled")));
  const configuration = gate === undefined ? {} : await Promise.race([gate.stackEnvironment, cancelled]);
  if (configuration === "cancelled") {
    gate?.close();
    return;
  }

  const debugging = request.getAttachDebugger() ? await debuggingFor(engineAddress) : undefined;
  const program = startProgram({
    executable: findNode(),
    inherits: gate?.shared?.descriptor,
    // `nodeargs` of a plugin reach the script, not Node: so does the official host.
    arguments: [
      ...(gate?.shared?.nodeArguments ?? []),
      ...(debugging?.nodeArguments ?? []),
      script,
      ...place.options.nodeArguments,
      ...(isPolicyPack
        ? [...request.getArgsList(), place.programDirectory]
        : [place.programDirectory, ...request.getArgsList()]),
    ],
    cwd: isPolicyPack ? place.programDirectory : request.getPwd() || undefined,
    env: {
      ...environmentOf(request.getEnvList()),
      ...typescriptEnvironment(place.options),
      ...configuration,
    },
    onStdout: gate === undefined ? toEngine : (chunk) => gate.readPackOutput(chunk),
    onStderr: (chunk) => {
      const message = new RunPluginResponse();
      message.setStderr(chunk);
      if (call.writable) call.write(message);
    },
  });
  call.once("cancelled", program.kill);
  await debugging?.announce(program.pid, `Pulumi: Plugin (${request.getName()})`);
  const gateFailed = gate?.failed ?? new Promise<never>(() => {});
  const end = await Promise.race([program.ended, gateFailed]);
  if (typeof end === "string") {
    program.kill();
    throw new Error(end);
  }
  gate?.close(describeEnd(end));
  if (end.kind === "exit" && end.code === 0) call.end();
  else throw new Error(describeEnd(end));
}

function stdoutMessage(chunk: Buffer): RunPluginResponse {
  const message = new RunPluginResponse();
  message.setStdout(chunk);
  return message;
}

function environmentOf(entries: readonly string[]): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const entry of entries) {
    const split = entry.indexOf("=");
    // A later entry wins, as it does for a process.
    if (split > 0) environment[entry.slice(0, split)] = entry.slice(split + 1);
  }
  return environment;
}
