import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { VendorKind } from "../../../components/machine/vendors";
import type { Image } from "../image/image";
import { request } from "../request";
import { type Berth, usualBerth } from "../world/addresses";
import { type CommandOptions, type Ended, type Login, SecureShell } from "./secure-shell";
import { type Seed, writeSeed } from "./seed";

/** A data volume, as a vendor attaches it: by its stable path in the guest. */
export interface Volume {
  readonly id: string;
  readonly file: string;
  /** Whose volume it is; Hetzner's where nothing is said. */
  readonly vendor?: RentedFrom;
}

export type RentedFrom = Exclude<VendorKind, "existing">;

export interface MachineParts extends Seed {
  readonly name: string;
  readonly login: Login;
  readonly volumes?: readonly Volume[];
  readonly memoryMib?: number;
  /** Whose server it is; Hetzner's where nothing is said. */
  readonly vendor?: RentedFrom;
  /** A copy of another machine's system disk, in place of the image. */
  readonly disk?: string;
}

/** A blank volume. */
export function blankVolume(folder: string, id: string, mib: number, vendor: RentedFrom = "hetzner"): Volume {
  const file = join(folder, `volume-${id}.raw`);
  const handle = openSync(file, "w");
  ftruncateSync(handle, mib * 1048576);
  closeSync(handle);
  return { id, file, vendor };
}

/** What a vendor's server and volumes call themselves towards the guest. */
const asSeen = {
  digitalocean: { server: "DigitalOcean", volume: "DO" },
  hetzner: { server: "Hetzner", volume: "HC" },
  linode: { server: "Linode", volume: "Linode" },
  vultr: { server: "Vultr", volume: "virtio" },
} as const;

/** The path under which the vendor's guests find a volume. */
export function devicePath({ id, vendor = "hetzner" }: Volume): string {
  return `/dev/disk/by-id/${vendor === "vultr" ? `virtio-${id}` : `scsi-0${asSeen[vendor].volume}_Volume_${id}`}`;
}

function attached({ id, vendor = "hetzner" }: Volume): string {
  if (vendor === "vultr") return `virtio-blk-pci,drive=volume${id},serial=${id}`;
  return `scsi-hd,drive=volume${id},vendor=${asSeen[vendor].volume},product=Volume,serial=${id}`;
}

const bootSeconds = 900;

/** Those that are switched on at this moment. */
export const machinesOn = new Set<VirtualMachine>();

interface Patience {
  readonly shell?: SecureShell;
  readonly seconds?: number;
}

/** One virtual server: an emulated machine (never the host's own virtualization, so that it runs anywhere) with disks of its own. */
export class VirtualMachine {
  readonly parts: MachineParts;
  readonly folder: string;
  readonly disk: string;
  /** By which it is spoken to. */
  private way: SecureShell;
  private readonly image: Image;
  private readonly report: (line: string) => void;
  private emulator: ChildProcess | undefined;
  private starts = 0;

  /** How often it was switched on. */
  get boots(): number {
    return this.starts;
  }

  private get berth(): Berth {
    return this.parts.berth ?? usualBerth;
  }

  constructor(folder: string, image: Image, parts: MachineParts, report: (line: string) => void) {
    this.folder = join(folder, parts.name);
    mkdirSync(this.folder, { recursive: true });
    this.image = image;
    this.parts = parts;
    this.report = (line) => report(`${parts.name}: ${line}`);
    this.disk = parts.disk ?? join(this.folder, "disk.qcow2");
    if (parts.disk === undefined) {
      execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", "-F", "raw", "-b", image.disk, this.disk]);
    }
    this.way = new SecureShell(this.folder, { address: this.berth.ip4, ...parts.login });
  }

  get shell(): SecureShell {
    return this.way;
  }

  /** Speaks to it by another way from now on. */
  async comeBy(shell: SecureShell): Promise<void> {
    await this.way.hangUp();
    this.way = shell;
  }

  /** What it said on its serial line since it was last switched on. */
  console(): string {
    const file = join(this.folder, `console-${this.starts}.log`);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** Switches it on; does not wait. */
  powerOn(): void {
    if (this.emulator !== undefined) throw new Error(`${this.parts.name} is on already.`);
    this.starts += 1;
    const seed = writeSeed(this.folder, this.parts);
    const memory = String(this.parts.memoryMib ?? (request().real === undefined ? 1024 : 3072));
    // What the guest has handed over is the host's, which a killed emulator does not take with it: no disk is waited for.
    const kept = "cache=unsafe,discard=unmap";
    const volumes = (this.parts.volumes ?? []).flatMap((each) => [
      ...["-drive", `file=${each.file},format=raw,if=none,id=volume${each.id},${kept}`],
      ...["-device", attached(each)],
    ]);
    // Without the wide registers of newer processors, and guards against one that guesses, an emulated one needs a quarter less. A real
    // runtime may have been built for them.
    const cpu = request().real === undefined ? "qemu64,+ssse3,+sse4.1,+sse4.2,+aes,+pclmulqdq" : "max";
    const kernel = "root=/dev/vda rw console=ttyS0 net.ifnames=0 apparmor=1 security=apparmor mitigations=off";
    const words = [
      ...["-name", this.parts.name, "-accel", "tcg,thread=multi", "-cpu", cpu, "-smp", "1", "-m", memory],
      ...["-nodefaults", "-display", "none", "-no-user-config"],
      ...["-kernel", this.image.kernel, "-initrd", this.image.initrd],
      ...["-append", kernel],
      ...["-serial", `file:${join(this.folder, `console-${this.starts}.log`)}`],
      ...[
        "-smbios",
        `type=1,manufacturer=${asSeen[this.parts.vendor ?? "hetzner"].server},serial=${this.parts.instanceId}`,
      ],
      ...["-drive", `file=${this.disk},format=qcow2,if=virtio,${kept}`],
      ...["-drive", `file=${seed},format=raw,if=virtio,readonly=on`],
      ...["-device", "virtio-scsi-pci", ...volumes],
      ...["-netdev", `tap,id=net,ifname=${this.berth.tap},script=no,downscript=no`],
      ...["-device", `virtio-net-pci,netdev=net,mac=${this.berth.mac}`, "-device", "virtio-rng-pci"],
      ...["-qmp", `unix:${join(this.folder, "qmp")},server=on,wait=off`],
    ];
    const said = openSync(join(this.folder, "emulator.log"), "a");
    this.emulator = spawn("qemu-system-x86_64", words, { stdio: ["ignore", said, said] });
    closeSync(said);
    machinesOn.add(this);
  }

  /** Waits until a command over SSH ends well, at most as long as a slow first boot takes. */
  async reachable(command = "true", { shell = this.shell, seconds = bootSeconds }: Patience = {}): Promise<void> {
    const started = Date.now();
    let last = "";
    while (Date.now() - started < seconds * 1000) {
      if (this.emulator?.exitCode !== null || this.emulator.signalCode !== null) {
        throw new Error(
          `${this.parts.name} has ended: ${readFileSync(join(this.folder, "emulator.log"), "utf8")}${this.tail()}`,
        );
      }
      const ended = await shell.run(command, { seconds: 60 }).catch((error: unknown) => String(error));
      if (typeof ended !== "string" && ended.code === 0) {
        this.report(`reachable after ${Math.round((Date.now() - started) / 1000)} s`);
        return;
      }
      last = typeof ended === "string" ? ended : ended.err.trim();
      // Refused connections answer at once.
      await delay(1000);
    }
    throw new Error(`${this.parts.name} could not be reached within ${seconds} s: ${last}\n${this.tail()}`);
  }

  /** The end of it. */
  tail(): string {
    return this.console().split("\n").slice(-25).join("\n");
  }

  run(command: string, options?: CommandOptions): Promise<Ended> {
    return this.shell.run(command, options);
  }

  /** What a command that must end well says. */
  async says(command: string, options?: CommandOptions): Promise<string> {
    const { code, out, err } = await this.run(command, options);
    if (code !== 0) throw new Error(`${this.parts.name}: ${command}\nended with ${code}: ${err}${out}`);
    return out.trim();
  }

  bootId(): Promise<string> {
    return this.says("cat /proc/sys/kernel/random/boot_id");
  }

  /** Restarts from inside, and waits until it answers again as a machine that has started anew. */
  async restart(): Promise<void> {
    const before = await this.bootId();
    this.report("restarts");
    // The answer may be lost with the connection.
    await this.run("sudo systemctl reboot", { seconds: 60 }).catch(() => undefined);
    await this.shell.hangUp();
    await this.reachable(`test "$(cat /proc/sys/kernel/random/boot_id)" != ${before}`);
  }

  /** Shuts down as a vendor's button does, by ACPI, and waits until the power is off. */
  async shutDown(seconds = 600): Promise<void> {
    const { emulator } = this;
    if (emulator === undefined) return;
    this.report("shuts down");
    await this.shell.hangUp();
    const gone = once(emulator, "exit");
    const words = ['{"execute":"qmp_capabilities"}', '{"execute":"system_powerdown"}'].join("\n");
    await qmp(join(this.folder, "qmp"), words);
    const timer = setTimeout(() => emulator.kill("SIGKILL"), seconds * 1000);
    const [, signal] = await gone;
    clearTimeout(timer);
    this.emulator = undefined;
    machinesOn.delete(this);
    if (signal !== null) throw new Error(`${this.parts.name} did not shut down within ${seconds} s.\n${this.tail()}`);
  }

  /** Takes the power away, at once. */
  async cutPower(): Promise<void> {
    const { emulator } = this;
    if (emulator === undefined) return;
    const gone = emulator.exitCode === null && emulator.signalCode === null ? once(emulator, "exit") : undefined;
    emulator.kill("SIGKILL");
    await gone;
    this.emulator = undefined;
    machinesOn.delete(this);
    await this.shell.hangUp().catch(() => undefined);
  }

  /** The whole system disk as the guest sees it, in one file. Only while it is off. */
  rawDisk(): string {
    const raw = join(this.folder, "whole-disk.raw");
    execFileSync("qemu-img", ["convert", "-O", "raw", this.disk, raw]);
    return raw;
  }
}

function qmp(path: string, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk.toString();
      if ((heard.match(/"return"/g) ?? []).length >= 2) {
        socket.end();
        resolve();
      }
    });
    socket.once("error", reject);
    socket.once("connect", () => socket.write(`${words}\n`));
  });
}

/** Makes a key pair for this run only. */
export function keyPair(folder: string, name: string): { readonly file: string; readonly publicKey: string } {
  const file = join(folder, name);
  if (!existsSync(file)) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file]);
  return { file, publicKey: readFileSync(`${file}.pub`, "utf8").trim() };
}
