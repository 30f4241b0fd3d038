import { nameOf, type OperationRecord, type PolicyVerdict, type Step } from "../workspace/operation-record";

// How the demo speaks. Pure: what happened in, lines out.

const marks: Readonly<Record<string, string>> = {
  create: "+",
  update: "~",
  delete: "-",
  replace: "±",
  "create-replacement": "+",
  "delete-replaced": "-",
};

/** `hcloud:index/server:Server` as a person says it: `hcloud Server`. */
export function kindOf(type: string): string {
  const [vendor = "", , name = ""] = type.split(":");
  return vendor === "pulumi" || vendor === "roadstead" ? name : `${vendor} ${name}`;
}

/** A line for a step, or nothing where nothing changes. */
export function stepLine(step: Step): string | undefined {
  const mark = marks[step.op];
  return mark === undefined ? undefined : `   ${mark} ${kindOf(step.type).padEnd(28)} ${step.name}`;
}

export function summaryLine(record: OperationRecord): string {
  const counts = new Map<string, number>();
  for (const { op } of record.steps) counts.set(op, (counts.get(op) ?? 0) + 1);
  return [...counts].map(([op, count]) => `${count} ${op}`).join(", ");
}

/** What a rule came to, from all that it said: the gravest counts. One that could not judge yet is unknown, neither pass nor fail. */
function answerOf(said: readonly PolicyVerdict[], failed: number): string {
  if (said.some(({ level }) => level === "mandatory")) return "FAIL   ";
  if (said.some(({ message }) => !/^(?:Undecided|Exempt)\b/.test(message))) return "advice ";
  if (said.some(({ message }) => message.startsWith("Undecided"))) return "unknown";
  return failed > 0 ? "exempt " : "pass   ";
}

/** A line for each rule, then what it has to say. */
export function policyLines(record: OperationRecord): string[] {
  const answer = (rule: string, failed: number) =>
    answerOf(
      record.violations.filter((each) => each.rule === rule),
      failed,
    );
  const judged = [...record.verdicts].sort(([one], [other]) => one.localeCompare(other));
  const lines = judged.map(([rule, { passed, failed }]) => `   ${answer(rule, failed)} ${rule} (${passed + failed})`);
  const said = record.violations.map(({ rule, urn, message }) => `   ${rule} on ${nameOf(urn)}:\n${indented(message)}`);
  return [...lines, ...said];
}

/** A message as a block of its own below a line. */
export function indented(message: string): string {
  return message
    .split("\n")
    .map((line) => `      ${line}`)
    .join("\n");
}

function shown(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (typeof value === "object" && value !== null && Object.keys(value).length === 0) return "none";
  if (Array.isArray(value)) return value.map((each) => `\n      - ${shown(each)}`).join("");
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .map(([key, inner]) => `\n      ${key}: ${shown(inner)}`)
    .join("");
}

export function outputLines(outputs: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(outputs).map(([name, value]) => `   ${name}: ${shown(value)}`);
}
