// Reads everything the sandbox needs to know of a provider package out of the SDK in a folder.
import ts from "typescript";
import { DeclaredTypes } from "./declared-types";
import { documentationOf } from "./documentation";
import { type DefaultFacts, type JavaScriptFacts, javascriptFacts } from "./javascript-facts";
import { type CustomKind, outputSuffix, type PackageModel } from "./package-model";
import type { FunctionShape, ObjectShape, Properties, Property, ResourceShape } from "./package-types";
import { readFunction, undeclaredFunction } from "./read-function";
import { readResource, withDefault } from "./read-resource";
import { type Declaration, type Scope, SdkSources } from "./sdk-sources";
import { isBridgedToken, nestedTypeToken } from "./type-tokens";

export function readPackage(folder: string, name: string, version: string): PackageModel {
  const sources = new SdkSources(folder);
  const modules = new Map<string, JavaScriptFacts>();
  for (const module of sources.modules()) {
    const facts = javascriptFacts(module, sources.javascript(module));
    if (facts !== undefined) modules.set(module, facts);
  }
  const classTokens = new Map<string, string>();
  for (const [module, facts] of modules) {
    for (const [className, { token }] of facts.classes) {
      if (token !== undefined) classTokens.set(`${module} ${className}`, token);
    }
  }
  const tokens = [...classTokens.values()];
  const bridged = tokens.filter(isBridgedToken).length > tokens.length / 2;
  const types = new DeclaredTypes(sources, {
    objectToken: (declaration: Declaration) => nestedTypeToken(name, bridged, declaration),
    resourceToken: ({ scope, name: className }) => classTokens.get(`${scope.file} ${className}`),
  });
  const shapes = readModules(name, sources, modules, types);
  const config = packageConfig(sources, modules, types);
  applyNestedDefaults(types, name, bridged, modules);
  return {
    name,
    version,
    bridged,
    ...shapes,
    objects: Object.fromEntries([...types.objects].sort(([left], [right]) => (left < right ? -1 : 1))),
    config,
    unresolved: types.unresolved,
  };
}

function readModules(
  name: string,
  sources: SdkSources,
  modules: ReadonlyMap<string, JavaScriptFacts>,
  types: DeclaredTypes,
): Pick<PackageModel, "provider" | "resources" | "customKinds" | "functions"> {
  const resources: Record<string, ResourceShape> = {};
  const customKinds: CustomKind[] = [];
  const functions: Record<string, FunctionShape> = {};
  const otherCalls: JavaScriptFacts["otherCalls"][number][] = [];
  let provider = emptyProvider(name);
  for (const [module, facts] of modules) {
    const scope = sources.scope(module);
    if (scope === undefined) continue;
    for (const [className, known] of facts.classes) {
      const [head, , tail = ""] = known.computedToken ?? [];
      if (known.token === undefined && head === undefined) continue;
      const token = known.token === name ? `pulumi:providers:${name}` : (known.token ?? `${head}*${tail}`);
      const read = readResource(types, scope, className, known, token);
      if (read === undefined) continue;
      for (const method of read.methods) functions[method.token] = method;
      if (read.shape.isProvider) provider = read.shape;
      else if (known.token === undefined) customKinds.push({ head: head ?? "", tail, shape: read.shape });
      else if (resources[token]?.deprecated !== undefined || resources[token] === undefined)
        resources[token] = read.shape;
    }
    for (const [functionName, known] of facts.functions) {
      const declared = scope.functions.get(functionName) !== undefined;
      // The form for outputs takes the same: it counts only where there is no other.
      if (!declared) otherCalls.push(known);
      else if (functions[known.token] === undefined || !functionName.endsWith("Output")) {
        const shape = readFunction(types, scope, functionName, known);
        if (shape !== undefined) functions[known.token] = shape;
      }
    }
    otherCalls.push(...facts.otherCalls);
    sources.forget(module);
  }
  for (const call of otherCalls) functions[call.token] ??= undeclaredFunction(call);
  return { provider, resources, customKinds, functions };
}

function emptyProvider(name: string): ResourceShape {
  return {
    token: `pulumi:providers:${name}`,
    isProvider: true,
    isComponent: false,
    inputs: {},
    outputs: {},
    stateInputs: {},
    secretOutputs: [],
    aliases: [],
    replaceOnChanges: [],
  };
}

/** The SDK fills in members of nested inputs too: `port: (val.port) ?? 22`. */
function applyNestedDefaults(
  types: DeclaredTypes,
  name: string,
  bridged: boolean,
  modules: ReadonlyMap<string, JavaScriptFacts>,
): void {
  for (const [module, facts] of modules) {
    if (!/^types\/(input|output)$/.test(module)) continue;
    for (const [dotted, defaults] of facts.nestedDefaults) {
      const path = dotted.split(".");
      const typeName = path.pop() ?? "";
      const folders = path.length === 0 ? "index" : path.join("/");
      const suffix = module === "types/output" ? outputSuffix : "";
      for (const bare of new Set([typeName, typeName.replace(/Args$/, "")])) {
        const token = bridged ? `${name}:${folders}/${bare}:${bare}` : `${name}:${folders}:${bare}`;
        const shape = types.objects.get(`${token}${suffix}`);
        if (shape !== undefined) types.objects.set(shape.token, withMemberDefaults(shape, defaults));
      }
    }
  }
}

function withMemberDefaults(shape: ObjectShape, defaults: ReadonlyMap<string, DefaultFacts>): ObjectShape {
  const properties: Record<string, Property> = {};
  for (const [name, property] of Object.entries(shape.properties)) {
    properties[name] = { ...property, ...withDefault(defaults.get(name)) };
  }
  return { ...shape, properties };
}

function packageConfig(
  sources: SdkSources,
  modules: ReadonlyMap<string, JavaScriptFacts>,
  types: DeclaredTypes,
): Properties {
  const config: Record<string, Property> = {};
  for (const [module, facts] of modules) {
    if (facts.config.size === 0) continue;
    const scope = sources.scope(module);
    for (const [name, known] of facts.config) {
      const declared = scope === undefined ? undefined : declaredConstant(scope, name, types);
      const type = declared?.type ?? { kind: "any" };
      config[name] = {
        type,
        required: false,
        secret: false,
        ...(declared?.description === undefined ? {} : { description: declared.description }),
        ...(type.kind !== "string" ? { jsonEncoded: true } : {}),
        ...withDefault(known.default),
      };
    }
  }
  return config;
}

function declaredConstant(
  scope: Scope,
  name: string,
  types: DeclaredTypes,
): { readonly type: Property["type"]; readonly description?: string } | undefined {
  const variable = scope.constants.get(name);
  if (variable?.type === undefined) return undefined;
  const read = types.read(variable.type, { scope, side: "output" });
  if (read === undefined) return undefined;
  const { description } = documentationOf(firstLineOf(variable), scope.text);
  return { type: read.type, ...(description === undefined ? {} : { description }) };
}

/** The comment stands before `export declare const`, not before the name. */
function firstLineOf(variable: ts.VariableDeclaration): ts.Node {
  const list = variable.parent;
  return list !== undefined && ts.isVariableStatement(list.parent) ? list.parent : variable;
}
