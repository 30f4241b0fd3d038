// Builds a program from a Go module that pins it, with progress. What goes wrong is a value that says what would mend it.
import { tmpdir } from "node:os";
import { onPath } from "./path-engine";
import { lastLines, runCommand } from "./run-command";

export type Prepared = { readonly done: true; readonly how: string } | { readonly done: false; readonly why: string };

export interface GoProgram {
  /** For messages: "the Pulumi CLI 3.259.0". */
  readonly title: string;
  /** How long it takes on a usual machine, for the first message. */
  readonly takes: string;
  /** Folder of the go.mod that pins it. */
  readonly module: string;
  readonly main: string;
  readonly version: { readonly variable: string; readonly value: string };
  readonly output: string;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

const oldestGo = "1.26";
/** From this release on Go fetches a newer Go by itself when a module asks for one. */
const selfUpdatingGo = "1.21";
const reportEveryMs = 3_000;

export async function buildGoProgram(program: GoProgram): Promise<Prepared> {
  const { title, takes, report, signal } = program;
  const go = await usableGo(signal);
  if (!go.usable) return { done: false, why: go.why };
  report(`Building ${title} with ${go.version}: ${takes}, once.`);
  const from = Date.now();
  let compiled = 0;
  let downloaded = 0;
  const progress = setInterval(() => {
    const fetched = downloaded === 0 ? "" : `${downloaded} modules fetched, `;
    // Packages that Go has in its own cache are not compiled again, and linking says nothing.
    const work = compiled === 0 ? "reading sources or linking" : `${compiled} packages compiled`;
    report(`Building ${title}: ${fetched}${work}, ${elapsed(from)}.`);
  }, reportEveryMs);
  try {
    const build = await runCommand(go.path, buildArguments(program), {
      cwd: program.module,
      env: buildEnvironment(),
      signal,
      onStderrLine: (line) => {
        if (line.startsWith("go: downloading ")) downloaded += 1;
        else if (/^[\w.-]+(\/[\w.~-]+)*$/.test(line)) compiled += 1;
      },
    });
    if (build.failure !== undefined) {
      const notProgress = build.stderr
        .split("\n")
        .filter((line) => line.includes(" ") && !line.startsWith("go: downloading "));
      const said = lastLines(notProgress.join("\n") || build.stderr, 12);
      return { done: false, why: `go build ${build.failure} after ${elapsed(from)}:\n${said}\n${adviceFor(said)}` };
    }
  } finally {
    clearInterval(progress);
  }
  report(`Built ${title} in ${elapsed(from)}.`);
  return { done: true, how: `go build with ${go.version} in ${elapsed(from)}` };
}

function buildArguments({ version, output, main }: GoProgram): string[] {
  return [
    "build",
    "-v",
    "-mod=readonly",
    "-trimpath",
    "-tags",
    "osusergo grpcnotrace",
    "-ldflags",
    `-s -w -X ${version.variable}=v${version.value}`,
    "-o",
    output,
    main,
  ];
}

/** The user's own Go settings hold (proxy, caches), but nothing that would build another program or for another machine. */
function buildEnvironment(): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _architecture, GOFLAGS: _flags, ...kept } = process.env;
  return { ...kept, CGO_ENABLED: "0", GOWORK: "off", GO111MODULE: "on" };
}

type UsableGo =
  | { readonly usable: true; readonly path: string; readonly version: string }
  | { readonly usable: false; readonly why: string };

export async function usableGo(signal: AbortSignal | undefined): Promise<UsableGo> {
  const path = onPath("go");
  if (path === undefined) {
    return { usable: false, why: `there is no go on PATH. Install Go ${oldestGo} or newer (https://go.dev/dl)` };
  }
  // Asked outside of any module, so that Go speaks of itself and not of a Go it would fetch.
  const asked = await runCommand(path, ["env", "GOVERSION", "GOTOOLCHAIN"], {
    cwd: tmpdir(),
    timeoutMs: 20_000,
    signal,
  });
  signal?.throwIfAborted();
  if (asked.failure !== undefined)
    return { usable: false, why: `${path} env: it ${asked.failure}. ${lastLines(asked.stderr, 3)}` };
  const [version = "", toolchain = ""] = asked.stdout.trim().split("\n");
  if (!/^go\d+\.\d+/.test(version)) {
    return { usable: false, why: `${path} calls itself ${JSON.stringify(version)}. Install Go ${oldestGo} or newer` };
  }
  const canFetchNewer = atLeast(version, selfUpdatingGo) && toolchain !== "local";
  if (!atLeast(version, oldestGo) && !canFetchNewer) {
    const local = toolchain === "local" ? " and GOTOOLCHAIN=local forbids it to fetch a newer one" : "";
    return {
      usable: false,
      why: `${path} is ${version}, too old${local}. Install Go ${oldestGo} or newer (https://go.dev/dl)`,
    };
  }
  return { usable: true, path, version };
}

function atLeast(goVersion: string, wanted: string): boolean {
  const [major = 0, minor = 0] = goVersion
    .replace(/^go/, "")
    .split(".")
    .map((part) => Number.parseInt(part, 10));
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

function adviceFor(said: string): string {
  if (/no space left/.test(said))
    return "Free about 3 GB of disk, or point GOCACHE, GOMODCACHE and ROADSTEAD_CACHE elsewhere.";
  if (/signal: killed|out of memory|cannot allocate/.test(said)) return "The build needs about 2 GB of free memory.";
  if (/dial tcp|lookup .*:|i\/o timeout|connection refused|TLS|proxyconnect|403|404|410/.test(said)) {
    return "Go could not fetch a module: check the network and `go env GOPROXY`.";
  }
  return "Run the same command again to see whether it was a passing trouble.";
}

export function elapsed(from: number): string {
  const seconds = Math.round((Date.now() - from) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
