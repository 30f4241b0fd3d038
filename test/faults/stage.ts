import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { recover } from "../../scripts/recover/recovery";
import { openSandbox, type Sandbox } from "../../scripts/sandbox/open";
import { type ResidentProviders, startResidentProviders } from "../../scripts/sandbox/resident";
import type { Engine } from "../../scripts/toolchain/engine";
import { openWorkspace, type Workspace } from "../../scripts/workspace/workspace";
import { linkCompiledProject, runProgram, startsLean } from "../harness/compiled-workspace";
import { applyEdits } from "./edits";
import type { SweptPlanet } from "./planets";
import { packagesOf, type SweptVendor } from "./vendors";

export const environmentName = "faults";
const environmentFile = join(__dirname, `Pulumi.${environmentName}.yaml`);
const projectRoot = join(__dirname, "../..");

export type EngineOperation = "up" | "destroy" | "preview";

export interface RunResult {
  readonly ok: boolean;
  readonly output: string;
}

/** A cloud in a folder with a workspace beside it, whose whole past can be taken away and put back. */
export interface Stage {
  readonly vendor: SweptVendor;
  readonly cloud: string;
  readonly workspace: Workspace;
  run(operation: EngineOperation): Promise<RunResult>;
  pulumi(args: readonly string[]): Promise<RunResult>;
  recover(): Promise<RunResult>;
  /** The state as the backend holds it. */
  stateText(): string;
  save(snapshot: string): void;
  /** Puts the past back, and has the providers read it afresh. */
  restore(snapshot: string): Promise<void>;
  /** Lets go of the providers. */
  close(): Promise<void>;
}

// What a stage is made of; everything else in its folder can be made again.
const clouds = ["journal", "state", "calls.ndjson", "commands.ndjson", "key", "sandbox.json"];
const perRun = ["faults.json", "engine.pid"];

function argumentsFor(operation: EngineOperation): string[] {
  if (operation === "preview") return ["preview", "--expect-no-changes"];
  const going = ["--yes", "--skip-preview"];
  return operation === "up" ? ["up", ...going] : ["destroy", "--exclude-protected", ...going];
}

export async function openStage(folder: string, engine: Engine, planet: SweptPlanet): Promise<Stage> {
  const cloud = join(folder, "cloud");
  mkdirSync(cloud, { recursive: true });
  const sandbox: Sandbox = await openSandbox({ folder: cloud, engine, program: projectRoot });
  const place = join(folder, "workspace");
  linkCompiledProject(place);
  const workspace = openWorkspace(place, environmentName, environmentFile);
  runProgram(place, "stacks/index.js", startsLean());
  applyEdits(workspace, planet.settings);
  const { vendor } = planet;
  const engineEnvironment: NodeJS.ProcessEnv = { ...process.env, ...sandbox.environment };
  // Kept running from one engine run of a point to the next: their start is a third of each.
  const packages = [...packagesOf(vendor), "cloudflare", "command"];

  const pulumi = (args: readonly string[]): Promise<RunResult> =>
    new Promise((done) => {
      const [command = [], rest = []] = args.includes("--")
        ? [args.slice(0, args.indexOf("--")), args.slice(args.indexOf("--"))]
        : [args];
      const all = [...command, "--stack", environmentName, "--non-interactive", "--color=never", ...rest];
      const child = spawn(engine.pulumi, all, {
        cwd: workspace.folder,
        env: engineEnvironment,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      });
      if (child.pid !== undefined) writeFileSync(join(cloud, "engine.pid"), String(child.pid));
      let output = "";
      const gather = (text: string) => {
        output += text;
      };
      child.stdout.setEncoding("utf8").on("data", gather);
      child.stderr.setEncoding("utf8").on("data", gather);
      const killGroup = () => {
        try {
          if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
        } catch {
          // Nobody was left.
        }
      };
      const tooLong = setTimeout(killGroup, 180_000);
      child.once("error", (error) => gather(error.message));
      child.once("exit", (code) => {
        clearTimeout(tooLong);
        // What a killed engine leaves behind would hold the pipes open, and write on.
        killGroup();
        child.once("close", () => done({ ok: code === 0, output }));
      });
    });

  const each = (use: (inCloud: string) => void) => {
    for (const name of clouds) use(name);
  };
  let providers: ResidentProviders | undefined;
  const close = async () => {
    await providers?.stop();
    delete engineEnvironment["PULUMI_DEBUG_PROVIDERS"];
  };
  const environmentCopy = (snapshot: string) => join(snapshot, "environment.yaml");
  return {
    vendor,
    cloud,
    workspace,
    pulumi,
    run: (operation) => pulumi(argumentsFor(operation)),
    async recover() {
      const lines: string[] = [];
      try {
        const ok = await recover({
          engine,
          folder: workspace.folder,
          stack: environmentName,
          environment: engineEnvironment,
          dryRun: false,
          say: (line) => lines.push(line),
        });
        return { ok, output: lines.join("\n") };
      } catch (error) {
        return { ok: false, output: [...lines, error instanceof Error ? error.message : String(error)].join("\n") };
      }
    },
    stateText: () => {
      const file = join(cloud, "state/.pulumi/stacks/roadstead", `${environmentName}.json`);
      return existsSync(file) ? readFileSync(file, "utf8") : "{}";
    },
    save(snapshot) {
      rmSync(snapshot, { recursive: true, force: true });
      mkdirSync(snapshot, { recursive: true });
      each(
        (name) => existsSync(join(cloud, name)) && cpSync(join(cloud, name), join(snapshot, name), { recursive: true }),
      );
      cpSync(workspace.environmentFile, environmentCopy(snapshot));
    },
    close,
    async restore(snapshot) {
      await close();
      for (const name of perRun) rmSync(join(cloud, name), { force: true });
      each((name) => {
        rmSync(join(cloud, name), { recursive: true, force: true });
        if (existsSync(join(snapshot, name))) cpSync(join(snapshot, name), join(cloud, name), { recursive: true });
      });
      cpSync(environmentCopy(snapshot), workspace.environmentFile);
      providers = await startResidentProviders(sandbox, packages, { program: projectRoot });
      Object.assign(engineEnvironment, providers.environment);
    },
  };
}
