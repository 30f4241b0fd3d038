// Runtime options of Pulumi.yaml (`runtime: { name: nodejs, options: ... }`), judged as the official host judges them.

export const packageManagers = ["auto", "npm", "yarn", "pnpm", "bun"] as const;
export type PackageManagerOption = (typeof packageManagers)[number];

export interface RuntimeOptions {
  /** Program files may be TypeScript: `@pulumi/pulumi/cmd/run` registers ts-node. */
  readonly typescript: boolean;
  /** Path of another tsconfig.json; empty means the one in the program's folder. */
  readonly tsconfig: string;
  /** Arguments for Node itself. */
  readonly nodeArguments: readonly string[];
  readonly packageManager: PackageManagerOption;
  /** Leave development dependencies out of an installation. */
  readonly production: boolean;
}

export function readRuntimeOptions(options: Readonly<Record<string, unknown>>): RuntimeOptions {
  return {
    typescript: booleanOption(options, "typescript", true),
    tsconfig: stringOption(options, "tsconfig", ""),
    nodeArguments: splitShellWords(stringOption(options, "nodeargs", "")),
    packageManager: packageManagerOption(options),
    production: booleanOption(options, "production", false),
  };
}

function booleanOption(options: Readonly<Record<string, unknown>>, name: string, unset: boolean): boolean {
  const value = options[name];
  if (value === undefined) return unset;
  if (typeof value === "boolean") return value;
  throw new Error(`Pulumi.yaml runtime.options.${name}: ${JSON.stringify(value)} is not a boolean. Use true or false.`);
}

function stringOption(options: Readonly<Record<string, unknown>>, name: string, unset: string): string {
  const value = options[name];
  if (value === undefined) return unset;
  if (typeof value === "string") return value;
  throw new Error(`Pulumi.yaml runtime.options.${name}: ${JSON.stringify(value)} is not a string. Put it in quotes.`);
}

function packageManagerOption(options: Readonly<Record<string, unknown>>): PackageManagerOption {
  const value = stringOption(options, "packagemanager", "auto");
  const known = packageManagers.find((name) => name === value);
  if (known !== undefined) return known;
  throw new Error(
    `Pulumi.yaml runtime.options.packagemanager: ${JSON.stringify(value)} is not known. Use one of ${packageManagers.join(", ")}.`,
  );
}

/** Splits as a POSIX shell splits words: quotes, backslashes and `#` comments; no expansion of any kind. */
export function splitShellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote === "'") {
      if (character === "'") quote = undefined;
      else word = (word ?? "") + character;
    } else if (character === "\\") {
      at += 1;
      if (at === text.length) throw new Error(`nodeargs: ${JSON.stringify(text)} ends in a lone backslash.`);
      word = (word ?? "") + text.charAt(at);
    } else if (quote === '"') {
      if (character === '"') quote = undefined;
      else word = (word ?? "") + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "#" && word === undefined) {
      const lineEnd = text.indexOf("\n", at);
      if (lineEnd === -1) break;
      at = lineEnd;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== undefined)
    throw new Error(`nodeargs: ${JSON.stringify(text)} has a quote (${quote}) that is never closed.`);
  if (word !== undefined) words.push(word);
  return words;
}
