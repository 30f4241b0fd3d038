import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ended } from "./machine-in-a-folder";

const standIns = join(__dirname, "rented-box");
const scratch = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const path = "/opt/stand-ins:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export interface RunOptions {
  readonly stdin?: string;
  /** Ends the run at this command, counted over every script that it starts. */
  readonly cutAt?: number;
}

/**
 * A rented box: this machine's own system under another root, whose changes are thrown away, with network and mounts of its
 * own. Users, sshd's settings, nftables and files are real; systemd and apt are stand-ins.
 */
export class RentedBox {
  readonly #folder = mkdtempSync(join(scratch, "roadstead-box-"));
  readonly #holder: ChildProcess;

  private constructor() {
    this.#holder = spawn("unshare", ["--mount", "--net", "sh", join(standIns, "hold"), this.#folder, standIns], {
      stdio: ["pipe", "pipe", "inherit"],
    });
  }

  static async start(): Promise<RentedBox> {
    const box = new RentedBox();
    const { stdout } = box.#holder;
    if (stdout === null) throw new Error("the box cannot tell when it is there");
    const [said] = await once(stdout, "data");
    if (String(said).trim() !== "ready") throw new Error(`the box did not start: ${said}`);
    const fresh = [
      "rm -f /etc/ssh/ssh_host_* && ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key",
      "echo 3c0ffee03c0ffee03c0ffee03c0ffee0 >/etc/machine-id",
      "printf 'UUID=root / ext4 defaults 0 1\\n' >/etc/fstab",
      "rm -rf /etc/ssh/sshd_config.d/10-roadstead.conf /etc/roadstead /var/lib/roadstead /srv/roadstead*",
      "systemctl enable ssh.service && systemctl restart ssh.service",
      "echo root:x | chpasswd",
      ": >/run/stand-in/calls",
    ];
    const { code, err } = box.run("bash", ["-c", fresh.join(" && ")]);
    if (code !== 0) throw new Error(`the box is no fresh machine: ${err}`);
    return box;
  }

  /** Runs a command as root on the box. */
  run(command: string, args: readonly string[], { stdin = "", cutAt }: RunOptions = {}): Ended {
    const inside = ["--target", String(this.#holder.pid), "--mount", "--net", "chroot", join(this.#folder, "root")];
    const environment = ["env", "-i", `PATH=${path}`, "LC_ALL=C", "HOME=/root"];
    const cutting =
      cutAt === undefined
        ? []
        : [`CUT_AT=${cutAt}`, "BASH_ENV=/opt/cut-off.bash", "sh", "-c", 'echo 0 >/run/stand-in/step; exec "$@"', "sh"];
    const { status, signal, error, stdout, stderr } = spawnSync(
      "nsenter",
      [...inside, "setsid", "--wait", ...environment, ...cutting, command, ...args],
      { input: stdin, encoding: "utf8", timeout: 120_000 },
    );
    if (error !== undefined && Reflect.get(error, "code") !== "EPIPE") throw error;
    return { code: status ?? (signal === null ? 1 : 137), out: stdout, err: stderr };
  }

  /** What a shell line says. */
  says(line: string): string {
    return this.run("bash", ["-c", line]).out.trim();
  }

  /** How many commands the last run that could be cut had. */
  get steps(): number {
    return Number(this.says("cat /run/stand-in/step"));
  }

  /** What sshd was last started with. */
  get sshd(): readonly string[] {
    return this.says("cat /run/stand-in/sshd").split("\n");
  }

  get firewall(): string {
    return this.says("nft list ruleset");
  }

  get calls(): readonly string[] {
    return this.says("cat /run/stand-in/calls").split("\n");
  }

  dispose(): void {
    this.#holder.stdin?.end();
    spawnSync("sh", ["-c", `while kill -0 ${this.#holder.pid} 2>/dev/null; do sleep 0.02; done`], { timeout: 5_000 });
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export function readStandIn(name: string): string {
  return readFileSync(join(standIns, name), "utf8");
}
