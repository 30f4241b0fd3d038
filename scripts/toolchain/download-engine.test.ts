import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { downloadEngine } from "./download-engine";
import { lookOnPath } from "./path-engine";
import { standInPrograms } from "./stand-ins/stand-in-programs";

afterEach(() => vi.unstubAllEnvs());

function download() {
  const { folder, cache, bin } = standInPrograms();
  const into = join(folder, "out");
  const outcome = downloadEngine({ version: "3.259.0", folder: into, report: () => {}, signal: undefined });
  return { outcome, cache, bin, into };
}

describe("the official download", () => {
  it("says in one line why the network refused, down to the cause", async () => {
    vi.stubEnv("NODE_OPTIONS", `--require=${join(__dirname, "stand-ins", "refuse-network.cjs")}`);
    const why = "get.pulumi.com cannot be reached: fetch failed: stand-in: the network is away";
    expect(await download().outcome).toMatchObject({ done: false, why: expect.stringContaining(why) });
  });

  it("installs through the SDK's own installer: what comes is accepted like any official CLI", async () => {
    vi.stubEnv("NODE_OPTIONS", `--require=${join(__dirname, "stand-ins", "official-download.cjs")}`);
    const { outcome, cache, into } = download();
    expect(await outcome).toMatchObject({ done: true });
    vi.stubEnv("PATH", join(into, "bin"));
    expect(await lookOnPath(cache, undefined)).toMatchObject({ kind: "fits", version: "3.259.0", root: into });
  });
});
