// Forms that generators of other versions, and people who write SDKs by hand, use for the same things.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PackageModel } from "./package-model";
import type { Property, TypeRef } from "./package-types";
import { readPackage } from "./read-package";

const files: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({ name: "harbour", version: "1.0.0", pulumi: { resource: true, name: "harbour" } }),
  "types/index.d.ts": `import * as enums from "./enums"; import * as input from "./input"; import * as output from "./output";
export { enums, input, output };`,
  "types/input.d.ts": `import * as pulumi from "@pulumi/pulumi"; import { input as inputs } from "../types";
export interface BollardArgs { height?: pulumi.Input<number>; next?: pulumi.Input<inputs.BollardArgs>; }
export interface CraneArgs { reach: pulumi.Input<number>; }
export interface Crane { reach: number; lifts: number; }
export declare namespace deep { namespace v1 { interface Anchor extends Base { weight: pulumi.Input<number>; } interface Base { chain?: pulumi.Input<string>; } } }`,
  "types/output.d.ts": `export interface Bollard { height: number; }`,
  "types/enums/index.d.ts": `import * as tide from "./tide"; export { tide };
export declare enum Flag { Red = "red", Green = "green" }
export declare enum Level { Low, High }`,
  "types/enums/tide/index.d.ts": `export declare const State: { readonly High: "high"; readonly Low: "low"; };
export type State = (typeof State)[keyof typeof State];`,
  "pier.d.ts": `import * as pulumi from "@pulumi/pulumi"; import * as aws from "@pulumi/aws";
import { input as inputs, output as outputs, enums } from "./types"; import { Buoy } from "./buoy"; import * as all from "./index";
export type Rope = "hemp" | "steel";
export declare class Pier extends pulumi.CustomResource {
  static get(name: string, id: pulumi.Input<pulumi.ID>): Pier;
  readonly bollards: pulumi.Output<outputs.Bollard[] | null>;
  private readonly hidden: string;
  constructor(name: string, args: PierArgs | undefined, opts?: pulumi.CustomResourceOptions);
  move(args: Pier.MoveArgs): pulumi.Output<Pier.MoveResult>;
}
export declare namespace Pier { interface MoveArgs { to: pulumi.Input<string>; } interface MoveResult { readonly moved: boolean; } }
export interface PierState { key?: pulumi.Input<string>; }
interface Shared { inherited: pulumi.Input<string>; }
export interface PierArgs extends Shared {
  record?: pulumi.Input<Record<string, pulumi.Input<number>>>;
  list?: pulumi.Input<ReadonlyArray<string>>;
  readonlyList?: pulumi.Input<readonly pulumi.Input<string>[]>;
  nullable: pulumi.Input<string | null>;
  rope?: pulumi.Input<Rope>;
  inlineUnion?: pulumi.Input<"a" | "b">;
  openUnion?: pulumi.Input<"a" | "b" | string>;
  numbers?: pulumi.Input<1 | 2 | -3>;
  tide?: pulumi.Input<enums.tide.State>;
  flag?: pulumi.Input<string | enums.Flag>;
  level?: pulumi.Input<enums.Level>;
  bollard?: pulumi.Input<inputs.BollardArgs>;
  plainCrane?: inputs.Crane;
  crane?: pulumi.Input<inputs.CraneArgs>;
  anchor?: pulumi.Input<inputs.deep.v1.Anchor>;
  buoy?: pulumi.Input<Buoy>;
  buoyByIndex?: pulumi.Input<all.Buoy>;
  bucket?: pulumi.Input<aws.s3.Bucket>;
  inline?: pulumi.Input<{ "quoted-name": pulumi.Input<string>; other?: number; }>;
  callback?: (name: string) => void;
  forbidden?: never;
  mixed?: pulumi.Input<string | number | boolean | undefined>;
  anyRes?: pulumi.Resource;
  file?: pulumi.Input<pulumi.asset.Asset>;
  key?: pulumi.Input<string>;
  mystery?: pulumi.Input<Nowhere>;
}`,
  "pier.js": `const pulumi = require("@pulumi/pulumi");
class Pier extends pulumi.CustomResource {
  constructor(name, args, opts) {
    let inputs = {};
    if (opts && opts.id) { const state = args; inputs["key"] = state ? state.key : undefined; }
    else {
      if ((!args || args.nullable === undefined) && !opts.urn) { throw new Error("Missing required property 'nullable'"); }
      inputs["key"] = (args === null || args === void 0 ? void 0 : args.key) ? pulumi.secret(args.key) : undefined;
      inputs["rope"] = (args ? args.rope : undefined) || undefined;
      inputs["list"] = args.list;
      inputs["extra"] = 7;
      inputs["computed"] = undefined /*out*/;
      inputs["inherited"] = (_a = args.inherited) !== null && _a !== void 0 ? _a : (utilities.getEnv("A", "B") || "home");
    }
    const secretOpts = { additionalSecretOutputs: ["key"] };
    const aliasOpts = { aliases: [{ type: "harbour:old/pier:Pier" }] };
    super(Pier.__pulumiType, name, inputs, opts);
  }
  move(args) { return pulumi.runtime.call("harbour:index/pier:Pier/move", { "__self__": this, "to": args.to }, this); }
}
exports.Pier = Pier;
Pier.__pulumiType = 'harbour:index/pier:Pier';`,
  "buoy.d.ts": `import * as pulumi from "@pulumi/pulumi"; export declare class Buoy extends pulumi.ComponentResource { constructor(name: string, args?: BuoyArgs); } export interface BuoyArgs {}`,
  "buoy.js":
    "class Buoy { static __pulumiType = 'harbour:index/buoy:Buoy'; constructor() { super(Buoy.__pulumiType); } }",
  "index.d.ts": `export * from "./buoy"; export { Pier, PierArgs } from "./pier";`,
  "index.js": "",
  "find.d.ts": `import * as pulumi from "@pulumi/pulumi";
export declare function find(args: FindArgs, opts?: pulumi.InvokeOptions): Promise<FindResult>;
export interface FindArgs { depth: number; } export interface FindResult { readonly name: string; readonly near?: string[]; }
export declare function onlyOutput(args: FindArgs, opts?: pulumi.InvokeOptions): pulumi.Output<FindResult>;`,
  "find.js": `function find(args, opts) { return pulumi.runtime.invoke("harbour:index/find:find", { "depth": args.depth }, opts); }
function onlyOutput(args, opts) { return pulumi.runtime.invokeOutput("harbour:index/only:only", { "depth": args.depth }, opts); }`,
};

let folder = "";
let model: PackageModel;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "roadstead-sdk-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  model = readPackage(folder, "harbour", "1.0.0");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function input(name: string): Property | undefined {
  return model.resources["harbour:index/pier:Pier"]?.inputs[name];
}

const text: TypeRef = { kind: "string" };
const number: TypeRef = { kind: "number" };
const forms: readonly (readonly [string, TypeRef])[] = [
  ["record", { kind: "map", values: number }],
  ["list", { kind: "array", items: text }],
  ["readonlyList", { kind: "array", items: text }],
  ["nullable", text],
  ["rope", { kind: "enum", token: "harbour:index/Rope:Rope", values: ["hemp", "steel"], open: false }],
  ["inlineUnion", { kind: "enum", values: ["a", "b"], open: false }],
  ["openUnion", { kind: "enum", values: ["a", "b"], open: true }],
  ["numbers", { kind: "enum", values: [1, 2, -3], open: false }],
  ["tide", { kind: "enum", token: "harbour:tide/State:State", values: ["high", "low"], open: false }],
  ["flag", { kind: "enum", token: "harbour:index/Flag:Flag", values: ["red", "green"], open: true }],
  ["level", { kind: "enum", token: "harbour:index/Level:Level", values: [0, 1], open: false }],
  ["bollard", { kind: "object", token: "harbour:index/Bollard:Bollard" }],
  ["anchor", { kind: "object", token: "harbour:deep/v1/Anchor:Anchor" }],
  ["buoy", { kind: "resource", token: "harbour:index/buoy:Buoy" }],
  ["buoyByIndex", { kind: "resource", token: "harbour:index/buoy:Buoy" }],
  ["bucket", { kind: "resource", token: "" }],
  ["anyRes", { kind: "resource", token: "" }],
  ["mixed", { kind: "union", of: [text, number, { kind: "boolean" }] }],
  ["file", { kind: "asset" }],
  ["inherited", text],
  ["extra", { kind: "const", value: 7 }],
];

it.each(forms)("reads %s", (name, expected) => {
  expect(input(name)?.type).toEqual(expected);
});

it("takes nothing a property value cannot be", () => {
  expect(input("callback")).toBeUndefined();
  expect(input("forbidden")).toBeUndefined();
  expect(input("computed")).toBeUndefined();
});

it("tells required from optional, by the declaration or by the constructor", () => {
  expect(input("nullable")?.required).toBe(true);
  expect(input("list")?.required).toBe(false);
  // The SDK fills it in, so the program need not.
  expect(input("inherited")).toMatchObject({ required: false, default: "home", defaultEnvironment: ["A", "B"] });
});

it("keeps the input form apart from a plain form that differs", () => {
  expect(input("crane")?.type).toEqual({ kind: "object", token: "harbour:index/CraneArgs:CraneArgs" });
  expect(input("plainCrane")).toMatchObject({
    type: { kind: "object", token: "harbour:index/Crane:Crane" },
    plain: true,
  });
});

it("follows types that contain themselves, and inherited members of nested ones", () => {
  const bollard = model.objects["harbour:index/Bollard:Bollard"];
  expect(bollard?.properties["next"]?.type).toEqual({ kind: "object", token: "harbour:index/Bollard:Bollard" });
  expect(Object.keys(model.objects["harbour:deep/v1/Anchor:Anchor"]?.properties ?? {})).toEqual(["chain", "weight"]);
});

it("reads objects that are declared where they are used", () => {
  const type = input("inline")?.type;
  const inline = type?.kind === "object" ? model.objects[type.token] : undefined;
  expect(inline?.properties["quoted-name"]).toMatchObject({ type: text, required: true });
  expect(inline?.properties["other"]).toMatchObject({ type: number, required: false });
});

it("knows outputs as they are declared, without private members", () => {
  const outputs = model.resources["harbour:index/pier:Pier"]?.outputs;
  expect(Object.keys(outputs ?? {})).toEqual(["bollards"]);
  expect(outputs?.["bollards"]).toMatchObject({
    type: { kind: "array", items: { kind: "object", token: "harbour:index/Bollard:Bollard#output" } },
    required: false,
  });
});

it("knows secrets, aliases and methods from the constructor", () => {
  const pier = model.resources["harbour:index/pier:Pier"];
  expect(input("key")?.secret).toBe(true);
  expect(pier).toMatchObject({
    secretOutputs: ["key"],
    aliases: ["harbour:old/pier:Pier"],
    methods: { move: "harbour:index/pier:Pier/move" },
    stateInputs: { key: { secret: true } },
  });
  expect(model.functions["harbour:index/pier:Pier/move"]).toMatchObject({
    inputs: { __self__: { required: true }, to: { type: text } },
    outputs: { moved: { type: { kind: "boolean" } } },
  });
  expect(model.resources["harbour:index/buoy:Buoy"]?.isComponent).toBe(true);
});

it("reads functions, also those that only have a form for outputs", () => {
  for (const token of ["harbour:index/find:find", "harbour:index/only:only"]) {
    expect(model.functions[token]).toMatchObject({
      inputs: { depth: { type: number, required: true } },
      outputs: { name: { type: text, required: true }, near: { required: false } },
    });
  }
});

it("names the place where a type cannot be told, and takes anything there", () => {
  expect(input("mystery")?.type).toEqual({ kind: "any" });
  expect(model.unresolved).toEqual(["pier: Nowhere"]);
});
