import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { notKnown, secretly } from "../../policies/rules/rule-trial";
import { hetznerServer, hetznerVolume, urbitPlanet } from "../../policies/rules/vendor-types";
import { isRecord } from "../../policies/rules/wire-markers";

const folder = mkdtempSync(join(tmpdir(), "roadstead-policy-"));
afterAll(() => rmSync(folder, { recursive: true }));

const script = join(__dirname, "policy.ts");
const root = join(__dirname, "..", "..");

function run(args: readonly string[], input = "") {
  const env = { ...process.env, ROADSTEAD_TODAY: "2026-11-21", ROADSTEAD_EXCEPTIONS: "" };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, ...args], {
    cwd: root,
    env,
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** Judges a document given on standard input; rows as "outcome rule resource". */
function judge(document: unknown, ...more: readonly string[]) {
  const { status, stdout, stderr } = run(
    ["evaluate", "--pack", "urbit", "--input", "-", "--format", "json", ...more],
    JSON.stringify(document),
  );
  const rows: unknown = stdout === "" ? [] : JSON.parse(stdout);
  const list = Array.isArray(rows) ? rows.filter(isRecord) : [];
  const text = list.map((row) => `${String(row["outcome"])} ${String(row["rule"])} ${String(row["resource"])}`);
  return { status, stdout, stderr, rows: list, text };
}

const labels = { owner: "harbour" };
const kept = { type: hetznerVolume, name: "kept", props: { labels, deleteProtection: true }, opts: { protect: true } };
const bare = { type: hetznerVolume, name: "bare", props: { labels } };

describe("policy evaluate", () => {
  it("passes what is fine, with exit code 0", () => {
    const { status, text } = judge([kept]);
    expect(text).toEqual(["pass ownership-name-owners kept", "pass storage-protect-volumes kept"]);
    expect(status).toBe(0);
  });

  it("fails what is not, first in the list, with exit code 1", () => {
    const { status, text, rows } = judge([kept, bare]);
    expect(text[0]).toBe("fail storage-protect-volumes bare");
    expect(rows[0]).toMatchObject({
      level: "mandatory",
      severity: "critical",
      paths: ["opts.protect", "deleteProtection"],
    });
    expect(status).toBe(1);
  });

  it("lists no rule that does not apply", () => {
    expect(judge([{ type: "random:index/randomId:RandomId", name: "r", props: {} }])).toMatchObject({
      status: 0,
      text: [],
    });
  });

  it("tells unknown from failed, and shows no secret", () => {
    const userData = secretly("#!/bin/sh\nTOKEN=canary-31bc");
    const server = (name: string, more: object) => ({
      type: hetznerServer,
      name,
      props: { labels, firewallIds: [notKnown], ...more },
    });
    const { status, text, stdout } = judge([server("a", { userData }), server("b", { userData: notKnown })]);
    expect(text).toContain("fail secrets-keep-secrets-out-of-user-data a");
    expect(text).toContain("unknown secrets-keep-secrets-out-of-user-data b");
    expect(stdout).not.toContain("canary");
    expect(status).toBe(1);
  });

  it("refuses only what is mandatory", () => {
    const config = file("config.json", { "storage-protect-volumes": "advisory" });
    expect(judge([bare], "--config", config)).toMatchObject({ status: 0 });
    const off = file("off.json", { all: "disabled" });
    expect(judge([bare], "--config", off)).toMatchObject({ status: 0, text: [] });
  });

  it("prints for people: failures first, a count last", () => {
    const { stdout, status } = run(["evaluate", "--pack", "urbit", "--input", file("list.json", [kept, bare])]);
    expect(stdout).toMatch(/^FAIL mandatory, critical {2}storage-protect-volumes\n {2}bare\n/);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("1 failed (1 mandatory), 0 unknown, 0 exempt, 3 passed");
    expect(status).toBe(1);
  });

  it("reads a stack's export: protection is there, order is not, what waits for deletion is gone", () => {
    const urn = (type: string, name: string) => `urn:pulumi:dev::harbour::${urbitPlanet}$${type}::${name}`;
    const state = (type: string, name: string, more: object) => ({ urn: urn(type, name), type, custom: true, ...more });
    const document = {
      version: 3,
      deployment: {
        resources: [
          state(hetznerVolume, "v", { protect: true, inputs: { labels, deleteProtection: true } }),
          state(hetznerVolume, "old", { delete: true, inputs: {} }),
          state(hetznerVolume, "read", { external: true, inputs: {} }),
          state(hetznerServer, "s", { id: "1", inputs: { labels, firewallIds: ["7"] } }),
        ],
      },
    };
    const { text, status } = judge(document);
    expect(text).toContain(`pass storage-protect-volumes ${urn(hetznerVolume, "v")}`);
    expect(text).toContain(`unknown urbit-replace-ships-in-order ${urn(hetznerServer, "s")}`);
    expect(text.join()).not.toMatch(/::old|::read/);
    expect(status).toBe(0);
  });

  it("reads a preview: what will be there, not what goes", () => {
    const urn = `urn:pulumi:dev::harbour::${hetznerVolume}::v`;
    const newState = { urn, type: hetznerVolume, inputs: { labels, deleteProtection: notKnown } };
    const steps = [
      { op: "create", urn, newState },
      { op: "delete", urn: `${urn}-old`, oldState: { ...newState, urn: `${urn}-old` } },
    ];
    const { text, status } = judge({ config: {}, steps, changeSummary: { create: 1 } });
    expect(text).toEqual([`fail storage-protect-volumes ${urn}`, `pass ownership-name-owners ${urn}`]);
    expect(status).toBe(1);
    expect(judge({ changeSummary: {} })).toMatchObject({ status: 0, text: [] });
  });

  it("finds a ship's machine by the name of its parent in the list", () => {
    const planet = { type: urbitPlanet, name: "zod", props: { ship: "~zod" } };
    const server = {
      type: hetznerServer,
      name: "s",
      props: { labels, firewallIds: [1], backups: true },
      opts: { parent: "zod" },
    };
    expect(judge([planet, server]).text).toContain("fail urbit-refuse-backups-of-live-piers s");
  });
});

describe("exceptions in policy evaluate", () => {
  const exceptions = (fields: string) =>
    file(
      "exceptions.yaml",
      `exceptions:\n  - { rule: storage-protect-volumes, reason: scratch, owner: a, approvedBy: b, ${fields} }\n`,
    );

  it("excuse, and are printed", () => {
    const { text, status, stdout } = judge([bare], "--exceptions", exceptions("resource: bare, expires: 2026-11-21"));
    expect(text[0]).toBe("exempt storage-protect-volumes bare");
    expect(stdout).toContain("Exempt until 2026-11-21: scratch (owner a, approved by b)");
    expect(status).toBe(0);
  });

  it("fail once they ran out, by the day given", () => {
    const path = exceptions("resource: bare, expires: 2026-11-21");
    const { text, status } = judge([bare], "--exceptions", path, "--today", "2026-11-22");
    expect(text.slice(0, 2)).toEqual([
      "fail exceptions-hold policies/exceptions.yaml",
      "fail storage-protect-volumes bare",
    ]);
    expect(status).toBe(1);
  });

  it("fail if they excuse nothing, unless the input is only a part", () => {
    const path = exceptions("resource: gone, expires: 2027-01-01");
    expect(judge([kept], "--exceptions", path)).toMatchObject({ status: 1 });
    expect(judge([kept], "--exceptions", path).text[0]).toBe("fail exceptions-are-used policies/exceptions.yaml");
    expect(judge([kept], "--exceptions", path, "--partial")).toMatchObject({ status: 0 });
  });

  it("are bad input if malformed", () => {
    const path = file(
      "bad.yaml",
      "exceptions:\n  - { rule: storage-protect-volume, resource: a, reason: b, owner: c, approvedBy: d, expires: 2027-01-01 }\n  - { rule: x }\n",
    );
    const { status, stderr } = judge([kept], "--exceptions", path);
    expect(status).toBe(2);
    expect(stderr).toContain("exceptions[0].rule: names no rule there is. Did you mean storage-protect-volumes?");
    expect(stderr).toContain("exceptions[1].owner: is missing");
  });
});

describe("bad input", () => {
  it("is told all at once, by path, without a stack trace, with exit code 2", () => {
    const list = [7, { type: "", props: [] }, { name: "a", prop: {}, opts: { protect: "yes" } }, kept];
    const { status, stderr, stdout } = judge(
      list,
      "--today",
      "yesterday",
      "--config",
      file("c.json", { nothing: "advisory" }),
    );
    expect(stderr.trim().split("\n")).toEqual([
      "--input: -: [0]: is not a resource. Allowed: { type, name, props, opts?, urn? }",
      "--input: -: [1].type: is not a text, or an empty one",
      "--input: -: [1].name: is missing. Allowed: the resource's name, or a urn that holds it",
      "--input: -: [1].props: is not a map of inputs",
      "--input: -: [2].prop: is not a field. Did you mean props?",
      "--input: -: [2].type: is missing. Allowed: a type token such as hcloud:index/server:Server",
      "--input: -: [2].props: is missing. Allowed: a map of inputs, {} for none",
      "--input: -: [2].opts.protect: is neither true nor false",
      expect.stringMatching(/^--config: .*c\.json: nothing: is no rule of this pack\./),
      "--today: yesterday: is not a date. Allowed: YYYY-MM-DD",
    ]);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it.each([
    [
      "not JSON, without quoting it",
      ["evaluate", "--pack", "urbit", "--input", "-"],
      '{"password": "canary-8f2 }',
      "is not JSON",
    ],
    ["of no known form", ["evaluate", "--pack", "urbit", "--input", "-"], "{}", "has an unknown form. Allowed: a list"],
    [
      "for no pack",
      ["evaluate", "--pack", "urbti", "--input", "-"],
      "[]",
      "--pack: urbti: is no pack. Allowed: urbit. Did you mean urbit?",
    ],
    ["left out", ["evaluate"], "", "--input: is missing."],
    [
      "with an option of another command",
      ["list", "--pack", "urbit", "--today", "2026-01-01"],
      "",
      "--today: is no option of list",
    ],
    ["for no command", ["evalute"], "", "Did you mean evaluate?"],
    ["missing as a file", ["evaluate", "--pack", "urbit", "--input", "/no/such"], "", "/no/such: is not there"],
    [
      "with a key twice, of which one would hide the other",
      ["evaluate", "--pack", "urbit", "--input", "-"],
      '[{ "type": "hcloud:index/volume:Volume", "name": "v", "props": {}, "type": "x:y:Z" }]',
      "[0].type stands twice in one object (line 1, column 68)",
    ],
    [
      "nested without end",
      ["evaluate", "--pack", "urbit", "--input", "-"],
      "[".repeat(3000) + "]".repeat(3000),
      "3000 levels",
    ],
    [
      "given twice",
      ["evaluate", "--pack", "urbit", "--input", "-", "--input", "-"],
      "[]",
      "--input: is given more than once. Allowed: once",
    ],
  ])("%s", (_name, args, input, says) => {
    const { status, stderr } = run(args, input);
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/canary|\n\s+at /);
    expect(status).toBe(2);
  });
});

it("policy list shows every rule of a pack, policy readme --check that the index is current", () => {
  const { stdout, status } = run(["list", "--pack", "urbit", "--format", "json"]);
  const listed: unknown = JSON.parse(stdout);
  expect(Array.isArray(listed) && listed.length).toBeGreaterThanOrEqual(16);
  expect(status).toBe(0);
  expect(run(["list", "--pack", "urbit"]).stdout).toMatch(/^RULE +LEVEL +SEVERITY/);
  expect(run(["readme", "--check"])).toMatchObject({ status: 0, stderr: "" });
});
