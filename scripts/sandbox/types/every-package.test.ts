// Promises over every package the library itself deploys to, each read from the SDK installed here.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { findSdk } from "./installed-package";
import {
  checkInputs,
  checkOutputs,
  exampleOutputs,
  type PackageTypes,
  type Properties,
  packageTypes,
  type TypeRef,
} from "./package-types";

// The first reading of an SDK takes seconds, and many more on a busy machine; later ones come from the cache.
vi.setConfig({ testTimeout: 120_000 });

const packages = [
  "cloudflare",
  "command",
  "digitalocean",
  "docker",
  "gcp",
  "hcloud",
  "kubernetes",
  "linode",
  "random",
  "tls",
  "vultr",
];
/** Requires itself in its outputs (a schema of schemas), so that no complete value of it exists. */
const endless = /CustomResourceDefinition(List|Patch)?$/;

function filesOf(name: string, ending: string): readonly string[] {
  const visit = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === "node_modules" ? [] : visit(path);
      return entry.name.endsWith(ending) ? [readFileSync(path, "utf8")] : [];
    });
  return visit(findSdk({ name, from: __dirname }).sdk.folder);
}

function found(texts: readonly string[], pattern: RegExp): readonly string[] {
  const values = new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? "")));
  return [...values].sort();
}

/** Every property of every shape, with the place it stands. */
function* everyProperty(types: PackageTypes): Generator<readonly [string, Properties]> {
  for (const token of types.resourceTokens()) {
    const shape = types.resource(token);
    yield [`${token} inputs`, shape?.inputs ?? {}];
    yield [`${token} outputs`, shape?.outputs ?? {}];
    yield [`${token} state`, shape?.stateInputs ?? {}];
  }
  for (const token of types.functionTokens()) {
    yield [`${token} inputs`, types.function(token)?.inputs ?? {}];
    yield [`${token} outputs`, types.function(token)?.outputs ?? {}];
  }
  for (const token of types.objectTokens()) yield [token, types.object(token)?.properties ?? {}];
  const provider = types.resource(`pulumi:providers:${types.name}`);
  yield ["provider", provider?.inputs ?? {}];
  yield ["config", types.config];
}

function* typesWithin(type: TypeRef): Generator<TypeRef> {
  yield type;
  if (type.kind === "array") yield* typesWithin(type.items);
  if (type.kind === "map") yield* typesWithin(type.values);
  if (type.kind === "union") for (const alternative of type.of) yield* typesWithin(alternative);
}

function brokenReference(types: PackageTypes, type: TypeRef): string | undefined {
  if (type.kind === "object" && types.object(type.token) === undefined) return type.token;
  if (type.kind === "resource" && types.resource(type.token) === undefined) return type.token;
  if (type.kind === "enum" && type.values.length === 0) return `empty ${type.token}`;
  if (type.kind === "union" && type.of.length < 2) return "a union of one";
  return undefined;
}

describe.each(packages)("%s", (name) => {
  it("has every resource and every function that the SDK can ask for", async () => {
    const types = await packageTypes({ name, from: __dirname });
    const scripts = filesOf(name, ".js");
    const classes = found(scripts, /__pulumiType = ['"]([^'"]+)['"]/g).filter((token) => token !== name);
    const calls = found(scripts, /runtime\.(?:invoke|call)\w*\(\s*['"]([^'"]+)['"]/g);
    expect([...types.resourceTokens()].sort()).toEqual(classes);
    expect([...types.functionTokens()].sort()).toEqual(calls);
    expect(classes.length).toBeGreaterThan(0);
    expect(calls.length).toBeGreaterThan(0);
  });

  it("leaves no type untold and no reference open", async () => {
    const types = await packageTypes({ name, from: __dirname });
    const broken: string[] = [];
    for (const [place, properties] of everyProperty(types)) {
      for (const [member, property] of Object.entries(properties)) {
        for (const type of typesWithin(property.type)) {
          const problem = brokenReference(types, type);
          if (problem !== undefined) broken.push(`${place} ${member}: ${problem}`);
        }
      }
    }
    expect(broken).toEqual([]);
    expect(types.unresolved).toEqual([]);
  });

  it("calls only that `any` which the declarations call `any`", async () => {
    const types = await packageTypes({ name, from: __dirname });
    const anyInSdk = new Set(found(filesOf(name, ".d.ts"), /^\s*(?:readonly )?(\w+)\??: [^\n{]*\bany\b/gm));
    const anyHere = new Set<string>();
    for (const [place, properties] of everyProperty(types)) {
      // Calls from hand-written code have no declaration to read.
      if (/^kubernetes:(helm:template|yaml:decode|kustomize:directory) /.test(place)) continue;
      for (const [member, { type }] of Object.entries(properties)) if (type.kind === "any") anyHere.add(member);
    }
    expect([...anyHere].filter((member) => !anyInSdk.has(member))).toEqual([]);
  });

  it("accepts the smallest inputs and the example outputs of every resource and function", async () => {
    const types = await packageTypes({ name, from: __dirname });
    const refused: string[] = [];
    for (const token of [...types.resourceTokens(), ...types.functionTokens()]) {
      const shape = types.resource(token) ?? types.function(token);
      if (shape === undefined || endless.test(token)) continue;
      const inputs = exampleOutputs(types, { outputs: shape.inputs }, token);
      const problems = [
        ...checkInputs(types, shape, inputs, { unknowns: false }),
        ...checkOutputs(types, shape, exampleOutputs(types, shape, token), { unknowns: false }),
      ];
      if (problems.length > 0) refused.push(`${token}: ${JSON.stringify(problems[0])}`);
    }
    expect(refused).toEqual([]);
  });

  it("writes a schema in which every reference leads somewhere", async () => {
    const types = await packageTypes({ name, from: __dirname });
    const schema = types.schema();
    const text = JSON.stringify(schema);
    const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? ""));
    const open = [...references].filter((reference) => {
      if (reference.startsWith("pulumi.json#/")) return !/\/(Any|Asset|Archive|Json)$/.test(reference);
      if (reference === "#/provider") return false;
      const [, section, token] = /^#\/(types|resources)\/(.+)$/.exec(reference) ?? [];
      return token === undefined || (section === "types" ? schema.types[token] : schema.resources[token]) === undefined;
    });
    expect(open).toEqual([]);
    expect(Object.keys(schema.resources)).toEqual([...types.resourceTokens()]);
    expect(text).not.toContain("#output");
  });
});
