/** One finding of the structure lint: where and why. */
export interface Finding {
  readonly file: string;
  readonly reason: string;
}

const longestFile = 400;
const longestComponent = 250;
const vagueFolders = new Set([
  "utils",
  "util",
  "helpers",
  "helper",
  "common",
  "types",
  "manager",
  "misc",
  "lib",
  "shared",
]);

// Who may import what, by first folder; within `components` there is an order of its own.
const mayImport: Readonly<Record<string, readonly string[]>> = {
  components: ["components"],
  stacks: ["stacks", "components"],
  policies: ["policies"],
  scripts: ["scripts", "components", "stacks", "policies", "test"],
  test: ["test", "scripts", "components", "stacks", "policies"],
};

function folders(path: string): string[] {
  return path.split("/").slice(0, -1);
}

function resolved(from: string, specifier: string): string {
  const parts = folders(from);
  for (const step of specifier.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.join("/");
}

function floor(component: string): number {
  if (component === "core") return 0;
  return component === "machine" ? 1 : 2;
}

function importProblem(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const target = resolved(file, specifier);
  const [top = "", part = ""] = file.split("/");
  const [targetTop = "", targetPart = ""] = target.split("/");
  const allowed = mayImport[top];
  if (allowed === undefined || !target.includes("/")) return undefined;
  if (!allowed.includes(targetTop)) return `imports ${target}: ${top} may import only ${allowed.join(", ")}`;
  if (top !== "components" || part === "index.ts" || part === targetPart) return undefined;
  if (floor(targetPart) >= floor(part))
    return `imports ${target}: core <- machine <- the components, and no component imports a sibling`;
  return undefined;
}

const vendorSdk = /^@(pulumi\/(?!pulumi($|\/)|policy($|\/))|ediri\/)/;

function vendorProblem(file: string, specifier: string, typeOnly: boolean): string | undefined {
  if (typeOnly || !vendorSdk.test(specifier)) return undefined;
  if (file.startsWith("components/") && !file.endsWith(".test.ts")) {
    return `imports ${specifier} for its values: a component loads a vendor's SDK only when it makes something there (require in a function)`;
  }
  return file.startsWith("policies/")
    ? `imports ${specifier}: rules go by type strings, so that a pack starts fast`
    : undefined;
}

const importForm = /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']/gm;

/** Judges one source file of the project. */
export function judge(file: string, source: string): Finding[] {
  const reasons: string[] = [];
  const lines = source.split("\n").length - 1;
  if (lines > longestFile) reasons.push(`has ${lines} lines; over ${longestFile} it is two ideas`);
  const [top, component, name] = file.split("/");
  if (top === "components" && name === `${component}.ts` && lines > longestComponent) {
    reasons.push(`has ${lines} lines; a component wires in at most ${longestComponent}`);
  }
  for (const folder of folders(file)) {
    // The interface of the sandbox to a package's types is what that folder is about, not a heap.
    if (vagueFolders.has(folder) && !file.startsWith("scripts/sandbox/types/"))
      reasons.push(`lies in a folder named ${folder}, which says nothing`);
  }
  for (const [, typeOnly, specifier = ""] of source.matchAll(importForm)) {
    const problems = [importProblem(file, specifier), vendorProblem(file, specifier, typeOnly !== undefined)];
    reasons.push(...problems.filter((each) => each !== undefined));
  }
  return reasons.map((reason) => ({ file, reason }));
}
