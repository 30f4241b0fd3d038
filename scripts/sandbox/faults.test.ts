import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Call, openCalls, planFaults, readCalls } from "./calls";
import { parseFaultPlan } from "./faults";
import { hetznerToken, trial } from "./trial-client";
import { readWorld } from "./world";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "roadstead-faults-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const call: Call = { package: "hcloud", method: "create", type: "t:index:T", name: "a" };

it("counts matching calls from the plan on, across processes, and fires once", () => {
  const begin = (one: Call = call) => {
    const calls = openCalls(folder);
    const { seq, fault } = calls.begin(one);
    calls.end(seq, "ok");
    calls.close();
    return fault;
  };
  begin();
  planFaults(folder, [{ at: { method: "create", type: "t:index:T", nth: 2 }, fault: "500" }]);
  expect(begin({ ...call, name: "b" })).toBeUndefined();
  expect(begin({ ...call, method: "update" })).toBeUndefined();
  expect(begin({ ...call, type: "t:index:Other" })).toBeUndefined();
  expect(begin()).toBe("500");
  expect(begin()).toBeUndefined();
  expect(
    readCalls(folder)
      .map(({ seq: _, ...one }) => one)
      .at(-2),
  ).toEqual({ ...call, outcome: "ok", fault: "500" });
});

it("follows a plan that changes while the provider runs", () => {
  const calls = openCalls(folder);
  expect(calls.begin(call).fault).toBeUndefined();
  planFaults(folder, [{ at: { method: "create", nth: 1 }, fault: "429" }]);
  expect(calls.begin(call).fault).toBe("429");
  calls.close();
});

it("shows a call that nobody answered as open", () => {
  const calls = openCalls(folder);
  calls.begin(call);
  calls.close();
  expect(readCalls(folder)).toEqual([{ ...call, seq: 1, outcome: "open" }]);
});

it.each([
  ["no JSON", "{", /is not JSON/],
  [
    "an unknown method",
    '[{"at":{"method":"destroy","nth":1},"fault":"500"}]',
    /"method" must be one of create, update/,
  ],
  ["an unknown fault", '[{"at":{"method":"create"},"fault":"418"}]', /"fault" must be one of 429, 500/],
  ["an unknown key", '[{"at":{"method":"create","urn":"x"},"fault":"500"}]', /"at" has no "urn"/],
  ["a count of zero", '[{"at":{"method":"create","nth":0},"fault":"500"}]', /"nth" must be 1 or more/],
])("refuses a plan with %s", (_, text, message) => {
  expect(() => parseFaultPlan(text, "faults.json")).toThrow(message);
});

describe("a provider with a plan", () => {
  const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP1bYQ9vO6bqiUUoybcv4m2xDIiK9fyTzJXlN39f8DGD a@b";
  const type = "hcloud:index/sshKey:SshKey";
  const open = () => trial({ packageName: "hcloud", version: "1.41.0", folder, config: { token: hetznerToken } });

  it.each([
    ["429", /limit of 3600 requests per hour reached \(rate_limit_exceeded\)/, 0],
    ["500", /server error \(server_error\)/, 0],
    ["timeout", /timeout while waiting/, 0],
    ["lost-answer", /created, but the answer was lost/, 1],
  ] as const)("answers %s in the vendor's words, with the effect that it has there", async (fault, message, there) => {
    const cloud = await open();
    planFaults(folder, [{ at: { method: "create", nth: 1 }, fault }]);
    await expect(cloud.create(type, "k", { name: "k", publicKey: key })).rejects.toThrow(message);
    expect(readWorld(folder, "hcloud")).toHaveLength(there);
    const second = cloud.create(type, "k", { name: "k", publicKey: key });
    if (there === 1) await expect(second).rejects.toThrow(/already used/);
    else expect((await second).id).toMatch(/^27/);
    cloud.stop();
  });

  it("takes a plan written by hand as a list", async () => {
    writeFileSync(join(folder, "faults.json"), '[{"at":{"method":"read"},"fault":"500"}]');
    const cloud = await open();
    await expect(cloud.read(type, "k", "1")).rejects.toThrow(/server_error/);
    expect((await cloud.read(type, "k", "1")).id).toBe("");
    cloud.stop();
  });
});
