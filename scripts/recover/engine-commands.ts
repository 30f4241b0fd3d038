import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../toolchain/engine";
import { lastLines, runCommand } from "../toolchain/run-command";
import { adviceOnMissing, environmentNames } from "./environment-names";
import { type Json, parseJson } from "./plain-json";

/** Where recovery works: a project folder and a stack in it, with the environment that reaches its backend. */
export interface Place {
  readonly engine: Pick<Engine, "pulumi" | "root">;
  readonly folder: string;
  readonly stack: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The engine refused; its own words say why. */
export class EngineRefused extends Error {
  override readonly name = "EngineRefused";
}

/** The commands of the engine that recovery uses, each in its plain form. */
export interface EngineCommands {
  /** Address of the backend. */
  backend(): Promise<string>;
  /** The state as it is; secrets stay encrypted. */
  exportState(): Promise<Json>;
  /** Writes a state. The engine then forgets every pending operation. */
  importState(state: Json): Promise<void>;
  /** A fresh preview, and the import file that it offers. The plan of a preview that fails comes with its errors. */
  preview(): Promise<{ readonly digest: Json; readonly offered: Json; readonly failure: string | undefined }>;
  /** Every value of the stack's configuration, secrets in clear: they stay in this process. */
  configuration(): Promise<Json>;
  adopt(file: unknown, options: { readonly protect: boolean }): Promise<void>;
  /** Reads one resource as its vendor has it, into the state. Runs no program and changes nothing at the vendor. */
  readBack(urn: string): Promise<void>;
}

const minutes = 60_000;

export function engineCommands({ engine, folder, stack, environment }: Place): EngineCommands {
  const attempt = (args: readonly string[], extra: NodeJS.ProcessEnv = {}, timeoutMs = 2 * minutes) =>
    runCommand(engine.pulumi, [...args, "--non-interactive", "--color=never"], {
      cwd: folder,
      env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true", ...extra },
      timeoutMs,
    });
  const adviceOn = (stderr: string): readonly string[] => {
    if (stderr.includes("no stack named")) return [adviceOnMissing(stack, environmentNames(folder))];
    if (!stderr.includes("PULUMI_ACCESS_TOKEN must be set")) return [];
    return ["Nobody is logged in to a backend: pulumi login <address>, or set PULUMI_BACKEND_URL, then recover again."];
  };
  const must = async (args: readonly string[], timeoutMs?: number): Promise<string> => {
    const { stdout, stderr, failure } = await attempt(args, {}, timeoutMs);
    if (failure === undefined) return stdout;
    const words = lastLines(`${stderr}\n${stdout}`.trim(), 12);
    const advice = adviceOn(stderr);
    throw new EngineRefused([`pulumi ${args.slice(0, 2).join(" ")} ${failure}:`, words, ...advice].join("\n"));
  };
  const withFile = async <T>(use: (file: string) => Promise<T>): Promise<T> => {
    // Readable by nobody else: a state or an import file tells much, even with its secrets encrypted.
    const own = mkdtempSync(join(tmpdir(), "roadstead-recover-"));
    try {
      return await use(join(own, "file.json"));
    } finally {
      rmSync(own, { recursive: true, force: true });
    }
  };
  const named = ["--stack", stack];
  return {
    async backend() {
      // It wins over whatever the user is logged in to.
      const given = environment["PULUMI_BACKEND_URL"];
      if (given !== undefined && given !== "") return given;
      const told = parseJson(await must(["whoami", "--json"]), "pulumi whoami");
      return typeof told["url"] === "string" ? told["url"] : "";
    },
    async exportState() {
      return parseJson(await must(["stack", "export", ...named]), "pulumi stack export");
    },
    importState: (state) =>
      withFile(async (file) => {
        writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
        await must(["stack", "import", ...named, "--file", file]);
      }),
    preview: () =>
      withFile(async (file) => {
        const args = ["preview", ...named, "--json", "--import-file", file];
        // The guards of retained data refuse previews of what this is about to find; it is looked at here instead.
        const recovering = { ROADSTEAD_RECOVERING: "1" };
        const { stdout, stderr, failure } = await attempt(args, recovering, 30 * minutes);
        if (failure !== undefined && !stdout.trimStart().startsWith("{")) {
          throw new EngineRefused(`pulumi preview ${failure}:\n${lastLines(`${stderr}\n${stdout}`.trim(), 12)}`);
        }
        const offered =
          failure === undefined ? parseJson(readFileSync(file, "utf8"), "pulumi preview --import-file") : {};
        return { digest: parseJson(stdout, "pulumi preview"), offered, failure };
      }),
    async configuration() {
      return parseJson(await must(["config", ...named, "--json", "--show-secrets"]), "pulumi config");
    },
    adopt: (content, { protect }) =>
      withFile(async (file) => {
        writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
        const how = ["--yes", "--skip-preview", "--generate-code=false", `--protect=${protect}`];
        await must(["import", ...named, "--file", file, ...how], 30 * minutes);
      }),
    async readBack(urn) {
      await must(["refresh", ...named, "--target", urn, "--yes", "--skip-preview"], 30 * minutes);
    },
  };
}
