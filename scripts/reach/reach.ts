import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { findEngine } from "../toolchain/engine";
import { lastLines, runCommand } from "../toolchain/run-command";
import { amesAnswer, takesConnections, webAnswer } from "./probes";
import { amesVerdicts, closedVerdict, planetsIn, type ReachedPlanet, type Verdict, webVerdicts } from "./verdicts";

// `npm run reach -- <environment>`: after a deployment, from a machine that is none of its own.

const usage = [
  "npm run reach -- <environment> | --outputs FILE",
  "",
  "Asks every ship of an environment from outside: whether its Ames port answers and from where, whether its web interface",
  "is reached by TLS only, and whether its control ports are closed. Run it where the world is, not on the machine itself.",
  "  <environment>   the stack, such as prod: it uses your own pulumi login and passphrase",
  "  --outputs FILE  what `pulumi stack output --json` said, in place of asking",
  "Exit codes: 0 all is well, 1 something is not, 2 this usage.",
].join("\n");

async function outputsOf(stack: string): Promise<unknown> {
  const engine = await findEngine({ report: (line) => console.error(line) });
  const { stdout, stderr, failure } = await runCommand(engine.pulumi, ["stack", "output", "--json", "--stack", stack], {
    cwd: join(__dirname, "../.."),
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeoutMs: 120_000,
  });
  if (failure !== undefined) throw new Error(`pulumi stack output ${failure}:\n${lastLines(stderr, 8)}`);
  const outputs: unknown = JSON.parse(stdout);
  return outputs;
}

const controlPorts = [12_321, 12_322, 12_323];

async function look(planet: ReachedPlanet): Promise<readonly Verdict[]> {
  const { address, ames, web } = planet;
  const answered = await amesAnswer(address, Number(ames.slice(ames.lastIndexOf(":") + 1)));
  const reached = await Promise.all(controlPorts.map((port) => takesConnections(address, port)));
  const open = controlPorts.filter((_, index) => reached[index] === true);
  const seen = [...amesVerdicts(planet, answered), closedVerdict(address, open)];
  if (web === undefined) return seen;
  const [secure, plain] = await Promise.all([webAnswer(`${web}/~/login`), webAnswer(web.replace("https:", "http:"))]);
  return [...seen, ...webVerdicts(web, secure, plain)];
}

function ordered(): { readonly stack?: string; readonly file?: string } | undefined {
  try {
    const { values, positionals } = parseArgs({ options: { outputs: { type: "string" } }, allowPositionals: true });
    const [stack, ...more] = positionals;
    if (more.length > 0 || (stack === undefined) === (values.outputs === undefined)) return undefined;
    if (stack !== undefined) return { stack };
    return { file: resolve(process.env["INIT_CWD"] ?? process.cwd(), values.outputs ?? "") };
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  const order = ordered();
  if (order === undefined || (order.file !== undefined && !existsSync(order.file))) {
    console.error(order?.file === undefined ? usage : `${order.file} does not exist.\n\n${usage}`);
    return 2;
  }
  const outputs: unknown =
    order.file === undefined ? await outputsOf(order.stack ?? "") : JSON.parse(readFileSync(order.file, "utf8"));
  const planets = planetsIn(outputs);
  if (planets.length === 0) {
    console.error("There is no ship in these outputs. Deploy first.");
    return 1;
  }
  const verdicts = await Promise.all(planets.map(async (planet) => ({ planet, seen: await look(planet) })));
  for (const { planet, seen } of verdicts) {
    for (const { good, says } of seen) console.log(`${planet.name}: ${good ? "" : "NOT WELL: "}${says}`);
  }
  return verdicts.every(({ seen }) => seen.every(({ good }) => good)) ? 0 : 1;
}

main()
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    console.error(`\nreach: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
