import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type StandInPrograms, standInPrograms, writeGo, writeProgram } from "./stand-ins/stand-in-programs";
import { findYamlHost, pinnedYamlHost } from "./yaml-host";

let programs: StandInPrograms;
let engine: { readonly pulumi: string };

beforeEach(() => {
  programs = standInPrograms();
  vi.stubEnv("PATH", programs.bin);
  vi.stubEnv("ROADSTEAD_CACHE", programs.cache);
  engine = { pulumi: join(programs.bin, "pulumi") };
  writeProgram(engine.pulumi, "");
});
afterEach(() => vi.unstubAllEnvs());

const cache = () => join(programs.cache, "roadstead", "engine");

it("builds the pinned version once, and says so", async () => {
  const traces = writeGo(programs, { version: "go1.26.8", build: "finish('host');" });
  const said: string[] = [];
  const first = await findYamlHost(engine, { report: (line) => said.push(line) });
  expect(first).toMatchObject({ language: "yaml", version: pinnedYamlHost() });
  expect(said[0]).toMatch(/^Building the language host for YAML \d+\.\d+\.\d+ with go1\.26\.8: .*, once\.$/);
  expect(await findYamlHost(engine)).toEqual(first);
  expect(readFileSync(traces.builds, "utf8").trim().split("\n")).toHaveLength(1);
});

it("takes the host that stands beside an official CLI, and builds nothing", async () => {
  writeProgram(join(programs.bin, "pulumi-language-yaml"), "");
  expect(await findYamlHost(engine)).toBeUndefined();
  expect(existsSync(programs.cache)).toBe(false);
});

it("leaves nothing behind when the build fails, and says what would mend it", async () => {
  writeGo(programs, { version: "go1.26.8", build: "fs.writeFileSync(output, 'half'); process.exit(1);" });
  await expect(findYamlHost(engine)).rejects.toThrow(/in YAML.*could not be built[\s\S]*official Pulumi CLI.*Go 1\.26/);
  expect(readdirSync(cache())).toEqual([]);
});
