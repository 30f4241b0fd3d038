import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openSandbox } from "../sandbox/open";
import { packagesIn, readWorld } from "../sandbox/world";
import { findEngine } from "../toolchain/engine";
import type { OperationRecord } from "../workspace/operation-record";
import { openStack, type SandboxedStack } from "../workspace/sandboxed-stack";
import { editEnvironment, openWorkspace, type Workspace } from "../workspace/workspace";
import { costText } from "./cost";
import { drawing } from "./drawing";
import { Interrupted, listenForInterruption, marked, settleLeftovers } from "./interruption";
import { demoSecrets } from "./secrets";
import { indented, outputLines, policyLines, stepLine, summaryLine } from "./words";

// `npm run demo`: a whole environment from a clean clone, through the real engine, on vendors that are a folder.

const root = join(__dirname, "../..");
const folder = join(root, ".roadstead/demo");
const pack = join(root, "policies/packs/urbit");
const say = (line: string) => console.log(line);
const interruption = listenForInterruption(say);

/** Lets nobody stare at a still screen: says that work goes on whenever a few seconds pass without a line. */
async function alive<T>(what: string, work: Promise<T>): Promise<T> {
  const started = Date.now();
  const timer = setInterval(() => say(`   ... ${what}, ${Math.round((Date.now() - started) / 1000)} s`), 3000);
  try {
    const result = await work;
    interruption.check();
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** What step 4 changes, for a moment. */
const refusedChange = ["roadstead:planets", "sampel", "machine", "openPorts"];

class Failed extends Error {}

function mustHold(condition: boolean, what: string, record: OperationRecord): void {
  if (condition) return;
  throw new Failed([what, ...record.errors, ...policyLines(record)].join("\n"));
}

async function deploy({ run }: SandboxedStack, workspace: Workspace): Promise<void> {
  const policyPacks = [pack];
  // A demo that died in step 4 left it in.
  editEnvironment(workspace, refusedChange, undefined);
  const showStep = (step: Parameters<typeof stepLine>[0]) => {
    const line = stepLine(step);
    if (line !== undefined) say(line);
  };

  say("\n1. Preview: what would happen, what it costs, what the policies say");
  const planned = await alive("previewing", run("preview", { policyPacks, onStep: showStep }));
  mustHold(planned.ok, "The preview failed.", planned.record);
  say(`   ${summaryLine(planned.record)}`);
  say(
    `   cost: ${costText(planned.record.outputs) ?? "not known"}, at prices read on ${String(planned.record.outputs["pricesRead"])}`,
  );
  for (const line of policyLines(planned.record)) say(line);

  say("\n2. Up: deployed into the sandbox");
  const up = () => run("up", { policyPacks, onStep: showStep });
  const deployed = await alive("deploying", marked(folder, up));
  mustHold(deployed.ok, "The deployment failed.", deployed.record);
  say(`   ${summaryLine(deployed.record)}`);
  say("\n   Outputs");
  for (const line of outputLines(deployed.record.outputs)) say(line);
  const picture = join(folder, "picture.svg");
  writeFileSync(picture, drawing(deployed.record));
  say(`   picture: ${picture.slice(root.length + 1)}`);

  say("\n3. Preview again: nothing changes");
  const settled = await alive("previewing", run("preview", { policyPacks }));
  mustHold(
    settled.ok && settled.record.changes.length === 0,
    "The second preview wants to change something.",
    settled.record,
  );
  say(`   ${summaryLine(settled.record)}`);

  say("\n4. A change that a policy refuses: the Docker API opened to the world");
  editEnvironment(workspace, refusedChange, [{ protocol: "tcp", port: 2375, purpose: "docker" }]);
  try {
    const refused = await alive("previewing", run("preview", { policyPacks }));
    const refusals = refused.record.violations.filter(({ level }) => level === "mandatory");
    mustHold(!refused.ok && refusals.length > 0, "The policy let it through.", refused.record);
    for (const { rule, message } of refusals) say(`   refused by ${rule}:\n${indented(message)}`);
  } finally {
    editEnvironment(workspace, refusedChange, undefined);
  }
  say("\nDone. Nothing of this touched a cloud: the vendors are the sandbox in .roadstead/demo.");
  say("Run it again to see that nothing changes; npm run demo -- --destroy takes it all away.");
}

async function destroy({ run }: SandboxedStack, cloud: string): Promise<void> {
  say("\nDestroy, as a real environment is destroyed: pulumi destroy --exclude-protected");
  const gone = await alive(
    "destroying",
    marked(folder, () =>
      run("destroy", {
        onStep: (step) => {
          const line = stepLine(step);
          if (line !== undefined) say(line);
        },
      }),
    ),
  );
  mustHold(gone.ok, "The destroy failed.", gone.record);
  const kept = packagesIn(cloud).flatMap((each) => readWorld(cloud, each));
  say(`\nA real cloud would keep, and go on to bill, these ${kept.length}:`);
  for (const { type, id } of kept) say(`   ${type} ${id}`);
  rmSync(folder, { recursive: true, force: true });
  say("The sandbox is empty again.");
}

const usage = "Usage: npm run demo [-- --destroy]";

/** Whether to destroy; undefined where the command line says something else, which must not deploy by mistake. */
function asked(): boolean | undefined {
  try {
    const { values } = parseArgs({ options: { destroy: { type: "boolean" }, help: { type: "boolean", short: "h" } } });
    if (values.help !== true) return values.destroy === true;
    say(usage);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message.split(". ")[0] : "Wrong arguments"}.\n${usage}`);
    process.exitCode = 2;
  }
  return undefined;
}

async function main(): Promise<void> {
  const removing = asked();
  if (removing === undefined) return;
  if (removing && !existsSync(folder)) return say("There is no demo to destroy.");
  say(
    "Roadstead demo: the environment stacks/Pulumi.sandbox.yaml, in a sandbox. No cloud is touched, no account needed.",
  );
  const engine = await findEngine({ report: say });
  say(`Engine: Pulumi ${engine.version} (${engine.origin})`);
  mkdirSync(folder, { recursive: true });
  const cloud = join(folder, "cloud");
  const sandbox = await openSandbox({ folder: cloud, engine, program: root });
  const workspace = openWorkspace(join(folder, "workspace"), "sandbox");
  const stack = await openStack(engine, sandbox, workspace);
  const known = await stack.stack.getAllConfig();
  for (const [name, value] of Object.entries(demoSecrets())) {
    // A secret keeps its first value: another one would be a change.
    if (known[`roadstead:secret-${name}`] === undefined) {
      await stack.stack.setConfig(`roadstead:secret-${name}`, { value, secret: true });
    }
  }
  if (!(await alive("recovering", settleLeftovers({ engine, sandbox, workspace, folder, say })))) {
    throw new Failed("What the last demo left could not be put right. If no other demo runs: rm -r .roadstead/demo");
  }
  await (removing ? destroy(stack, cloud) : deploy(stack, workspace));
}

main().catch((error: unknown) => {
  console.error(error instanceof Failed || error instanceof Interrupted ? `\n${error.message}` : error);
  // Nobody waits for what a second Ctrl-C would stop.
  process.exit(error instanceof Interrupted ? 130 : 1);
});
