import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Pack } from "../../policies/packs/pack";
import { ExceptionRegister, isDate, parseExceptions } from "../../policies/rules/exceptions";
import { nearest, packConfig } from "../../policies/rules/settings";
import { allRules, packNamed, packNames, policiesFolder } from "./catalogue";
import { evaluate, refuses } from "./evaluate";
import { meant, readInput, readJson } from "./input-document";
import { InputProblems } from "./problems";
import { jsonReport, table, textReport } from "./report";
import { ruleIndex } from "./rule-index";

const usage = `Usage:
  npm run policy -- evaluate --pack <name> --input <file or -> [--format json|text] [--config <file>]
                             [--exceptions <file>] [--today YYYY-MM-DD] [--partial]
  npm run policy -- list --pack <name> [--format table|json]
  npm run policy -- readme [--check]
`;

const options = {
  pack: { type: "string" },
  input: { type: "string" },
  format: { type: "string" },
  config: { type: "string" },
  exceptions: { type: "string" },
  today: { type: "string" },
  partial: { type: "boolean" },
  check: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

type Given = ReturnType<typeof given>["values"];

const commands = {
  evaluate: { run: runEvaluate, takes: ["pack", "input", "format", "config", "exceptions", "today", "partial"] },
  list: { run: runList, takes: ["pack", "format"] },
  readme: { run: runReadme, takes: ["check"] },
} as const;

function given(args: readonly string[]) {
  return parseArgs({ args: [...args], options, allowPositionals: true, strict: true, tokens: true });
}

/** Exit code 0: nothing mandatory failed, 1: something did, 2: bad input, everything wrong with it told at once. */
async function main(args: readonly string[]): Promise<number> {
  const problems = new InputProblems();
  const parsed = parse(args, problems);
  if (parsed?.values.help === true) {
    process.stdout.write(usage);
    return 0;
  }
  const [name, ...rest] = parsed?.positionals ?? [];
  const command = Object.entries(commands).find(([known]) => known === name)?.[1];
  if (parsed !== undefined && command === undefined) {
    const allowed = Object.keys(commands);
    problems.add("command", name ?? "", `is not known. Allowed: ${allowed.join(", ")}.${nearest(name ?? "", allowed)}`);
  }
  const named = (parsed?.tokens ?? []).flatMap((token) => (token.kind === "option" ? token.name : []));
  for (const option of new Set(named.filter((option, index) => named.indexOf(option) !== index))) {
    problems.add(`--${option}`, "", "is given more than once. Allowed: once");
  }
  for (const extra of rest) problems.add("argument", extra, "is one too many");
  if (parsed === undefined || command === undefined) return complain(problems, usage);
  for (const option of Object.keys(parsed.values)) {
    if (!command.takes.some((taken) => taken === option)) problems.add(`--${option}`, "", `is no option of ${name}`);
  }
  return command.run(parsed.values, problems);
}

function parse(args: readonly string[], problems: InputProblems) {
  try {
    return given(args);
  } catch (error) {
    problems.add("arguments", "", error instanceof Error ? (error.message.split("\n")[0] ?? "") : "cannot be read");
    return undefined;
  }
}

async function runEvaluate(values: Given, problems: InputProblems): Promise<number> {
  const pack = await chosenPack(values.pack, problems);
  const format = chosenFormat(values.format ?? "text", ["json", "text"], problems);
  if (values.input === undefined) problems.add("--input", "", "is missing. Allowed: a file, or - for standard input");
  const facts = values.input === undefined ? [] : readInput(values.input, problems);
  const document = values.config === undefined ? undefined : readJson(values.config, "--config", problems);
  const config = packConfig(
    pack?.rules ?? [],
    pack === undefined ? undefined : document,
    problems.of(`--config: ${values.config ?? ""}`),
  );
  const register = await readRegister(values, problems);
  if (pack === undefined || problems.any) return complain(problems);
  const rows = evaluate(pack, facts, config, register, values.partial !== true);
  process.stdout.write(format === "json" ? jsonReport(rows) : textReport(rows));
  return refuses(rows) ? 1 : 0;
}

async function readRegister(values: Given, problems: InputProblems): Promise<ExceptionRegister> {
  const today = values.today ?? (process.env["ROADSTEAD_TODAY"] || new Date().toISOString().slice(0, 10));
  if (!isDate(today)) problems.add("--today", today, "is not a date. Allowed: YYYY-MM-DD");
  const path = values.exceptions ?? (process.env["ROADSTEAD_EXCEPTIONS"] || join(policiesFolder, "exceptions.yaml"));
  const file = readText(path, values.exceptions !== undefined, problems);
  const parsed = parseExceptions(file);
  for (const { path: place, says } of parsed.problems) problems.add(`--exceptions: ${path}`, place, says);
  const ids = (await allRules()).map(({ rule }) => rule.id);
  for (const exception of parsed.exceptions) {
    if (ids.includes(exception.rule)) continue;
    problems.add(
      `--exceptions: ${path}`,
      `${exception.path}.rule`,
      `names no rule there is.${nearest(exception.rule, ids)}`,
    );
  }
  return new ExceptionRegister({ exceptions: parsed.exceptions, problems: [] }, today);
}

function readText(path: string, mustExist: boolean, problems: InputProblems): string {
  try {
    return readFileSync(meant(path), "utf8");
  } catch {
    if (mustExist) problems.add("--exceptions", path, "cannot be read");
    return "";
  }
}

async function runList(values: Given, problems: InputProblems): Promise<number> {
  const pack = await chosenPack(values.pack, problems);
  const format = chosenFormat(values.format ?? "table", ["table", "json"], problems);
  if (pack === undefined || problems.any) return complain(problems);
  const rows = pack.rules.map(({ rule, level }) => {
    const { id, title, severity, objective, scope, allows, remediation, source } = rule;
    return { id, level, severity, objective, scope, title, allows, remediation, source };
  });
  const cells = rows.map(({ id, level, severity, objective, scope, title }) => [
    id,
    level,
    severity,
    objective,
    scope,
    title,
  ]);
  const head = ["RULE", "LEVEL", "SEVERITY", "OBJECTIVE", "JUDGES", "WANTED"];
  process.stdout.write(`${format === "json" ? JSON.stringify(rows, undefined, 2) : table([head, ...cells])}\n`);
  return 0;
}

async function runReadme(values: Given, problems: InputProblems): Promise<number> {
  if (problems.any) return complain(problems);
  const file = join(policiesFolder, "README.md");
  const packs = new Map<string, Pack>();
  for (const name of packNames()) {
    const pack = await packNamed(name);
    if (pack !== undefined) packs.set(name, pack);
  }
  const wanted = ruleIndex(await allRules(), packs);
  if (values.check !== true) {
    writeFileSync(file, wanted);
    return 0;
  }
  if (readText(file, false, problems) === wanted) return 0;
  process.stderr.write("policies/README.md does not say what the rules say. Write it anew: npm run policy -- readme\n");
  return 1;
}

async function chosenPack(name: string | undefined, problems: InputProblems): Promise<Pack | undefined> {
  const names = packNames();
  const pack = name === undefined ? undefined : await packNamed(name);
  if (name === undefined) problems.add("--pack", "", `is missing. Allowed: ${names.join(", ")}`);
  else if (pack === undefined)
    problems.add("--pack", name, `is no pack. Allowed: ${names.join(", ")}.${nearest(name, names)}`);
  return pack;
}

function chosenFormat(format: string, allowed: readonly string[], problems: InputProblems): string {
  if (!allowed.includes(format)) problems.add("--format", format, `is not a format. Allowed: ${allowed.join(", ")}`);
  return format;
}

function complain(problems: InputProblems, after = ""): number {
  for (const line of problems.lines) process.stderr.write(`${line}\n`);
  if (after !== "") process.stderr.write(`\n${after}`);
  return 2;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
