import { drift, readWorld } from "../../scripts/sandbox/world";
import type { RunResult, Stage } from "./stage";

// What recovery leaves to a person, with the exact command, is done here as that person would, and only then.

const replaceThis = /pulumi up --replace '([^']+)'/;
const deleteFirewall = /doctl compute firewall delete <id of ([^>]+)>/;
const importOverlapping = /Where Hetzner says that this one overlaps, it is there already: (pulumi import .+)$/m;

// Words of a shell, of which recovery quotes only with single marks.
const words = /(?:'[^']*'|[^\s'])+/g;

function typed(stage: Stage, command: string): Promise<RunResult> {
  const [, ...args] = (command.match(words) ?? []).map((word) => word.replaceAll("'", ""));
  return stage.pulumi([...args, "--yes", "--skip-preview"]);
}

/**
 * Where recovery could not decide because a type bears no mark, takes over what it found by the very command that it printed, and
 * recovers again. Nothing else that is undecided is decided here.
 */
export async function importedAsTold(stage: Stage, recovered: string): Promise<RunResult | undefined> {
  const commands = recovered.match(/^ +pulumi import .+$/gm) ?? [];
  const isUnmarked = (command: string) => stage.vendor.unmarked.some((type) => command.includes(`:${type} `));
  if (commands.length === 0 || !commands.every(isUnmarked)) return undefined;
  for (const command of new Set(commands)) {
    const imported = await typed(stage, command);
    if (!imported.ok) return imported;
  }
  return stage.recover();
}

/** Does what recovery said for the case in which the next deployment fails; false where it said nothing that fits. */
export async function doneAsTold(stage: Stage, recovered: string, failure: string): Promise<boolean> {
  const [, overlapping] = importOverlapping.exec(recovered) ?? [];
  if (overlapping !== undefined && failure.includes(" overlaps with ")) return (await typed(stage, overlapping)).ok;
  if (!failure.includes("already exists") && !failure.includes("Duplicate")) return false;
  const [, urn] = replaceThis.exec(recovered) ?? [];
  if (urn !== undefined) return (await stage.pulumi(["up", "--yes", "--skip-preview", "--replace", urn])).ok;
  const { packageName } = stage.vendor;
  if (packageName === undefined) return false;
  const [, name] = deleteFirewall.exec(recovered) ?? [];
  const [lost, ...others] = readWorld(stage.cloud, packageName).filter(
    ({ type, state }) => type.endsWith(":Firewall") && state["name"] === name,
  );
  if (name === undefined || lost === undefined || others.length > 0) return false;
  await drift(stage.cloud, packageName, lost.id, { gone: true });
  return true;
}
