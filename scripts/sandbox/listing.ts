// What exists in a sandbox, for people.
import { openCloud } from "./clouds";
import { packagesIn, readWorld } from "./read-world";
import { textOf } from "./values";

/** Everything that exists, one line each. Says which types have no cloud rules of their own. */
export async function listing(folder: string): Promise<string> {
  const lines: string[] = [];
  for (const packageName of packagesIn(folder)) {
    const { resources } = openCloud(packageName, { folder, seed: "", inform: () => {} });
    for (const { type, id, urn, state } of readWorld(folder, packageName)) {
      const name = textOf(state["name"]) ?? textOf(state["label"]) ?? urn?.split("::").at(-1) ?? "";
      lines.push([type, id, name, resources[type] === undefined ? "(generic)" : ""].join("  ").trimEnd());
    }
  }
  const heading = lines.length === 0 ? "Nothing exists in the sandbox" : `${lines.length} things exist in the sandbox`;
  return `${heading} ${folder}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
