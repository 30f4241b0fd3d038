import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/events";
import { transformSync } from "esbuild";
import { isMap, parseDocument } from "yaml";
import { openSandbox, type Sandbox } from "../../scripts/sandbox/open";
import { type ResidentEnvironment, type ResidentService, startResidentService } from "../../scripts/sandbox/resident";
import { readWorld } from "../../scripts/sandbox/world";
import { type Engine, findEngine } from "../../scripts/toolchain/engine";
import { nameOf, OperationRecord, type Step } from "../../scripts/workspace/operation-record";
import { editEnvironment, openWorkspace, type Workspace } from "../../scripts/workspace/workspace";
import { linkCompiledProject, runProgram, startsLean } from "./compiled-workspace";
import { mayBeResident, type ResidentLanguageHost, startResidentLanguageHost } from "./resident-language-host";

const projectRoot = join(__dirname, "../..");

export type Operation = "preview" | "up" | "destroy" | "refresh";

/** What one operation of the real engine did. */
export interface EngineResult {
  readonly ok: boolean;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Steps that change something, in order, as `op name`: `create harbour-server`. */
  readonly changes: readonly string[];
  readonly steps: readonly Step[];
  /** The ops on one resource in order, such as `delete-replaced`, `replace`, `create-replacement`. */
  of(name: string): readonly string[];
  /** Inputs that the engine means to give a resource, or gave it. */
  inputsOf(name: string): Readonly<Record<string, unknown>>;
  /** Everything that was printed. */
  readonly text: string;
  readonly seconds: number;
}

export interface CommandResult {
  readonly code: number;
  readonly text: string;
  readonly stdout: string;
}

export interface StartOptions {
  /** The environment file's text. */
  readonly environment: string;
  /** Value of each secret, by full key: `roadstead:secret-hetzner-token`. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** A program in place of the project's own: the text of its index.ts. */
  readonly program?: string;
  /** Runs the sources through the loader of TypeScript, with providers and language hosts of its own for each run: slower by half. */
  readonly asUsersRunIt?: boolean;
  /** Longest that one command may take. Defaults to four minutes. */
  readonly seconds?: number;
}

const stackName = "test";
/** In a run's folder: the environment file as it was given. */
const givenEnvironment = "environment.yaml";
const opened: EngineRun[] = [];
/** For a command whose own environment has to reach its providers. */
export const ownProviders: ResidentEnvironment = { PULUMI_DEBUG_PROVIDERS: "" };
/** The packages whose providers are kept; one that is not named here the engine starts for itself. */
const kept = ["hcloud", "digitalocean", "linode", "vultr", "cloudflare", "command"];
/** One for the whole test file. */
let residents: ResidentService | undefined;

/** A deployment on the real engine, its vendors a sandbox, all of it in a folder of its own that can be copied. */
export class EngineRun {
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly workspace: Workspace;
  readonly #engine: Engine;
  readonly #asUsersRunIt: boolean;
  #seconds = 240;
  #languageHost: Promise<ResidentLanguageHost> | undefined;

  private constructor(folder: string, sandbox: Sandbox, engine: Engine, asUsersRunIt: boolean) {
    this.folder = folder;
    this.sandbox = sandbox;
    this.#engine = engine;
    this.#asUsersRunIt = asUsersRunIt;
    const place = join(folder, "workspace");
    // What is linked already stays.
    if (!asUsersRunIt) linkCompiledProject(place);
    this.workspace = openWorkspace(place, stackName, join(folder, givenEnvironment));
    if (!asUsersRunIt) this.useProjectsProgram();
    opened.push(this);
  }

  static async #open(folder: string, asUsersRunIt: boolean): Promise<EngineRun> {
    const engine = await findEngine();
    const sandbox = await openSandbox({ folder: join(folder, "cloud"), engine, program: projectRoot });
    return new EngineRun(folder, sandbox, engine, asUsersRunIt);
  }

  /** Makes a stack with its secrets, nothing deployed. */
  static async start(options: StartOptions): Promise<EngineRun> {
    const { environment, secrets = {}, program, asUsersRunIt = false, seconds = 240 } = options;
    const folder = mkdtempSync(join(tmpdir(), "roadstead-engine-"));
    writeFileSync(join(folder, givenEnvironment), environment);
    const run = await EngineRun.#open(folder, asUsersRunIt);
    run.#seconds = seconds;
    if (program !== undefined) run.useProgram(program);
    await run.#must(["stack", "init", stackName]);
    const pairs = Object.entries(secrets).flatMap(([key, value]) => ["--secret", `${key}=${value}`]);
    if (pairs.length > 0) await run.#must(["config", "set-all", "--stack", stackName, ...pairs]);
    return run;
  }

  /** A copy with a life of its own: vendors, state and environment as they are now; of the project's own program. */
  async copy(): Promise<EngineRun> {
    const folder = mkdtempSync(join(tmpdir(), "roadstead-engine-"));
    const keeps = (path: string): boolean =>
      !path.includes("node_modules") && !/\.(lock|sock|pid)$|workspace\/(components|stacks|dist)$/.test(path);
    cpSync(this.folder, folder, { recursive: true, verbatimSymlinks: true, filter: keeps });
    return EngineRun.#open(folder, false);
  }

  /** Puts another program in place of the project's own; it imports "roadstead" as a user's would. */
  useProgram(text: string): void {
    const folder = join(this.workspace.folder, "program");
    mkdirSync(folder, { recursive: true });
    if (this.#asUsersRunIt) writeFileSync(join(folder, "index.ts"), text);
    else writeFileSync(join(folder, "index.js"), transformSync(text, { loader: "ts", format: "cjs" }).code);
    this.#runs(`program/index.${this.#asUsersRunIt ? "ts" : "js"}`);
  }

  /** Goes back to the project's own program. */
  useProjectsProgram(): void {
    this.#runs(`stacks/index.${this.#asUsersRunIt ? "ts" : "js"}`);
  }

  #runs(main: string): void {
    runProgram(this.workspace.folder, main, this.#asUsersRunIt ? undefined : startsLean());
  }

  /** Changes one value of the environment file; undefined takes it out. */
  edit(path: readonly string[], value: unknown): void {
    editEnvironment(this.workspace, path, value);
  }

  /** Puts other configuration in place of the plain one; secrets and their salt stay. */
  replaceEnvironment(text: string): void {
    const { environmentFile } = this.workspace;
    const old = parseDocument(readFileSync(environmentFile, "utf8"));
    const next = parseDocument(text);
    const config = old.get("config");
    for (const { key, value } of isMap(config) ? config.items : []) {
      if (isMap(value) && value.has("secure")) next.setIn(["config", String(key)], value);
    }
    next.set("encryptionsalt", old.get("encryptionsalt"));
    writeFileSync(environmentFile, next.toString());
  }

  /** What there is at a vendor. */
  holdings(packageName: string): ReturnType<typeof readWorld> {
    return readWorld(this.sandbox.folder, packageName);
  }

  /** The state as text, secrets encrypted, as it stands on the disk. */
  stateText(): string {
    const file = join(this.sandbox.folder, "state/.pulumi/stacks/roadstead", `${stackName}.json`);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** Forgets what is deployed, as if the state file had been lost; the vendors keep everything. */
  loseState(): void {
    rmSync(join(this.sandbox.folder, "state/.pulumi/stacks/roadstead"), { recursive: true, force: true });
  }

  /** Runs any command of the CLI in the workspace; `extra` reaches providers only if they are its own (`ownProviders`). */
  pulumi(args: readonly string[], extra: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
    return this.#command(this.#engine.pulumi, [...args, "--non-interactive"], extra);
  }

  /** What `npm run recover -- <environment>` runs. */
  recover(flags: readonly string[] = []): Promise<CommandResult> {
    const program = join(projectRoot, "scripts/recover/recover.ts");
    const order = [stackName, "--workspace", this.workspace.folder, ...flags];
    return this.#command(process.execPath, ["--import", "tsx", program, ...order]);
  }

  async #command(
    executable: string,
    args: readonly string[],
    extra: Readonly<Record<string, string>> = {},
  ): Promise<CommandResult> {
    const attached = this.#asUsersRunIt ? ownProviders : await this.#residents();
    return new Promise((resolve, reject) => {
      const child = spawn(executable, args, {
        cwd: this.workspace.folder,
        env: { ...process.env, ...this.sandbox.environment, ...attached, ...extra },
        timeout: this.#seconds * 1000,
      });
      let text = "";
      let stdout = "";
      child.stdout.on("data", (chunk: Buffer) => {
        text += chunk;
        stdout += chunk;
      });
      child.stderr.on("data", (chunk: Buffer) => {
        text += chunk;
      });
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? 1, text, stdout }));
    });
  }

  #residents(): Promise<ResidentEnvironment> {
    residents ??= startResidentService({ program: projectRoot });
    return residents.attach(this.sandbox, kept);
  }

  async #residentHost(): Promise<ResidentLanguageHost | undefined> {
    if (this.#asUsersRunIt || !mayBeResident(this.#engine)) return undefined;
    const environment = { ...process.env, ...this.sandbox.environment, ...(await this.#residents()) };
    // Kept before it is there: two operations at once have one, too.
    this.#languageHost ??= startResidentLanguageHost(this.#engine, environment);
    return this.#languageHost;
  }

  /** Ends what was started for it, and removes its folder. */
  async remove(): Promise<void> {
    await (await this.#languageHost)?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs an operation and tells what it did. A failed one is a result too. */
  async run(operation: Operation, flags: readonly string[] = []): Promise<EngineResult> {
    const log = join(this.folder, "events.json");
    rmSync(log, { force: true });
    const own: Readonly<Record<Operation, readonly string[]>> = {
      preview: [],
      up: ["--yes", "--skip-preview"],
      destroy: ["--yes", "--skip-preview", "--exclude-protected"],
      refresh: ["--yes", "--skip-preview"],
    };
    const host = await this.#residentHost();
    const started = performance.now();
    const args = [operation, "--stack", stackName, "--color", "never", "--event-log", log, ...own[operation], ...flags];
    // The event log needs the first; the others write the state once, at the end, since nothing here is killed midway.
    const extra = { PULUMI_DEBUG_COMMANDS: "true", PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };
    const { code, text: told } = await this.pulumi(args, { ...extra, ...host?.environment });
    const text = told + (host?.said() ?? "");
    const seconds = (performance.now() - started) / 1000;
    return resultOf(existsSync(log) ? readFileSync(log, "utf8") : "", code, text, seconds);
  }

  /** Runs an operation that has to go through. */
  async must(operation: Operation, flags: readonly string[] = []): Promise<EngineResult> {
    const result = await this.run(operation, flags);
    if (!result.ok) throw new Error(`${operation} failed:\n${result.errors.join("\n") || result.text}`);
    return result;
  }

  async #must(args: readonly string[]): Promise<void> {
    const { code, text } = await this.pulumi(args);
    if (code !== 0) throw new Error(`pulumi ${args[0]} failed:\n${text}`);
  }
}

function resultOf(log: string, code: number, text: string, seconds: number): EngineResult {
  const record = new OperationRecord();
  const metadata: StepEventMetadata[] = [];
  for (const line of log.split("\n").filter((each) => each !== "")) {
    const event: EngineEvent = JSON.parse(line);
    record.take(event);
    if (event.resourcePreEvent !== undefined) metadata.push(event.resourcePreEvent.metadata);
  }
  return {
    ok: code === 0,
    outputs: record.outputs,
    errors: record.errors.length > 0 || code === 0 ? record.errors : [text],
    warnings: record.warnings,
    steps: record.steps,
    changes: record.changes.map((each) => `${each.op} ${each.name}`),
    of: (name) => record.steps.filter((each) => each.name === name).map((each) => each.op),
    inputsOf: (name) => {
      const found = metadata.filter((each) => nameOf(each.urn) === name && each.new?.inputs !== undefined).at(-1);
      return found?.new?.inputs ?? {};
    },
    text,
    seconds,
  };
}

/** Removes every folder of this process, and ends providers and language hosts. Call it when the tests of a file are done. */
export async function removeEngineRuns(): Promise<void> {
  await Promise.all(opened.splice(0).map((run) => run.remove()));
  await residents?.stop();
  residents = undefined;
}
