import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import { basename, delimiter, dirname, join, sep } from "node:path";
import { readCliVersion, whyCliTooOld } from "./cli-version";
import { runCommand } from "./run-command";

export type PathLook =
  | {
      readonly kind: "fits";
      readonly root: string;
      readonly pulumi: string;
      readonly version: string;
      readonly why: string;
    }
  | { readonly kind: "unfit"; readonly why: string };

/** Looks for an official CLI on PATH: new enough, and with its own language host, for the two are made for each other. */
export async function lookOnPath(cache: string, signal: AbortSignal | undefined): Promise<PathLook> {
  const found = onPath("pulumi");
  if (found === undefined) return { kind: "unfit", why: "no pulumi on PATH" };
  const real = realpathSync(found);
  if (existsSync(cache) && real.startsWith(realpathSync(cache) + sep)) {
    return { kind: "unfit", why: `${found} is the engine of Roadstead's own cache, which is looked at next` };
  }
  const printed = await runCommand(found, ["version"], { env: quietEnvironment(), timeoutMs: 20_000, signal });
  signal?.throwIfAborted();
  if (printed.failure !== undefined) return { kind: "unfit", why: `${found} version: it ${printed.failure}` };
  const version = readCliVersion(printed.stdout);
  if (version === undefined) {
    return {
      kind: "unfit",
      why: `${found} version printed ${JSON.stringify(printed.stdout.slice(0, 80))}, which is no version`,
    };
  }
  const tooOld = whyCliTooOld(version);
  if (tooOld !== undefined) return { kind: "unfit", why: `${found}: ${tooOld}` };
  // The engine itself looks beside its real file, so a host elsewhere on PATH is not its own.
  const host = join(dirname(real), "pulumi-language-nodejs");
  if (!isExecutable(host))
    return { kind: "unfit", why: `${found} ${version} has no pulumi-language-nodejs beside it (${host})` };
  return {
    kind: "fits",
    root: rootOf(found, cache),
    pulumi: found,
    version,
    why: `${found} is version ${version}, new enough, and has its own language host`,
  };
}

/** `<root>/bin/pulumi` is the shape the Automation API expects; another shape gets links of that shape in the cache. */
function rootOf(pulumi: string, cache: string): string {
  if (basename(dirname(pulumi)) === "bin" && basename(pulumi) === "pulumi") return dirname(dirname(pulumi));
  const key = createHash("sha256").update(pulumi).digest("hex").slice(0, 12);
  const bin = join(cache, `path-${key}`, "bin");
  mkdirSync(bin, { recursive: true });
  const real = realpathSync(pulumi);
  for (const [name, target] of [
    ["pulumi", real],
    ["pulumi-language-nodejs", join(dirname(real), "pulumi-language-nodejs")],
  ] as const) {
    const link = join(bin, name);
    if (existsSync(link) && realpathSync(link) === realpathSync(target)) continue;
    rmSync(link, { force: true });
    symlinkSync(target, link);
  }
  return dirname(bin);
}

export function onPath(name: string, path = process.env["PATH"] ?? ""): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** For questions such as `pulumi version`: no look at the network, no login. */
export function quietEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
}
