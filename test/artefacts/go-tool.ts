import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";

/** A server for tests, built once from its Go module. Checksums are the module database's. */
export function goTool(module: string, version: string): string {
  const name = basename(module);
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "roadstead", name, version);
  const binary = join(cache, name);
  if (existsSync(binary)) return binary;
  mkdirSync(cache, { recursive: true });
  const { status, stderr, error } = spawnSync("go", ["install", `${module}@${version}`], {
    encoding: "utf8",
    timeout: 600_000,
    env: { ...process.env, GOBIN: cache, CGO_ENABLED: "0" },
  });
  if (status !== 0)
    throw new Error(`${name}, a server for tests, could not be built with Go: ${error?.message ?? stderr}`);
  return binary;
}
