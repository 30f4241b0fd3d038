import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { definePack } from "../../policies/packs/pack";
import { ExceptionRegister } from "../../policies/rules/exceptions";
import { type RecordedCase, type RecordedCases, stateOf, subjectOf } from "../../policies/rules/recorded-trial";
import { isRecord } from "../../policies/rules/wire-markers";
import { allRules } from "./catalogue";
import { evaluate, type Row } from "./evaluate";
import { readResourceList } from "./resource-list";

const rulesFolder = join(__dirname, "../../policies/rules");
const recordings = join(__dirname, "../../test/golden/recordings");
const kinds = ["good", "bad", "absent", "unknown"] as const;

function areCases(value: unknown): value is RecordedCases {
  return isRecord(value) && kinds.every((kind) => Array.isArray(value[kind]));
}

async function casesOf(path: string): Promise<RecordedCases> {
  const module: unknown = await import(pathToFileURL(join(rulesFolder, `${path}.cases.ts`)).href);
  const cases = isRecord(module) ? module["cases"] : undefined;
  if (!areCases(cases)) throw new Error(`policies/rules/${path}.cases.ts lacks one of ${kinds.join(", ")}`);
  return cases;
}

const outcomeOf = ({ says }: RecordedCase): string => says.split(" ")[0] ?? "";

describe("every rule", async () => {
  const rules = await allRules();

  describe.each(rules)("$path", ({ path, rule }) => {
    it("has a good, a bad, an absent and an unknown case from recorded programs", async () => {
      const cases = await casesOf(path);
      for (const kind of kinds) expect(cases[kind].length, kind).toBeGreaterThan(0);
      for (const one of cases.good) expect(outcomeOf(one), one.resource).toBe("pass");
      for (const one of cases.bad) expect(outcomeOf(one), one.resource).toBe("fail");
      for (const one of cases.unknown) expect(outcomeOf(one), one.resource).toBe("unknown");
    });

    it("turns on what is really absent from a program, or unknown in its preview", async () => {
      const { absent, unknown } = await casesOf(path);
      for (const one of absent) expect(stateOf(subjectOf(rule, one), one.property), one.resource).toBe("absent");
      for (const one of unknown) expect(stateOf(subjectOf(rule, one), one.property), one.resource).toBe("unknown");
    });

    it("is held against them by its own test", () => {
      expect(readFileSync(join(rulesFolder, `${path}.test.ts`), "utf8")).toContain("judgesAsRecorded(rule, cases)");
    });
  });

  it("says the same of a record that `npm run policy -- evaluate` reads", async () => {
    const pack = definePack({ name: "all", title: "All rules.", rules: rules.map(({ rule }) => rule) });
    const register = new ExceptionRegister({ exceptions: [], problems: [] }, "2026-11-21");
    const rows = new Map<string, readonly Row[]>();
    for (const file of readdirSync(recordings)) {
      const problems: string[] = [];
      const facts = readResourceList(JSON.parse(readFileSync(join(recordings, file), "utf8")), (where, says) =>
        problems.push(`${file} ${where} ${says}`),
      );
      expect(problems).toEqual([]);
      rows.set(file, evaluate(pack, facts, new Map(), register, false));
    }
    for (const { path, rule } of rules) {
      const cases = await casesOf(path);
      for (const one of kinds.flatMap((kind): readonly RecordedCase[] => cases[kind])) {
        const urn = subjectOf(rule, one).urn;
        const row = rows.get(`${one.in}.json`)?.find((each) => each.rule === rule.id && each.resource === urn);
        const said = row === undefined ? "not-applicable" : [row.outcome, ...row.paths].join(" ");
        expect(said, `${rule.id} ${one.in} ${one.resource}`).toBe(one.says);
      }
    }
  });
});
