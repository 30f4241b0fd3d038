import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { vultrPriceList } from "../../components/machine/vultr/price-list";
import { readCommandLine } from "./command-line";
import { type Reading, readingOf } from "./reading";
import { answersOf, standIn } from "./stand-in";

const known = ["digitalocean", "hetzner", "linode", "vultr"] as const;
const today = "2026-11-21";
const folder = mkdtempSync(join(tmpdir(), "roadstead-catalogue-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const program = [join(__dirname, "../../node_modules/tsx/dist/cli.mjs"), join(__dirname, "update-catalogue.ts")];
  const { DIGITALOCEAN_TOKEN: _, HCLOUD_TOKEN: __, ...plain } = process.env;
  const options = { env: { ...plain, ...environment }, timeout: 60_000 };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...program, ...args], options);
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || !("stdout" in error) || !("stderr" in error)) throw error;
    return { code: error.code, text: `${String(error.stdout)}${String(error.stderr)}` };
  }
}

describe("npm run update-catalogue", () => {
  it("writes the list of one vendor, in the project's own form, and says what changed", {
    timeout: 60_000,
  }, async () => {
    const dearer: Reading = readingOf(vultrPriceList);
    const { "vc2-1c-1gb": small, ...others } = dearer.plans;
    if (small === undefined) throw new Error("vc2-1c-1gb is not listed");
    const monthly = Object.fromEntries(Object.keys(small.monthly).map((region) => [region, 6]));
    const plans = {
      ...others,
      "vc2-1c-1gb": { ...small, monthly },
      "vc2-8c-32gb": { ...small, monthly, memoryGib: 32 },
    };
    const server = await standIn("vultr", answersOf.vultr({ ...dearer, plans }));
    const done = await run(["--vendor", "vultr", "--base-url", server.url, "--into", folder]);
    await server.close();
    expect(done).toMatchObject({ code: 0 });
    expect(done.text).toContain("Vultr: vc2-1c-1gb: 5 -> 6 USD a month (everywhere)");
    expect(done.text).toContain("Vultr: new: vc2-8c-32gb, 1 vCPU, 32 GiB memory, 25 GiB disk, amd64, 6 USD a month");
    expect(readdirSync(join(folder, "vultr"))).toEqual(["price-list.ts"]);
    const source = readFileSync(join(folder, "vultr/price-list.ts"), "utf8");
    expect(source).toMatch(
      /^import type { PriceList } from "\.\.\/catalogue";\n\n\/\/ Written by `npm run update-catalogue`/,
    );
    expect(source).toMatch(/\n} as const satisfies PriceList;\n$/);
    expect(source).toContain('"vc2-8c-32gb": {');
  });

  it("writes nothing where something is suspicious, and ends with 1", { timeout: 60_000 }, async () => {
    const { plans, ...rest } = readingOf(vultrPriceList);
    const { "vc2-1c-1gb": _, ...others } = plans;
    const server = await standIn("vultr", answersOf.vultr({ ...rest, plans: others }));
    const into = join(folder, "refused");
    const done = await run(["--vendor", "vultr", "--base-url", server.url, "--into", into]);
    await server.close();
    expect(done.code).toBe(1);
    expect(done.text).toContain("suspicious: vc2-1c-1gb is gone");
    expect(done.text).toContain("nothing was changed. If the vendor's price page says the same, run it with --accept.");
    expect(readdirSync(folder)).not.toContain("refused");
  });

  it("asks no vendor for which a token is missing or damaged, and never prints one", { timeout: 60_000 }, async () => {
    const missing = await run(["--vendor", "hetzner", "--dry-run"]);
    expect(missing).toMatchObject({
      code: 1,
      text: expect.stringContaining("not asked, since HCLOUD_TOKEN is not set"),
    });
    const damaged = await run(["--vendor", "hetzner", "--dry-run"], { HCLOUD_TOKEN: "half a\ntoken" });
    expect(damaged).toMatchObject({ code: 1, text: expect.stringContaining("what is in HCLOUD_TOKEN is no token") });
    expect(damaged.text).not.toContain("half a");
  });
});

describe("its command line", () => {
  it.each([
    [["--vendor", "aws"], '--vendor: "aws" is none of digitalocean, hetzner, linode, vultr'],
    [["--date", "2026-02-30"], '--date: "2026-02-30" is no day such as 2026-11-21'],
    [["--date", "2026-11-22"], "--date: 2026-11-22 is yet to come (today is 2026-11-21)"],
    [["--acept"], "Unknown option '--acept'"],
    [["linode"], "Unexpected argument 'linode'"],
    [["--base-url", "https://prices.example.org"], "--base-url: only a server on this machine may stand in"],
    [["--base-url", "http://127.0.0.1:8080"], "--base-url: wants exactly one --vendor"],
    [["--base-url", "http://127.0.0.1:8080", "--vendor", "linode"], "--base-url: wants --into or --dry-run"],
  ])("%j is not understood", (args, why) => {
    const line = readCommandLine(args, known, today);
    expect(line).toMatchObject({ kind: "wrong", why: expect.stringContaining(why) });
  });

  it("means every vendor and today where nothing else is said", () => {
    expect(readCommandLine([], known, today)).toMatchObject({
      kind: "run",
      wanted: { vendors: known, named: false, date: today },
    });
  });
});
