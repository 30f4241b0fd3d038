// What a plugin says to the engine, and how a fault plan ends it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { credentials, Metadata } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb.js";

export interface EngineLink {
  connect(address: string): void;
  /** One line of information under the update's diagnostics; never a warning. */
  inform(message: string, urn?: string): Promise<void>;
}

export function engineLink(): EngineLink {
  let client: EngineClient | undefined;
  let connectedTo = "";
  return {
    connect(address) {
      if (address === "" || address === connectedTo) return;
      client?.close();
      connectedTo = address;
      client = new EngineClient(address, credentials.createInsecure());
    },
    inform(message, urn) {
      const request = new LogRequest()
        .setSeverity(LogSeverity.INFO)
        .setMessage(message)
        .setUrn(urn ?? "");
      const speaking = client;
      if (speaking === undefined) return Promise.resolve();
      // An engine that is gone needs no information.
      return new Promise((resolve) => {
        speaking.log(request, new Metadata(), { deadline: Date.now() + 5_000 }, () => resolve());
      });
    },
  };
}

/** Kills the engine as a power cut would. Under an engine of its own the plugin goes with it and never answers. */
export function killEngine(folder: string, resident: boolean): never | Promise<never> {
  const engine = resident ? Number(readFileSync(join(folder, "engine.pid"), "utf8").trim()) : process.ppid;
  if (!Number.isInteger(engine) || engine <= 1) {
    throw new Error(
      `The fault plan kills the engine, but ${resident ? `${folder}/engine.pid names none` : "there is none"}.`,
    );
  }
  process.kill(engine, "SIGKILL");
  if (!resident) process.exit(0);
  return new Promise<never>(() => {});
}
