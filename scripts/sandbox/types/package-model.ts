// All that is read from an SDK, as plain data: this is what the cache on disk holds.
import type { FunctionShape, ObjectShape, Properties, ResourceShape } from "./package-types";

/** A resource class that makes its token from its arguments, as custom resources of Kubernetes do. */
export interface CustomKind {
  /** The token starts and ends like this. */
  readonly head: string;
  readonly tail: string;
  readonly shape: ResourceShape;
}

export interface PackageModel {
  readonly name: string;
  readonly version: string;
  /** Tokens like `hcloud:index/server:Server`: the provider wraps one of Terraform. */
  readonly bridged: boolean;
  readonly provider: ResourceShape;
  readonly resources: Readonly<Record<string, ResourceShape>>;
  readonly customKinds: readonly CustomKind[];
  readonly functions: Readonly<Record<string, FunctionShape>>;
  /** Nested types of inputs, and of outputs: those tokens end in `#output`. */
  readonly objects: Readonly<Record<string, ObjectShape>>;
  readonly config: Properties;
  /** Types that could not be told and count as `any`, with the place. */
  readonly unresolved: readonly string[];
}

/** Ends the token of a nested type as outputs have it, which may differ from what inputs take. */
export const outputSuffix = "#output";
