import { readFileSync } from "node:fs";
import { scanJson } from "./scan-json";

/** The value of a JSON file, or everything that keeps it from being read. */
export type JsonFile =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Nothing that is meant goes this deep, and what walks over it may do so by recursion. */
const deepest = 100;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  EISDIR: "is a folder, not a file",
  ENOTDIR: "lies below something that is not a folder",
  EACCES: "may not be read by this user",
};

/** Reads a file, or standard input for `-`. No message repeats any of it: it may hold secrets. */
export function readJsonFile(file: string): JsonFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return { ok: false, problems: [reasons[code] ?? `cannot be read${code === "" ? "" : ` (${code})`}`] };
  }
  return parseJson(bytes);
}

export function parseJson(bytes: Buffer): JsonFile {
  let source: string;
  try {
    // A byte order mark is no part of the text, and is left out by the decoder.
    source = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, problems: ["is not UTF-8 text. Save it as UTF-8."] };
  }
  if (source.trim() === "") return { ok: false, problems: ["is empty. Give JSON, at least {}."] };
  const { fault, repeated, depth } = scanJson(source);
  if (fault !== undefined) return { ok: false, problems: [`is not JSON: fault at ${fault}. ${adviceFor(source)}`] };
  const problems = repeated.map(({ path, at }) => `${path} stands twice in one object (${at}). Keep one of the two.`);
  if (depth > deepest) problems.push(`nests ${depth} levels deep. Use at most ${deepest}.`);
  if (problems.length > 0) return { ok: false, problems };
  const value: unknown = JSON.parse(source);
  return { ok: true, value };
}

function adviceFor(source: string): string {
  if (/^\s*(?:\/\/|\/\*|#)/m.test(source)) return "JSON has no comments: remove them.";
  if (/^\s*[{[]/.test(source)) return "Texts and keys stand in double quotes, and no comma stands before a bracket.";
  return "It begins like another format, such as YAML. Give the same as JSON.";
}
