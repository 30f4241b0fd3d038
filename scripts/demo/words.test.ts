import { expect, it } from "vitest";
import { OperationRecord } from "../workspace/operation-record";
import { outputLines, policyLines, stepLine } from "./words";

it("tells pass, fail, advice, unknown and exempt apart", () => {
  const record = new OperationRecord();
  const urn = "urn:pulumi:s::p::t::thing";
  record.verdicts.set("a-rule", { passed: 2, failed: 0 });
  for (const rule of ["b-rule", "c-rule", "d-rule", "e-rule"]) record.verdicts.set(rule, { passed: 0, failed: 1 });
  record.violations.push({ rule: "b-rule", level: "mandatory", urn, message: "one\ntwo" });
  record.violations.push({ rule: "c-rule", level: "warning", urn, message: "Undecided: Not known yet." });
  record.violations.push({ rule: "d-rule", level: "warning", urn, message: "Undecided: Not known yet." });
  record.violations.push({ rule: "d-rule", level: "warning", urn, message: "Ships have backups.\nthis one has none" });
  record.violations.push({ rule: "e-rule", level: "warning", urn, message: "Exempt until 2027-01-01: moved" });
  expect(policyLines(record).slice(0, 5)).toEqual([
    "   pass    a-rule (2)",
    "   FAIL    b-rule (1)",
    "   unknown c-rule (1)",
    "   advice  d-rule (1)",
    "   exempt  e-rule (1)",
  ]);
  expect(policyLines(record)[5]).toBe("   b-rule on thing:\n      one\n      two");
});

it("says nothing of what stays the same", () => {
  const step = { urn: "u", type: "hcloud:index/server:Server", name: "s", parent: "", protect: false };
  expect(stepLine({ ...step, op: "same" })).toBeUndefined();
  expect(stepLine({ ...step, op: "create" })).toContain("+ hcloud Server");
});

it("says of an output that holds nothing that there is none", () => {
  expect(outputLines({ stopped: {}, steps: [], ships: { a: "~zod" } })).toEqual([
    "   stopped: none",
    "   steps: none",
    "   ships: \n      a: ~zod",
  ]);
});
