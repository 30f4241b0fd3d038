import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { measureTree, measuringProcessor, type ProcessSample, readStat, SessionAccount } from "./process-tree";

const folder = mkdtempSync(join(tmpdir(), "roadstead-bench-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a line of /proc", () => {
  const numbers = "S 41 42 43 0 -1 4194304 100 200 0 0 250 50 900 900 20 0 11 0 5000";

  it("gives parent, session and own time, without that of children", () => {
    expect(readStat(`44 (node) ${numbers}`)).toEqual({ parent: 41, session: 43, ticks: 300 });
  });

  it("is read whatever the process calls itself", () => {
    expect(readStat(`44 (a) b (c) ${numbers}`)).toEqual({ parent: 41, session: 43, ticks: 300 });
  });

  it("that is cut short is left out", () => {
    expect(readStat("44 (node) S 41")).toBeUndefined();
  });

  it("of this process can be read", () => {
    expect(readStat(readFileSync("/proc/self/stat", "latin1"))?.parent).toBe(process.ppid);
  });
});

describe("the account of a session", () => {
  const seen = (entries: Readonly<Record<number, ProcessSample>>) =>
    new Map(Object.entries(entries).map(([pid, sample]) => [Number(pid), sample]));

  it("keeps what a process used after it is gone, and leaves strangers out", () => {
    const account = new SessionAccount(10);
    account.take(seen({ 10: { parent: 1, session: 10, ticks: 100 }, 99: { parent: 1, session: 99, ticks: 5000 } }));
    account.take(seen({ 10: { parent: 1, session: 10, ticks: 150 }, 11: { parent: 10, session: 10, ticks: 40 } }));
    account.take(seen({ 10: { parent: 1, session: 10, ticks: 200 } }));
    expect(account.cpuSeconds).toBe(2.4);
  });

  it("counts a child that opened a session of its own, also once its parent is gone", () => {
    const account = new SessionAccount(10);
    account.take(seen({ 10: { parent: 1, session: 10, ticks: 0 }, 12: { parent: 10, session: 12, ticks: 10 } }));
    account.take(seen({ 12: { parent: 1, session: 12, ticks: 90 } }));
    expect(account.cpuSeconds).toBe(0.9);
  });
});

describe("the processor to measure on", () => {
  it.each([
    ["0-1", "1"],
    ["3", "3"],
    ["0-2,5,8-11", "11"],
    ["0-2,14", "14"],
  ])("of %s is %s", (allowed, last) => {
    expect(
      measuringProcessor(`Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${allowed}\nMems_allowed_list:\t0-3\n`),
    ).toBe(last);
  });

  it("is the only one that a measured command has", async () => {
    const log = join(folder, "processors");
    const cost = await measureTree({
      command: process.execPath,
      args: ["-p", "os.availableParallelism()"],
      cwd: folder,
      env: process.env,
      log,
    });
    expect([cost.exitCode, readFileSync(log, "utf8").trim()]).toEqual([0, "1"]);
  });
});

it("a command is measured with its children, and its exit code is kept", async () => {
  const burn = (seconds: number) =>
    `const end=process.cpuUsage().user+${seconds}e6;while(process.cpuUsage().user<end);`;
  const child = `require("child_process").execFileSync(process.execPath,["-e",${JSON.stringify(burn(0.6))}])`;
  const cost = await measureTree({
    command: process.execPath,
    args: ["-e", `${burn(0.3)}${child};process.exitCode=3`],
    cwd: folder,
    env: process.env,
    log: join(folder, "log"),
  });
  expect(cost.exitCode).toBe(3);
  expect(cost.cpuSeconds).toBeGreaterThan(0.8);
  expect(cost.wallSeconds).toBeGreaterThan(0.8);
});
