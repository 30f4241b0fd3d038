import { connect, createServer, type Socket } from "node:net";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzerHandshakeResponse,
  AnalyzerStackConfigureRequest,
  AnalyzerStackConfigureResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { type SharedDoor, sharedDoor } from "./door";
import { largestMessage } from "./engine-link";

/** Time that calls begun before the pack was up have to end; each is passed on like any other. */
const earlyCallsMs = 10 * 60_000;
const lastAnswersMs = 1_000;

/**
 * Stands before a policy pack. A pack reads project, stack and configuration from its environment when it is loaded,
 * but the engine sends them only to a running pack: the gate answers until it has them. Once the pack is up the gate
 * asks the engine (GOAWAY) to connect anew, and the pack answers at the very same door, whose socket it has inherited:
 * whatever stood in between would cost more than most packs do. A pack that listens elsewhere is joined byte by byte.
 */
export class PolicyGate {
  /** Variables for the pack's process; empty when the engine asks something else before it configures the stack. */
  readonly stackEnvironment: Promise<Record<string, string>>;
  /** Resolves when the pack cannot be reached: it printed something else than its port. */
  readonly failed: Promise<string>;

  readonly #server = new grpc.Server(largestMessage);
  readonly #early = this.#server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
  readonly #door = createServer((socket) => this.#admit(socket));
  readonly #sockets = new Set<Socket>();
  #port: number | undefined;
  #packPort: number | undefined;
  readonly #toEngine: (chunk: Buffer) => void;
  readonly #pack: Promise<grpc.Client>;
  #configured: Buffer | undefined;
  #firstLine: Buffer | undefined = Buffer.alloc(0);
  #resolveEnvironment: (environment: Record<string, string>) => void = () => {};
  #resolvePack: (pack: grpc.Client) => void = () => {};
  #rejectPack: (reason: Error) => void = () => {};
  #resolveFailed: (message: string) => void = () => {};

  static async open(toEngine: (chunk: Buffer) => void): Promise<PolicyGate> {
    const gate = new PolicyGate(toEngine);
    const port = await gate.#listen();
    toEngine(Buffer.from(`${port}\n`));
    return gate;
  }

  private constructor(toEngine: (chunk: Buffer) => void) {
    this.#toEngine = toEngine;
    this.stackEnvironment = new Promise((resolve) => {
      this.#resolveEnvironment = resolve;
    });
    this.failed = new Promise((resolve) => {
      this.#resolveFailed = resolve;
    });
    this.#pack = new Promise((resolve, reject) => {
      this.#resolvePack = resolve;
      this.#rejectPack = reject;
    });
    // Each waiting call reports the failure; without any it is reported by the end of the plugin.
    this.#pack.catch(() => {});
  }

  /** The door as the pack's process can take it over. */
  get shared(): SharedDoor | undefined {
    return sharedDoor(this.#door);
  }

  /** The pack's own port is the first line it prints; all that follows is for the engine. */
  readPackOutput(chunk: Buffer): void {
    if (this.#firstLine === undefined) {
      this.#toEngine(chunk);
      return;
    }
    this.#firstLine = Buffer.concat([this.#firstLine, chunk]);
    const lineEnd = this.#firstLine.indexOf("\n");
    if (lineEnd === -1) return;
    const line = this.#firstLine.subarray(0, lineEnd).toString().trim();
    const rest = this.#firstLine.subarray(lineEnd + 1);
    this.#firstLine = undefined;
    if (!/^\d+$/.test(line)) {
      this.close(
        `The policy pack printed ${JSON.stringify(line)} before its port. Print nothing to stdout while the pack is loaded.`,
      );
      return;
    }
    if (rest.length > 0) this.#toEngine(rest);
    this.#attach(Number(line));
  }

  close(why = "The policy pack has ended"): void {
    this.#rejectPack(new Error(why));
    this.#resolveFailed(why);
    this.#door.close();
    // Calls that wait for the pack are being told why there is none.
    setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
      this.#server.forceShutdown();
    }, lastAnswersMs).unref();
    this.#pack.then(
      (pack) => pack.close(),
      () => {},
    );
  }

  #attach(port: number): void {
    // From here on the pack opens its own door: two who listened there would take each other's callers.
    if (port === this.#port) this.#door.close();
    const pack = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), largestMessage);
    const ready = () => {
      this.#resolvePack(pack);
      this.#packPort = port;
      this.#early.drain(earlyCallsMs);
    };
    if (this.#configured === undefined) {
      ready();
      return;
    }
    const configure = AnalyzerService.configureStack.path;
    pack.makeUnaryRequest(configure, unchanged, unchanged, this.#configured, (error) => {
      // An older pack has no ConfigureStack.
      if (error === null || error.code === grpc.status.UNIMPLEMENTED) ready();
      else this.close(`The policy pack refused its configuration: ${error.details}`);
    });
  }

  #listen(): Promise<number> {
    const methods: Record<string, grpc.MethodDefinition<Buffer, Buffer>> = {};
    const handlers: Record<string, grpc.handleUnaryCall<Buffer, Buffer>> = {};
    for (const [name, { path }] of Object.entries(AnalyzerService)) {
      methods[name] = {
        path,
        requestStream: false,
        responseStream: false,
        requestSerialize: unchanged,
        requestDeserialize: unchanged,
        responseSerialize: unchanged,
        responseDeserialize: unchanged,
      };
      handlers[name] = (call, answer) => this.#pass(path, call, answer);
    }
    handlers["handshake"] = (_call, answer) => answer(null, bytesOf(new AnalyzerHandshakeResponse()));
    handlers["configureStack"] = (call, answer) => {
      this.#configured ??= call.request;
      this.#resolveEnvironment(stackEnvironment(AnalyzerStackConfigureRequest.deserializeBinary(call.request)));
      answer(null, bytesOf(new AnalyzerStackConfigureResponse()));
    };
    this.#server.addService(methods, handlers);
    return new Promise((resolve, reject) => {
      this.#door.once("error", reject);
      this.#door.listen(0, "127.0.0.1", () => {
        const address = this.#door.address();
        if (typeof address !== "object" || address === null) return;
        this.#port = address.port;
        resolve(address.port);
      });
    });
  }

  #admit(socket: Socket): void {
    socket.setNoDelay(true);
    this.#keep(socket);
    if (this.#packPort === undefined) {
      this.#early.injectConnection(socket);
      return;
    }
    const pack = connect({ host: "127.0.0.1", port: this.#packPort, noDelay: true });
    this.#keep(pack);
    for (const [one, other] of [
      [socket, pack],
      [pack, socket],
    ] as const) {
      one.pipe(other);
      one.once("error", () => other.destroy());
      one.once("close", () => other.destroy());
    }
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  }

  #pass(path: string, call: grpc.ServerUnaryCall<Buffer, Buffer>, answer: grpc.sendUnaryData<Buffer>): void {
    // `policy publish` and others never configure a stack: the pack then starts without one.
    this.#resolveEnvironment({});
    this.#pack.then(
      (pack) => {
        const passed = pack.makeUnaryRequest(path, unchanged, unchanged, call.request, (error, response) => {
          if (error !== null) answer({ code: error.code, details: error.details, metadata: error.metadata });
          else answer(null, response ?? Buffer.alloc(0));
        });
        call.once("cancelled", () => passed.cancel());
      },
      (error: Error) => answer({ code: grpc.status.UNAVAILABLE, details: `policy pack not started: ${error.message}` }),
    );
  }
}

function stackEnvironment(stack: AnalyzerStackConfigureRequest): Record<string, string> {
  const environment: Record<string, string> = {
    PULUMI_NODEJS_ORGANIZATION: stack.getOrganization(),
    PULUMI_NODEJS_PROJECT: stack.getProject(),
    PULUMI_NODEJS_STACK: stack.getStack(),
    PULUMI_NODEJS_DRY_RUN: String(stack.getDryRun()),
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(stack.getConfigMap().getEntryList())),
  };
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
}

function bytesOf(message: { serializeBinary(): Uint8Array }): Buffer {
  return Buffer.from(message.serializeBinary());
}

function unchanged(bytes: Buffer): Buffer {
  return bytes;
}
