// The language host for programs in YAML: a Go module of its own, built once for each version and only when asked for.
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { engineCache, makeDurable, removeLeftovers, unfinishedFolder } from "./cache";
import type { Engine } from "./engine";
import { buildGoProgram } from "./go-program";
import { oneAtATime } from "./one-at-a-time";

const hostModule = join(__dirname, "yaml-host");
const program = "pulumi-language-yaml";

/** A language host that the engine can be given as a plugin. */
export interface LanguageHost {
  readonly language: string;
  readonly version: string;
  readonly path: string;
}

export interface FindHostOptions {
  /** Told what goes on: at least every three seconds while something takes long. */
  readonly report?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** The host for YAML programs; undefined where the engine has one beside it, as every official bundle does. */
export async function findYamlHost(
  engine: Pick<Engine, "pulumi">,
  { report = () => {}, signal }: FindHostOptions = {},
): Promise<LanguageHost | undefined> {
  if (existsSync(join(dirname(realpathSync(engine.pulumi)), program))) return undefined;
  const cache = engineCache();
  const version = pinnedYamlHost();
  const folder = join(cache, `yaml-host-v${version}`);
  const host: LanguageHost = { language: "yaml", version, path: join(folder, program) };
  if (existsSync(host.path)) return host;
  mkdirSync(cache, { recursive: true });
  await oneAtATime(join(cache, "preparing-yaml-host.lock"), { report, signal }, async () => {
    removeLeftovers(cache);
    // Another run may have finished while this one waited.
    if (!existsSync(host.path)) await prepare(folder, unfinishedFolder(cache), { version, report, signal });
  });
  return host;
}

interface Preparing {
  readonly version: string;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** Builds under a name of its own, makes it durable, and only then gives it its name: what has the name is whole. */
async function prepare(folder: string, unfinished: string, { version, report, signal }: Preparing): Promise<void> {
  mkdirSync(unfinished, { recursive: true });
  try {
    const output = join(unfinished, program);
    const built = await buildGoProgram({
      title: `the language host for YAML ${version}`,
      takes: "one to three minutes on 2 cores",
      module: hostModule,
      main: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
      version: { variable: "github.com/pulumi/pulumi-yaml/pkg/version.Version", value: version },
      output,
      report,
      signal,
    });
    signal?.throwIfAborted();
    if (!built.done) throw new YamlHostNotFound(version, built.why);
    makeDurable(output);
    makeDurable(unfinished);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** The version that go.mod pins. */
export function pinnedYamlHost(): string {
  const goMod = readFileSync(join(hostModule, "go.mod"), "utf8");
  const version = /^require github\.com\/pulumi\/pulumi-yaml v(\d+\.\d+\.\d+)$/m.exec(goMod)?.[1];
  if (version === undefined) {
    throw new Error(
      `${join(hostModule, "go.mod")} pins no release of github.com/pulumi/pulumi-yaml. Restore the file.`,
    );
  }
  return version;
}

export class YamlHostNotFound extends Error {
  override readonly name = "YamlHostNotFound";

  constructor(version: string, why: string) {
    super(
      [
        `The program is in YAML, and ${program} ${version} could not be built: ${why}`,
        "Either install the official Pulumi CLI (https://www.pulumi.com/docs/install), which brings it, " +
          "or Go 1.26 or newer that reaches a Go module proxy (`go env GOPROXY`).",
      ].join("\n"),
    );
  }
}
