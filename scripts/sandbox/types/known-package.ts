// Answers questions about a package from its stored model.
import { distance } from "fastest-levenshtein";
import type { FoundSdk } from "./installed-package";
import type { PackageSpec } from "./package-spec";
import type { FunctionShape, ObjectShape, PackageTypes, Properties, ResourceShape } from "./package-types";
import type { StoredPackage } from "./stored-package";
import { writtenSchema } from "./written-schema";

export function packageTypesOf(stored: StoredPackage, found: Pick<FoundSdk, "origin" | "note">): PackageTypes {
  return new KnownPackage(stored, found);
}

class KnownPackage implements PackageTypes {
  readonly name: string;
  readonly version: string;
  readonly origin: "program" | "roadstead";
  readonly note?: string;
  readonly bridged: boolean;
  readonly config: Properties;
  readonly unresolved: readonly string[];
  readonly #stored: StoredPackage;
  #schema: PackageSpec | undefined;

  constructor(stored: StoredPackage, found: Pick<FoundSdk, "origin" | "note">) {
    this.#stored = stored;
    this.name = stored.head.name;
    this.version = stored.head.version;
    this.bridged = stored.head.bridged;
    this.config = stored.head.config;
    this.unresolved = stored.head.unresolved;
    this.origin = found.origin;
    if (found.note !== undefined) this.note = found.note;
  }

  resource(token: string): ResourceShape | undefined {
    const { provider } = this.#stored.head;
    if (token === provider.token) return provider;
    return this.#stored.resources.get(token) ?? this.#customKind(token);
  }

  function(token: string): FunctionShape | undefined {
    return this.#stored.functions.get(token);
  }

  object(token: string): ObjectShape | undefined {
    return this.#stored.objects.get(token);
  }

  resourceTokens(): readonly string[] {
    return this.#stored.resources.tokens();
  }

  functionTokens(): readonly string[] {
    return this.#stored.functions.tokens();
  }

  objectTokens(): readonly string[] {
    return this.#stored.objects.tokens();
  }

  nearestToken(token: string): string | undefined {
    const tokens = [...this.resourceTokens(), ...this.functionTokens()];
    const type = typeName(token);
    return tokens.find((known) => typeName(known) === type) ?? nearestName(token, tokens);
  }

  schema(): PackageSpec {
    this.#schema ??= writtenSchema(this, this.#stored.head.provider);
    return this.#schema;
  }

  /**
   * `kubernetes:<group>/<version>:<Kind>` of a custom resource. A group of the cluster itself is not one, so that a
   * misspelt `apps/v1:Deploymnet` stays an error; a custom group has a dot by rule of Kubernetes.
   */
  #customKind(token: string): ResourceShape | undefined {
    const parts = token.split(":");
    const [, apiVersion = "", kind = ""] = parts;
    const matching = this.#stored.head.customKinds
      .filter(({ head, tail }) => token.startsWith(head) && kind.endsWith(tail) && kind !== tail)
      .sort((left, right) => right.tail.length - left.tail.length);
    const [custom] = matching;
    if (custom === undefined || parts.length !== 3 || !/^[A-Z]/.test(kind)) return undefined;
    const [group = "", version] = apiVersion.split("/");
    if (version === undefined) {
      const core = this.#stored.resources.get(`${custom.head}core/${apiVersion}:${kind}`);
      return core === undefined ? undefined : { ...core, token };
    }
    if (!group.includes(".") || this.#builtInModules().has(apiVersion)) return undefined;
    return { ...custom.shape, token };
  }

  #modules: ReadonlySet<string> | undefined;

  #builtInModules(): ReadonlySet<string> {
    this.#modules ??= new Set(this.resourceTokens().map((token) => token.split(":")[1] ?? ""));
    return this.#modules;
  }
}

function typeName(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1).toLowerCase();
}

/** The known name closest to one that is not known; undefined where nothing comes near. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let best = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const apart = distance(name.toLowerCase(), candidate.toLowerCase());
    if (apart < best) {
      best = apart;
      nearest = candidate;
    }
  }
  return nearest;
}
