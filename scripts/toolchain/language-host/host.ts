// A stand-in for pulumi-language-nodejs, for where the official bundle cannot be had. The official host's decisions are
// followed throughout; what it cannot do, write TypeScript from other notations, it says.
import { fstatSync } from "node:fs";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { largestMessage } from "./engine-link";
import { killEveryProgram, stopEveryProgram } from "./program-process";
import { languageRuntime } from "./service";

declare const STAND_IN_VERSION: string;

const standInVersion = typeof STAND_IN_VERSION === "string" ? STAND_IN_VERSION : "0.0.0+roadstead.stand-in";

function main(): void {
  const { engineAddress, tracing, showVersion, unknown } = readArguments(process.argv.slice(2));
  if (showVersion) {
    console.log(standInVersion);
    return;
  }
  if (unknown !== undefined) {
    console.error(`pulumi-language-nodejs (stand-in): ${unknown}`);
    process.exit(1);
  }
  const server = new grpc.Server(largestMessage);
  server.addService(LanguageRuntimeService, languageRuntime({ version: standInVersion, engineAddress, tracing }));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) {
      console.error(`pulumi-language-nodejs (stand-in): could not listen: ${error.message}`);
      process.exit(1);
    }
    process.stdout.write(`${port}\n`);
  });
  endWithTheEngine();
}

interface HostArguments {
  readonly engineAddress: string;
  readonly tracing: string;
  readonly showVersion: boolean;
  readonly unknown: string | undefined;
}

function readArguments(given: readonly string[]): HostArguments {
  let tracing = "";
  let engineAddress = "";
  let showVersion = false;
  let unknown: string | undefined;
  for (let at = 0; at < given.length; at += 1) {
    const [, flag, attached] = /^--?([a-z]+)(?:=(.*))?$/.exec(given[at] ?? "") ?? [];
    const value = () => attached ?? given[++at] ?? "";
    if (flag === undefined) engineAddress ||= given[at] ?? "";
    else if (flag === "tracing") tracing = value();
    else if (flag === "version") showVersion = true;
    else if (flag === "logflow" || flag === "logtostderr") continue;
    else if (flag === "v") value();
    else if (flag === "runtime") {
      const runtime = value();
      if (runtime !== "nodejs") unknown = `unsupported runtime: ${runtime}. This stand-in runs nodejs only.`;
    } else unknown = `unknown argument ${given[at]}`;
  }
  return { engineAddress, tracing, showVersion, unknown };
}

/** The engine interrupts its hosts when it ends; one that was killed cannot, so its absence is watched for too. */
function endWithTheEngine(): void {
  const end = () => {
    if (!stopEveryProgram()) process.exit(0);
    setTimeout(() => {
      killEveryProgram();
      process.exit(0);
    }, 500);
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  const engine = process.ppid;
  const engineIsGone = () => {
    killEveryProgram();
    process.exit(1);
  };
  setInterval(() => {
    if (process.ppid !== engine) engineIsGone();
  }, 500);
  // An engine that was killed while this host started has never been its parent; but it held the other end of stdin.
  const stdin = fstatSync(0);
  if (!stdin.isFIFO() && !stdin.isSocket()) return;
  process.stdin.once("end", engineIsGone).once("error", engineIsGone).resume();
}

main();
