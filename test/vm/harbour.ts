import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runtimeMember, runtimeUrl } from "../../components/planet/runtime-url";
import type { RealRuntime } from "./command-line";
import { cachedImage, type Image } from "./image/image";
import type { Login } from "./machine/secure-shell";
import { keyPair, type MachineParts, VirtualMachine } from "./machine/virtual-machine";
import { request } from "./request";
import { serveNames, serveTime } from "./world/names";
import { layNetwork } from "./world/network";
import { Recorder } from "./world/recorder";
import { Web } from "./world/web";

/** Shown at once, while the tests run. */
export function report(line: string): void {
  console.log(`  ${new Date().toISOString().slice(11, 19)} ${line}`);
}

export interface KeyPair {
  readonly file: string;
  readonly publicKey: string;
}

function standIn(version: string, format: number): string {
  const text = readFileSync(join(__dirname, "vere-standin", "vere-standin.py"), "utf8");
  return text.replace("@@VERSION@@", version).replace("@@FORMAT@@", String(format));
}

/** The real one in a wrapper that tells the recorder of it: one file, as a release is. */
function wrapReal(version: string, { vere, pill }: RealRuntime, folder: string, file: string): void {
  const parts = join(folder, "parts");
  mkdirSync(parts, { recursive: true });
  const text = readFileSync(join(__dirname, "real-runtime", "real-runtime.py"), "utf8");
  writeFileSync(join(parts, "__main__.py"), text.replace("@@VERSION@@", version));
  copyFileSync(vere, join(parts, "vere"));
  copyFileSync(pill, join(parts, "pill"));
  execFileSync("python3", ["-m", "zipapp", "--python", "/usr/bin/python3 -I", "--output", file, parts]);
}

/** One world with its machines, for one test file: names, time, packages, downloads, a recorder, and whoever logs in. */
export class Harbour {
  readonly folder = mkdtempSync(join(tmpdir(), "roadstead-vm-"));
  readonly image: Image = cachedImage();
  readonly recorder = new Recorder();
  readonly web = new Web(this.image, this.folder);
  readonly operator: KeyPair = keyPair(this.folder, "operator");
  readonly deployment: KeyPair = keyPair(this.folder, "deployment");
  private readonly machines: VirtualMachine[] = [];
  private readonly closing: (() => void)[] = [];

  static async open(): Promise<Harbour> {
    layNetwork();
    const harbour = new Harbour();
    const sockets = await Promise.all([serveNames(), serveTime()]);
    for (const socket of sockets) harbour.closing.push(() => socket.close());
    await harbour.web.open([new URL(runtimeUrl("1.0", "amd64")).host]);
    await harbour.recorder.open();
    return harbour;
  }

  machine(parts: Omit<MachineParts, "login">, login: Partial<Login> = {}): VirtualMachine {
    const whole = { user: "operator", port: 22, privateKey: this.deployment.file, ...login };
    const machine = new VirtualMachine(this.folder, this.image, { ...parts, login: whole }, report);
    this.machines.push(machine);
    return machine;
  }

  /** Puts a release of the runtime, or of its stand-in, where it is downloaded from, and gives its checksum. */
  releaseRuntime(version: string, format = 5): string {
    const folder = join(this.folder, `release-${version}`);
    mkdirSync(folder, { recursive: true });
    const member = runtimeMember(version, "amd64");
    const { real } = request();
    const file = join(folder, member);
    if (real === undefined) writeFileSync(file, standIn(version, format), { mode: 0o755 });
    else wrapReal(version, real, folder, file);
    const archive = join(folder, "archive.tgz");
    execFileSync("tar", ["--create", "--gzip", "--file", archive, "--directory", folder, member]);
    return this.offerRelease(version, archive);
  }

  /** Puts any archive where a release is downloaded from. */
  offerRelease(version: string, archive: string): string {
    this.web.offer(runtimeUrl(version, "amd64"), archive);
    return createHash("sha256").update(readFileSync(archive)).digest("hex");
  }

  /** Ends everything. What the machines said on their serial lines stays, and the place is told. */
  async close(): Promise<void> {
    for (const machine of this.machines) await machine.cutPower();
    await this.recorder.close();
    await this.web.close();
    for (const close of this.closing) close();
    this.keepConsoles();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private keepConsoles(): void {
    const kept = mkdtempSync(join(tmpdir(), "roadstead-vm-consoles-"));
    for (const machine of this.machines) {
      for (const name of readdirSync(machine.folder).filter((each) => each.endsWith(".log"))) {
        copyFileSync(join(machine.folder, name), join(kept, `${machine.parts.name}-${name}`));
      }
    }
    report(`consoles kept in ${kept}`);
  }
}
