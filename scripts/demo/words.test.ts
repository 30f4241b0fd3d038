import { expect, it } from "vitest";
import { OperationRecord } from "../workspace/operation-record";
import { policyLines, stepLine } from "./words";

it("tells pass, fail and unknown apart", () => {
  const record = new OperationRecord();
  record.verdicts.set("a-rule", { passed: 2, failed: 0 });
  record.verdicts.set("b-rule", { passed: 0, failed: 1 });
  record.verdicts.set("c-rule", { passed: 0, failed: 1 });
  record.violations.push({ rule: "b-rule", level: "mandatory", urn: "urn:pulumi:s::p::t::thing", message: "one\ntwo" });
  record.violations.push({
    rule: "c-rule",
    level: "warning",
    urn: "urn:pulumi:s::p::t::thing",
    message: "not known yet",
  });
  expect(policyLines(record).slice(0, 3)).toEqual([
    "   pass    a-rule (2)",
    "   FAIL    b-rule (1)",
    "   unknown c-rule (1)",
  ]);
  expect(policyLines(record)[3]).toBe("   b-rule on thing:\n      one\n      two");
});

it("says nothing of what stays the same", () => {
  const step = { urn: "u", type: "hcloud:index/server:Server", name: "s", parent: "", protect: false };
  expect(stepLine({ ...step, op: "same" })).toBeUndefined();
  expect(stepLine({ ...step, op: "create" })).toContain("+ hcloud Server");
});
