import { isJson, type Json, listAt, textAt } from "./plain-json";
import { type Described, describe } from "./stack-state";

/** What a fresh preview means to do, as far as recovery asks. */
export interface Plan {
  /** Everything it would make. */
  readonly creations: readonly Described[];
  /** Everything that it would change in place. */
  readonly updates: readonly Described[];
  /** URNs of everything in the program. */
  readonly declared: ReadonlySet<string>;
}

// `replace` stands for both of its steps, which a preview in JSON leaves out.
const creates = new Set(["create", "create-replacement", "replace"]);

/** Reads what `pulumi preview --json` printed. */
export function readPlan(digest: Json): Plan {
  const creations = new Map<string, Described>();
  const updates = new Map<string, Described>();
  const declared = new Set<string>();
  for (const step of listAt(digest, "steps")) {
    const urn = textAt(step, "urn");
    const op = textAt(step, "op") ?? "";
    if (urn === undefined) continue;
    if (!op.startsWith("delete") && !op.startsWith("discard")) declared.add(urn);
    const kept = creates.has(op) ? creations : op === "update" ? updates : undefined;
    const described = kept !== undefined && isJson(step["newState"]) ? describe(step["newState"]) : undefined;
    if (described !== undefined) kept?.set(urn, described);
  }
  return { creations: [...creations.values()], updates: [...updates.values()], declared };
}

/** The errors that a preview printed, for a person. */
export function planErrors(digest: Json): string[] {
  return listAt(digest, "diagnostics")
    .filter((each) => each["severity"] === "error")
    .map((each) => (textAt(each, "message") ?? "").trim())
    .filter((message) => message !== "");
}
