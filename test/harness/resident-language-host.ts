import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Engine } from "../../scripts/toolchain/engine";

/** What to add to the environment of each engine run. */
export interface ResidentHostEnvironment {
  readonly PULUMI_DEBUG_LANGUAGES: string;
}

/** A language host that stays between the operations of one deployment; by itself the engine starts two for each, a sixth of its time. */
export interface ResidentLanguageHost {
  readonly environment: ResidentHostEnvironment;
  /** What programs have printed since this was last asked: an engine that did not start the host does not read it. */
  said(): string;
  stop(): Promise<void>;
}

/** The stand-in takes orders of one engine after the other. Of the official host nobody has seen that, so it is not asked to. */
export const mayBeResident = (engine: Engine): boolean => engine.languageHost === "stand-in";

/** Programs get this environment, as they would have the engine's. */
export async function startResidentLanguageHost(
  engine: Engine,
  environment: NodeJS.ProcessEnv,
): Promise<ResidentLanguageHost> {
  const child = spawn(join(engine.root, "bin/pulumi-language-nodejs"), ["127.0.0.1:0"], { env: environment });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let text = "";
  child.stderr.on("data", (chunk: Buffer) => {
    text += chunk;
  });
  const port = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`the language host ended with ${code}: ${text}`)));
    createInterface({ input: child.stdout }).once("line", resolve);
  });
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk;
  });
  return {
    environment: { PULUMI_DEBUG_LANGUAGES: `nodejs:${port}` },
    said: () => {
      const since = text;
      text = "";
      return since;
    },
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
