import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolders } from "../../temporary-folders";

// Stand-ins for the programs that the toolchain looks for, for its tests: small scripts in a folder of their own that
// becomes the PATH. None of them is the real thing and none touches the network.

const newFolder = temporaryFolders("toolchain");

export interface StandInPrograms {
  /** The folder that is to be PATH. */
  readonly bin: string;
  readonly cache: string;
  readonly folder: string;
}

export function standInPrograms(): StandInPrograms {
  const folder = newFolder();
  const bin = join(folder, "on-path", "bin");
  mkdirSync(bin, { recursive: true });
  return { folder, bin, cache: join(folder, "cache") };
}

export function writeProgram(path: string, script: string): void {
  writeFileSync(path, `#!${process.execPath}\n// Stand-in for a test of the toolchain.\n${script}\n`);
  chmodSync(path, 0o755);
}

export function writePulumi(path: string, version: string): void {
  writeProgram(path, pulumiScript(version));
}

export function pulumiScript(version: string): string {
  return `console.log(${JSON.stringify(version)});`;
}

export interface StandInGo {
  readonly version: string;
  readonly toolchain?: string;
  /** What `go build` does, with `output` (a path), `write` and `started` (a file) in scope. */
  readonly build: string;
}

/** Files by which a test follows and steers the stand-in for `go`. */
export interface GoTraces {
  /** One line, the process number, for each build that began. */
  readonly builds: string;
  /** A held build goes on once this exists. */
  readonly goOn: string;
}

export function writeGo({ bin, folder }: StandInPrograms, { version, toolchain = "auto", build }: StandInGo): GoTraces {
  const traces: GoTraces = { builds: join(folder, "builds"), goOn: join(folder, "go-on") };
  writeProgram(
    join(bin, "go"),
    `const fs = require("node:fs");
if (process.argv[2] === "env") {
  console.log(${JSON.stringify(`${version}\n${toolchain}`)});
} else {
  const output = process.argv[process.argv.indexOf("-o") + 1];
  const finish = (version) => {
    fs.writeFileSync(output, "#!${process.execPath}\\nconsole.log(" + JSON.stringify(version) + ");\\n");
    fs.chmodSync(output, 0o755);
  };
  const whenToldToGoOn = (then) => {
    const look = () => (fs.existsSync(${JSON.stringify(traces.goOn)}) ? then() : setTimeout(look, 20));
    look();
  };
  fs.appendFileSync(${JSON.stringify(traces.builds)}, process.pid + "\\n");
  ${build}
}`,
  );
  return traces;
}
