// The tokens of nested types: an SDK does not name them, so they are made in the package's own style.
import type { Declaration } from "./sdk-sources";

const bridgedToken = /^[^:]+:[^:]*\/([^:/]+):([^:]+)$/;

/** `hcloud:index/server:Server`: module, then the name again. Tells a wrapped Terraform provider. */
export function isBridgedToken(token: string): boolean {
  const match = bridgedToken.exec(token);
  if (match === null) return false;
  const [, file = "", type = ""] = match;
  return file === type.charAt(0).toLowerCase() + type.slice(1);
}

export function nestedTypeToken(packageName: string, bridged: boolean, declaration: Declaration): string {
  const { scope } = declaration;
  const name = withoutArgs(declaration);
  const folders = scope.file.startsWith("types/")
    ? [...scope.file.split("/").slice(2, -1), ...scope.path]
    : [...scope.file.split("/").slice(0, -1), ...scope.path];
  const module = folders.length === 0 ? "index" : folders.join("/");
  return bridged ? `${packageName}:${module}/${name}:${name}` : `${packageName}:${module}:${name}`;
}

/** `ConnectionArgs` is the input form of `Connection`, unless both exist and differ. */
function withoutArgs({ scope, name }: Declaration): string {
  const bare = name.replace(/Args$/, "");
  if (bare === name || bare === "" || !scope.file.endsWith("types/input")) return name;
  const other = scope.interfaces.get(bare);
  if (other === undefined) return bare;
  const own = memberNames(scope.interfaces.get(name) ?? []);
  return own === memberNames(other) ? bare : name;
}

function memberNames(declarations: readonly { readonly members: Iterable<{ readonly name?: unknown }> }[]): string {
  const names: string[] = [];
  for (const declaration of declarations) {
    for (const { name } of declaration.members) {
      if (typeof name === "object" && name !== null && "text" in name) names.push(String(name.text));
    }
  }
  return names.sort().join();
}
