// Manifests as text: what the provider's own functions make of them.
import { parseAllDocuments } from "yaml";
import { listOf, type PlainObject, textOf, unmark } from "../values";
import { type FunctionRules, Refusal } from "./cloud";

/** The objects of a text of several documents; those of a List one by one, empty documents left out. */
export function manifests(text: string): readonly PlainObject[] {
  const documents = parseAllDocuments(text, { merge: true });
  return [...documents].flatMap((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) throw new Refusal(`error converting YAML to JSON: yaml: ${problem.message}`);
    return objectsIn(document.toJS());
  });
}

/** The objects that a value holds: itself, or the items of a List. */
export function objectsIn(value: unknown): readonly PlainObject[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new Refusal("a YAML document of Kubernetes must be an object with apiVersion, kind and metadata");
  }
  const { value: object } = unmark(value);
  if (Object.keys(object).length === 0) return [];
  const items = listOf(object["items"]);
  if (/List$/.test(textOf(object["kind"]) ?? "") && object["items"] !== undefined) return items.flatMap(objectsIn);
  return [object];
}

function notRendered(what: string, program: string): FunctionRules {
  return () => {
    throw new Refusal(
      `the sandbox does not render ${what}: that needs ${program} and its sources. ` +
        "Render it beforehand and use kubernetes.yaml.ConfigFile on the result, or leave it out here.",
    );
  };
}

export const yamlFunctions: Readonly<Record<string, FunctionRules>> = {
  "kubernetes:yaml:decode": ({ text }) => ({ result: manifests(textOf(text) ?? "") }),
  "kubernetes:helm:template": notRendered("Helm charts", "helm"),
  "kubernetes:kustomize:directory": notRendered("Kustomize folders", "kustomize"),
};
