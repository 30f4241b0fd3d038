import { drift, readWorld } from "../../scripts/sandbox/world";
import type { Stage } from "./stage";

// What recovery leaves to a person, with the exact command, is done here as that person would, and only then.

const replaceThis = /pulumi up --replace '([^']+)'/;
const deleteFirewall = /doctl compute firewall delete <id of ([^>]+)>/;

/** Does what recovery said for the case in which the next deployment fails; false where it said nothing that fits. */
export async function doneAsTold(stage: Stage, recovered: string, failure: string): Promise<boolean> {
  if (!failure.includes("already exists") && !failure.includes("Duplicate")) return false;
  const [, urn] = replaceThis.exec(recovered) ?? [];
  if (urn !== undefined) return (await stage.pulumi(["up", "--yes", "--skip-preview", "--replace", urn])).ok;
  const [, name] = deleteFirewall.exec(recovered) ?? [];
  const [lost, ...others] = readWorld(stage.cloud, stage.vendor.packageName).filter(
    ({ type, state }) => type.endsWith(":Firewall") && state["name"] === name,
  );
  if (name === undefined || lost === undefined || others.length > 0) return false;
  await drift(stage.cloud, stage.vendor.packageName, lost.id, { gone: true });
  return true;
}
