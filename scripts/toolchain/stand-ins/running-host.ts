import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { temporaryFolders } from "../../temporary-folders";
import { rootWithStandIn } from "../stand-in-host";
import { writePulumi } from "./stand-in-programs";

// For tests of the language host: the host itself, placed and started as the engine starts it, and programs for it.

/** For `expect.poll`: what is awaited comes at once on an idle machine, and late on a busy one. */
export const patient = { timeout: 20_000, interval: 20 } as const;

const hostFolder = temporaryFolders("language-host");
const emptyProgramFolder = temporaryFolders("program");

export interface RunningHost {
  readonly process: ChildProcess;
  readonly client: LanguageRuntimeClient;
  readonly told: { out: string; err: string };
  stop(): void;
}

/** Places the host beside a stand-in for the CLI; returns the launcher. */
export function placeHost(): string {
  const folder = hostFolder();
  mkdirSync(join(folder, "bin"));
  writePulumi(join(folder, "bin", "pulumi"), "v3.259.0");
  return join(rootWithStandIn(folder, "3.259.0", join(folder, "unfinished")), "bin", "pulumi-language-nodejs");
}

export async function startHost(launcher: string, env: Record<string, string> = {}): Promise<RunningHost> {
  const child = spawn(launcher, ["--tracing", "http://127.0.0.1:1/trace", "127.0.0.1:9"], {
    env: { ...process.env, ...env },
  });
  const told = { out: "", err: "" };
  child.stderr.on("data", (text) => {
    told.err += text;
  });
  const port = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the host ended with ${code}: ${told.err}`)));
    child.stdout.on("data", (text) => {
      told.out += text;
      const line = /^(\d+)\n/.exec(told.out);
      if (line?.[1] !== undefined) resolve(line[1]);
    });
  });
  const client = connectToHost(port);
  return {
    process: child,
    client,
    told,
    stop: () => {
      client.close();
      // As the engine ends it: killed outright, it would leave its programs behind.
      child.kill("SIGTERM");
    },
  };
}

export function connectToHost(port: string): LanguageRuntimeClient {
  return new LanguageRuntimeClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
}

/** A folder with these files that sees the project's own node_modules. */
export function programFolder(files: Readonly<Record<string, string>>): string {
  const folder = emptyProgramFolder();
  symlinkSync(join(__dirname, "../../../node_modules"), join(folder, "node_modules"));
  for (const [name, text] of Object.entries({ "package.json": '{ "name": "program" }', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export function programInfo(folder: string, options: Record<string, string | boolean> = {}): ProgramInfo {
  const info = new ProgramInfo();
  info.setRootDirectory(folder);
  info.setProgramDirectory(folder);
  info.setEntryPoint(".");
  info.setOptions(Struct.fromJavaScript(options));
  return info;
}

/** One gRPC call as a promise. */
export function answer<Response>(
  call: (callback: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error === null ? resolve(response) : reject(error)));
  });
}
