// Stands in for the TypeScript compiler in the bundled plugin. Its 9 MB take half a second to load and are needed only the
// first time that a package's declarations are read.
declare const SYNTAX_KINDS: Readonly<Record<string, string | number>>;

const compiler = "typescript";

export default new Proxy(
  {},
  // Tables of kinds are built on loading, so these are put into the bundle.
  { get: (_, name) => (name === "SyntaxKind" ? SYNTAX_KINDS : Reflect.get(require(compiler), name)) },
);
