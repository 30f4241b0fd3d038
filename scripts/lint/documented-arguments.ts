import * as ts from "typescript";
import type { Finding } from "./rules";

/** One argument that users can write, with what is said of it. */
interface DocumentedArgument {
  readonly file: string;
  readonly path: string;
  readonly optional: boolean;
  readonly said: string;
  /** What is said of all arguments that stand together with it. */
  readonly around: string;
  /** Names of the types that its value is made of. */
  readonly refersTo: readonly string[];
  readonly owner: string;
}

const tellsDefault = /\b(Defaults to|Unset)\b/;
const tellsEffect = /\b(chang\w+|rais\w+|grow\w+|remov\w+|replac\w+|counts from|generation|restarts?|another)\b/i;
const tagNames = new Set(["kind", "mode", "vendor"]);

function commentOf(node: ts.Node, source: ts.SourceFile): string {
  const comments = ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [];
  const text = comments
    .map(({ pos, end }) => source.text.slice(pos, end))
    .filter((comment) => comment.startsWith("/**"));
  return (text.at(-1) ?? "").replaceAll(/^\s*\*|\/\*\*|\*\//gm, "").trim();
}

function typeNamesIn(type: ts.TypeNode | undefined): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node)) names.push(node.typeName.getText());
    ts.forEachChild(node, visit);
  };
  if (type !== undefined) visit(type);
  return names;
}

function isTag(member: ts.PropertySignature): boolean {
  return tagNames.has(member.name.getText()) && member.type !== undefined && ts.isLiteralTypeNode(member.type);
}

/** Every argument that the exported types of a file let a user write. */
function argumentsIn(file: string, text: string): DocumentedArgument[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: DocumentedArgument[] = [];
  const collect = (owner: string, around: string, node: ts.Node): void => {
    if (ts.isPropertySignature(node) && !isTag(node)) {
      const said = commentOf(node, source);
      const path = `${owner}.${node.name.getText()}`;
      const refersTo = typeNamesIn(node.type);
      found.push({ file, path, optional: node.questionToken !== undefined, said, around, refersTo, owner });
    }
    ts.forEachChild(node, (child) => collect(owner, around, child));
  };
  for (const statement of source.statements) {
    const declared = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    if (!declared || !statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    const name = statement.name.text;
    // What a transform is given is the vendor's own type, with the vendor's own words.
    if (!name.endsWith("Transform")) collect(name, commentOf(statement, source), statement);
  }
  return found;
}

/** An argument's effect may be told where its group is: at the type, or at the arguments that take this type. */
function effectTold(
  argument: DocumentedArgument,
  all: readonly DocumentedArgument[],
  seen: readonly string[] = [],
): boolean {
  if (tellsEffect.test(argument.said) || tellsEffect.test(argument.around)) return true;
  const takers = all.filter(({ refersTo, owner }) => refersTo.includes(argument.owner) && !seen.includes(owner));
  return takers.length > 0 && takers.every((taker) => effectTold(taker, all, [...seen, argument.owner]));
}

/** Says of every argument in these files what its documentation leaves out: purpose, default, effect of a change. */
export function undocumented(files: ReadonlyMap<string, string>): Finding[] {
  const all = [...files].flatMap(([file, text]) => argumentsIn(file, text));
  return all.flatMap((argument) => {
    const missing = [
      ...(argument.said === "" ? ["what it is for"] : []),
      ...(argument.optional && !tellsDefault.test(argument.said) ? ["its default (`Defaults to ...`)"] : []),
      ...(effectTold(argument, all) ? [] : ["what changing it does"]),
    ];
    const reason = `${argument.path}: its documentation does not say ${missing.join(", nor ")}`;
    return missing.length === 0 ? [] : [{ file: argument.file, reason }];
  });
}
