import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { textAt } from "./plain-json";

/** Who wrote a lock of the file backend, as the engine records it. */
export interface LockHolder {
  readonly pid: number;
  readonly user: string;
  readonly host: string;
  readonly since: string;
}

export type LockVerdict =
  | { readonly verdict: "abandoned"; readonly holder: LockHolder }
  | { readonly verdict: "held"; readonly holder: LockHolder | undefined; readonly why: string };

export interface Lock {
  readonly file: string;
  readonly judged: LockVerdict;
}

/** What is known of a process by its number on this host: its name, or that there is none. */
export type ProcessLook = (
  pid: number,
) => { readonly runs: false } | { readonly runs: true; readonly name: string | undefined };

/** Looks with a signal that does nothing; a process of another user counts as running. */
export const lookAtProcess: ProcessLook = (pid) => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ESRCH") return { runs: false };
  }
  try {
    const [, state] = /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    // A zombie has ended; only its parent has not asked yet.
    if (state === "Z" || state === "X") return { runs: false };
    return { runs: true, name: readFileSync(`/proc/${pid}/comm`, "utf8").trim() };
  } catch {
    return { runs: true, name: undefined };
  }
};

/** Decides about one lock. Only a holder that ran here and is gone gives it up. */
export function judgeLock(content: string, here: string, look: ProcessLook): LockVerdict {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    return { verdict: "held", holder: undefined, why: "it cannot be read" };
  }
  const pid: unknown = typeof parsed === "object" && parsed !== null && "pid" in parsed ? parsed.pid : undefined;
  const [user, host] = [textAt(parsed, "username"), textAt(parsed, "hostname")];
  if (typeof pid !== "number" || !Number.isInteger(pid) || pid <= 1 || host === undefined) {
    return { verdict: "held", holder: undefined, why: "it does not say who holds it" };
  }
  const holder = { pid, user: user ?? "?", host, since: textAt(parsed, "timestamp") ?? "?" };
  if (host !== here)
    return { verdict: "held", holder, why: `its holder runs on ${host}, which cannot be seen from here` };
  const seen = look(pid);
  if (!seen.runs) return { verdict: "abandoned", holder };
  // Numbers are used again: a process that is no engine did not write the lock.
  if (seen.name !== undefined && !seen.name.startsWith("pulumi")) return { verdict: "abandoned", holder };
  return { verdict: "held", holder, why: "its holder still runs" };
}

/** The folder behind the address of a file backend; undefined for every other backend. */
export function backendFolder(url: string, cwd: string): string | undefined {
  if (!url.startsWith("file://")) return undefined;
  const path = url.slice("file://".length).replace(/\?.*$/, "");
  if (path === "" || path === "~") return homedir();
  if (path.startsWith("~/")) return join(homedir(), path.slice(2));
  return path.startsWith("/") ? fileURLToPath(`file://${path}`) : resolve(cwd, path);
}

/** Every lock on a stack in a file backend. */
export function locksOf(backend: string, project: string, stack: string, look: ProcessLook = lookAtProcess): Lock[] {
  const base = join(backend, ".pulumi", "locks");
  const short = stack.slice(stack.lastIndexOf("/") + 1);
  // The second is where stacks lie in a backend from before projects had folders of their own.
  const folders = [join(base, "organization", project, short), join(base, short)];
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { withFileTypes: true }).map((entry) => ({ folder, entry })))
    .filter(({ entry }) => entry.isFile() && entry.name.endsWith(".json"))
    .map(({ folder, entry }) => {
      const file = join(folder, entry.name);
      return { file, judged: judgeLock(readFileSync(file, "utf8"), hostname(), look) };
    });
}

/** Takes an abandoned lock away, and no other: `pulumi cancel` would take them all. */
export function release(lock: Lock): void {
  for (const file of [lock.file, `${lock.file}.attrs`]) rmSync(file, { force: true });
}
