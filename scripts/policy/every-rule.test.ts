import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { levels, objectives, severities } from "../../policies/rules/rule";
import { notKnown, secretly, verdicts } from "../../policies/rules/rule-trial";
import { allRules, packNamed, packNames } from "./catalogue";

const folder = join(__dirname, "../../policies/rules");

/** A closed set, so that a name says what a rule does and two rules do not say it twice. */
const verbs = ["attach", "close", "declare", "keep", "name", "pin", "protect", "refuse", "replace", "run"];

const sentence = /^[A-Z][^\n]{10,}\.$/;
const sourceOf = (path: string) => readFileSync(join(folder, `${path}.ts`), "utf8");

const common =
  "labels tags rules inboundRules inbounds inboundPolicy disabled allows direction protocol port subnet subnetSize notes userData metadatas metadata stackscriptData create delete image name spec template taskSpec ship firewallIds firewallId firewallGroupId applyTos backups".split(
    " ",
  );

describe("every rule", async () => {
  const rules = await allRules();

  describe.each(rules.map(({ path, rule }) => [path, rule] as const))("the rule %s", (path, rule) => {
    it("is called what its file is called, with a verb that rules use", () => {
      expect(rule.id).toBe(path.replace("/", "-"));
      expect(verbs).toContain(path.split("/")[1]?.split("-")[0]);
      expect(path).toMatch(/^[a-z-]+\/[a-z]+(?:-[a-z]+)+$/);
    });

    it("says what it wants, why, and how to mend a failure", () => {
      expect(rule.title).toMatch(sentence);
      expect(rule.source.length).toBeGreaterThan(20);
      expect(rule.allows).toMatch(/^\S.*\.$/s);
      expect(rule.remediation.length).toBeGreaterThan(0);
      for (const step of rule.remediation) expect(step).toMatch(sentence);
      expect(severities).toContain(rule.severity);
      expect(levels).toContain(rule.level);
      expect(Object.keys(objectives)).toContain(rule.objective);
    });

    it("says which types it is for", () => {
      const { exact = [], prefixes = [], patterns = [] } = rule.appliesTo;
      expect(exact.length + prefixes.length + patterns.length).toBeGreaterThan(0);
      for (const type of exact) expect(type).toMatch(/^[a-z][\w-]*:[\w./-]+:\w+$/);
    });

    it("has its test beside it", () => {
      expect(existsSync(join(folder, `${path}.test.ts`))).toBe(true);
    });

    it("survives whatever an input may hold, and shows none of it", () => {
      const canary = "canary-5e0f";
      const odd: unknown[] = [
        undefined,
        null,
        notKnown,
        canary,
        7,
        true,
        [],
        [notKnown],
        {},
        { a: notKnown },
        [[canary]],
        secretly(canary),
      ];
      const types = rule.appliesTo.exact ?? [];
      const properties = [...sourceOf(path).matchAll(/at\("(\w+)"\)/g)].map(([, name = ""]) => name);
      for (const value of odd) {
        const props = Object.fromEntries([...properties, ...common].map((name) => [name, value]));
        const found = verdicts(
          rule,
          types.map((type, index) => ({ type, name: `tried-${index}`, props })),
        );
        expect(found.map(({ message }) => message).join("\n")).not.toContain("broke off");
        expect(found.map(({ message }) => message).join("\n")).not.toContain(canary);
      }
    });

    it("is used by a pack", async () => {
      const packs = await Promise.all(packNames().map(packNamed));
      expect(packs.some((pack) => pack?.rules.some((packed) => packed.rule === rule))).toBe(true);
    });
  });

  describe("rules", () => {
    it("have one name each", () => {
      const ids = rules.map(({ rule }) => rule.id);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it("and what they are made of import no component, stack, script or vendor's SDK", () => {
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
      const sources = files.filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
      expect(sources.length).toBeGreaterThan(rules.length);
      for (const file of sources) {
        const imported = [
          ...readFileSync(join(folder, file), "utf8").matchAll(/(?:from|import|require\()\s*"([^"]+)"/g),
        ];
        for (const [, name = ""] of imported) {
          expect(name, file).not.toMatch(/^@pulumi\/|^@ediri\/|components|stacks|scripts/);
        }
      }
    });
  });
});
