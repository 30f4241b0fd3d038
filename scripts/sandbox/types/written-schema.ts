// Writes what is known of a package as a Pulumi package schema, for `pulumi import`, YAML programs and code generators.
import { outputSuffix } from "./package-model";
import type {
  EnumTypeSpec,
  FunctionSpec,
  ObjectTypeSpec,
  PackageSpec,
  PropertySpec,
  ResourceSpec,
  TypeSpec,
} from "./package-spec";
import type {
  FunctionShape,
  ObjectShape,
  PackageTypes,
  Properties,
  Property,
  ResourceShape,
  TypeRef,
} from "./package-types";

const anyType: TypeSpec = { $ref: "pulumi.json#/Any" };
/** Names every resource has: a schema must not declare them. */
const everyResourceHas: ReadonlySet<string> = new Set(["id", "urn"]);

export function writtenSchema(types: PackageTypes, provider: ResourceShape): PackageSpec {
  return new SchemaWriter(types).write(provider);
}

class SchemaWriter {
  readonly #types: PackageTypes;
  readonly #written: Record<string, ObjectTypeSpec | EnumTypeSpec> = {};
  readonly #resources: ReadonlySet<string>;

  constructor(types: PackageTypes) {
    this.#types = types;
    this.#resources = new Set(types.resourceTokens());
  }

  write(provider: ResourceShape): PackageSpec {
    const types = this.#types;
    this.#writeObjects();
    const resources = this.#each(
      types.resourceTokens(),
      (token) => types.resource(token),
      (shape) => this.#resource(shape),
    );
    const functions = this.#each(
      types.functionTokens(),
      (token) => types.function(token),
      (shape) => this.#function(shape),
    );
    return {
      name: types.name,
      version: types.version,
      description: `The ${types.name} package, as its Node.js SDK declares it. Written by the Roadstead sandbox.`,
      meta: { moduleFormat: types.bridged ? "(.*)(?:/[^/]*)" : "(.*)" },
      config: { variables: this.#properties(types.config) },
      provider: this.#resource(provider),
      resources,
      functions,
      types: this.#written,
      language: { nodejs: { respectSchemaVersion: true } },
    };
  }

  #each<Shape, Spec>(
    tokens: readonly string[],
    shapeOf: (token: string) => Shape | undefined,
    specOf: (shape: Shape) => Spec,
  ): Record<string, Spec> {
    const specs: Record<string, Spec> = {};
    for (const token of tokens) {
      const shape = shapeOf(token);
      if (shape !== undefined) specs[token] = specOf(shape);
    }
    return specs;
  }

  /** Inputs and outputs share one type in a schema; what only outputs promise goes to `requiredOutputs`. */
  #writeObjects(): void {
    for (const token of this.#types.objectTokens()) {
      const bare = token.endsWith(outputSuffix) ? token.slice(0, -outputSuffix.length) : token;
      if (this.#written[bare] !== undefined) continue;
      const input = this.#types.object(bare);
      const output = this.#types.object(`${bare}${outputSuffix}`);
      this.#written[bare] = this.#object(input ?? output, output);
    }
  }

  #object(shape: ObjectShape | undefined, output: ObjectShape | undefined): ObjectTypeSpec {
    const required = requiredOf(shape?.properties ?? {});
    const promised = requiredOf(output?.properties ?? {});
    return {
      type: "object",
      properties: this.#properties({ ...output?.properties, ...shape?.properties }),
      ...(required.length === 0 ? {} : { required }),
      ...(promised.join() === required.join() ? {} : { language: { nodejs: { requiredOutputs: promised } } }),
    };
  }

  #resource(shape: ResourceShape): ResourceSpec {
    const outputs = shape.isProvider ? textOnly(shape.outputs) : withoutReserved(shape.outputs);
    const inputs = shape.isProvider ? shape.inputs : withoutReserved(shape.inputs);
    const required = requiredOf(outputs);
    const requiredInputs = requiredOf(inputs);
    const state = withoutReserved(shape.stateInputs);
    return {
      ...described(shape),
      properties: this.#properties(outputs),
      ...(required.length === 0 ? {} : { required }),
      inputProperties: this.#properties(inputs),
      ...(requiredInputs.length === 0 ? {} : { requiredInputs }),
      ...(Object.keys(state).length === 0 ? {} : { stateInputs: this.#objectOf(state) }),
      ...(shape.aliases.length === 0 ? {} : { aliases: shape.aliases.map((type) => ({ type })) }),
      ...(shape.isComponent ? { isComponent: true } : {}),
      ...(shape.methods === undefined ? {} : { methods: shape.methods }),
    };
  }

  #function(shape: FunctionShape): FunctionSpec {
    return {
      ...described(shape),
      inputs: this.#objectOf(shape.inputs),
      outputs: this.#objectOf(shape.outputs),
    };
  }

  #objectOf(properties: Properties): ObjectTypeSpec {
    const required = requiredOf(properties);
    return {
      type: "object",
      properties: this.#properties(properties),
      ...(required.length === 0 ? {} : { required }),
    };
  }

  #properties(properties: Properties): Record<string, PropertySpec> {
    return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, this.#property(property)]));
  }

  #property(property: Property): PropertySpec {
    const { type, description, deprecated, secret, defaultEnvironment } = property;
    const fallback = property.default;
    const scalar = typeof fallback === "string" || typeof fallback === "number" || typeof fallback === "boolean";
    return {
      ...this.#type(type),
      ...(type.kind === "const" ? { const: type.value } : {}),
      ...(description === undefined ? {} : { description }),
      ...(deprecated === undefined ? {} : { deprecationMessage: deprecated }),
      ...(secret ? { secret: true } : {}),
      ...(scalar ? { default: fallback } : {}),
      ...(defaultEnvironment === undefined ? {} : { defaultInfo: { environment: defaultEnvironment } }),
    };
  }

  #type(type: TypeRef): TypeSpec {
    switch (type.kind) {
      case "string":
      case "number":
      case "integer":
      case "boolean":
        return { type: type.kind };
      case "any":
        return anyType;
      case "json":
        return { $ref: "pulumi.json#/Json" };
      case "asset":
      case "assetOrArchive":
        return { $ref: "pulumi.json#/Asset" };
      case "archive":
        return { $ref: "pulumi.json#/Archive" };
      case "array":
        return { type: "array", items: this.#type(type.items) };
      case "map":
        return { type: "object", additionalProperties: this.#type(type.values) };
      case "const":
        return { type: primitiveOf(type.value) };
      case "enum":
        return this.#enum(type);
      case "object":
        return { $ref: `#/types/${type.token.replace(outputSuffix, "")}` };
      case "resource":
        if (type.token === `pulumi:providers:${this.#types.name}`) return { $ref: "#/provider" };
        return this.#resources.has(type.token) ? { $ref: `#/resources/${type.token}` } : anyType;
      case "union":
        return this.#union(type.of);
    }
  }

  #enum({ token, values, open }: Extract<TypeRef, { kind: "enum" }>): TypeSpec {
    const primitive = primitiveOf(values[0] ?? "");
    if (token === undefined) return { type: primitive };
    this.#written[token] ??= { type: primitive, enum: values.map((value) => ({ value })) };
    const reference = { $ref: `#/types/${token}` };
    return open ? { oneOf: [{ type: primitive }, reference] } : reference;
  }

  #union(alternatives: readonly TypeRef[]): TypeSpec {
    const specs = alternatives.map((alternative) => this.#type(alternative));
    const flat = specs.flatMap((spec) => spec.oneOf ?? [spec]);
    const [first] = flat;
    return flat.length === 1 && first !== undefined ? first : { oneOf: flat };
  }
}

function requiredOf(properties: Properties): string[] {
  return Object.keys(properties)
    .filter((name) => properties[name]?.required === true)
    .sort();
}

function withoutReserved(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !everyResourceHas.has(name)));
}

/** A provider resource can only have text as outputs. */
function textOnly(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, { type }]) => type.kind === "string"));
}

function described(shape: {
  readonly description?: string;
  readonly deprecated?: string;
}): Pick<ResourceSpec, "description" | "deprecationMessage"> {
  return {
    ...(shape.description === undefined ? {} : { description: shape.description }),
    ...(shape.deprecated === undefined ? {} : { deprecationMessage: shape.deprecated }),
  };
}

function primitiveOf(value: string | number | boolean): "string" | "number" | "boolean" {
  if (typeof value === "string") return "string";
  return typeof value === "number" ? "number" : "boolean";
}
