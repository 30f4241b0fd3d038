// Where commands of the `command` package go. Here they are written down and not executed; a real connection over SSH is
// another `CommandTransport`.
import { join } from "node:path";
import { type ClaimedLog, openClaimedLog } from "../claimed-log";
import type { Path, Plain, PlainObject } from "../values";

export interface CommandRequest {
  readonly phase: "create" | "update" | "delete" | "copy";
  readonly type: string;
  readonly name: string;
  /** Empty for commands on this machine. */
  readonly host: string;
  readonly port: number;
  readonly inputs: PlainObject;
  readonly secrets: readonly Path[];
  /** The command text, or what is copied where. */
  readonly text: string;
  readonly textIsSecret: boolean;
}

export interface CommandAnswer {
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandTransport {
  /** What the command would answer. Must do nothing yet: it may be asked more than once. */
  foresee(request: CommandRequest): CommandAnswer;
  /** Carries it out, once the change is certain. */
  carryOut(request: CommandRequest): void;
}

/** Appends each command to `commands.ndjson` in the order in which they would have run. */
export function recordingTransport(
  folder: string,
  foresee: (request: CommandRequest) => CommandAnswer,
  said: () => void,
): CommandTransport {
  let log: ClaimedLog | undefined;
  return {
    foresee,
    carryOut(request) {
      log ??= openClaimedLog({ file: join(folder, "commands.ndjson"), accept: () => {}, dropped: () => {} });
      log.append(() => entryOf(request));
      said();
    },
  };
}

function entryOf({ inputs, secrets, text, textIsSecret, ...request }: CommandRequest): PlainObject {
  const shown = (name: string): Readonly<Record<string, Plain>> => {
    const value = inputs[name];
    return value === undefined || value === null ? {} : { [name]: veiled(value, [name], secrets) };
  };
  return {
    executed: false,
    ...request,
    command: textIsSecret ? secretOf(text) : text,
    ...shown("stdin"),
    ...shown("environment"),
  };
}

function veiled(value: Plain, path: Path, secrets: readonly Path[]): Plain {
  if (isSecretAt(path, secrets)) return secretOf(typeof value === "string" ? value : JSON.stringify(value));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, veiled(item, [...path, key], secrets)]));
}

export function isSecretAt(path: Path, secrets: readonly Path[]): boolean {
  return secrets.some((secret) => secret.every((key, depth) => key === path[depth]));
}

function secretOf(text: string): string {
  return `secret of ${Buffer.byteLength(text)} bytes`;
}
