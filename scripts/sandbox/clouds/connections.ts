// Commands that really run: over SSH, on a machine to which an address of the sandbox leads (`machines` in sandbox.json).
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { numberOf, objectOf, type PlainObject, textOf } from "../values";
import { Refusal } from "./cloud";
import type { CommandAnswer, CommandRequest } from "./commands";

export interface RealConnections {
  /** Whether a real machine answers at this address. */
  leadsTo(host: string): boolean;
  /** Runs the command to its end. Throws, as the provider does, where it cannot connect or the command fails. */
  carryOut(request: CommandRequest): Promise<CommandAnswer>;
}

interface Ended extends CommandAnswer {
  readonly code: number | null;
}

// Provider source, connection.go: dialErrorLimit and perDialTimeout. What ends before a login is tried again; that it cannot log in, or
// that it is another host, is said at once here, since it stays so.
const usualTries = 10;
const usualDialSeconds = 15;
const staysSo = /Permission denied|Host key verification failed/;
/** Written by ssh once it has logged in. It may end without a word before, as where sshd restarts. */
const loggedIn = "logged-in";

/** What leads to a machine is asked anew for each command: machines come up while a provider runs. */
export function realConnections(
  machines: () => Readonly<Record<string, string>>,
  inform: (message: string) => void,
): RealConnections {
  const told = new Set<string>();
  return {
    leadsTo: (host) => machines()[host] !== undefined,
    async carryOut(request) {
      const { host } = request;
      const address = machines()[host] ?? "";
      if (!told.has(host)) inform(`sandbox: commands for ${host} really run, over SSH, on the machine at ${address}`);
      told.add(host);
      return over(request, address);
    },
  };
}

async function over(request: CommandRequest, address: string): Promise<CommandAnswer> {
  const connection = objectOf(request.inputs["connection"]);
  const folder = mkdtempSync(join(tmpdir(), "roadstead-connection-"));
  try {
    const words = [
      ...options(connection, folder),
      `${textOf(connection["user"]) ?? "root"}@${address}`,
      "--",
      request.text,
    ];
    const tries = numberOf(connection["dialErrorLimit"]) ?? usualTries;
    for (let tried = 1; ; tried += 1) {
      const { code, stdout, stderr } = await toItsEnd(words, textOf(request.inputs["stdin"]) ?? "");
      if (code === 0) return { stdout: stdout.replace(/\n$/, ""), stderr: stderr.replace(/\n$/, "") };
      if (code !== 255 || existsSync(join(folder, loggedIn)) || staysSo.test(stderr))
        throw new Refusal(failure(request, code, stdout, stderr));
      const why = stderr.trim() || "the connection was closed before a login";
      if (tries > 0 && tried >= tries) throw new Refusal(`after ${tried} failed attempts: ${why}`);
      await delay(2000);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function failure({ text, textIsSecret }: CommandRequest, code: number | null, stdout: string, stderr: string): string {
  const shown = textIsSecret ? "[secret]" : JSON.stringify(text);
  return `Process exited with status ${code ?? "unknown"}: running ${shown}:\n${stdout}${stderr}`;
}

/** Key and host key in a folder that only its owner reads, for as long as the command runs. */
function options(connection: PlainObject, folder: string): string[] {
  const at = (name: string, content: string): string => {
    const file = join(folder, name);
    writeFileSync(file, content.endsWith("\n") ? content : `${content}\n`, { mode: 0o600 });
    return file;
  };
  const hostKey = textOf(connection["hostKey"]);
  const pinned =
    hostKey === undefined || hostKey === "" ? undefined : hostKey.trim().split(/\s+/).slice(0, 2).join(" ");
  const settings = [
    "BatchMode=yes",
    "IdentitiesOnly=yes",
    "LogLevel=ERROR",
    `ConnectTimeout=${numberOf(connection["perDialTimeout"]) ?? usualDialSeconds}`,
    "ServerAliveInterval=15",
    "ServerAliveCountMax=8",
    "HostKeyAlias=machine",
    `UserKnownHostsFile=${pinned === undefined ? "/dev/null" : at("hosts", `machine ${pinned}`)}`,
    "PermitLocalCommand=yes",
    `LocalCommand=touch '${join(folder, loggedIn)}'`,
    `StrictHostKeyChecking=${pinned === undefined ? "no" : "yes"}`,
  ];
  const port = String(numberOf(connection["port"]) ?? 22);
  const key = at("key", textOf(connection["privateKey"]) ?? "");
  return ["-F", "none", "-p", port, "-i", key, ...settings.flatMap((each) => ["-o", each])];
}

function toItsEnd(words: readonly string[], stdin: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn("ssh", [...words], { stdio: ["pipe", "pipe", "pipe"] });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    // A command that ends without reading its input is no fault of ours.
    child.stdin.on("error", () => undefined);
    child.stdin.end(stdin);
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
}
