/** One registration as it went to the engine, and the URN that came back. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly parent: string;
  /** As on the wire: unknown values and secrets are marked. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** `<urn>::<id>` by package, of a component. */
  readonly providers: Readonly<Record<string, string>>;
  /** `<urn>::<id>`, of a resource. */
  readonly provider: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly deleteBeforeReplace: boolean | undefined;
  readonly ignoreChanges: readonly string[];
  readonly replacementTrigger: unknown;
}

/** Everything that a program registered, in the order in which the engine answered. */
export interface Recording {
  readonly registrations: readonly Registration[];
  /** Outputs of components, by URN. */
  readonly outputs: Readonly<Record<string, unknown>>;
}
