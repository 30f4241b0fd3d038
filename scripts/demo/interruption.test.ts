import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type Leftovers, marked, settleLeftovers } from "./interruption";

const folder = mkdtempSync(join(tmpdir(), "roadstead-demo-"));
afterAll(() => rmSync(folder, { recursive: true }));

const said: string[] = [];
const state = join(folder, "cloud/state");
const leftovers: Leftovers = {
  engine: {
    root: "/none",
    pulumi: "/none/bin/pulumi",
    version: "3.259.0",
    origin: "build",
    languageHost: "stand-in",
    why: [],
  },
  sandbox: {
    folder: join(folder, "cloud"),
    home: join(folder, "cloud/home"),
    environment: { PULUMI_BACKEND_URL: `file://${state}` },
  },
  workspace: { folder, environment: "sandbox", environmentFile: join(folder, "Pulumi.sandbox.yaml") },
  folder,
  say: (line) => said.push(line),
};

it("a demo that came to its end leaves no mark, one that died does", async () => {
  expect(await marked(folder, () => Promise.resolve(7))).toBe(7);
  expect(await settleLeftovers(leftovers)).toBe(true);
  expect(said).toEqual([]);
  const dying = marked(folder, () => Promise.reject(new Error("died")));
  await expect(dying).rejects.toThrow("died");
  expect(existsSync(join(folder, "unfinished"))).toBe(true);
});

it("leaves a lock alone that another host holds, and says so", async () => {
  writeFileSync(join(folder, "Pulumi.yaml"), "name: roadstead\n");
  const locks = join(state, ".pulumi/locks/organization/roadstead/sandbox");
  mkdirSync(locks, { recursive: true });
  const lock = join(locks, "1.json");
  writeFileSync(lock, JSON.stringify({ pid: 4711, username: "ann", hostname: "elsewhere.example", timestamp: "now" }));
  expect(await settleLeftovers(leftovers)).toBe(false);
  expect(said.join("\n")).toContain("elsewhere.example");
  expect(existsSync(lock)).toBe(true);
});
