import {
  type Policies,
  PolicyPack,
  type PolicyResource,
  type PolicyResourceOptions,
  type ReportViolation,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import type { Pack, PackedRule } from "../packs/pack";
import { type ExceptionRegister, exceptionFaults, unusedLine } from "../rules/exceptions";
import { judgeResource, judgeStack, type Verdict } from "../rules/judging";
import { type JudgedOptions, type JudgedResource, judgedResource, urnParts } from "../rules/resource";
import { type ResourceRule, type StackRule, typeMatcher } from "../rules/rule";
import { ruleSettings } from "../rules/settings";
import { settingSchema } from "./answers";
import { type DeclaredPolicy, declaredRule, exceptionsAreUsed, exceptionsHold } from "./declared-policies";
import { RegisteredInputs } from "./registered-inputs";
import { exceptionRegister } from "./serve-pack";

// The same packs, served by the policy library alone: what the answers of our own server are compared with.

/** Serves a pack with the library, from the folder of the pack itself. */
export function serveByLibrary(pack: Pack, folder: string): void {
  const policies = policiesOf(pack, exceptionRegister(folder));
  // The library takes the pack's version from the package.json of the working directory.
  process.chdir(folder);
  new PolicyPack(pack.name, { description: pack.title, policies });
}

function policiesOf(pack: Pack, register: ExceptionRegister): Policies {
  const stackRules = pack.rules.flatMap(({ rule }) => (rule.scope === "stack" ? [rule] : []));
  const registered = new RegisteredInputs(stackRules);
  const rules = pack.rules.map((packed) =>
    packed.rule.scope === "resource"
      ? resourcePolicy(packed, packed.rule, register)
      : stackPolicy(packed, packed.rule, register, registered),
  );
  return [firstPolicy(register, registered), ...rules, lastPolicy(pack, register)];
}

function facts(policy: DeclaredPolicy) {
  const { name, description, enforcementLevel, severity, tags, remediationSteps, settings } = policy;
  const schema = Object.entries(settings ?? {}).map(([key, setting]) => [key, settingSchema(setting)]);
  const configSchema = settings === undefined ? {} : { configSchema: { properties: Object.fromEntries(schema) } };
  return { name, description, enforcementLevel, severity, tags: [...tags], remediationSteps, ...configSchema };
}

function firstPolicy(register: ExceptionRegister, registered: RegisteredInputs): ResourceValidationPolicy {
  return {
    ...facts(exceptionsHold),
    validateResource: (args, report) => {
      registered.keep(args.urn, args.type, () => plainProperties(args.props));
      if (args.type !== "pulumi:pulumi:Stack") return args.notApplicable("Judged once, on the stack.");
      for (const says of exceptionFaults(register)) report(says);
    },
  };
}

function lastPolicy(pack: Pack, register: ExceptionRegister): StackValidationPolicy {
  const rules = new Set(pack.rules.map(({ rule }) => rule.id));
  return {
    ...facts(exceptionsAreUsed),
    validateStack: (args, report) => {
      const stack = urnParts(args.resources[0]?.urn)?.stack;
      for (const exception of register.unused(rules, stack)) report(unusedLine(exception));
    },
  };
}

function resourcePolicy(packed: PackedRule, rule: ResourceRule, register: ExceptionRegister): ResourceValidationPolicy {
  const applies = typeMatcher(rule.appliesTo);
  return {
    ...facts(declaredRule(packed)),
    validateResource: (args, report) => {
      if (!applies(args.type)) return args.notApplicable("Another type of resource.");
      const settings = ruleSettings(rule, packed.level, args.getConfig());
      const verdict = register.apply(judgeResource(rule, judged(args), settings));
      if (verdict.outcome === "not-applicable") return args.notApplicable(verdict.message);
      tell(verdict, report);
    },
  };
}

function stackPolicy(
  packed: PackedRule,
  rule: StackRule,
  register: ExceptionRegister,
  registered: RegisteredInputs,
): StackValidationPolicy {
  return {
    ...facts(declaredRule(packed)),
    validateStack: (args, report) => {
      const settings = ruleSettings(rule, packed.level, args.getConfig());
      const stack = args.resources.map((resource) => judgedInStack(resource, registered));
      for (const verdict of judgeStack(rule, stack, settings)) {
        tell(register.apply(verdict), report, verdict.resource.urn);
      }
    },
  };
}

function tell({ outcome, message, rule }: Verdict, report: ReportViolation, urn?: string): void {
  if (outcome === "fail") report(message, urn);
  else if (outcome === "unknown") advise(report, `Undecided: ${rule.title} ${message}`, urn);
  else if (outcome === "exempt") advise(report, message, urn);
}

/** The library (1.21) takes an object with a level of its own here; its types know only the text. */
function advise(report: ReportViolation, message: string, urn?: string): void {
  Reflect.apply(report, undefined, [{ message, urn, enforcementLevel: "advisory" }]);
}

function judged({ type, name, urn, props, opts }: ResourceValidationArgs): JudgedResource {
  const inputs = plainProperties(props);
  return judgedResource({ type, name, urn, inputs, options: visibleOptions(opts), parentUrn: opts.parent });
}

function judgedInStack(resource: PolicyResource, registered: RegisteredInputs): JudgedResource {
  const { type, name, urn, opts } = resource;
  const outputs = plainProperties(resource.props);
  const sources = Object.entries(resource.propertyDependencies).map(
    ([property, resources]) => [property, resources.map((each) => each.urn)] as const,
  );
  return judgedResource({
    type,
    name,
    urn,
    inputs: registered.of(urn)?.() ?? outputs,
    outputs,
    options: visibleOptions(opts),
    parentUrn: opts.parent,
    propertyDependencies: Object.fromEntries(sources),
  });
}

/** The plain properties behind the library's proxy, which throws on reading an unknown. */
function plainProperties(properties: object): unknown {
  return Reflect.get(properties, "__getSpecialProxyTarget");
}

function visibleOptions({ protect, deleteBeforeReplace, ignoreChanges }: PolicyResourceOptions): JudgedOptions {
  return { protect, deleteBeforeReplace, ignoreChanges };
}
