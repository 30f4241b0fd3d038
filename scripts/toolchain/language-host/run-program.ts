import { type ProgramInfo, type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { debuggingFor } from "./engine-link";
import { findNode, locateModule, type ProgramEnd, startProgram } from "./program-process";
import { type RuntimeOptions, readRuntimeOptions } from "./runtime-options";

/** The program has told its user what is wrong: nothing is to be added. */
const exitCodeAlreadyReported = 32;

export interface ProgramPlace {
  readonly rootDirectory: string;
  readonly programDirectory: string;
  readonly entryPoint: string;
  readonly options: RuntimeOptions;
}

export function programPlace(info: ProgramInfo | undefined): ProgramPlace {
  if (info === undefined)
    throw new Error("The engine named no program (`info` is missing). Use Pulumi CLI 3.249 or newer.");
  return {
    rootDirectory: info.getRootDirectory(),
    programDirectory: info.getProgramDirectory(),
    entryPoint: info.getEntryPoint() || ".",
    options: readRuntimeOptions(info.getOptions()?.toJavaScript() ?? {}),
  };
}

export interface ProgramRun {
  /** Ends the program: the engine has cancelled. */
  stop(): void;
  readonly response: Promise<RunResponse>;
}

export async function runProgram(request: RunRequest, engineAddress: string, tracing: string): Promise<ProgramRun> {
  const place = programPlace(request.getInfo());
  const script = locateModule(
    process.env["PULUMI_LANGUAGE_NODEJS_RUN_PATH"] || "@pulumi/pulumi/cmd/run",
    place.programDirectory,
    false,
  );
  const debugging = request.getAttachDebugger() ? await debuggingFor(engineAddress) : undefined;
  const memory = watchForMemoryExhaustion();
  const program = startProgram({
    executable: findNode(),
    arguments: [
      ...place.options.nodeArguments,
      ...(debugging?.nodeArguments ?? []),
      script,
      ...programArguments(request, place, engineAddress, tracing),
    ],
    cwd: undefined,
    env: {
      ...process.env,
      PULUMI_CONFIG: configJson(request),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      ...typescriptEnvironment(place.options),
    },
    onStdout: (chunk) => process.stdout.write(chunk),
    onStderr: (chunk) => {
      memory.read(chunk);
      process.stderr.write(chunk);
    },
  });
  await debugging?.announce(program.pid, "Pulumi: Program (nodejs)");
  return { stop: program.stop, response: program.ended.then((end) => responseTo(end, memory.exhausted())) };
}

export function typescriptEnvironment(options: RuntimeOptions): Record<string, string> {
  return {
    ...(options.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
    ...(options.tsconfig === "" ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
  };
}

function programArguments(request: RunRequest, place: ProgramPlace, engineAddress: string, tracing: string): string[] {
  const named: readonly (readonly [string, string])[] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engineAddress],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", place.rootDirectory],
    ["stack", request.getStack()],
    ["pwd", place.programDirectory],
    ["parallel", String(request.getParallel())],
    ["tracing", tracing],
  ];
  return [
    ...named.flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    place.entryPoint,
    ...request.getArgsList(),
  ];
}

/** Keys as `<namespace>:config:<name>`, the form that every version of the SDK reads. */
function configJson(request: RunRequest): string {
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value, key) => {
    const [namespace = "", ...rest] = key.split(":");
    const name = rest[0] === "config" && rest.length > 1 ? rest.slice(1) : rest;
    config[`${namespace}:config:${name.join(":")}`] = value;
  });
  return JSON.stringify(config);
}

function responseTo(end: ProgramEnd, memoryExhausted: boolean): RunResponse {
  const response = new RunResponse();
  if (end.kind === "exit" && end.code === 0) return response;
  if (end.kind === "exit" && end.code === exitCodeAlreadyReported) {
    response.setBail(true);
    return response;
  }
  response.setError(describeEnd(end) + (memoryExhausted ? `. ${memoryAdvice}` : ""));
  return response;
}

export function describeEnd(end: ProgramEnd): string {
  switch (end.kind) {
    case "exit":
      return `Program exited with non-zero exit code: ${end.code}`;
    case "signal":
      return `Program was ended by signal ${end.signal}`;
    case "not-started":
      return `Problem executing program (could not run language executor): ${end.message}`;
  }
}

const memoryAdvice =
  "Detected a possible out of memory error. Give Node more memory in Pulumi.yaml: runtime.options.nodeargs: --max-old-space-size=<megabytes>";

interface MemoryWatch {
  read(chunk: Buffer): void;
  exhausted(): boolean;
}

function watchForMemoryExhaustion(): MemoryWatch {
  const marks = ["<--- Last few GCs --->", "Check failed: needs_context && current_scope_ == closure_scope_"];
  const longest = Math.max(...marks.map((mark) => mark.length));
  let tail = "";
  let seen = false;
  return {
    read(chunk) {
      if (seen) return;
      const text = tail + chunk.toString("latin1");
      seen = marks.some((mark) => text.includes(mark));
      // A mark may be cut by the end of a chunk.
      tail = text.slice(-longest);
    },
    exhausted: () => seen,
  };
}
