// What is known about a provider package, read from the SDK that the program itself has installed.
import type { PackageSpec } from "./package-spec";

/** A type, as far as a declaration file tells it. */
export type TypeRef =
  /** `number` stays `number`: a declaration cannot tell an integer. */
  | {
      readonly kind:
        | "string"
        | "number"
        | "integer"
        | "boolean"
        | "any"
        | "json"
        | "asset"
        | "archive"
        | "assetOrArchive";
    }
  | { readonly kind: "array"; readonly items: TypeRef }
  | { readonly kind: "map"; readonly values: TypeRef }
  /** `open`: other values of the same primitive are accepted too. */
  | {
      readonly kind: "enum";
      readonly token?: string;
      readonly values: readonly (string | number | boolean)[];
      readonly open: boolean;
    }
  | { readonly kind: "const"; readonly value: string | number | boolean }
  /** Look the shape up with `PackageTypes.object(token)`. */
  | { readonly kind: "object"; readonly token: string }
  /** Of any type where the token is empty. */
  | { readonly kind: "resource"; readonly token: string }
  | { readonly kind: "union"; readonly of: readonly TypeRef[] };

export interface Property {
  readonly type: TypeRef;
  readonly required: boolean;
  readonly secret: boolean;
  readonly description?: string;
  readonly deprecated?: string;
  /** What the SDK sends when the program leaves the property out. */
  readonly default?: unknown;
  /** Environment variables the SDK looks at before `default`. */
  readonly defaultEnvironment?: readonly string[];
  /** The declaration takes no `pulumi.Input` here. */
  readonly plain?: boolean;
  /** Provider configuration travels as text: the value is JSON of the type. */
  readonly jsonEncoded?: boolean;
}

export type Properties = Readonly<Record<string, Property>>;

export interface ObjectShape {
  readonly token: string;
  readonly properties: Properties;
  /** Type of further properties, where any name is allowed. */
  readonly others?: TypeRef;
}

export interface ResourceShape {
  readonly token: string;
  readonly isProvider: boolean;
  readonly isComponent: boolean;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** What `Resource.get` takes to qualify a lookup. */
  readonly stateInputs: Properties;
  readonly secretOutputs: readonly string[];
  /** Earlier type tokens of the resource. */
  readonly aliases: readonly string[];
  readonly deprecated?: string;
  readonly description?: string;
  /** Property paths the SDK itself passes as `replaceOnChanges`. */
  readonly replaceOnChanges: readonly string[];
  /** Method name to function token. */
  readonly methods?: Readonly<Record<string, string>>;
  /** Type of further inputs and outputs, where any name is allowed (custom resources of Kubernetes). */
  readonly others?: TypeRef;
}

export interface FunctionShape {
  readonly token: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Set when the function answers with something else than an object. */
  readonly returns?: TypeRef;
  readonly deprecated?: string;
  readonly description?: string;
}

export interface PackageTypes {
  readonly name: string;
  readonly version: string;
  /** Where the types came from, for messages: the program's own SDK or Roadstead's. */
  readonly origin: "program" | "roadstead";
  /** To be said to the user: the types are not of the version the engine asked for. */
  readonly note?: string;
  /** The provider wraps one of Terraform, so it takes numbers and booleans as text, and the other way round. */
  readonly bridged: boolean;
  resource(token: string): ResourceShape | undefined;
  function(token: string): FunctionShape | undefined;
  object(token: string): ObjectShape | undefined;
  resourceTokens(): readonly string[];
  functionTokens(): readonly string[];
  objectTokens(): readonly string[];
  /** Places whose type could not be told and counts as `any`. */
  readonly unresolved: readonly string[];
  /** Package configuration (`<name>:key` of a stack), which the engine passes to the default provider as text. */
  readonly config: Properties;
  nearestToken(token: string): string | undefined;
  /** The package schema, as `GetSchema` answers it. */
  schema(): PackageSpec;
}

export interface TypeProblem {
  /** For example `publicNets[0].ipv4`. */
  readonly path: string;
  /** What is wrong, what would be allowed, and the nearest known name. Never a secret's value. */
  readonly reason: string;
}

export { checkInputs, checkOutputs } from "./check-values";
export { exampleOutput, exampleOutputs } from "./example-values";
export { type PackageRequest, packageTypes } from "./installed-package";
export { withScalarsConverted } from "./scalar-text";
