import {
  AnalyzeDiagnostic,
  AnalyzeResponse,
  AnalyzerInfo,
  EnforcementLevel,
  PolicyConfigSchema,
  PolicyInfo,
  PolicyNotApplicable,
  PolicySeverity,
  PolicyType,
  RemediateResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Verdict } from "../rules/judging";
import type { Level, Setting, Severity } from "../rules/rule";
import type { DeclaredPolicy } from "./declared-policies";
import { Struct } from "./near-pulumi";

/** One thing that a policy has to say. */
export interface Said {
  readonly policy: DeclaredPolicy;
  readonly level: Level;
  readonly message: string;
  readonly urn?: string | undefined;
}

export interface PackName {
  readonly name: string;
  readonly version: string;
}

const levels: Readonly<Record<Level, EnforcementLevel>> = {
  mandatory: EnforcementLevel.MANDATORY,
  advisory: EnforcementLevel.ADVISORY,
  disabled: EnforcementLevel.DISABLED,
};

const severities: Readonly<Record<Severity, PolicySeverity>> = {
  critical: PolicySeverity.POLICY_SEVERITY_CRITICAL,
  high: PolicySeverity.POLICY_SEVERITY_HIGH,
  medium: PolicySeverity.POLICY_SEVERITY_MEDIUM,
  low: PolicySeverity.POLICY_SEVERITY_LOW,
};

/** A failure, under the policy's description as the policy library puts it. */
export function failure(policy: DeclaredPolicy, level: Level, message: string, urn?: string): Said {
  return { policy, level, message: `${policy.description}\n${message}`, urn };
}

/** Failures at the policy's level; what is undecided or exempt is said as advice, so that no run is silent about it. */
export function saidOf(policy: DeclaredPolicy, level: Level, verdict: Verdict, urn?: string): Said | undefined {
  const { outcome, message, rule } = verdict;
  if (outcome === "fail") return failure(policy, level, message, urn);
  if (outcome === "unknown") return { policy, level: "advisory", message: `Undecided: ${rule.title} ${message}`, urn };
  return outcome === "exempt" ? { policy, level: "advisory", message, urn } : undefined;
}

export function answerOf(pack: PackName, said: readonly Said[]): Buffer {
  const answer = new AnalyzeResponse();
  answer.setDiagnosticsList(said.map((each) => diagnostic(pack, each)));
  return Buffer.from(answer.serializeBinary());
}

function diagnostic(pack: PackName, { policy, level, message, urn }: Said): AnalyzeDiagnostic {
  const told = new AnalyzeDiagnostic();
  told.setPolicyname(policy.name);
  told.setPolicypackname(pack.name);
  told.setPolicypackversion(pack.version);
  told.setDescription(policy.description);
  told.setMessage(message);
  told.setEnforcementlevel(levels[level]);
  told.setSeverity(severities[policy.severity]);
  if (urn !== undefined) told.setUrn(urn);
  return told;
}

/** An answer that holds only this. Answers joined byte by byte are one answer: so protobuf has it for lists. */
export function notApplicableAnswer(policy: string, reason: string): Buffer {
  const answer = new AnalyzeResponse();
  answer.setNotApplicableList([notApplicable(policy, reason)]);
  return Buffer.from(answer.serializeBinary());
}

export function noRemedies(policies: readonly string[]): Buffer {
  const answer = new RemediateResponse();
  answer.setNotApplicableList(
    policies.map((policy) => notApplicable(policy, "Policy does not implement remediateResource")),
  );
  return Buffer.from(answer.serializeBinary());
}

function notApplicable(policy: string, reason: string): PolicyNotApplicable {
  const told = new PolicyNotApplicable();
  told.setPolicyName(policy);
  told.setReason(reason);
  return told;
}

export function packInfo(pack: PackName, title: string, policies: readonly DeclaredPolicy[]): AnalyzerInfo {
  const info = new AnalyzerInfo();
  info.setName(pack.name);
  info.setVersion(pack.version);
  info.setSupportsconfig(true);
  info.setDescription(title);
  info.setPoliciesList(policies.map(policyInfo));
  return info;
}

function policyInfo(policy: DeclaredPolicy): PolicyInfo {
  const info = new PolicyInfo();
  info.setPolicyType(policy.scope === "stack" ? PolicyType.POLICY_TYPE_STACK : PolicyType.POLICY_TYPE_RESOURCE);
  info.setName(policy.name);
  info.setDescription(policy.description);
  info.setEnforcementlevel(levels[policy.enforcementLevel]);
  info.setSeverity(severities[policy.severity]);
  info.setTagsList([...policy.tags]);
  info.setRemediationSteps(policy.remediationSteps);
  if (policy.settings !== undefined) {
    const schema = new PolicyConfigSchema();
    schema.setProperties(Struct.fromJavaScript(schemaOf(policy.settings)));
    info.setConfigschema(schema);
  }
  return info;
}

function schemaOf(settings: Readonly<Record<string, Setting>>): Record<string, JavaScriptValue> {
  return Object.fromEntries(Object.entries(settings).map(([key, setting]) => [key, settingSchema(setting)]));
}

export function settingSchema(setting: Setting): Record<string, JavaScriptValue> {
  const { type, description } = setting;
  if (setting.type === "array")
    return { type, description, items: { ...setting.items }, default: [...setting.default] };
  const allowed = setting.type === "string" && setting.enum !== undefined ? { enum: [...setting.enum] } : {};
  return { type, description, default: setting.default, ...allowed };
}
