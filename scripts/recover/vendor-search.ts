import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import { orThrow } from "../../components/core/arguments";
import type { RawConfiguration } from "../../stacks/configuration";
import { readEnvironment } from "../../stacks/environment";
import { providerOf } from "../../stacks/providers";
import type { Place } from "./engine-commands";
import { lookupOf } from "./lookups/all";
import type { Search, Vendor } from "./lookups/lookup";
import { isJson, type Json } from "./plain-json";
import { type Described, nameIn } from "./stack-state";

/** The configuration of a stack as `pulumi config --json` tells it, for `readEnvironment`. */
export function configurationOf(told: Json, project: string, environment: string): RawConfiguration {
  const entries = Object.entries(told).filter((entry): entry is [string, Json] => isJson(entry[1]));
  const values = Object.fromEntries(
    entries.flatMap(([key, { value, objectValue }]) => {
      if (typeof value === "string") return [[key, value]];
      return objectValue === undefined ? [] : [[key, JSON.stringify(objectValue)]];
    }),
  );
  return {
    project,
    environment: environment.slice(environment.lastIndexOf("/") + 1),
    values,
    secretKeys: new Set(entries.filter(([, { secret }]) => secret === true).map(([key]) => key)),
    reveal: (key) => pulumi.secret(values[key] ?? ""),
  };
}

function message(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}

/**
 * Asks the vendors about each creation, through their data sources and with the environment's own accounts: a program of
 * its own in a throwaway stack, previewed and never deployed, so that nothing can change.
 */
export async function searchVendors(
  creations: readonly Described[],
  configuration: RawConfiguration,
  place: Place,
): Promise<ReadonlyMap<string, Search>> {
  const found = new Map<string, Search>();
  const searched = creations.flatMap((creation) => {
    const lookup = lookupOf(creation.type);
    return lookup?.kind === "search" ? [{ creation, search: lookup.search }] : [];
  });
  if (searched.length === 0) return found;

  const program = async (): Promise<void> => {
    const environment = orThrow(`Environment "${configuration.environment}"`, readEnvironment(configuration));
    const accounts = new Map(
      environment.accounts.map((each) => [each.name, { options: { provider: providerOf(each) } }]),
    );
    const ambient: Vendor = { options: {} };
    await Promise.all(
      searched.map(async ({ creation, search }) => {
        const account = nameIn(creation.provider ?? "");
        const vendor = account.startsWith("default_") ? ambient : accounts.get(account);
        try {
          const answer: Search =
            vendor === undefined
              ? { kind: "failed", why: `its account "${account}" is not in the environment` }
              : await search(creation, vendor);
          found.set(creation.urn, answer);
        } catch (error) {
          found.set(creation.urn, { kind: "failed", why: message(error) });
        }
      }),
    );
  };
  const folder = mkdtempSync(join(tmpdir(), "roadstead-lookup-"));
  try {
    const stack = await LocalWorkspace.createStack(
      { stackName: "lookup", projectName: configuration.project, program },
      {
        workDir: folder,
        pulumiCommand: await PulumiCommand.get({ root: place.engine.root }),
        envVars: {
          ...Object.fromEntries(
            Object.entries(place.environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
          ),
          PULUMI_BACKEND_URL: `file://${folder}`,
          PULUMI_CONFIG_PASSPHRASE: "nothing is kept here",
          // The engine was found and its version judged already.
          PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
        },
      },
    );
    await stack.preview({ color: "never" });
  } catch (error) {
    for (const { creation } of searched) {
      if (!found.has(creation.urn)) found.set(creation.urn, { kind: "failed", why: message(error) });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return found;
}
