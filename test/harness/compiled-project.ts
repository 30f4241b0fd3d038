import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";

// The project as JavaScript, as a package has it: a loader of TypeScript takes a second of each engine run. Built once for
// each state of the sources; what users run, through the loader, is tested too (`asUsersRunIt` of EngineRun).

const ownProject = join(__dirname, "../..");
const parts = ["components", "stacks"];
const starters = ["lean-start.ts", "promises-without-stacks.ts"];

/** In that folder: to be loaded before the program. */
export const leanStartFile = "lean-start.cjs";

/** Folder that has `components` and `stacks` in it, each file where its source stands. */
export function compiledProject(projectRoot = ownProject): string {
  // Inside the project, where Node finds its node_modules.
  const home = join(projectRoot, ".roadstead", "compiled");
  const sources = parts.flatMap((part) => filesIn(projectRoot, part)).filter((path) => !path.endsWith(".test.ts"));
  const hash = createHash("sha256");
  for (const name of starters) hash.update(readFileSync(join(__dirname, name)));
  for (const path of sources.toSorted()) hash.update(`\0${path}\0`).update(readFileSync(join(projectRoot, path)));
  const folder = join(home, hash.digest("hex").slice(0, 16));
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  const how = { platform: "node", format: "cjs", target: "node20", logLevel: "error" } as const;
  buildSync({
    ...how,
    absWorkingDir: projectRoot,
    entryPoints: sources.filter((path) => path.endsWith(".ts")),
    outdir: draft,
    outbase: projectRoot,
  });
  buildSync({
    ...how,
    entryPoints: [join(__dirname, "lean-start.ts")],
    bundle: true,
    outfile: join(draft, leanStartFile),
  });
  for (const path of sources.filter((each) => !each.endsWith(".ts"))) {
    mkdirSync(dirname(join(draft, path)), { recursive: true });
    copyFileSync(join(projectRoot, path), join(draft, path));
  }
  putInPlace(draft, folder);
  removeOld(home, folder);
  return folder;
}

function filesIn(projectRoot: string, folder: string): readonly string[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(projectRoot, path) : [path];
  });
}

/** Two test files may build at once: the second finds the place taken, by the same. */
function putInPlace(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** Builds of earlier states, once no test can be using them any more. */
function removeOld(home: string, current: string): void {
  const aDayAgo = Date.now() - 24 * 3600 * 1000;
  for (const name of readdirSync(home)) {
    const path = join(home, name);
    if (path !== current && (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? aDayAgo) < aDayAgo) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}
