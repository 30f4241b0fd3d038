// A program that fails must say so at once and readably. On Node 20 and 22 the engine's source maps give stack lines such
// as `.../node_modules/@pulumi/resource.ts:1598`, and Node's coloured inspect loops on them for 15 to 45 seconds.

const engineFrame = /node_modules[/\\]@(pulumi|grpc)[/\\]|node:internal|\(node:/;

/** Drops the frames of the engine's SDK and of Node from a stack; the message and the program's own frames stay. */
export function withoutEngineFrames(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => !(/^\s+at /.test(line) && engineFrame.test(line)))
    .join("\n");
}

function trim(reason: unknown, seen: Set<unknown> = new Set()): void {
  if (!(reason instanceof Error) || seen.has(reason)) return;
  seen.add(reason);
  if (typeof reason.stack === "string") reason.stack = withoutEngineFrames(reason.stack);
  trim(reason.cause, seen);
}

/** Call first in a program's entry: prepends listeners that trim errors before the engine's own listeners print them. */
export function readableFailures(): void {
  process.prependListener("unhandledRejection", (reason) => trim(reason));
  process.prependListener("uncaughtException", (reason) => trim(reason));
}
