import { ConfigureAnalyzerRequest, EnforcementLevel } from "@pulumi/pulumi/proto/analyzer_pb";
import type { Pack } from "../packs/pack";
import { type ExceptionRegister, exceptionFaults, unusedLine } from "../rules/exceptions";
import { judgeResource, judgeStack } from "../rules/judging";
import { type JudgedResource, judgedResource, urnParts } from "../rules/resource";
import { type Level, type ResourceRule, type StackRule, typeMatcher } from "../rules/rule";
import { type RuleSettings, ruleSettings } from "../rules/settings";
import {
  answerOf,
  failure,
  noRemedies,
  notApplicableAnswer,
  type PackName,
  packInfo,
  type Said,
  saidOf,
} from "./answers";
import { type AskedResource, askedResource } from "./asked-resource";
import { AskedStack } from "./asked-stack";
import {
  type DeclaredPolicy,
  declaredPolicies,
  declaredRule,
  exceptionsAreUsed,
  exceptionsHold,
} from "./declared-policies";
import type { Receiver } from "./methods";
import { RegisteredInputs } from "./registered-inputs";
import { judgedStack } from "./stack-resource";
import { WireReader } from "./wire-reader";

const rootStack = "pulumi:pulumi:Stack";

/** A rule as this run has it: its level and settings after `--policy-pack-config`. */
interface Running<Kind> {
  readonly rule: Kind;
  readonly policy: DeclaredPolicy;
  readonly level: Level;
  readonly settings: RuleSettings;
}

/** What one policy does about a type: judges it, or has this to say about each resource of it. */
type Step = { readonly judge: Running<ResourceRule> } | { readonly answer: Buffer };

interface Plan {
  readonly steps: readonly Step[];
  /** The whole answer, where nothing of the resource has to be read for it. */
  readonly answer: Buffer | undefined;
}

interface Configured {
  readonly level: EnforcementLevel;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Answers the engine's questions to a pack, bytes in and bytes out. The answers are those of the policy library (its own
 * server judges the same in `conformance.test.ts`); what is left out is the work it does for each policy and resource:
 * reading all properties anew, proxies around them, promises. Two questions a resource, 18,000 for 500 planets.
 */
export class PackService {
  readonly info: Buffer;
  readonly #pack: Pack;
  readonly #name: PackName;
  readonly #register: ExceptionRegister;
  readonly #registered: RegisteredInputs;
  readonly #applies: ReadonlyMap<string, (type: string) => boolean>;
  readonly #plans = new Map<string, Plan>();
  readonly #silences = new Map<string, Buffer>();
  #config: ReadonlyMap<string, Configured> = new Map();
  #stackRules: readonly Running<StackRule>[] = [];
  #remedies: Buffer | undefined;

  constructor(pack: Pack, version: string, register: ExceptionRegister) {
    this.#pack = pack;
    this.#name = { name: pack.name, version };
    this.#register = register;
    const stackRules = pack.rules.flatMap(({ rule }) => (rule.scope === "stack" ? [rule] : []));
    this.#registered = new RegisteredInputs(stackRules);
    this.#applies = new Map(pack.rules.map(({ rule }) => [rule.id, typeMatcher(rule.appliesTo)]));
    this.info = Buffer.from(packInfo(this.#name, pack.title, declaredPolicies(pack)).serializeBinary());
    this.#prepare();
  }

  configure(request: Buffer): void {
    const given = ConfigureAnalyzerRequest.deserializeBinary(request).getPolicyconfigMap();
    this.#config = new Map(
      [...given.entries()].map(([policy, config]) => {
        const values = config.getProperties()?.toJavaScript() ?? {};
        return [policy, { level: config.getEnforcementlevel(), values }];
      }),
    );
    this.#prepare();
  }

  analyze(request: Buffer): Buffer {
    const asked = askedResource(new WireReader(request));
    this.#registered.keep(asked.urn, asked.type, asked.properties);
    const { steps, answer } = this.#planFor(asked.type);
    return answer ?? this.#judge(asked, steps);
  }

  /** Takes the stack as it comes: of 81 MB for 500 planets, rules about stacks look at a quarter. */
  analyzeStack(): Receiver {
    const stack = new AskedStack(this.#registered.concerns);
    return { take: (piece) => stack.take(piece), end: () => this.#judgeStack(stack.end()) };
  }

  /** Nothing here remedies anything. Undefined: the engine may take it that the question is not understood. */
  remediate(): Buffer | undefined {
    return this.#remedies;
  }

  #judgeStack(asked: readonly AskedResource[]): Buffer {
    const resources = judgedStack(asked, this.#registered);
    const said = this.#stackRules.flatMap(({ rule, policy, level, settings }) =>
      judgeStack(rule, resources, settings).flatMap(
        (verdict) => saidOf(policy, level, this.#register.apply(verdict), verdict.resource.urn) ?? [],
      ),
    );
    return answerOf(this.#name, [...said, ...this.#unusedExceptions(asked[0]?.urn)]);
  }

  #prepare(): void {
    this.#plans.clear();
    this.#stackRules = this.#pack.rules.flatMap((packed) => {
      const policy = declaredRule(packed);
      const level = this.#levelOf(policy);
      if (packed.rule.scope !== "stack" || level === "disabled") return [];
      return [{ rule: packed.rule, policy, level, settings: this.#settingsOf(packed.rule, packed.level) }];
    });
    const asked = declaredPolicies(this.#pack).filter(
      ({ name, scope }) => scope === "resource" && this.#config.get(name)?.level === EnforcementLevel.REMEDIATE,
    );
    this.#remedies = asked.length === 0 ? undefined : noRemedies(asked.map(({ name }) => name));
  }

  /** A pack cannot remedy, so that level means mandatory, as the policy library has it. */
  #levelOf({ name, enforcementLevel }: DeclaredPolicy): Level {
    const configured = this.#config.get(name);
    if (configured === undefined) return enforcementLevel;
    if (configured.level === EnforcementLevel.DISABLED) return "disabled";
    return configured.level === EnforcementLevel.ADVISORY ? "advisory" : "mandatory";
  }

  #settingsOf(rule: ResourceRule | StackRule, level: Level): RuleSettings {
    return ruleSettings(rule, level, this.#config.get(rule.id)?.values);
  }

  #planFor(type: string): Plan {
    const known = this.#plans.get(type);
    if (known !== undefined) return known;
    const rules = this.#pack.rules.flatMap((packed): readonly Step[] => {
      const policy = declaredRule(packed);
      const level = this.#levelOf(policy);
      if (packed.rule.scope !== "resource" || level === "disabled") return [];
      if (this.#applies.get(policy.name)?.(type) !== true)
        return [{ answer: this.#silent(policy.name, "Another type of resource.") }];
      return [{ judge: { rule: packed.rule, policy, level, settings: this.#settingsOf(packed.rule, packed.level) } }];
    });
    const steps = [...this.#aboutExceptions(type), ...rules];
    const answers = steps.map((step) => ("answer" in step ? step.answer : undefined));
    const isConstant = answers.every((answer) => answer !== undefined);
    const plan = { steps, answer: isConstant ? Buffer.concat(answers) : undefined };
    this.#plans.set(type, plan);
    return plan;
  }

  /** The stack is the first resource of a run, so what is wrong with exceptions is said before anything is touched. */
  #aboutExceptions(type: string): readonly Step[] {
    const level = this.#levelOf(exceptionsHold);
    if (level === "disabled") return [];
    if (type !== rootStack) return [{ answer: this.#silent(exceptionsHold.name, "Judged once, on the stack.") }];
    const said = exceptionFaults(this.#register).map((says) => failure(exceptionsHold, level, says));
    return [{ answer: answerOf(this.#name, said) }];
  }

  #unusedExceptions(urn: string | undefined): readonly Said[] {
    const level = this.#levelOf(exceptionsAreUsed);
    if (level === "disabled") return [];
    const rules = new Set(this.#pack.rules.map(({ rule }) => rule.id));
    const unused = this.#register.unused(rules, urnParts(urn)?.stack);
    return unused.map((exception) => failure(exceptionsAreUsed, level, unusedLine(exception)));
  }

  #judge(asked: AskedResource, steps: readonly Step[]): Buffer {
    const resource = judged(asked);
    const said: Said[] = [];
    const silent: Buffer[] = [];
    for (const step of steps) {
      if ("answer" in step) {
        silent.push(step.answer);
        continue;
      }
      const { rule, policy, level, settings } = step.judge;
      const verdict = this.#register.apply(judgeResource(rule, resource, settings));
      if (verdict.outcome === "not-applicable") silent.push(this.#silent(policy.name, verdict.message));
      const told = saidOf(policy, level, verdict);
      if (told !== undefined) said.push(told);
    }
    return Buffer.concat(said.length === 0 ? silent : [answerOf(this.#name, said), ...silent]);
  }

  /** The same few reasons again and again: each is written once. */
  #silent(policy: string, reason: string): Buffer {
    const key = `${policy} ${reason}`;
    const known = this.#silences.get(key);
    if (known !== undefined) return known;
    const answer = notApplicableAnswer(policy, reason);
    this.#silences.set(key, answer);
    return answer;
  }
}

function judged({ type, name, urn, properties, options }: AskedResource): JudgedResource {
  const visible = options();
  return judgedResource({
    type,
    name,
    urn,
    inputs: properties(),
    options: visible,
    parentUrn: visible.parent,
  });
}
