// Every call that reaches a cloud, in one list for all packages: a fault sweep enumerates its points from it, and fault
// plans count in it, so both survive any process.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ClaimedLog, openClaimedLog } from "./claimed-log";
import { type Fault, type FaultPlan, faultMatches, type Misbehaviour, parseFaultPlan } from "./faults";
import { numberOf, type PlainObject, textOf } from "./values";

export type CallMethod = "create" | "update" | "delete" | "read" | "invoke";

export interface Call {
  readonly package: string;
  readonly method: CallMethod;
  readonly type: string;
  /** Name part of the URN; empty for invokes. */
  readonly name: string;
}

export interface RecordedCall extends Call {
  readonly seq: number;
  /** `open` where the process ended before it answered. */
  readonly outcome: string;
  readonly fault?: string;
}

export interface Calls {
  /** Writes the call down and says whether it is to go wrong. */
  begin(call: Call): { readonly seq: number; readonly fault: Misbehaviour | undefined };
  end(seq: number, outcome: string): void;
  close(): void;
}

export function openCalls(folder: string): Calls {
  const begun: { readonly seq: number; readonly call: Call }[] = [];
  const log = openLog(folder, (record, seq) => {
    if (record["of"] === undefined) begun.push({ seq, call: callFrom(record) });
  });
  const planFile = join(folder, "faults.json");
  let plan: FaultPlan = { since: 0, faults: [] };
  let readAt = -1;

  const refreshPlan = (): void => {
    const changedAt = existsSync(planFile) ? statSync(planFile).mtimeMs : 0;
    if (changedAt === readAt) return;
    readAt = changedAt;
    plan = changedAt === 0 ? { since: 0, faults: [] } : parseFaultPlan(readFileSync(planFile, "utf8"), planFile);
  };

  return {
    begin(call) {
      refreshPlan();
      let fault: Fault | undefined;
      const seq = log.append(() => {
        fault = plan.faults.find(
          ({ at }) =>
            faultMatches(at, call) &&
            begun.filter((one) => one.seq > plan.since && faultMatches(at, one.call)).length + 1 === at.nth,
        );
        return { ...call, ...(fault === undefined ? {} : { fault: fault.fault }) };
      });
      return { seq: seq ?? log.last, fault: fault?.fault };
    },
    end(of, outcome) {
      log.append(() => ({ of, outcome }));
    },
    close: () => log.close(),
  };
}

/** All calls so far, in order. */
export function readCalls(folder: string): readonly RecordedCall[] {
  if (!existsSync(join(folder, "calls.ndjson"))) return [];
  const calls = new Map<number, RecordedCall>();
  const log = openLog(folder, (record, seq) => {
    const of = numberOf(record["of"]);
    const fault = textOf(record["fault"]);
    const begun = of === undefined ? undefined : calls.get(of);
    if (begun !== undefined) calls.set(begun.seq, { ...begun, outcome: textOf(record["outcome"]) ?? "open" });
    else if (of === undefined) {
      calls.set(seq, { seq, ...callFrom(record), outcome: "open", ...(fault === undefined ? {} : { fault }) });
    }
  });
  log.close();
  return [...calls.values()];
}

/** Puts a plan in place; an empty one takes it away. Its counts begin with the next call. */
export function planFaults(folder: string, faults: readonly Fault[]): void {
  mkdirSync(folder, { recursive: true });
  let since = 0;
  if (existsSync(join(folder, "calls.ndjson"))) {
    const log = openLog(folder, () => {});
    since = log.last;
    log.close();
  }
  const draft = join(folder, `faults.json.${process.pid}`);
  writeFileSync(draft, `${JSON.stringify({ since, faults }, null, 2)}\n`);
  renameSync(draft, join(folder, "faults.json"));
}

function openLog(folder: string, accept: (record: PlainObject, seq: number) => void): ClaimedLog {
  return openClaimedLog({ file: join(folder, "calls.ndjson"), accept, dropped: () => {} });
}

function callFrom(record: PlainObject): Call {
  const method = textOf(record["method"]);
  return {
    package: textOf(record["package"]) ?? "",
    method: method === "create" || method === "update" || method === "delete" || method === "read" ? method : "invoke",
    type: textOf(record["type"]) ?? "",
    name: textOf(record["name"]) ?? "",
  };
}
