// What only the JavaScript of an SDK says: tokens, defaults, secrets, aliases and what a constructor insists on.
import ts from "typescript";
import { literalValue } from "./declared-types";
import { parsed } from "./sdk-sources";

/** What a program gets when it leaves an input out. */
export interface DefaultFacts {
  readonly value?: string | number | boolean;
  readonly environment: readonly string[];
}

export interface InputFacts {
  readonly secret: boolean;
  readonly jsonEncoded: boolean;
  /** Set by the SDK whatever the program says. */
  readonly constant?: string | number | boolean;
  readonly default?: DefaultFacts;
}

export interface ClassFacts {
  token?: string;
  /** Head, middle and tail of a token made from `apiVersion` and `kind`. */
  computedToken?: readonly string[];
  readonly inputs: Map<string, InputFacts>;
  readonly required: Set<string>;
  readonly secretOutputs: Set<string>;
  readonly aliases: Set<string>;
  readonly replaceOnChanges: Set<string>;
  /** Method name to function token. */
  readonly methods: Map<string, string>;
}

export interface FunctionFacts {
  readonly token: string;
  /** Answers with one value instead of an object. */
  readonly single: boolean;
  /** Names of the arguments, as the provider sees them. */
  readonly arguments: readonly string[];
}

export interface JavaScriptFacts {
  readonly classes: Map<string, ClassFacts>;
  readonly functions: Map<string, FunctionFacts>;
  /** Calls from hand-written parts, which no declaration describes. */
  readonly otherCalls: readonly FunctionFacts[];
  /** Dotted name of a nested type (`remote.Connection`) to the defaults of its members. */
  readonly nestedDefaults: Map<string, Map<string, DefaultFacts>>;
  /** Package configuration: the reader that is used, `get` or `getObject` and the like. */
  readonly config: Map<string, InputFacts>;
}

const interesting = /__pulumiType|runtime\.(invoke|call)|ProvideDefaults|pulumi\.Config\(|super\(`/;

/** Undefined where a file holds nothing of interest: most do not need parsing. */
export function javascriptFacts(file: string, text: string): JavaScriptFacts | undefined {
  if (!interesting.test(text)) return undefined;
  const facts: JavaScriptFacts & { otherCalls: FunctionFacts[] } = {
    classes: new Map(),
    functions: new Map(),
    otherCalls: [],
    nestedDefaults: new Map(),
    config: new Map(),
  };
  for (const statement of parsed(`${file}.js`, text).statements) readStatement(statement, facts);
  return facts;
}

function readStatement(statement: ts.Statement, facts: JavaScriptFacts & { otherCalls: FunctionFacts[] }): void {
  if (ts.isClassDeclaration(statement) && statement.name) {
    const name = statement.name.text;
    facts.classes.set(name, classFacts(statement, facts.otherCalls));
    return;
  }
  if (ts.isFunctionDeclaration(statement) && statement.name) {
    const name = statement.name.text;
    const calls = callsWithin(statement);
    const [first] = calls;
    if (first !== undefined) facts.functions.set(name, first);
    facts.otherCalls.push(...calls.slice(1));
    readNestedDefaults(statement, [], facts.nestedDefaults);
    return;
  }
  if (!ts.isExpressionStatement(statement)) return;
  const { expression } = statement;
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    // `Server.__pulumiType = "..."`, as older generators write it after the class.
    const { left, right } = expression;
    if (ts.isPropertyAccessExpression(left) && left.name.text === "__pulumiType" && ts.isIdentifier(left.expression)) {
      const declared = facts.classes.get(left.expression.text);
      const token = literalValue(right);
      if (declared !== undefined && typeof token === "string") declared.token = token;
    }
  }
  readConfig(expression, facts.config);
  readNestedDefaults(expression, [], facts.nestedDefaults);
}

function classFacts(declaration: ts.ClassDeclaration, otherCalls: FunctionFacts[]): ClassFacts {
  const facts: ClassFacts = {
    inputs: new Map(),
    required: new Set(),
    secretOutputs: new Set(),
    aliases: new Set(),
    replaceOnChanges: new Set(),
    methods: new Map(),
  };
  for (const member of declaration.members) {
    if (ts.isPropertyDeclaration(member) && memberName(member) === "__pulumiType" && member.initializer) {
      const token = literalValue(member.initializer);
      if (typeof token === "string") facts.token = token;
    } else if (ts.isConstructorDeclaration(member)) {
      readConstructor(member, facts);
      otherCalls.push(...callsWithin(member));
    } else if (ts.isMethodDeclaration(member)) {
      const calls = callsWithin(member);
      const own = calls.find((call) => call.arguments.includes("__self__"));
      const name = memberName(member);
      if (own !== undefined && name !== undefined) facts.methods.set(name, own.token);
      otherCalls.push(...calls.filter((call) => call !== own));
    }
  }
  return facts;
}

function memberName(member: ts.ClassElement): string | undefined {
  return member.name !== undefined && ts.isIdentifier(member.name) ? member.name.text : undefined;
}

function readConstructor(declaration: ts.ConstructorDeclaration, facts: ClassFacts): void {
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      readAssignment(node, facts);
    else if (ts.isNewExpression(node)) readMissingRequired(node, facts);
    else if (ts.isPropertyAssignment(node) && ts.isArrayLiteralExpression(node.initializer)) {
      readOptions(node.name, node.initializer, facts);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) {
      const [type] = node.arguments;
      if (type !== undefined && ts.isTemplateExpression(type)) {
        facts.computedToken = [type.head.text, ...type.templateSpans.map((span) => span.literal.text)];
      }
    }
    ts.forEachChild(node, visit);
  };
  if (declaration.body) visit(declaration.body);
}

/** `resourceInputs["name"] = ...` */
function readAssignment(node: ts.BinaryExpression, facts: ClassFacts): void {
  if (!ts.isElementAccessExpression(node.left) || !ts.isIdentifier(node.left.expression)) return;
  if (!/inputs$/i.test(node.left.expression.text)) return;
  const name = literalValue(node.left.argumentExpression);
  if (typeof name !== "string" || isUndefined(node.right) || readsState(node.right)) return;
  facts.inputs.set(name, inputFacts(node.right));
}

function inputFacts(value: ts.Expression): InputFacts {
  const constant = literalValue(value);
  const fallback = defaultWithin(value);
  return {
    secret: someNode(value, (node) => ts.isCallExpression(node) && calledName(node) === "secret"),
    jsonEncoded: someNode(
      value,
      (node) =>
        ts.isPropertyAccessExpression(node) && node.name.text === "stringify" && isNamed(node.expression, "JSON"),
    ),
    ...(constant === undefined ? {} : { constant }),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

/** The right side of `??`, however the generator's target spelled it. */
function defaultWithin(value: ts.Node): DefaultFacts | undefined {
  let found: DefaultFacts | undefined;
  const visit = (node: ts.Node): void => {
    if (found !== undefined) return;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
      found = defaultFacts(node.right);
    } else if (ts.isConditionalExpression(node) && comparesWithNull(node.condition)) {
      found = defaultFacts(node.whenFalse);
    }
    if (found === undefined) ts.forEachChild(node, visit);
  };
  visit(value);
  return found;
}

/** `(_a = args.x) !== null && _a !== void 0`, but not `args === null || args === void 0`. */
function comparesWithNull(node: ts.Expression): boolean {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken &&
    someNode(node.left, (part) => part.kind === ts.SyntaxKind.NullKeyword)
  );
}

function defaultFacts(node: ts.Expression): DefaultFacts | undefined {
  const inner = ts.isParenthesizedExpression(node) ? node.expression : node;
  const value = literalValue(inner);
  if (value !== undefined) return { value, environment: [] };
  if (ts.isCallExpression(inner) && calledName(inner)?.startsWith("getEnv") === true) {
    return { environment: inner.arguments.map(literalValue).filter((name) => typeof name === "string") };
  }
  if (ts.isBinaryExpression(inner)) {
    const left = defaultFacts(inner.left);
    const right = defaultFacts(inner.right);
    return left === undefined ? right : { ...right, environment: left.environment };
  }
  return undefined;
}

function readMissingRequired(node: ts.NewExpression, facts: ClassFacts): void {
  const [message] = node.arguments ?? [];
  const text = message === undefined ? undefined : literalValue(message);
  const name = typeof text === "string" ? /^Missing required property '([^']+)'/.exec(text)?.[1] : undefined;
  if (name !== undefined) facts.required.add(name);
}

function readOptions(option: ts.PropertyName, list: ts.ArrayLiteralExpression, facts: ClassFacts): void {
  const name = ts.isIdentifier(option) ? option.text : "";
  const strings = list.elements.map(literalValue).filter((value) => typeof value === "string");
  if (name === "additionalSecretOutputs") for (const value of strings) facts.secretOutputs.add(value);
  if (name === "replaceOnChanges") for (const value of strings) facts.replaceOnChanges.add(value);
  if (name !== "aliases") return;
  for (const element of list.elements) {
    if (!ts.isObjectLiteralExpression(element)) continue;
    for (const property of element.properties) {
      if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name) || property.name.text !== "type")
        continue;
      const type = literalValue(property.initializer);
      if (typeof type === "string") facts.aliases.add(type);
    }
  }
}

/** `pulumi.runtime.invoke("token", { ... })` and its relatives. */
function callsWithin(node: ts.Node): FunctionFacts[] {
  const found: FunctionFacts[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isCallExpression(inner)) {
      const name = calledName(inner) ?? "";
      const [token, values] = inner.arguments;
      const text = token === undefined ? undefined : literalValue(token);
      if (/^(invoke|call)(Single|Async|Output)*$/.test(name) && typeof text === "string" && text.includes(":")) {
        found.push({ token: text, single: name.includes("Single"), arguments: namesOf(values) });
      }
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return found;
}

function namesOf(node: ts.Expression | undefined): readonly string[] {
  if (node === undefined || !ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((property) => {
    const { name } = property;
    return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? [name.text] : [];
  });
}

/** `function connectionArgsProvideDefaults(val) { return { ...val, port: (val.port) ?? 22 } }`, also inside namespaces. */
function readNestedDefaults(
  node: ts.Node,
  namespaces: readonly string[],
  into: Map<string, Map<string, DefaultFacts>>,
): void {
  if (ts.isFunctionDeclaration(node)) {
    const stem = /^(.+)ProvideDefaults$/.exec(node.name?.text ?? "")?.[1];
    if (stem === undefined) return;
    const defaults = new Map<string, DefaultFacts>();
    const visit = (inner: ts.Node): void => {
      if (ts.isPropertyAssignment(inner)) {
        const fallback = defaultWithin(inner.initializer);
        if (fallback !== undefined && ts.isIdentifier(inner.name)) defaults.set(inner.name.text, fallback);
      } else ts.forEachChild(inner, visit);
    };
    visit(node);
    into.set([...namespaces, stem.charAt(0).toUpperCase() + stem.slice(1)].join("."), defaults);
    return;
  }
  const isNamespace = ts.isFunctionExpression(node) && node.parameters.length === 1;
  const [parameter] = isNamespace ? node.parameters : [];
  const inside =
    parameter !== undefined && ts.isIdentifier(parameter.name) ? [...namespaces, parameter.name.text] : namespaces;
  ts.forEachChild(node, (child) => readNestedDefaults(child, inside, into));
}

/** `Object.defineProperty(exports, "token", { get() { return __config.get("token") ?? ... } })` */
function readConfig(node: ts.Expression, into: Map<string, InputFacts>): void {
  if (!ts.isCallExpression(node) || calledName(node) !== "defineProperty") return;
  let name: string | undefined;
  let jsonEncoded = false;
  const visit = (inner: ts.Node): void => {
    if (ts.isCallExpression(inner) && ts.isPropertyAccessExpression(inner.expression)) {
      const reader = inner.expression;
      const [key] = inner.arguments;
      if (isNamed(reader.expression, "__config") && key !== undefined) {
        const text = literalValue(key);
        if (typeof text === "string") name = text;
        jsonEncoded = reader.name.text !== "get";
      }
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
  if (name === undefined) return;
  const fallback = defaultWithin(node);
  into.set(name, { secret: false, jsonEncoded, ...(fallback === undefined ? {} : { default: fallback }) });
}

function calledName(node: ts.CallExpression): string | undefined {
  if (ts.isIdentifier(node.expression)) return node.expression.text;
  return ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : undefined;
}

function isNamed(node: ts.Expression, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

function isUndefined(node: ts.Expression): boolean {
  return isNamed(node, "undefined") || ts.isVoidExpression(node);
}

/** `state.x`: the branch of the constructor that looks an existing resource up. */
function readsState(node: ts.Node): boolean {
  return someNode(node, (inner) => ts.isPropertyAccessExpression(inner) && isNamed(inner.expression, "state"));
}

function someNode(node: ts.Node, test: (node: ts.Node) => boolean): boolean {
  return test(node) || (ts.forEachChild(node, (child) => someNode(child, test) || undefined) ?? false);
}
