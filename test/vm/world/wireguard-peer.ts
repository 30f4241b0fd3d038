import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const device = "wg-laptop";

function carriedOut(program: string, words: readonly string[], input = ""): string {
  return execFileSync(program, [...words], { input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] }).trim();
}

/** Somebody who comes through the tunnel, with a key of their own: the real wg; wireguard-go carries it, which needs no module of the host's. */
export class WireguardPeer {
  readonly #privateKey = carriedOut("wg", ["genkey"]);
  readonly publicKey = carriedOut("wg", ["pubkey"], this.#privateKey);
  readonly address: string;

  constructor(address: string) {
    this.address = address;
  }

  /** Joins, by the configuration that the machine's deployment prints for a peer to fill in. */
  join(configuration: string): void {
    // Its socket would lie in the host's /run, and outlive this run: in this run's own mounts it ends with it.
    carriedOut("mount", ["-t", "tmpfs", "tmpfs", "/run"]);
    mkdirSync("/run/wireguard");
    carriedOut("wireguard-go", [device]);
    // What wg-quick alone understands.
    const filled = configuration
      .replace("PrivateKey = ", `PrivateKey = ${this.#privateKey}`)
      .replace(/^Address = .*\n/m, "");
    const folder = mkdtempSync(join(tmpdir(), "roadstead-peer-"));
    const file = join(folder, "peer.conf");
    writeFileSync(file, filled, { mode: 0o600 });
    carriedOut("wg", ["setconf", device, file]);
    rmSync(folder, { recursive: true });
    carriedOut("ip", ["address", "add", `${this.address}/32`, "dev", device]);
    carriedOut("ip", ["link", "set", device, "up"]);
    const reached = /^AllowedIPs = (\S+)$/m.exec(filled)?.[1];
    if (reached === undefined) throw new Error("A peer's configuration does not say what it reaches.");
    carriedOut("ip", ["route", "add", reached, "dev", device]);
  }
}
