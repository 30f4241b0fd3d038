// npm run sandbox -- <command ...>: runs any command with the Pulumi engine and a cloud in a folder at hand.
import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, isAbsolute, join, relative, resolve } from "node:path";
import { findEngine } from "../toolchain/engine";
import { findYamlHost } from "../toolchain/yaml-host";
import { listing } from "./listing";
import { openSandbox } from "./open";
import { languageHostsFor } from "./program-language";

const usage = `Usage: npm run sandbox -- [options] <command ...>
Runs a command, such as \`pulumi up\`, in the current folder with the Pulumi engine and a cloud in a folder. No cloud is touched.

Options
  --folder <folder>  where the sandbox is kept; default .roadstead/sandbox in the current folder
  --list             show what exists in the sandbox
  --destroy          empty the sandbox: its clouds, and the Pulumi state that goes with them (also --forget)
  --help             show this

Providers want their credentials here too; any of the right form will do:
  export HCLOUD_TOKEN=$(printf 'sandbox0%.0s' 1 2 3 4 5 6 7 8)
  export DIGITALOCEAN_TOKEN=dop_v1_$(printf '%064d' 0) LINODE_TOKEN=$(printf '%064d' 0)
  export VULTR_API_KEY=$(printf 'A%.0s' $(seq 36)) CLOUDFLARE_API_TOKEN=anything
`;

interface Asked {
  readonly what: "help" | "list" | "destroy" | "run";
  readonly folder: string;
  readonly command: readonly string[];
}

class Mistake extends Error {}

function readArguments(words: readonly string[], caller: string): Asked {
  let folder = join(caller, ".roadstead", "sandbox");
  let what: Asked["what"] = "run";
  let at = 0;
  // Options end where the command begins; everything after belongs to it.
  for (; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "--") {
      at += 1;
      break;
    }
    if (!word.startsWith("-")) break;
    const [name, inline] = word.split(/=(.*)/s, 2);
    if (name === "--folder") {
      const value = inline ?? words[++at];
      if (value === undefined || value === "") throw new Mistake("--folder needs a folder.");
      folder = isAbsolute(value) ? value : resolve(caller, value);
    } else if (name === "--list") what = "list";
    else if (name === "--destroy" || name === "--forget") what = "destroy";
    else if (name === "--help" || name === "-h") what = "help";
    else throw new Mistake(`There is no option ${word}. Options are --folder, --list, --destroy, --help.`);
  }
  const command = words.slice(at);
  if (what !== "run" && command.length > 0) throw new Mistake(`--${what} takes no command.`);
  return { what: command.length === 0 && what === "run" ? "help" : what, folder, command };
}

async function run({ folder, command }: Asked, caller: string): Promise<number> {
  const report = (line: string) => void process.stderr.write(`${line}\n`);
  const engine = await findEngine({ report });
  const alsoFor = foldersNamed(command, caller);
  // A program elsewhere is what runs then, whatever stands in the caller's own folder.
  const languageHosts = await languageHostsFor(alsoFor.length > 0 ? alsoFor : [caller], {
    pulumi: engine.pulumi,
    say: report,
    yamlHost: () => findYamlHost(engine, { report }),
  });
  const sandbox = await openSandbox({ folder, engine, program: caller, alsoFor, languageHosts });
  const shown = relative(caller, folder) || ".";
  process.stderr.write(`sandbox: a cloud in the folder ${shown}; no real cloud is touched\n`);
  const [program = "", ...args] = command;
  // npm runs this in Roadstead's own folder and puts its binaries in front; the command belongs to the caller's.
  const path = [sandbox.environment["PATH"] ?? "", join(caller, "node_modules", ".bin")].join(delimiter);
  const { INIT_CWD: _, ...inherited } = process.env;
  const { ROADSTEAD_SANDBOX_PROGRAM: __, ...environment } = sandbox.environment;
  const child = spawn(program, args, {
    cwd: caller,
    stdio: "inherit",
    env: { ...inherited, ...environment, PATH: path, PWD: caller },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      // The terminal sends SIGINT to the whole group; passing it on would count as a second one.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  return new Promise((done, failed) => {
    child.on("error", (error: NodeJS.ErrnoException) =>
      failed(error.code === "ENOENT" ? new Mistake(`There is no command "${program}" here.`) : error),
    );
    child.on("exit", (code, signal) => done(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
  });
}

/** `pulumi -C folder` runs another folder's program, which has SDKs of its own. */
function foldersNamed(command: readonly string[], caller: string): readonly string[] {
  return command.flatMap((word, at) => {
    const folder = word === "-C" || word === "--cwd" ? command[at + 1] : /^--cwd=(.+)$/.exec(word)?.[1];
    return folder === undefined ? [] : [resolve(caller, folder)];
  });
}

async function main(): Promise<number> {
  const caller = process.env["INIT_CWD"] ?? process.cwd();
  const asked = readArguments(process.argv.slice(2), caller);
  switch (asked.what) {
    case "help":
      process.stdout.write(usage);
      return process.argv.length > 2 ? 0 : 2;
    case "list":
      process.stdout.write(listing(asked.folder));
      return 0;
    case "destroy": {
      if (!existsSync(asked.folder)) {
        process.stdout.write(`There is no sandbox in ${asked.folder}.\n`);
        return 0;
      }
      if (!existsSync(join(asked.folder, "sandbox.json")) && !existsSync(join(asked.folder, "home"))) {
        throw new Mistake(`${asked.folder} is not a sandbox, so it was left alone.`);
      }
      process.stdout.write(listing(asked.folder));
      rmSync(asked.folder, { recursive: true, force: true });
      process.stdout.write("The sandbox is empty now, and its Pulumi state is gone with it.\n");
      return 0;
    }
    case "run":
      return run(asked, caller);
  }
}

main()
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    const mistake = error instanceof Mistake;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${mistake ? `\n${usage}` : ""}`);
    process.exitCode = mistake ? 2 : 1;
  });
