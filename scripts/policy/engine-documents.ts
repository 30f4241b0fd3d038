import type { ResourceFacts } from "../../policies/rules/resource";
import { urnParts } from "../../policies/rules/resource";
import { isRecord } from "../../policies/rules/wire-markers";
import { dependencies } from "./resource-list";

type Tell = (path: string, says: string) => void;

/** Steps of a preview after which the resource is there. */
const staying = new Set([
  "create",
  "update",
  "same",
  "replace",
  "create-replacement",
  "import",
  "import-replacement",
  "read",
  "read-replacement",
  "refresh",
]);

/** Resources of `pulumi stack export`: what the last update left. */
export function readStackExport(resources: readonly unknown[], tell: Tell): readonly ResourceFacts[] {
  return resources.flatMap((state, index) => {
    // What only waits for its deletion was judged when it was made.
    if (isRecord(state) && state["delete"] === true) return [];
    return readState(state, `deployment.resources[${index}]`, tell) ?? [];
  });
}

/** Resources of `pulumi preview --json`: what would be there afterwards. */
export function readPreview(steps: readonly unknown[], tell: Tell): readonly ResourceFacts[] {
  const byUrn = new Map<string, ResourceFacts>();
  for (const [index, step] of steps.entries()) {
    const path = `steps[${index}]`;
    if (!isRecord(step)) tell(path, "is not a step of a preview");
    else if (typeof step["op"] !== "string") tell(`${path}.op`, "is missing");
    else if (staying.has(step["op"]) && step["newState"] !== undefined) {
      const facts = readState(step["newState"], `${path}.newState`, tell);
      if (facts?.urn !== undefined) byUrn.set(facts.urn, facts);
    }
  }
  return [...byUrn.values()];
}

function readState(state: unknown, path: string, tell: Tell): ResourceFacts | undefined {
  if (!isRecord(state)) {
    tell(path, "is not a resource");
    return undefined;
  }
  const { urn, type, inputs, outputs, id, parent, protect, external } = state;
  const parts = typeof urn === "string" ? urnParts(urn) : undefined;
  if (typeof urn !== "string" || parts === undefined) tell(`${path}.urn`, "is missing or not a URN");
  if (typeof type !== "string") tell(`${path}.type`, "is missing");
  if (typeof urn !== "string" || parts === undefined || typeof type !== "string") return undefined;
  const given = isRecord(inputs) ? inputs : {};
  return {
    type,
    name: parts.name,
    urn,
    inputs: given,
    outputs: { ...given, ...(isRecord(outputs) ? outputs : {}), ...(id === undefined ? {} : { id }) },
    // A state says what is protected, but not in which order it would be replaced.
    options: { protect: protect === true, deleteBeforeReplace: "invisible" },
    parentUrn: typeof parent === "string" ? parent : undefined,
    propertyDependencies: dependencies(state["propertyDependencies"]),
    isExternal: external === true,
  };
}
