import { invented } from "../../harness/invented-outputs";
import type { RecordedResource } from "../../harness/recorded-resource";

/** The same value with the keys of every mapping in order, so that a record changes only where a program does. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, each]) => [key, inOrder(each)]));
}

function listed(resource: RecordedResource, preview: boolean): object {
  const { type, name, urn, inputs, propertyDependencies, protect, deleteBeforeReplace, ignoreChanges } = resource;
  const opts = { protect, deleteBeforeReplace, ...(ignoreChanges.length > 0 ? { ignoreChanges } : {}) };
  const knowsId = resource.custom && (!preview || resource.importId !== "");
  return {
    type,
    name,
    urn,
    ...(knowsId ? { id: invented(resource).id } : {}),
    opts: inOrder(opts),
    props: inOrder(inputs),
    propertyDependencies: inOrder(propertyDependencies),
  };
}

/** Resources as `npm run policy -- evaluate --input` takes them: unknown values and secrets marked as the engine marks them. */
export function asResourceList(resources: readonly RecordedResource[], preview: boolean): string {
  const own = resources.filter(({ type }) => type !== "pulumi:pulumi:Stack");
  const byUrn = [...own].sort((a, b) => (a.urn < b.urn ? -1 : 1));
  return `${JSON.stringify(
    byUrn.map((each) => listed(each, preview)),
    null,
    2,
  )}\n`;
}
