// The documentation comment in front of a declaration, read from the text because parsing all of them costs too much.
import ts from "typescript";

export interface Documentation {
  readonly description?: string;
  readonly deprecated?: string;
}

const longestDescription = 240;

/** First paragraph and `@deprecated` of the comment before a node. */
export function documentationOf(node: ts.Node, text: string): Documentation {
  const comments = ts.getLeadingCommentRanges(text, node.pos);
  const last = comments?.at(-1);
  if (last === undefined || !text.startsWith("/**", last.pos)) return {};
  const lines = text
    .slice(last.pos + 3, last.end - 2)
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trim());
  const tag = lines.findIndex((line) => line.startsWith("@"));
  const description = firstParagraph(tag < 0 ? lines : lines.slice(0, tag));
  const deprecatedAt = lines.findIndex((line) => line.startsWith("@deprecated"));
  const deprecated = deprecatedAt < 0 ? undefined : taggedText(lines.slice(deprecatedAt));
  return {
    ...(description === "" ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
}

function firstParagraph(lines: readonly string[]): string {
  const start = lines.findIndex((line) => line !== "");
  if (start < 0) return "";
  const end = lines.indexOf("", start);
  return shortened(lines.slice(start, end < 0 ? undefined : end).join(" "));
}

function taggedText(lines: readonly string[]): string {
  const end = lines.findIndex((line, at) => at > 0 && (line.startsWith("@") || line === ""));
  const text = lines
    .slice(0, end < 0 ? undefined : end)
    .join(" ")
    .replace(/^@deprecated\s*/, "");
  return shortened(text) || "deprecated";
}

function shortened(text: string): string {
  return text.length <= longestDescription ? text : `${text.slice(0, longestDescription - 1).trimEnd()}…`;
}
