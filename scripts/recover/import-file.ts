import type { Decision } from "./decisions";
import { isJson, type Json, jsonAt, listAt, textAt } from "./plain-json";
import { nameIn } from "./stack-state";

type Adoption = Extract<Decision, { kind: "adopt" }>;

/** What `pulumi import --file` takes. */
export interface ImportFile {
  readonly nameTable: Readonly<Record<string, string>>;
  readonly resources: readonly Json[];
}

function entryFor(type: string, name: string, offered: readonly Json[]): Json | undefined {
  return offered.find((each) => each["type"] === type && (textAt(each, "logicalName") ?? each["name"]) === name);
}

function typeIn(urn: string): string {
  const types = urn.split("::").at(-2) ?? "";
  return types.slice(types.lastIndexOf("$") + 1);
}

/**
 * Fills in the file that `pulumi preview --import-file` offers: the found get their ids, what they need comes along
 * (a component or provider that the state does not hold yet), the rest is dropped.
 */
export function importFileFor(
  adoptions: readonly Adoption[],
  offered: Json,
  heldUrns: ReadonlySet<string>,
): ImportFile {
  const all = listAt(offered, "resources");
  const table = jsonAt(offered, "nameTable");
  const nameTable: Record<string, string> = {};
  for (const [name, urn] of Object.entries(isJson(table) ? table : {})) {
    if (typeof urn === "string") nameTable[name] = urn;
  }
  const taken = new Set(Object.keys(nameTable));
  const nameFor = (urn: string): string => {
    const known = Object.entries(nameTable).find(([, each]) => each === urn);
    if (known !== undefined) return known[0];
    let name = nameIn(urn);
    while (taken.has(name)) name = `${name}_`;
    taken.add(name);
    nameTable[name] = urn;
    return name;
  };
  const companions = new Map<string, Json>();
  const refer = (urn: string | undefined): string | undefined => {
    if (urn === undefined || urn.includes("::pulumi:pulumi:Stack::")) return undefined;
    if (heldUrns.has(urn)) return nameFor(urn);
    const entry = entryFor(typeIn(urn), nameIn(urn), all);
    if (entry === undefined) return undefined;
    companions.set(urn, entry);
    const above = all.find((each) => each["name"] === entry["parent"] && each["component"] === true);
    if (above !== undefined) companions.set(`${urn} parent`, above);
    return textAt(entry, "name");
  };
  const resources = adoptions.map(({ creation, sighting }) => {
    const parent = refer(creation.parent);
    const provider = creation.provider?.includes("::default_") === false ? refer(creation.provider) : undefined;
    const entry = entryFor(creation.type, creation.name, all) ?? {};
    return {
      type: creation.type,
      // Names are keys within the file; two resources may share their logical name.
      name: `${creation.name} ${creation.type}`,
      logicalName: creation.name,
      id: sighting.id,
      ...(parent === undefined ? {} : { parent }),
      ...(provider === undefined ? {} : { provider }),
      ...(textAt(entry, "version") === undefined ? {} : { version: textAt(entry, "version") }),
    };
  });
  return { nameTable, resources: [...new Set(companions.values()), ...resources] };
}
