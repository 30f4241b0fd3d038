import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedCall } from "../../scripts/sandbox/calls";

// A ship that runs twice is damaged for ever. What started and stopped it is told by the calls, in their order.

/** Whether a call had its effect, whatever its caller was told. */
export function tookEffect({ outcome, fault }: Pick<RecordedCall, "outcome" | "fault">): boolean {
  if (fault === "lost-answer" || fault === "kill-after") return true;
  return fault === undefined && outcome === "ok";
}

const startsShip = /-running$/;

/** One command as it was recorded on its way to a machine. */
export interface SentCommand {
  readonly phase: string;
  readonly name: string;
  /** Address at which the machine was reached. */
  readonly host: string;
  readonly port: number;
  /** What it was told to run. */
  readonly command: string;
}

/** The commands that reached a machine, in their order. */
export function sentCommands(cloud: string): SentCommand[] {
  const file = join(cloud, "commands.ndjson");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line) => {
    if (line === "") return [];
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== "object" || entry === null || !("phase" in entry) || !("name" in entry)) return [];
    const { phase, name, host, port, command }: { [Key in keyof SentCommand]?: unknown } = entry;
    return [
      { phase: String(phase), name: String(name), host: String(host), port: Number(port), command: String(command) },
    ];
  });
}

/** Says where a second copy of a ship could have been alive; `servers` are the last words of what its machines are called. */
export function secondCopies(
  calls: readonly RecordedCall[],
  commands: readonly SentCommand[],
  servers: readonly string[],
): string[] {
  const found: string[] = [];
  // A call that carries no command, such as the deletion of one that has nothing to undo, stops no ship.
  const left = new Map<string, number>();
  for (const { phase, name } of commands) left.set(`${phase} ${name}`, (left.get(`${phase} ${name}`) ?? 0) + 1);
  const sent = (phase: string, name: string): boolean => {
    const count = left.get(`${phase} ${name}`) ?? 0;
    left.set(`${phase} ${name}`, count - 1);
    return count > 0;
  };
  let alive = 0;
  let machine = 0;
  /** The machine on which the ship runs. */
  let runsOn: number | undefined;
  for (const call of calls) {
    if (!tookEffect(call)) continue;
    const { method, type, name, seq } = call;
    if (servers.some((server) => type.endsWith(`:${server}`))) {
      if (method === "create") {
        alive += 1;
        machine += 1;
        if (alive > 1) found.push(`call ${seq}: a second server exists beside the first`);
        if (runsOn !== undefined) found.push(`call ${seq}: a new server, and the ship was not stopped on the old one`);
      }
      if (method === "delete" && alive > 0) {
        alive -= 1;
        if (runsOn === machine) found.push(`call ${seq}: the server was deleted under a running ship`);
        runsOn = undefined;
      }
    }
    if (startsShip.test(name) && sent(method, name)) {
      if (method === "create" || method === "update") {
        if (runsOn !== undefined && runsOn !== machine)
          found.push(`call ${seq}: the ship started while another machine runs it`);
        runsOn = machine;
      }
      if (method === "delete") runsOn = undefined;
    }
  }
  return found;
}
