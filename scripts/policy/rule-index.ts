import type { Pack } from "../../policies/packs/pack";
import { objectives } from "../../policies/rules/rule";
import { settingsOfEveryRule } from "../../policies/rules/settings";
import type { RuleFile } from "./catalogue";

/** policies/README.md: written from the rules, so that it cannot tell anything else than they do. */
export function ruleIndex(files: readonly RuleFile[], packs: ReadonlyMap<string, Pack>): string {
  const levels = (id: string) =>
    [...packs].flatMap(([name, { rules }]) =>
      rules.filter(({ rule }) => rule.id === id).map(({ level }) => `${name} (${level})`),
    );
  const rows = files.map(({ path, rule }) => [
    `[${rule.id}](rules/${path}.ts)`,
    rule.title,
    rule.severity,
    rule.objective,
    rule.scope,
    levels(rule.id).join(", "),
  ]);
  const sections = files.map(({ rule }) => section(rule));
  const used = [...new Set(files.map(({ rule }) => rule.objective))].sort();
  const meanings = `Objectives: ${used.map((key) => `${key}, ${objectives[key]}`).join("; ")}.`;
  return [intro, "## Rules", "", markdownTable([tableHead, ...rows]), "", meanings, "", ...sections].join("\n");
}

const tableHead = ["Rule", "Wanted", "Severity", "Objective", "Judges", "Packs"];

/** Aligned, since the formatter checks this file like any other. */
function markdownTable(rows: ReadonlyArray<readonly string[]>): string {
  const widths = tableHead.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[], fill: string) => {
    return `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  };
  const [head = [], ...body] = rows;
  return [line(head, " "), line([], "-"), ...body.map((row) => line(row, " "))].join("\n");
}

const intro = `<!-- Written by \`npm run policy -- readme\`. Change the rules or scripts/policy/rule-index.ts instead. -->
# Policies

Rules judge resources before anything happens to them. A rule says pass, fail or unknown, for each property it reads: an
unknown property never hides what another one says. Nothing here makes anyone compliant; it supports controls.

- In the engine: \`pulumi preview --policy-pack policies/packs/urbit\`, with \`--policy-pack-config file.json\` for other levels
  and settings. Who installed the npm package: \`--policy-pack node_modules/roadstead/dist/policies/packs/urbit\`, the same pack
  compiled; it knows only the exceptions that ROADSTEAD_EXCEPTIONS names.
- Without an engine: \`npm run policy -- evaluate --pack urbit --input resources.json --format json\`. The input is a list of
  \`{ type, name, props, opts?, urn? }\`, a \`pulumi stack export\` or a \`pulumi preview --json\`; \`-\` reads standard input.
  It is taken for the whole stack unless \`--partial\` is given. Exit code 0: nothing failed that is mandatory; 1: something
  did; 2: bad input.
- \`npm run policy -- list --pack urbit\` lists rules, \`npm run policy -- readme [--check]\` writes this file.

## Levels and settings

\`\`\`json
{ "all": "advisory", "storage-protect-volumes": "mandatory", "network-declare-world-ssh": { "ports": [22, 2222] } }
\`\`\`

Every rule has \`enforcementLevel\` (mandatory, advisory, disabled) and \`whenUnknown\` (${settingsOfEveryRule.whenUnknown.enum.join(", ")}).

## Exceptions

[exceptions.yaml](exceptions.yaml) holds what is allowed to deviate: rule, resource, reason, owner, approvedBy, expires, and
optionally the stack. Each one that holds is printed on every run. One that is malformed, has run out or excuses nothing
fails the run; unused ones are judged only where the run sees the whole stack, so leave \`--target\` out or set
\`exceptions-are-used\` to advisory for such a run. Programs may not look at the clock, packs may: the day is ROADSTEAD_TODAY
(YYYY-MM-DD), else today's. ROADSTEAD_EXCEPTIONS names another file.

## A new rule

One file in \`rules/<domain>/<verb-subject>.ts\` that exports \`rule\` with the id \`<domain>-<verb-subject>\`, its test and its
cases beside it, and a line in a pack's \`selection.ts\`. Rules match types by token, import neither components, stacks nor a vendor's SDK, and
read properties through \`Reading\`, which never throws. Messages name paths, never values.
A rule about stacks names in \`alsoReads\` the types that it looks at beside its own; if it names none, everything is kept for it.

Its cases (\`<verb-subject>.cases.ts\`) are good, bad, absent and unknown, each from a program that was recorded: ours, and those of
people who use a vendor's SDK by hand (test/wiring/recordings/programs). A form that no program shows yet is one more resource there;
\`npm run record\` then writes what they register to test/golden/recordings, as \`evaluate\` reads it. By hand the test adds only what no
program can show.

## Serving

The engine asks a pack twice about every resource: 18,000 questions for 500 planets. With the policy library's own server that
was a quarter of a preview's whole cost, before any rule judged. So [serving](serving) answers from the bytes of a question:
properties are read only for types that a rule concerns, once for all rules; all other types have one answer, written once.
Calls come in on an HTTP/2 of its own (\`http2\`, \`unary-server.ts\`): one whole, plain message a call, of any size, refusals as
statuses, each answer one packet. The server of the gRPC library took longer over a call than its answer did, and so did Node's
own HTTP/2 in a process that sleeps between calls. It opens no streams, compresses nothing and takes no message compressed.
It relies on the messages of \`@pulumi/pulumi/proto\` (their field numbers) and on what \`@pulumi/policy\` 1.21 answers, no more:
\`conformance.test.ts\` serves the same pack with the library and compares whole answers over generated resources, stacks, levels
and settings. What differs on purpose: asked for a remedy, a pack without any says that it does not understand (the engine takes
it for "none", and no message is written), and inputs are kept for stack rules also where \`exceptions-hold\` is disabled.
`;

function section(rule: RuleFile["rule"]): string {
  const settings = Object.entries(rule.settings ?? {}).map(
    ([name, setting]) =>
      `- Setting \`${name}\`: ${setting.description} Default: \`${JSON.stringify(setting.default)}\`.`,
  );
  const steps = rule.remediation.map((step, index) => `${index + 1}. ${step}`);
  return [
    `### ${rule.id}`,
    "",
    `${rule.title} Allowed: ${rule.allows}`,
    "",
    ...steps,
    "",
    ...settings,
    ...(settings.length > 0 ? [""] : []),
    `Why: ${rule.source}`,
    "",
  ].join("\n");
}
