import type { Level, Rule } from "../rules/rule";

export interface PackedRule {
  readonly rule: Rule;
  /** Level in this pack; `--policy-pack-config` can change it for a run. */
  readonly level: Level;
}

export interface Pack {
  readonly name: string;
  readonly title: string;
  readonly rules: readonly PackedRule[];
}

/** A pack is a selection of rules; one that needs another level than its own is given as `{ rule, level }`. */
export function definePack(selection: {
  readonly name: string;
  readonly title: string;
  readonly rules: ReadonlyArray<Rule | PackedRule>;
}): Pack {
  const rules = selection.rules.map((entry) => ("rule" in entry ? entry : { rule: entry, level: entry.level }));
  const ids = rules.map(({ rule }) => rule.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length > 0) throw new Error(`Pack ${selection.name} names ${twice.join(", ")} more than once.`);
  return { name: selection.name, title: selection.title, rules };
}
