import type * as pulumi from "@pulumi/pulumi";
import type { Transform } from "../../components/core/children";
import type { RecordedResource } from "../harness/recorded-resource";
import type { RecordedCall } from "../harness/recording-mocks";

/** A transform that fits any child. */
export type AnyTransform = <Args extends object>(
  args: Args,
  opts: pulumi.CustomResourceOptions,
) => ReturnType<Transform<Args>>;

/** What a contract may change about an instance. */
export interface InstanceChange {
  readonly transform?: Readonly<Record<string, AnyTransform>>;
  readonly opts?: pulumi.ComponentResourceOptions;
}

/** A component of ours, seen as all of them are. */
export interface AnyComponent extends pulumi.ComponentResource {
  readonly nodes: object;
}

/** One argument changed, with what the deployment then has to do. */
export interface ChangedArgument {
  readonly what: string;
  readonly make: (name: string) => AnyComponent;
  /** Roles of the children whose replacement it asks for. */
  readonly replaces: readonly string[];
}

/** How what a component retains is known at its vendor. */
export interface RetainedAtVendor {
  /** An id in the vendor's form, by which the child of this role could be taken over. */
  readonly idOf: (role: string) => string;
  /** Place of `make`, and the other place of the change called `elsewhere`: no data may be carried from one to the other. */
  readonly place: string;
  readonly elsewhere: string;
  /** By role, arguments that count as soon as it is taken over, while all others are left as they are: what ties it to a machine. */
  readonly countsAtOnce?: Readonly<Record<string, readonly string[]>>;
  /** What the vendor says to a question while it holds one thing more, which is like this child; undefined where the question is not about it. */
  readonly answer: (call: RecordedCall, like: RecordedResource) => Readonly<Record<string, unknown>> | undefined;
}

/** What a component gives so that every contract can be held against it. */
export interface ContractedComponent {
  /** What messages of tests call it. */
  readonly title: string;
  /** The class, and the last part of its token. */
  readonly name: string;
  /** Below `components`, and below `test/examples`. */
  readonly folder: string;
  /** One with everything that can be asked for, so that every child exists. */
  readonly make: (name: string, change?: InstanceChange) => AnyComponent;
  /** The smallest one. */
  readonly makeSmall: (name: string) => AnyComponent;
  /** Each child that can be transformed: its key, and its role; several where there is one for each of something. */
  readonly transforms: Readonly<Record<string, string | readonly string[]>>;
  /** Packages of which it makes children. */
  readonly packages: readonly string[];
  /** Each argument that replaces something, and some that must not. */
  readonly changes: readonly ChangedArgument[];
  /** Several wrong arguments at once, as a program in any language could give them, and how many problems they are. */
  readonly makeWrong: (name: string) => AnyComponent;
  readonly problems: number;
  /** The same with each secret in plain text; the text must not be repeated. */
  readonly makeWithPlainSecret: (name: string, text: string) => AnyComponent;
  /** An argument that nobody knows. */
  readonly makeWithUnknownArgument: (name: string) => AnyComponent;
  /** Twice what may exist once; undefined where there is nothing of the kind. */
  readonly makeTwice?: () => void;
  /** Takes over each retained child by its id; undefined where it retains nothing. */
  readonly makeAdopting?: (name: string) => AnyComponent;
  /** Undefined where it retains nothing. */
  readonly retained?: RetainedAtVendor;
}

/** The role of a child of an instance: what follows the instance's name. */
export function roleOf(instance: string, child: string): string {
  return child.startsWith(`${instance}-`) ? child.slice(instance.length + 1) : child;
}
