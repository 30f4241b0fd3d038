import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const version = "v2.10.1";

/** Let's Encrypt's small ACME server for tests, built once from its Go module. Checksums are the module database's. */
export function pebble(): string {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "roadstead", "pebble", version);
  const binary = join(cache, "pebble");
  if (existsSync(binary)) return binary;
  mkdirSync(cache, { recursive: true });
  const { status, stderr, error } = spawnSync(
    "go",
    ["install", `github.com/letsencrypt/pebble/v2/cmd/pebble@${version}`],
    {
      encoding: "utf8",
      timeout: 170_000,
      env: { ...process.env, GOBIN: cache, CGO_ENABLED: "0" },
    },
  );
  if (status !== 0)
    throw new Error(`The ACME server for tests could not be built with Go: ${error?.message ?? stderr}`);
  return binary;
}
