import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type Policies,
  type Policy,
  PolicyPack,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from "@pulumi/policy";
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";
import type { Pack, PackedRule } from "../packs/pack";
import { ExceptionRegister, readExceptions } from "../rules/exceptions";
import { judgeResource, judgeStack } from "../rules/judging";
import { judgedResource } from "../rules/resource";
import { type ResourceRule, type Rule, type Setting, type StackRule, typeMatcher } from "../rules/rule";
import { ruleSettings, settingsSchema } from "../rules/settings";
import { servedByType } from "./dispatch-by-type";
import { exceptionPolicies } from "./exception-policies";
import { plainProperties, visibleOptions } from "./library-values";
import { readPropertiesOnce } from "./one-deserialisation";
import { RegisteredInputs } from "./registered-inputs";
import { notApplicable, tell } from "./telling";

const exceptionsFile = join(__dirname, "..", "exceptions.yaml");

/** Serves a pack to the engine: each rule a policy of its own, so that names, levels, settings and results stay apart. */
export function servePack(pack: Pack, folder: string): void {
  readPropertiesOnce();
  const file = resolve(process.env["ROADSTEAD_EXCEPTIONS"] || exceptionsFile);
  // The library takes the pack's version from the package.json of the working directory, which is the engine's choice.
  process.chdir(folder);
  const today = process.env["ROADSTEAD_TODAY"] || new Date().toISOString().slice(0, 10);
  const register = new ExceptionRegister(readExceptions(file), today);
  const policies = policiesOf(pack, register);
  servedByType({ name: pack.name, version: versionIn(folder), policies, concerns: concernedBy(pack) }, () => {
    new PolicyPack(pack.name, { description: pack.title, policies });
  });
}

/** The version under which the library will serve the pack. */
function versionIn(folder: string): string {
  const described: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return typeof described === "object" && described !== null ? String(Reflect.get(described, "version")) : "";
}

/** Which policies have something to say of a type; those about exceptions are concerned with every resource. */
function concernedBy(pack: Pack): (policy: Policy, type: string) => boolean {
  const matchers = new Map(pack.rules.map(({ rule }) => [rule.id, typeMatcher(rule.appliesTo)]));
  return ({ name }, type) => matchers.get(name)?.(type) ?? true;
}

export function policiesOf(pack: Pack, register: ExceptionRegister): Policies {
  const registered = new RegisteredInputs(pack.rules.flatMap(({ rule }) => (rule.scope === "stack" ? [rule] : [])));
  // Stack policies run in this order, and only the last knows which exceptions the others used.
  const { first, last } = exceptionPolicies(pack, register, registered);
  return [first, ...pack.rules.map((packed) => policyOf(packed, register, registered)), last];
}

function policyOf(packed: PackedRule, register: ExceptionRegister, registered: RegisteredInputs) {
  const { rule, level } = packed;
  return rule.scope === "resource"
    ? resourcePolicy(rule, level, register)
    : stackPolicy(rule, level, register, registered);
}

function facts({ rule, level }: PackedRule) {
  return {
    name: rule.id,
    description: rule.title,
    enforcementLevel: level,
    severity: rule.severity,
    tags: [`objective:${rule.objective}`],
    remediationSteps: rule.remediation.map((step, index) => `${index + 1}. ${step}`).join("\n"),
    configSchema: { properties: librarySchema(rule) },
  };
}

function librarySchema(rule: Rule): Record<string, PolicyConfigJSONSchema> {
  return Object.fromEntries(
    Object.entries(settingsSchema(rule)).map(([key, setting]) => [key, settingSchema(setting)]),
  );
}

function settingSchema(setting: Setting): PolicyConfigJSONSchema {
  const { type, description } = setting;
  if (setting.type === "array")
    return { type, description, items: { ...setting.items }, default: [...setting.default] };
  const allowed = setting.type === "string" && setting.enum !== undefined ? { enum: [...setting.enum] } : {};
  return { type, description, default: setting.default, ...allowed };
}

function resourcePolicy(
  rule: ResourceRule,
  level: PackedRule["level"],
  register: ExceptionRegister,
): ResourceValidationPolicy {
  const applies = typeMatcher(rule.appliesTo);
  return {
    ...facts({ rule, level }),
    validateResource: (args, report) => {
      if (!applies(args.type)) return notApplicable(args, "Another type of resource.");
      const resource = judgedResource({
        type: args.type,
        name: args.name,
        urn: args.urn,
        inputs: plainProperties(args.props),
        options: visibleOptions(args.opts),
        parentUrn: args.opts.parent,
      });
      const verdict = register.apply(judgeResource(rule, resource, ruleSettings(rule, level, args.getConfig())));
      if (verdict.outcome === "not-applicable") return notApplicable(args, verdict.message);
      tell(verdict, report);
    },
  };
}

function stackPolicy(
  rule: StackRule,
  level: PackedRule["level"],
  register: ExceptionRegister,
  registered: RegisteredInputs,
): StackValidationPolicy {
  return {
    ...facts({ rule, level }),
    validateStack: (args, report) => {
      const settings = ruleSettings(rule, level, args.getConfig());
      for (const verdict of judgeStack(rule, registered.stack(args.resources), settings)) {
        tell(register.apply(verdict), report, verdict.resource.urn);
      }
    },
  };
}
