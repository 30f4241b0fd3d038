// The part of the Pulumi package schema that the sandbox writes. https://www.pulumi.com/docs/iac/extending-pulumi/schema/
export interface TypeSpec {
  readonly type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  readonly $ref?: string;
  readonly oneOf?: readonly TypeSpec[];
  readonly plain?: boolean;
}

export interface DefaultSpec {
  readonly environment: readonly string[];
}

export interface PropertySpec extends TypeSpec {
  readonly description?: string;
  readonly const?: string | number | boolean;
  readonly default?: string | number | boolean;
  readonly defaultInfo?: DefaultSpec;
  readonly deprecationMessage?: string;
  readonly secret?: boolean;
}

export interface ObjectTypeSpec {
  readonly type: "object";
  readonly description?: string;
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required?: readonly string[];
  readonly language?: Readonly<Record<string, unknown>>;
}

export interface EnumTypeSpec {
  readonly type: "string" | "number" | "boolean";
  readonly description?: string;
  readonly enum: readonly { readonly name?: string; readonly value: string | number | boolean }[];
}

export interface ResourceSpec {
  readonly description?: string;
  readonly properties: Readonly<Record<string, PropertySpec>>;
  readonly required?: readonly string[];
  readonly inputProperties: Readonly<Record<string, PropertySpec>>;
  readonly requiredInputs?: readonly string[];
  readonly stateInputs?: ObjectTypeSpec;
  readonly aliases?: readonly { readonly type: string }[];
  readonly deprecationMessage?: string;
  readonly isComponent?: boolean;
  readonly methods?: Readonly<Record<string, string>>;
}

export interface FunctionSpec {
  readonly description?: string;
  readonly inputs?: ObjectTypeSpec;
  readonly outputs?: ObjectTypeSpec;
  readonly deprecationMessage?: string;
}

export interface PackageSpec {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly meta: { readonly moduleFormat: string };
  readonly config: {
    readonly variables: Readonly<Record<string, PropertySpec>>;
    readonly defaults?: readonly string[];
  };
  readonly types: Readonly<Record<string, ObjectTypeSpec | EnumTypeSpec>>;
  readonly provider: ResourceSpec;
  readonly resources: Readonly<Record<string, ResourceSpec>>;
  readonly functions: Readonly<Record<string, FunctionSpec>>;
  readonly language?: Readonly<Record<string, unknown>>;
}
