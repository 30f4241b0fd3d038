import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { RenderedFile } from "../../components/core/rendered-file";
import { renderMachine } from "../../components/machine/render";
import { machineCases } from "../../components/machine/render-trial";
import { renderPlanet } from "../../components/planet/render";
import { planetCases } from "../../components/planet/render-trial";
import type { ResolvedPlanet } from "../../components/planet/resolve";

const standIns = join(__dirname, "stand-ins");

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What this machine is and what it carries, unless a test says otherwise. */
export const here = { machineId: "hetzner:4711", volumeUuid: "0f2b1c9e-1111-8222-9333-444444444444" } as const;
/** A key of the right form, that must be found nowhere afterwards. */
export const canaryKey = "0wCANARY.never.kept-1~";

export const usualPlanet: ResolvedPlanet = planetCases[0][1];

// In memory where there is such a place: the scripts sync a great deal, and that is not what is measured here.
const scratch = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** A folder that stands for a machine's root: the rendered files in place, stand-ins for system tools in front of PATH. */
export class MachineInAFolder {
  readonly root = mkdtempSync(join(scratch, "roadstead-machine-"));
  readonly standIn = mkdtempSync(join(scratch, "roadstead-stand-in-"));

  /** A fresh machine, or one that goes on from where another stands. */
  constructor(from?: MachineInAFolder) {
    if (from !== undefined) {
      cpSync(from.root, this.root, { recursive: true, preserveTimestamps: true });
      cpSync(from.standIn, this.standIn, { recursive: true });
      return;
    }
    this.put(renderMachine(machineCases[0][1]).files.filter((file) => file.path.startsWith("/usr/local/")));
    this.write("/etc/fstab", "# the image's own\nUUID=root / ext4 defaults 0 1\n");
    this.write("/run/cloud-init/instance-data.json", '{"v1": {"instance_id": "4711"}}\n');
    this.write("/proc/meminfo", "MemAvailable:    3145728 kB\nSwapFree:        2097152 kB\n");
    this.mount([]);
    writeFileSync(join(this.standIn, "calls"), "");
  }

  /** Puts a rendered ship in place, with its runtime, as the deployment's install does. */
  installShip(planet: ResolvedPlanet = usualPlanet): void {
    this.put(renderPlanet(planet).files);
    this.installRuntime(`${planet.runtime.version}-${planet.runtime.architecture}`);
  }

  installRuntime(name: string): void {
    mkdirSync(this.path(`/opt/roadstead/vere/${name}`), { recursive: true });
    cpSync(join(standIns, "vere"), this.path(`/opt/roadstead/vere/${name}/vere`));
  }

  put(files: readonly RenderedFile[]): void {
    for (const { path, content, mode } of files) this.write(path, content, Number.parseInt(mode, 8));
  }

  path(path: string): string {
    return join(this.root, path);
  }

  write(path: string, text: string, mode = 0o644): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text, { mode });
  }

  read(path: string): string {
    return readFileSync(this.path(path), "utf8");
  }

  has(path: string): boolean {
    return existsSync(this.path(path));
  }

  remove(path: string): void {
    rmSync(this.path(path), { recursive: true, force: true });
  }

  /** Says what is mounted, as the stand-in for findmnt will tell. */
  mount(mounts: readonly (readonly [folder: string, uuid: string, type: string])[]): void {
    const lines = mounts.map(([folder, uuid, type]) => `${this.path(folder)} ${uuid} ${type}\n`);
    writeFileSync(join(this.standIn, "mounts"), lines.join(""));
  }

  /** Tells a stand-in how to behave. */
  tell(what: string, text: string): void {
    mkdirSync(dirname(join(this.standIn, what)), { recursive: true });
    writeFileSync(join(this.standIn, what), text);
  }

  /** Takes back what a stand-in was told. */
  forget(what: string): void {
    rmSync(join(this.standIn, what), { force: true });
  }

  heard(what: string): string {
    const file = join(this.standIn, what);
    return existsSync(file) ? readFileSync(file, "utf8").replaceAll(this.root, "") : "";
  }

  isEnabled(unit: string): boolean {
    return existsSync(join(this.standIn, "units", `${unit}.enabled`));
  }

  calls(tool: string): string[] {
    return this.heard("calls")
      .split("\n")
      .filter((line) => line.startsWith(`${tool} `));
  }

  /** What a process on this machine finds around it. */
  environment(): Record<string, string> {
    return {
      PATH: `${standIns}:${this.path("/usr/local/sbin")}:/usr/sbin:/usr/bin:/sbin:/bin`,
      LC_ALL: "C",
      ROADSTEAD_ROOT: this.root,
      ROADSTEAD_LIBRARY: this.path("/usr/local/lib/roadstead"),
      ROADSTEAD_ANSWER_SECONDS: "0",
      STAND_IN: this.standIn,
    };
  }

  run(command: string, args: readonly string[], stdin = ""): Ended {
    const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
      input: stdin,
      encoding: "utf8",
      timeout: 60_000,
      env: this.environment(),
    });
    if (error !== undefined) throw error;
    if (status === null) throw new Error(`${command} ${args.join(" ")} was ended by ${signal}: ${stderr}`);
    return { code: status, out: stdout, err: stderr.replaceAll(this.root, "") };
  }

  /** Runs a command and cuts the power just before the n-th of its commands that change something; 0 only counts them. */
  cutCommand(
    command: string,
    args: readonly string[],
    cutAt: number,
  ): { readonly code: number | null; readonly steps: number } {
    this.tell("step", "0\n");
    this.tell("steps", "");
    const { status } = spawnSync("setsid", ["--wait", command, ...args], {
      encoding: "utf8",
      timeout: 60_000,
      env: { ...this.environment(), BASH_ENV: join(standIns, "power-cut.bash"), CUT_AT: String(cutAt) },
    });
    return { code: status, steps: Number(this.heard("step")) };
  }

  cutShip(verb: string, cutAt: number): { readonly code: number | null; readonly steps: number } {
    return this.cutCommand("roadstead-ship", [verb, "sampel-palnet"], cutAt);
  }

  /** What a restart without a shutdown leaves: nothing in memory, no unit running, those enabled to be started. */
  losePower(): void {
    for (const folder of ["roadstead/permits", "roadstead/ships", "roadstead/maintenance"])
      this.remove(`/run/${folder}`);
    for (const file of readdirSync(join(this.standIn, "units"))) {
      if (!file.endsWith(".enabled")) rmSync(join(this.standIn, "units", file));
    }
  }

  ship(verb: string, option?: string, stdin = ""): Ended {
    return this.run("roadstead-ship", [verb, "sampel-palnet", ...(option === undefined ? [] : [option])], stdin);
  }

  /** Every place under the root, and in what the stand-ins kept, whose content holds the text. */
  whereIs(text: string): string[] {
    return [this.root, this.standIn].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((file) => readFileSync(file).includes(text)),
    );
  }

  dispose(): void {
    for (const folder of [this.root, this.standIn]) rmSync(folder, { recursive: true, force: true });
  }
}
