// The files of an installed SDK, parsed and bound as far as its declarations need: no type checker.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import ts from "typescript";

/** What one file or namespace declares, by name. */
export interface Scope {
  readonly file: string;
  /** The whole text of the file, for the documentation comments. */
  readonly text: string;
  /** Namespaces around it, outermost first. */
  readonly path: readonly string[];
  readonly outer: Scope | undefined;
  readonly interfaces: Map<string, ts.InterfaceDeclaration[]>;
  readonly aliases: Map<string, ts.TypeAliasDeclaration>;
  readonly classes: Map<string, ts.ClassDeclaration>;
  readonly constants: Map<string, ts.VariableDeclaration>;
  readonly enums: Map<string, ts.EnumDeclaration>;
  readonly functions: Map<string, ts.FunctionDeclaration>;
  readonly namespaces: Map<string, Scope>;
  /** Names that stand for something of another file; without `name` for the whole file. */
  readonly imports: Map<string, { readonly module: string; readonly name?: string }>;
  /** `export * from`. */
  readonly reexports: string[];
}

export interface Declaration {
  readonly scope: Scope;
  readonly name: string;
}

export class SdkSources {
  readonly folder: string;
  readonly #scopes = new Map<string, Scope | undefined>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Every `.js` file that has a declaration beside it, as paths without ending, relative to the SDK. */
  modules(): readonly string[] {
    const found: string[] = [];
    const visit = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
          if (entry.name !== "node_modules") visit(path);
        } else if (entry.name.endsWith(".js") && existsSync(path.replace(/\.js$/, ".d.ts"))) {
          found.push(relative(this.folder, path.slice(0, -".js".length)).split(sep).join("/"));
        }
      }
    };
    visit(this.folder);
    return found.sort();
  }

  javascript(module: string): string {
    return readFileSync(join(this.folder, `${module}.js`), "utf8");
  }

  /** What the declaration file of a module declares; undefined where there is no such file. */
  scope(module: string): Scope | undefined {
    if (this.#scopes.has(module)) return this.#scopes.get(module);
    const path = join(this.folder, `${module}.d.ts`);
    const scope = existsSync(path) ? boundScope(module, readFileSync(path, "utf8")) : undefined;
    this.#scopes.set(module, scope);
    return scope;
  }

  /** Lets go of a parsed file that nothing else refers to, as an SDK has thousands of them. */
  forget(module: string): void {
    if (!module.startsWith("types/") && !module.endsWith("index")) this.#scopes.delete(module);
  }

  /** Follows a dotted name from where it is written to where it is declared, across files. */
  resolve(from: Scope, name: readonly string[]): Declaration | undefined {
    for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.outer) {
      const found = this.#within(scope, name, new Set());
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #within(scope: Scope, name: readonly string[], seen: Set<string>): Declaration | undefined {
    const [first, ...rest] = name;
    if (first === undefined) return undefined;
    const key = `${scope.file} ${scope.path.join(".")} ${name.join(".")}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    if (rest.length === 0) {
      const declared =
        scope.interfaces.has(first) ||
        scope.aliases.has(first) ||
        scope.classes.has(first) ||
        scope.enums.has(first) ||
        scope.constants.has(first);
      if (declared) return { scope, name: first };
    } else {
      const namespace = scope.namespaces.get(first);
      const found = namespace === undefined ? undefined : this.#within(namespace, rest, seen);
      if (found !== undefined) return found;
    }
    const imported = scope.imports.get(first);
    if (imported !== undefined) {
      const module = this.#module(scope.file, imported.module);
      const found =
        module === undefined
          ? undefined
          : this.#within(module, imported.name === undefined ? rest : [imported.name, ...rest], seen);
      if (found !== undefined) return found;
    }
    for (const reexport of scope.reexports) {
      const module = this.#module(scope.file, reexport);
      const found = module === undefined ? undefined : this.#within(module, name, seen);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #module(from: string, specifier: string): Scope | undefined {
    if (!specifier.startsWith(".")) return undefined;
    const path = join(dirname(from), specifier).split(sep).join("/").replace(/\/$/, "").replace(/\.js$/, "");
    return this.scope(path) ?? this.scope(path === "." ? "index" : `${path}/index`);
  }
}

/** Parses without documentation comments: they are nine tenths of an SDK, and read only where needed. */
export function parsed(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, {
    languageVersion: ts.ScriptTarget.ES2022,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
  });
}

function emptyScope(file: string, text: string, path: readonly string[], outer: Scope | undefined): Scope {
  return {
    file,
    text,
    path,
    outer,
    interfaces: new Map(),
    aliases: new Map(),
    classes: new Map(),
    constants: new Map(),
    enums: new Map(),
    functions: new Map(),
    namespaces: new Map(),
    imports: new Map(),
    reexports: [],
  };
}

function boundScope(module: string, text: string): Scope {
  const scope = emptyScope(module, text, [], undefined);
  bind(scope, parsed(`${module}.d.ts`, text).statements);
  return scope;
}

function bind(scope: Scope, statements: readonly ts.Statement[]): void {
  for (const statement of statements) {
    if (ts.isInterfaceDeclaration(statement)) {
      const name = statement.name.text;
      scope.interfaces.set(name, [...(scope.interfaces.get(name) ?? []), statement]);
    } else if (ts.isTypeAliasDeclaration(statement)) scope.aliases.set(statement.name.text, statement);
    else if (ts.isClassDeclaration(statement) && statement.name) scope.classes.set(statement.name.text, statement);
    else if (ts.isEnumDeclaration(statement)) scope.enums.set(statement.name.text, statement);
    else if (ts.isFunctionDeclaration(statement) && statement.name) bindFunction(scope, statement, statement.name.text);
    else if (ts.isVariableStatement(statement)) {
      for (const variable of statement.declarationList.declarations) {
        if (ts.isIdentifier(variable.name)) scope.constants.set(variable.name.text, variable);
      }
    } else if (ts.isModuleDeclaration(statement)) bindNamespace(scope, statement);
    else if (ts.isImportDeclaration(statement)) bindImport(scope, statement);
    else if (ts.isExportDeclaration(statement)) bindExport(scope, statement);
  }
}

/** Of overloads the first counts, as in the generated code. */
function bindFunction(scope: Scope, declaration: ts.FunctionDeclaration, name: string): void {
  if (!scope.functions.has(name)) scope.functions.set(name, declaration);
}

function bindNamespace(scope: Scope, declaration: ts.ModuleDeclaration): void {
  const name = declaration.name.text;
  const inner = scope.namespaces.get(name) ?? emptyScope(scope.file, scope.text, [...scope.path, name], scope);
  scope.namespaces.set(name, inner);
  const body = declaration.body;
  if (body === undefined) return;
  if (ts.isModuleBlock(body)) bind(inner, body.statements);
  else if (ts.isModuleDeclaration(body)) bindNamespace(inner, body);
}

function bindImport(scope: Scope, declaration: ts.ImportDeclaration): void {
  const clause = declaration.importClause;
  if (clause === undefined || !ts.isStringLiteral(declaration.moduleSpecifier)) return;
  const module = declaration.moduleSpecifier.text;
  if (clause.name) scope.imports.set(clause.name.text, { module, name: "default" });
  const bindings = clause.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) scope.imports.set(bindings.name.text, { module });
  else {
    for (const element of bindings.elements) {
      scope.imports.set(element.name.text, { module, name: (element.propertyName ?? element.name).text });
    }
  }
}

function bindExport(scope: Scope, declaration: ts.ExportDeclaration): void {
  const from = declaration.moduleSpecifier;
  const module = from !== undefined && ts.isStringLiteral(from) ? from.text : undefined;
  const clause = declaration.exportClause;
  if (clause === undefined) {
    if (module !== undefined) scope.reexports.push(module);
  } else if (ts.isNamespaceExport(clause)) {
    if (module !== undefined) scope.imports.set(clause.name.text, { module });
  } else {
    for (const element of clause.elements) {
      const original = (element.propertyName ?? element.name).text;
      if (module !== undefined) scope.imports.set(element.name.text, { module, name: original });
      else if (element.name.text !== original) {
        const imported = scope.imports.get(original);
        if (imported !== undefined) scope.imports.set(element.name.text, imported);
      }
    }
  }
}

/** The dotted name of a type reference or an expression; undefined for anything else. */
export function dottedName(node: ts.EntityName | ts.Expression): readonly string[] | undefined {
  if (ts.isIdentifier(node)) return [node.text];
  if (ts.isQualifiedName(node)) {
    const left = dottedName(node.left);
    return left === undefined ? undefined : [...left, node.right.text];
  }
  if (ts.isPropertyAccessExpression(node)) {
    const left = dottedName(node.expression);
    return left === undefined ? undefined : [...left, node.name.text];
  }
  return undefined;
}
