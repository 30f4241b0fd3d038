import { copyFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { isJson } from "./plain-json";

// A file backend writes each state beside a small file of attributes, neither of them in one step. An engine killed in
// between leaves a stack that it then refuses to load ("failed to load checkpoint: EOF"), or finds no stack at all.

/** One file that a killed engine left unusable, and what mends it. */
export interface BrokenFile {
  readonly file: string;
  readonly why: string;
  readonly mend: () => void;
}

function readsAsJson(file: string): boolean {
  try {
    const bytes = readFileSync(file);
    const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return isJson(JSON.parse((zipped ? gunzipSync(bytes) : bytes).toString("utf8")));
  } catch {
    return false;
  }
}

/** Looks at the files of one stack. To be called only while nobody holds its lock. */
export function brokenFiles(backend: string, project: string, stack: string): BrokenFile[] {
  const short = stack.slice(stack.lastIndexOf("/") + 1);
  const base = join(backend, ".pulumi", "stacks");
  const states = [join(base, project, short), join(base, short)].flatMap((path) => [`${path}.json`, `${path}.json.gz`]);
  return states.flatMap((state) => {
    const backup = `${state}.bak`;
    const broken: BrokenFile[] = [];
    for (const attributes of [`${state}.attrs`, `${backup}.attrs`]) {
      if (!existsSync(attributes) || readsAsJson(attributes)) continue;
      // Without the file the defaults count, which are what the engine itself writes.
      broken.push({
        file: attributes,
        why: "was being written when the engine died; it holds no state and is made again",
        mend: () => rmSync(attributes, { force: true }),
      });
    }
    if (!readsAsJson(state) && readsAsJson(backup)) {
      broken.push({
        file: state,
        why: `${existsSync(state) ? "is cut off" : "is missing"}; the state before the last step stands beside it and takes its place`,
        mend: () => {
          rmSync(`${state}.attrs`, { force: true });
          copyFileSync(backup, state);
        },
      });
    }
    return broken;
  });
}
