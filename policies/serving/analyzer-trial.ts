import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials, type ServiceError, status } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  type AnalyzerInfo,
  AnalyzerPropertyDependencies,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyConfig,
  type RemediateResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

/** A resource as the engine would send it to a pack. */
export interface Sent {
  readonly type: string;
  readonly name: string;
  readonly props: Record<string, JavaScriptValue>;
  readonly urn?: string;
  readonly protect?: boolean;
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly parent?: string;
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

/** One thing a pack said. */
export interface Said {
  readonly policy: string;
  readonly level: "advisory" | "mandatory" | "other";
  readonly message: string;
  readonly urn: string;
}

export interface Answer {
  readonly said: readonly Said[];
  readonly notApplicable: readonly string[];
}

const runner = createRequire(__filename).resolve("@pulumi/pulumi/cmd/run-policy-pack");
const largest = 400 * 1024 * 1024;

/** A pack in a process of its own, started and asked as the engine does it: no engine is needed to try one. */
export class ServedPack {
  readonly #process: ChildProcess;
  readonly #client: AnalyzerClient;

  private constructor(process: ChildProcess, port: string) {
    this.#process = process;
    this.#client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
      "grpc.max_send_message_length": largest,
    });
  }

  get processId(): number | undefined {
    return this.#process.pid;
  }

  static start(pack: string, env: Readonly<Record<string, string>> = {}): Promise<ServedPack> {
    return ServedPack.startIn(join(__dirname, "..", "packs", pack), env);
  }

  static async startIn(folder: string, env: Readonly<Record<string, string>> = {}): Promise<ServedPack> {
    // From another folder than the pack's, as some engines do it.
    const child = spawn(process.execPath, [runner, "127.0.0.1:1", folder], {
      cwd: tmpdir(),
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const port = await new Promise<string>((resolve, reject) => {
      let errors = "";
      child.stderr.on("data", (chunk: Buffer) => {
        errors += chunk.toString();
      });
      child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
      child.once("exit", (code) => reject(new Error(`The pack ended with ${code}: ${errors}`)));
    });
    return new ServedPack(child, port);
  }

  info(): Promise<AnalyzerInfo.AsObject> {
    return this.#ask<AnalyzerInfo>((done) => this.#client.getAnalyzerInfo(new Empty(), done)).then((info) =>
      info.toObject(),
    );
  }

  /** Levels and settings, as the engine passes `--policy-pack-config` on. */
  async configure(
    config: Readonly<
      Record<
        string,
        { level: "advisory" | "mandatory" | "remediate" | "disabled"; settings?: Record<string, JavaScriptValue> }
      >
    >,
  ) {
    const request = new ConfigureAnalyzerRequest();
    const levels = {
      advisory: EnforcementLevel.ADVISORY,
      mandatory: EnforcementLevel.MANDATORY,
      disabled: EnforcementLevel.DISABLED,
      remediate: EnforcementLevel.REMEDIATE,
    };
    for (const [rule, { level, settings }] of Object.entries(config)) {
      const policy = new PolicyConfig();
      policy.setEnforcementlevel(levels[level]);
      policy.setProperties(Struct.fromJavaScript(settings ?? {}));
      request.getPolicyconfigMap().set(rule, policy);
    }
    await this.#ask<Empty>((done) => this.#client.configure(request, done));
  }

  async analyze(sent: Sent): Promise<Answer> {
    return answer(await this.analyzeInFull(sent));
  }

  /** Everything that the engine is answered. */
  analyzeInFull(sent: Sent): Promise<AnalyzeResponse> {
    const request = fill(new AnalyzeRequest(), sent);
    return this.#ask<AnalyzeResponse>((done) => this.#client.analyze(request, done));
  }

  /** What the engine asks of every pack before it has a resource analysed; "not understood" is an answer too. */
  async remediate(sent: Sent): Promise<RemediateResponse.AsObject | "not understood"> {
    try {
      const request = fill(new AnalyzeRequest(), sent);
      return (await this.#ask<RemediateResponse>((done) => this.#client.remediate(request, done))).toObject();
    } catch (error) {
      if (error instanceof Error && Reflect.get(error, "code") === status.UNIMPLEMENTED) return "not understood";
      throw error;
    }
  }

  async analyzeStack(sent: readonly Sent[]): Promise<Answer> {
    return answer(await this.analyzeStackInFull(sent));
  }

  analyzeStackInFull(sent: readonly Sent[]): Promise<AnalyzeResponse> {
    const request = new AnalyzeStackRequest();
    request.setResourcesList(sent.map((one) => withDependencies(fill(new AnalyzerResource(), one), one)));
    return this.#ask<AnalyzeResponse>((done) => this.#client.analyzeStack(request, done));
  }

  async stop(): Promise<void> {
    this.#client.close();
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await ended;
  }

  #ask<Response>(call: (done: (error: ServiceError | null, response: Response) => void) => unknown): Promise<Response> {
    return new Promise((resolve, reject) =>
      call((error, response) => (error === null ? resolve(response) : reject(error))),
    );
  }
}

export function urnOf({ urn, type, name }: Sent): string {
  return urn ?? `urn:pulumi:dev::harbour::${type}::${name}`;
}

function fill<Message extends AnalyzeRequest | AnalyzerResource>(message: Message, sent: Sent): Message {
  message.setType(sent.type);
  message.setName(sent.name);
  message.setUrn(urnOf(sent));
  message.setProperties(Struct.fromJavaScript(sent.props));
  const options = new AnalyzerResourceOptions();
  options.setProtect(sent.protect === true);
  options.setDeletebeforereplace(sent.deleteBeforeReplace === true);
  options.setDeletebeforereplacedefined(sent.deleteBeforeReplace !== undefined);
  options.setIgnorechangesList([...(sent.ignoreChanges ?? [])]);
  options.setParent(sent.parent ?? "");
  message.setOptions(options);
  return message;
}

function withDependencies(message: AnalyzerResource, sent: Sent): AnalyzerResource {
  for (const [property, urns] of Object.entries(sent.propertyDependencies ?? {})) {
    const dependencies = new AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    message.getPropertydependenciesMap().set(property, dependencies);
  }
  return message;
}

function answer(response: AnalyzeResponse): Answer {
  const { diagnosticsList, notApplicableList } = response.toObject();
  const said = diagnosticsList.map(({ policyname, enforcementlevel, message, urn }): Said => {
    const level =
      enforcementlevel === EnforcementLevel.MANDATORY
        ? "mandatory"
        : enforcementlevel === EnforcementLevel.ADVISORY
          ? "advisory"
          : "other";
    return { policy: policyname, level, message, urn };
  });
  return { said, notApplicable: notApplicableList.map(({ policyName }) => policyName) };
}
