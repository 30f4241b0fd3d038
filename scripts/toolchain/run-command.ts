import { spawn } from "node:child_process";

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined when the command succeeded; otherwise what happened, in one line. */
  readonly failure: string | undefined;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onStderrLine?: (line: string) => void;
}

/** Runs a command to its end and never throws for what the command does: its failure is a value. */
export function runCommand(
  executable: string,
  given: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    let stdout = "";
    let stderr = "";
    let partialLine = "";
    let stopped: string | undefined;
    // An own process group: what the command started must not outlive it when it is stopped.
    const child = spawn(executable, given, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const stop = (why: string) => {
      if (stopped !== undefined) return;
      stopped = why;
      signalGroup(child.pid, "SIGTERM");
      setTimeout(() => signalGroup(child.pid, "SIGKILL"), 2_000).unref();
    };
    const onAbort = () => stop("was cancelled");
    const onInterrupt = (signal: NodeJS.Signals) => {
      // A group of its own is not reached by the terminal's Ctrl-C.
      signalGroup(child.pid, "SIGKILL");
      forget();
      // Listening took the signal's usual effect away; somebody else who listens decides for this process.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    };
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => stop(`did not end within ${(options.timeoutMs ?? 0) / 1000} s`), options.timeoutMs);
    const forget = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", onAbort);
      process.removeListener("SIGINT", onInterrupt);
      process.removeListener("SIGTERM", onInterrupt);
    };
    process.once("SIGINT", onInterrupt);
    process.once("SIGTERM", onInterrupt);
    options.signal?.addEventListener("abort", onAbort, { once: true });
    if (options.signal?.aborted) onAbort();

    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      const lines = (partialLine + text).split("\n");
      partialLine = lines.pop() ?? "";
      for (const line of lines) options.onStderrLine?.(line);
    });
    child.once("error", (error) => {
      if (child.pid !== undefined) return;
      forget();
      resolve({ stdout, stderr, failure: `could not be started: ${error.message}` });
    });
    child.once("close", (code, signal) => {
      forget();
      const ended = signal === null ? `ended with exit code ${code}` : `was ended by signal ${signal}`;
      resolve({ stdout, stderr, failure: stopped ?? (code === 0 ? undefined : ended) });
    });
  });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Already gone.
  }
}

/** The last lines of an output, for an error message. */
export function lastLines(output: string, count: number): string {
  return output.trimEnd().split("\n").slice(-count).join("\n");
}
