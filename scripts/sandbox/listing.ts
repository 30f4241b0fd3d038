// What exists in a sandbox, for people.

import { textOf } from "./values";
import { packagesIn, readWorld } from "./world";

/** Everything that exists, one line each. Says which types have no cloud rules of their own. */
export function listing(folder: string): string {
  const lines = packagesIn(folder).flatMap((packageName) =>
    readWorld(folder, packageName).map(({ type, id, urn, state, modelled }) => {
      const name = textOf(state["name"]) ?? textOf(state["label"]) ?? urn?.split("::").at(-1) ?? "";
      return [type, id, name, modelled ? "" : "(generic)"].join("  ").trimEnd();
    }),
  );
  const count =
    lines.length === 1
      ? "1 thing exists"
      : `${lines.length === 0 ? "Nothing" : lines.length} ${lines.length === 0 ? "exists" : "things exist"}`;
  return `${count} in the sandbox ${folder}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
