import type { EngineEvent } from "@pulumi/pulumi/automation/events";

/** One step that the engine planned or took. */
export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the component it belongs to, or of the stack. */
  readonly parent: string;
  readonly protect: boolean;
}

export interface PolicyVerdict {
  readonly rule: string;
  readonly level: string;
  readonly urn: string;
  readonly message: string;
}

/** The part of a URN that a person gave: everything behind the last `::`. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

// Colour marks as the engine writes them into events.
function plain(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, "").trim();
}

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

/** What one operation of the engine did, gathered from its events as they come. */
export class OperationRecord {
  readonly steps: Step[] = [];
  readonly violations: PolicyVerdict[] = [];
  readonly errors: string[] = [];
  readonly warnings: string[] = [];
  /** Verdicts by rule: how many resources passed, how many failed. */
  readonly verdicts = new Map<string, { passed: number; failed: number }>();
  outputs: Readonly<Record<string, unknown>> = {};

  /** Takes in one event; gives the step it began, if it did. */
  take(event: EngineEvent): Step | undefined {
    const { policyEvent, diagnosticEvent, resourcePreEvent, resOutputsEvent } = event;
    if (policyEvent !== undefined) {
      const { policyName, enforcementLevel, resourceUrn = "", message } = policyEvent;
      this.violations.push({ rule: policyName, level: enforcementLevel, urn: resourceUrn, message: plain(message) });
    }
    if (diagnosticEvent?.severity === "error") this.errors.push(plain(diagnosticEvent.message));
    if (diagnosticEvent?.severity === "warning") this.warnings.push(plain(diagnosticEvent.message));
    if (resOutputsEvent?.metadata.type === "pulumi:pulumi:Stack") {
      const outputs = member(resOutputsEvent.metadata.new, "outputs");
      if (typeof outputs === "object" && outputs !== null) this.outputs = Object.fromEntries(Object.entries(outputs));
    }
    this.#count(member(event, "policyAnalyzeSummaryEvent"));
    this.#count(member(event, "policyAnalyzeStackSummaryEvent"));
    if (resourcePreEvent === undefined) return undefined;
    const { op, urn, type } = resourcePreEvent.metadata;
    const state = resourcePreEvent.metadata.new ?? resourcePreEvent.metadata.old;
    const step = { op, urn, type, name: nameOf(urn), parent: state?.parent ?? "", protect: state?.protect === true };
    this.steps.push(step);
    return step;
  }

  /** Steps that change something. */
  get changes(): readonly Step[] {
    return this.steps.filter((step) => step.op !== "same" && step.op !== "read");
  }

  #count(summary: unknown): void {
    const add = (names: unknown, outcome: "passed" | "failed") => {
      for (const rule of Array.isArray(names) ? names : []) {
        const counts = this.verdicts.get(String(rule)) ?? { passed: 0, failed: 0 };
        counts[outcome] += 1;
        this.verdicts.set(String(rule), counts);
      }
    };
    add(member(summary, "passed"), "passed");
    add(member(summary, "failed"), "failed");
  }
}
