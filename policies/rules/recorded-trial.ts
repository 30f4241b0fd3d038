import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judgeResource, judgeStack } from "./judging";
import { Reading } from "./reading";
import { type JudgedResource, judgedResource, type ResourceFacts } from "./resource";
import { looksAt, type Rule, type StackRule, typeMatcher } from "./rule";
import { ruleSettings } from "./settings";

/** What a rule says about one resource of a recorded program. */
export interface RecordedCase {
  /** Record below test/golden/recordings. */
  readonly in: string;
  /** Name of the resource, which only one has that the rule applies to. */
  readonly resource: string;
  /** Outcome, and the properties that it points at. */
  readonly says: string;
}

/** One that turns on a property: absent from the program, or not known in its preview. */
export interface RecordedPropertyCase extends RecordedCase {
  readonly property: string;
}

/** A rule's cases from recorded programs, at least one of each kind. */
export interface RecordedCases {
  readonly good: readonly RecordedCase[];
  readonly bad: readonly RecordedCase[];
  readonly absent: readonly RecordedPropertyCase[];
  readonly unknown: readonly RecordedPropertyCase[];
}

interface Entry {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly id?: string;
  readonly opts: ResourceFacts["options"];
  readonly props: Readonly<Record<string, unknown>>;
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

const folder = join(__dirname, "../../test/golden/recordings");
const remembered = new Map<string, readonly JudgedResource[]>();

/** Everything that a recorded program registers. */
export function recordedResources(record: string): readonly JudgedResource[] {
  const known = remembered.get(record);
  if (known !== undefined) return known;
  const entries: readonly Entry[] = JSON.parse(readFileSync(join(folder, `${record}.json`), "utf8"));
  const resources = entries.map(({ props, opts, id, ...facts }) =>
    judgedResource({ ...facts, inputs: props, outputs: id === undefined ? props : { ...props, id }, options: opts }),
  );
  remembered.set(record, resources);
  return resources;
}

/** The one resource that a case is about. */
export function subjectOf(rule: Rule, { in: record, resource: name }: RecordedCase): JudgedResource {
  const applies = typeMatcher(rule.appliesTo);
  const named = recordedResources(record).filter((each) => each.name === name && applies(each.type));
  const [subject] = named;
  if (subject === undefined || named.length > 1)
    throw new Error(`${record}.json holds ${named.length} resources named ${name} to which ${rule.id} applies`);
  return subject;
}

/** What the rule says about the resource of a case, seen together with all others of its program. */
export function saidOf(rule: Rule, one: RecordedCase): string {
  const subject = subjectOf(rule, one);
  const settings = ruleSettings(rule, rule.level);
  const verdict =
    rule.scope === "stack"
      ? judgeStack(rule, shownTo(rule, recordedResources(one.in)), settings).find(
          ({ resource }) => resource === subject,
        )
      : judgeResource(rule, subject, settings);
  return verdict === undefined ? "nothing" : [verdict.outcome, ...verdict.paths].join(" ");
}

/** As a served pack shows them: what a rule does not say it looks at is not kept for it. */
function shownTo(rule: StackRule, resources: readonly JudgedResource[]): readonly JudgedResource[] {
  const isShown = looksAt([rule]);
  return resources.map((resource) => (isShown(resource.type) ? resource : new HiddenResource(resource)));
}

class HiddenResource implements JudgedResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string | undefined;
  readonly isExternal: boolean;

  constructor({ type, name, urn, isExternal }: JudgedResource) {
    this.type = type;
    this.name = name;
    this.urn = urn;
    this.isExternal = isExternal;
  }

  get inputs(): never {
    return this.#refuse();
  }
  get outputs(): never {
    return this.#refuse();
  }
  get options(): never {
    return this.#refuse();
  }
  get ancestorTypes(): never {
    return this.#refuse();
  }
  get dependenciesOf(): never {
    return this.#refuse();
  }

  #refuse(): never {
    throw new Error(`The rule looks at a ${this.type}, which neither its appliesTo nor its alsoReads names.`);
  }
}

/** Whether a property such as `rules[0].port` or `opts.protect` is known, absent or unknown. */
export function stateOf({ inputs, options }: JudgedResource, property: string): "known" | "absent" | "unknown" {
  const steps = [...property.matchAll(/\["(?<quoted>[^"]+)"\]|\[(?<nth>\d+)\]|(?<key>\w+)/g)];
  const root = property.startsWith("opts.") ? Reading.of({ opts: options }) : inputs;
  const reading = steps.reduce<Reading>((from, { groups: { quoted, nth, key } = {} }) => {
    if (nth === undefined) return from.at(quoted ?? key ?? "");
    return (from.isUnknown ? from : from.items()[Number(nth)]) ?? Reading.of(undefined);
  }, root);
  return reading.isUnknown ? "unknown" : reading.isAbsent ? "absent" : "known";
}

/** Holds a rule against its cases, in its own test. */
export function judgesAsRecorded(rule: Rule, cases: RecordedCases): void {
  describe.each(Object.entries(cases))("recorded programs, %s", (_kind, listed: readonly RecordedCase[]) => {
    it.each(listed.map((one) => [`${one.in}: ${one.resource}`, one] as const))("%s", (_title, one) => {
      expect(saidOf(rule, one)).toBe(one.says);
    });
  });
}
