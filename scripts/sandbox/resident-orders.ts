// What a resident service is told and answers: one line of JSON each.
import { isPlainObject, textOf } from "./values";

/** To serve a package in a sandbox. */
export interface Order {
  readonly folder: string;
  readonly packageName: string;
  readonly version: string;
}

export type Answer = { readonly port: number } | { readonly problem: string };

export function readOrder(line: string): Order {
  const parsed: unknown = JSON.parse(line);
  const given = isPlainObject(parsed) ? parsed : {};
  const [folder, packageName, version] = ["folder", "packageName", "version"].map((key) => textOf(given[key]));
  if (folder === undefined || packageName === undefined || version === undefined) {
    throw new Error(`"${line}" is no order: folder, packageName and version are needed.`);
  }
  return { folder, packageName, version };
}

export function readAnswer(line: string): Answer {
  const parsed: unknown = JSON.parse(line);
  const given = isPlainObject(parsed) ? parsed : {};
  const port = given["port"];
  return typeof port === "number" ? { port } : { problem: textOf(given["problem"]) ?? `"${line}" is no answer.` };
}

/** Takes chunks as a stream gives them, and tells whole lines. */
export function linesOf(tell: (line: string) => void): (chunk: string) => void {
  let rest = "";
  return (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) tell(line);
  };
}
