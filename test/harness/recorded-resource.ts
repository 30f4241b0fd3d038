import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

/** When the engine calls a hook. */
export type HookKind = "beforeCreate" | "afterCreate" | "beforeUpdate" | "afterUpdate" | "beforeDelete" | "afterDelete";

/** One registration as the engine would have received it: inputs with their secret marks, and every option. */
export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Undefined for the stack and for what stands alone. */
  readonly parent: string | undefined;
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** `<urn>::<id>` of the provider that was asked for; empty for the default one. */
  readonly provider: string;
  readonly providers: Readonly<Record<string, string>>;
  readonly dependencies: readonly string[];
  /** URNs that each property was computed from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly deleteBeforeReplace: boolean | undefined;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly replacementTrigger: unknown;
  readonly aliases: readonly unknown[];
  readonly importId: string;
  readonly hooks: Readonly<Record<HookKind, readonly string[]>>;
}

/** The URN that the engine would give. The SDK's own mocks forget all ancestors but the nearest. */
function urnOf(request: RegisterResourceRequest, project: string, stack: string): string {
  const [, , parentTypes = ""] = request.getParent().split("::");
  const above = parentTypes === "" || parentTypes === "pulumi:pulumi:Stack" ? "" : `${parentTypes}$`;
  return [`urn:pulumi:${stack}`, project, `${above}${request.getType()}`, request.getName()].join("::");
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** Reads a request into plain values. */
export function recordedFrom(request: RegisterResourceRequest, project: string, stack: string): RecordedResource {
  const hooks = request.getHooks();
  const parent = request.getParent();
  return {
    urn: urnOf(request, project, stack),
    type: request.getType(),
    name: request.getName(),
    parent: parent === "" ? undefined : parent,
    custom: request.getCustom(),
    inputs: record(request.getObject()?.toJavaScript()),
    provider: request.getProvider(),
    providers: Object.fromEntries(request.getProvidersMap().entries()),
    dependencies: [...request.getDependenciesList()].sort(),
    propertyDependencies: Object.fromEntries(
      [...request.getPropertydependenciesMap().entries()]
        .map(([property, from]) => [property, from.getUrnsList().sort()] as const)
        .filter(([, from]) => from.length > 0),
    ),
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    replacementTrigger: request.getReplacementTrigger()?.toJavaScript(),
    aliases: request.getAliasesList().map((alias) => {
      const spec = alias.getSpec()?.toObject();
      return spec === undefined
        ? alias.getUrn()
        : Object.fromEntries(
            Object.entries(spec).filter(([, value]) => value !== "" && value !== false && value !== undefined),
          );
    }),
    importId: request.getImportid(),
    hooks: {
      beforeCreate: hooks?.getBeforeCreateList() ?? [],
      afterCreate: hooks?.getAfterCreateList() ?? [],
      beforeUpdate: hooks?.getBeforeUpdateList() ?? [],
      afterUpdate: hooks?.getAfterUpdateList() ?? [],
      beforeDelete: hooks?.getBeforeDeleteList() ?? [],
      afterDelete: hooks?.getAfterDeleteList() ?? [],
    },
  };
}
