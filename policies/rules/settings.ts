import { distance } from "fastest-levenshtein";
import { Reading } from "./reading";
import { type Level, levels, type Rule, type Setting } from "./rule";
import { isRecord } from "./wire-markers";

export const unknownAnswers = ["advisory", "fail", "ignore"] as const;
export type WhenUnknown = (typeof unknownAnswers)[number];

/** How one rule runs: its level, and its settings with defaults filled in. */
export interface RuleSettings {
  readonly level: Level;
  readonly whenUnknown: WhenUnknown;
  readonly values: Reading;
}

/** Settings of a rule as the engine hands them over, besides those every rule has. */
export const settingsOfEveryRule = {
  whenUnknown: {
    type: "string",
    enum: unknownAnswers,
    default: "advisory",
    description: "What an undecided property means: told as advisory, counted as a failure, or not told.",
  },
} as const satisfies Readonly<Record<string, Setting>>;

export function settingsSchema(rule: Rule): Readonly<Record<string, Setting>> {
  return { ...settingsOfEveryRule, ...rule.settings };
}

/** Fills in what the given settings leave out. */
export function ruleSettings(rule: Rule, level: Level, given: Readonly<Record<string, unknown>> = {}): RuleSettings {
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(settingsSchema(rule))) values[key] = given[key] ?? setting.default;
  const whenUnknown = unknownAnswers.find((answer) => answer === values["whenUnknown"]) ?? "advisory";
  return { level, whenUnknown, values: Reading.of(values) };
}

export type PackConfig = ReadonlyMap<string, RuleSettings>;

/** Reads a file in the form of `--policy-pack-config`; every mistake is told, none stops the reading. */
export function packConfig(
  rules: ReadonlyArray<{ readonly rule: Rule; readonly level: Level }>,
  document: unknown,
  problem: (path: string, says: string) => void,
): PackConfig {
  const given = isRecord(document) ? document : {};
  if (document !== undefined && !isRecord(document)) {
    problem(
      "",
      `is not a map. Allowed: { "<rule>": "<level>" } or { "<rule>": { "enforcementLevel": "<level>", ... } }`,
    );
  }
  const names = ["all", ...rules.map(({ rule }) => rule.id)];
  for (const key of Object.keys(given)) {
    if (!names.includes(key)) problem(key, `is no rule of this pack.${nearest(key, names)}`);
  }
  const general = givenFor("all", given["all"], {}, problem).level;
  return new Map(
    rules.map(({ rule, level }) => {
      const own = givenFor(rule.id, given[rule.id], settingsSchema(rule), problem);
      return [rule.id, ruleSettings(rule, own.level ?? general ?? level, own.values)];
    }),
  );
}

interface Given {
  readonly level: Level | undefined;
  readonly values: Readonly<Record<string, unknown>>;
}

function givenFor(
  name: string,
  given: unknown,
  schema: Readonly<Record<string, Setting>>,
  problem: (path: string, says: string) => void,
): Given {
  if (given === undefined) return { level: undefined, values: {} };
  if (typeof given === "string") return { level: levelFrom(name, given, problem), values: {} };
  if (!isRecord(given)) {
    problem(name, "is neither a level nor a map of settings.");
    return { level: undefined, values: {} };
  }
  const { enforcementLevel, ...values } = given;
  for (const [key, value] of Object.entries(values)) {
    const setting = schema[key];
    const path = `${name}.${key}`;
    if (setting === undefined) problem(path, `is no setting of this rule.${nearest(key, Object.keys(schema))}`);
    else if (!fits(setting, value)) problem(path, `has the wrong form. Allowed: ${describe(setting)}.`);
  }
  const level =
    enforcementLevel === undefined ? undefined : levelFrom(`${name}.enforcementLevel`, enforcementLevel, problem);
  return { level, values };
}

function levelFrom(path: string, given: unknown, problem: (path: string, says: string) => void): Level | undefined {
  // The engine knows a fourth level; a rule that cannot mend by itself is then mandatory, as the engine has it.
  if (given === "remediate") return "mandatory";
  const level = levels.find((known) => known === given);
  if (level === undefined) problem(path, `is not a level. Allowed: ${[...levels, "remediate"].join(", ")}.`);
  return level;
}

function fits(setting: Setting, value: unknown): boolean {
  if (setting.type === "array") {
    return Array.isArray(value) && value.every((item) => scalarFits(setting.items.type, item));
  }
  if (!scalarFits(setting.type, value)) return false;
  return setting.type !== "string" || setting.enum === undefined || setting.enum.some((allowed) => allowed === value);
}

function scalarFits(type: "string" | "number" | "integer" | "boolean", value: unknown): boolean {
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}

function describe(setting: Setting): string {
  if (setting.type === "array") return `a list of ${setting.items.type}s`;
  return setting.type === "string" && setting.enum !== undefined ? setting.enum.join(", ") : `a ${setting.type}`;
}

/** " Did you mean x?" for something close enough to be a slip. */
export function nearest(given: string, known: readonly string[]): string {
  const ranked = known.map((name) => ({ name, far: distance(given, name) })).sort((a, b) => a.far - b.far);
  const best = ranked[0];
  return best !== undefined && best.far <= Math.max(2, given.length / 3) ? ` Did you mean ${best.name}?` : "";
}
