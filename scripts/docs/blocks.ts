// A block that comes from a file stands in a document as
//   <!-- from: test/examples/planet/minimal.ts -->
//   ```ts
//   ...
//   ```
// optionally `from: FILE#part`, which takes the lines between `// part:` and `// end` of the file.

const block = /<!-- from: ([^\s#]+)(?:#([\w-]+))? -->\n```(\w*)\n([\s\S]*?)```/g;

export interface Block {
  readonly source: string;
  readonly part: string | undefined;
}

/** Which files a document shows. */
export function blocksOf(document: string): Block[] {
  return [...document.matchAll(block)].map(([, source = "", part]) => ({ source, part }));
}

/** The lines of one named part, without its marks and its common indentation. */
export function partOf(text: string, part: string | undefined): string {
  if (part === undefined) return text.trimEnd();
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.trim() === `// ${part}:`);
  const end = lines.findIndex((line, index) => index > start && line.trim() === "// end");
  if (start < 0 || end < 0) throw new Error(`there is no part "${part}": mark it with // ${part}: and // end`);
  const inside = lines.slice(start + 1, end);
  const indents = inside.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  return inside
    .map((line) => line.slice(indent))
    .join("\n")
    .trimEnd();
}

/** The document with every block as its source has it now. A block whose source is missing stays as it is. */
export function withBlocks(document: string, read: (source: string) => string | undefined): string {
  return document.replace(block, (whole, source: string, part: string | undefined, language: string) => {
    const text = read(source);
    if (text === undefined) return whole;
    const mark = part === undefined ? source : `${source}#${part}`;
    return `<!-- from: ${mark} -->\n\`\`\`${language}\n${partOf(text, part)}\n\`\`\``;
  });
}

/** Relative links of a document, without their fragments; code is no link. */
export function linksOf(document: string): string[] {
  const prose = document.replace(/```[\s\S]*?```/g, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.replace(/#.*$/, ""))
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target));
}
