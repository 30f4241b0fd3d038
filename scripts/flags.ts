import { parseArgs } from "node:util";

/** The flags that were given, of those a command knows. Anything else ends the process: a slip must not do something else. */
export function flagsOf<const Name extends string>(command: string, known: readonly Name[]): ReadonlySet<Name> {
  const options = Object.fromEntries(known.map((name) => [name, { type: "boolean" as const }]));
  try {
    const { values } = parseArgs({ options });
    return new Set(known.filter((name) => values[name] === true));
  } catch (error) {
    const says = error instanceof Error ? error.message.split(". ")[0] : "Wrong arguments";
    console.error(`${says}.\nUsage: npm run ${command}${known.map((name) => ` [-- --${name}]`).join("")}`);
    process.exit(2);
  }
}
