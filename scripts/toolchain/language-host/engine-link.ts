import { createServer } from "node:net";
import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { StartDebuggingRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** Messages of several megabytes are normal for Pulumi; grpc's own limit is 4 MB. */
export const largestMessage = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 } as const;

const usualDebugPort = 9229;

export interface Debugging {
  readonly nodeArguments: readonly string[];
  /** Tells the engine where a debugger can attach. */
  announce(pid: number | undefined, name: string): Promise<void>;
}

export async function debuggingFor(engineAddress: string): Promise<Debugging> {
  const port = await freePort(usualDebugPort);
  return {
    // The second argument silences Node's "Debugger listening on".
    nodeArguments: [`--inspect-brk=${port}`, "--inspect-publish-uid=http"],
    announce: (pid, name) => announceDebugger(engineAddress, pid, port, name),
  };
}

function announceDebugger(engineAddress: string, pid: number | undefined, port: number, name: string): Promise<void> {
  const request = new StartDebuggingRequest();
  const skipFiles = ["<node_internals>/**"];
  request.setConfig(
    Struct.fromJavaScript({
      name,
      type: "node",
      request: "attach",
      processId: pid ?? 0,
      continueOnAttach: true,
      skipFiles,
      ...(port === usualDebugPort ? {} : { port }),
    }),
  );
  request.setMessage(`on process id ${pid}${port === usualDebugPort ? "" : ` and port ${port}`}`);
  const client = new EngineClient(engineAddress, grpc.credentials.createInsecure(), largestMessage);
  return new Promise((resolve, reject) => {
    client.startDebugging(request, (error) => {
      client.close();
      if (error === null) resolve();
      else reject(new Error(`unable to start debugging: ${error.message}`));
    });
  });
}

async function freePort(preferred: number): Promise<number> {
  return (await tryPort(preferred)) ?? (await tryPort(0)) ?? preferred;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : undefined));
    });
  });
}
