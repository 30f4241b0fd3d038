import { describe, expect, it } from "vitest";
import { ExceptionRegister, globMatches, parseExceptions } from "./exceptions";
import { verdicts } from "./rule-trial";
import { rule } from "./storage/protect-volumes";
import { digitalOceanVolume } from "./vendor-types";

const entry = (fields: Readonly<Record<string, string>> = {}) => {
  const all = {
    rule: rule.id,
    resource: "data-*",
    reason: "scratch space",
    owner: "harbour",
    approvedBy: "security",
    expires: "2027-01-31",
    ...fields,
  };
  const lines = Object.entries(all).map(([key, value]) => `    ${key}: ${value}`);
  return `exceptions:\n  -\n${lines.join("\n")}\n`;
};

const urn = `urn:pulumi:dev::harbour::${digitalOceanVolume}::data-1`;
const failing = () => verdicts(rule, [{ type: digitalOceanVolume, name: "data-1", urn, props: {} }]);
const on = (today: string, text: string) => {
  const register = new ExceptionRegister(parseExceptions(text), today);
  const outcomes = failing().map((verdict) => register.apply(verdict));
  return { register, verdict: outcomes[0] };
};
const rules = new Set([rule.id]);

describe("an exception", () => {
  it("excuses what it covers, and says who and until when", () => {
    const { verdict, register } = on("2027-01-31", entry());
    expect(verdict?.outcome).toBe("exempt");
    expect(verdict?.message).toBe("Exempt until 2027-01-31: scratch space (owner harbour, approved by security)");
    expect(register.expired).toEqual([]);
    expect(register.unused(rules, "dev")).toEqual([]);
  });

  it("holds no longer the day after its last", () => {
    const { verdict, register } = on("2027-02-01", entry());
    expect(verdict?.outcome).toBe("fail");
    expect(verdict?.message).toContain("Its exception ran out on 2027-01-31.");
    expect(register.expired).toHaveLength(1);
    expect(register.unused(rules, "dev")).toEqual([]);
  });

  it.each([
    ["by URN", { resource: urn }, "exempt"],
    ["by URN with stars", { resource: "urn:pulumi:dev::*::data-?" }, "exempt"],
    ["of another resource", { resource: "data" }, "fail"],
    ["of another rule", { rule: "network-attach-firewalls" }, "fail"],
    ["in this stack", { stack: "d*" }, "exempt"],
    ["in another stack", { stack: "prod" }, "fail"],
  ])("%s", (_name, fields, outcome) => {
    expect(on("2026-11-21", entry(fields)).verdict?.outcome).toBe(outcome);
  });

  it("that excuses nothing is unused, where it could have applied", () => {
    expect(on("2026-11-21", entry({ resource: "gone" })).register.unused(rules, "dev")).toHaveLength(1);
    expect(on("2026-11-21", entry({ resource: "gone", stack: "prod" })).register.unused(rules, "dev")).toEqual([]);
    expect(on("2026-11-21", entry({ rule: "other" })).register.unused(rules, "dev")).toEqual([]);
  });
});

describe("a file of exceptions", () => {
  const problems = (text: string) => parseExceptions(text).problems.map(({ path, says }) => `${path} ${says}`);

  it.each([["exceptions: []"], ["exceptions:"], [""], ["# nothing"]])("may be empty: %j", (text) => {
    expect(parseExceptions(text)).toEqual({ exceptions: [], problems: [] });
  });

  it("tells all that is wrong with every entry", () => {
    const text = `exceptions:\n  - { rule: a, resource: "*", reasn: x, owner: "", expires: 2027-02-30 }\n  - none\n${entry().split("\n").slice(1).join("\n")}`;
    expect(problems(text)).toEqual([
      "exceptions[0].reasn is not a field. Did you mean reason?",
      "exceptions[0].reason is missing",
      "exceptions[0].owner is not a text",
      "exceptions[0].approvedBy is missing",
      "exceptions[0].expires is not a date. Allowed: YYYY-MM-DD, the last day on which it holds",
      "exceptions[0].resource covers everything. Allowed: a name or URN, with * inside it",
      "exceptions[1] is not a map. Allowed: rule, resource, reason, owner, approvedBy, expires",
    ]);
    expect(parseExceptions(text).exceptions).toHaveLength(1);
  });

  it.each([
    ["exceptions: {", "is not YAML"],
    ["exceptions: 7", "exceptions is not a list"],
    ["exception: []", "exception is not a field. Did you mean exceptions?"],
  ])("%j is told", (text, says) => {
    expect(problems(text).join()).toContain(says);
  });
});

it("globs know * and ? and nothing else", () => {
  expect(globMatches("a.c", "abc")).toBe(false);
  expect(globMatches("a*$Server::x", "urn$Server::x")).toBe(false);
  expect(globMatches("*$Server::x", "urn$Server::x")).toBe(true);
});
