import { execFileSync } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PriceList } from "../../components/machine/catalogue";

const root = join(__dirname, "../..");

function commentLines(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 115) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`// ${word}`);
  }
  return lines.join("\n");
}

/** The source of a price list, formatted as the project's own is. `origin` says where the figures come from. */
export function sourceOf(exportName: string, list: PriceList, origin: string): string {
  const source = `import type { PriceList } from "../catalogue";\n\n${commentLines(origin)}\n\nexport const ${exportName} = ${JSON.stringify(list)} as const satisfies PriceList;\n`;
  return execFileSync(
    process.execPath,
    [
      join(root, "node_modules/@biomejs/biome/bin/biome"),
      "format",
      "--stdin-file-path=components/machine/price-list.ts",
    ],
    { cwd: root, input: source, encoding: "utf8", timeout: 60_000 },
  );
}

/** Puts a file in place whole, or leaves the old one as it is. */
export function replaceFile(file: string, content: string): void {
  const beside = `${file}.${process.pid}.new`;
  writeFileSync(beside, content);
  renameSync(beside, file);
}
