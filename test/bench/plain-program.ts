import type { Recording, Registration } from "./registration";

// Marks of the engine's wire format, as the SDK writes them.
const unknownMark = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secretKey = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";
/** Leaves that a person would mark secret where the SDK's class marks the whole property by itself. */
const secretLeaves = new Set(["privateKey", "password"]);

interface NamedClass {
  readonly package: string;
  readonly expression: string;
}

/** `hcloud:index/server:Server` is `hcloud.Server`; `command:remote:Command` is `command.remote.Command`. */
export function classOf(type: string): NamedClass {
  const [packageName = "", module = "", className = ""] = type.split(":");
  if (packageName === "pulumi" && module === "providers") {
    return { package: className, expression: `${className}.Provider` };
  }
  const [folder = ""] = module.split("/");
  const path = folder === "" || folder === "index" ? [packageName, className] : [packageName, folder, className];
  return { package: packageName, expression: path.join(".") };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function secretIn(value: unknown): { readonly value: unknown } | undefined {
  return isRecord(value) && value[secretKey] === secretMark ? { value: value["value"] } : undefined;
}

function unknownsIn(value: unknown): number {
  if (value === unknownMark) return 1;
  const inside = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return inside.reduce<number>((sum, each) => sum + unknownsIn(each), 0);
}

/** Writes the program; one instance is one program. */
class Writer {
  readonly #recording: Recording;
  readonly #variables = new Map<string, string>();
  readonly #secrets = new Map<string, string>();
  readonly #packages = new Set<string>();

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  write(): string {
    const functions = this.#groups().map((group, index) => {
      const made = group.map((each) => this.#register(each));
      // In the same tick as the constructors, as a component does it.
      const told = group.filter((each) => !each.custom).map((each) => this.#registerOutputs(each.urn));
      return [`function part${index + 1}() {`, ...made, ...told, "}", `part${index + 1}();`].join("\n");
    });
    const requires = [...this.#packages]
      .filter((name) => name !== "pulumi")
      .map((name) => `const ${name} = require("@pulumi/${name}");`);
    const secrets = [...this.#secrets].map(([text, name]) => `const ${name} = pulumi.secret(${JSON.stringify(text)});`);
    return [
      'const pulumi = require("@pulumi/pulumi");',
      ...requires,
      ...secrets,
      "const made = [];",
      ...functions,
      "",
    ].join("\n");
  }

  /**
   * What belongs to one component goes into one function, as a person would write it; what it needs goes before it.
   * One function for everything would not be a fair rival: the SDK takes stack traces, which are slow in huge functions.
   */
  #groups(): Registration[][] {
    const own = this.#recording.registrations.filter((each) => each.type !== "pulumi:pulumi:Stack");
    const byUrn = new Map(own.map((each) => [each.urn, each]));
    const headOf = (each: Registration): string => {
      const parent = byUrn.get(each.parent);
      return parent === undefined ? each.urn : headOf(parent);
    };
    const members = new Map<string, Registration[]>();
    for (const each of own) members.set(headOf(each), [...(members.get(headOf(each)) ?? []), each]);
    const ordered = new Set<string>();
    const order = (head: string): void => {
      const group = members.get(head) ?? [];
      const needed = group.flatMap((each) => [
        ...each.dependencies,
        ...[each.provider, ...Object.values(each.providers)].map(providerUrn),
      ]);
      for (const urn of needed) {
        const before = byUrn.get(urn);
        if (before !== undefined && headOf(before) !== head && !ordered.has(headOf(before))) order(headOf(before));
      }
      ordered.add(head);
    };
    for (const head of members.keys()) if (!ordered.has(head)) order(head);
    return [...ordered].map((head) => members.get(head) ?? []);
  }

  #register(resource: Registration): string {
    const variable = `made[${this.#variables.size}]`;
    const inputs = Object.entries(resource.inputs).map(([key, value]) => {
      const from = resource.propertyDependencies[key] ?? resource.dependencies;
      const written =
        key === "connection" && (secretIn(value)?.value ?? value) === unknownMark
          ? this.#connection(from)
          : this.#expression(value, this.#supply(value, from, resource));
      return `${JSON.stringify(key)}: ${written}`;
    });
    const given = `{ ${inputs.join(", ")} }, ${this.#options(resource)}`;
    const name = JSON.stringify(resource.name);
    let made: string;
    if (resource.custom) {
      const { package: packageName, expression } = classOf(resource.type);
      this.#packages.add(packageName);
      made = `new ${expression}(${name}, ${given})`;
    } else {
      made = `new pulumi.ComponentResource(${JSON.stringify(resource.type)}, ${name}, ${given})`;
    }
    this.#variables.set(resource.urn, variable);
    return `${variable} = ${made};`;
  }

  #registerOutputs(urn: string): string {
    const outputs = this.#recording.outputs[urn];
    const children = this.#recording.registrations.filter((each) => each.custom && each.parent === urn);
    const supply = this.#supply(
      outputs,
      children.slice(0, 1).map((each) => each.urn),
      undefined,
    );
    return `${this.#variable(urn)}.registerOutputs(${this.#expression(outputs ?? {}, supply)});`;
  }

  #variable(urn: string): string {
    const variable = this.#variables.get(urn);
    if (variable === undefined) throw new Error(`${urn} is used before it is registered: the recording is incomplete.`);
    return variable;
  }

  /** Gives the Outputs that stand where the recording holds unknown values, so that dependencies are the same. */
  #supply(value: unknown, dependencies: readonly string[], of: Registration | undefined): () => string {
    const ids = dependencies.map((urn) => `${this.#variable(urn)}.id`);
    if (unknownsIn(value) === 1 && ids.length > 1) return () => `pulumi.all([${ids.join(", ")}]).apply(String)`;
    let next = 0;
    return () => {
      const id = ids[next % Math.max(1, ids.length)];
      next += 1;
      if (id === undefined)
        throw new Error(`${of?.urn ?? "An output"} holds an unknown value that comes from nowhere.`);
      return id;
    };
  }

  #expression(value: unknown, unknown: () => string): string {
    const secret = secretIn(value);
    if (secret !== undefined) return this.#secret(secret.value, unknown);
    if (value === unknownMark) return unknown();
    if (Array.isArray(value)) return `[${value.map((each) => this.#expression(each, unknown)).join(", ")}]`;
    if (!isRecord(value)) return JSON.stringify(value) ?? "undefined";
    const entries = Object.entries(value).map(
      ([key, each]) => `${JSON.stringify(key)}: ${this.#expression(each, unknown)}`,
    );
    return `{ ${entries.join(", ")} }`;
  }

  /** In a preview the whole connection of a command goes out as one unknown value; a person writes its parts. */
  #connection(from: readonly string[]): string {
    const [host, hostKey] = from.map((urn) => `${this.#variable(urn)}.id`);
    const verified = hostKey === undefined ? "" : `, hostKey: ${hostKey}`;
    const privateKey = this.#secretText("the deployment's private key");
    return `{ host: ${host ?? '"unknown"'}, port: 22, user: "operator", privateKey: ${privateKey}${verified}, dialErrorLimit: 40 }`;
  }

  #secret(value: unknown, unknown: () => string): string {
    if (value === unknownMark) return `pulumi.secret(${unknown()})`;
    if (typeof value === "string") return this.#secretText(value);
    if (!isRecord(value)) return `pulumi.secret(${this.#expression(value, unknown)})`;
    const entries = Object.entries(value).map(([key, each]) => {
      const leaf = secretLeaves.has(key) && typeof each === "string" && each !== unknownMark;
      return `${JSON.stringify(key)}: ${leaf ? this.#secretText(each) : this.#expression(each, unknown)}`;
    });
    return `{ ${entries.join(", ")} }`;
  }

  #secretText(text: string): string {
    const known = this.#secrets.get(text) ?? `secret${this.#secrets.size + 1}`;
    this.#secrets.set(text, known);
    return known;
  }

  #options(resource: Registration): string {
    const implied = new Set(Object.values(resource.propertyDependencies).flat());
    const explicit = resource.dependencies.filter((urn) => !implied.has(urn));
    const parent = this.#variables.get(resource.parent);
    const providers = Object.values(resource.providers).map((reference) => this.#variable(providerUrn(reference)));
    const trigger = resource.replacementTrigger;
    const options = {
      parent,
      // A child takes its provider from its component.
      provider:
        parent === undefined && resource.custom && resource.provider !== ""
          ? this.#variables.get(providerUrn(resource.provider))
          : undefined,
      providers: providers.length === 0 ? undefined : `[${providers.join(", ")}]`,
      dependsOn: explicit.length === 0 ? undefined : `[${explicit.map((urn) => this.#variable(urn)).join(", ")}]`,
      protect: resource.protect,
      retainOnDelete: resource.retainOnDelete,
      deleteBeforeReplace: resource.deleteBeforeReplace,
      ignoreChanges: resource.ignoreChanges.length === 0 ? undefined : JSON.stringify(resource.ignoreChanges),
      replacementTrigger:
        trigger === undefined || trigger === null
          ? undefined
          : this.#expression(trigger, this.#supply(trigger, resource.dependencies.slice(0, 1), resource)),
    };
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    return `{ ${given.map(([key, value]) => `${key}: ${String(value)}`).join(", ")} }`;
  }
}

/** The URN in a provider reference, `<urn>::<id>`; unknown ids look like any other. */
function providerUrn(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}

/**
 * Writes the plain program that registers what was recorded: the same URNs, components included, the same options and
 * dependencies, all inputs rendered beforehand as literals. It is what a person would have without the library.
 */
export function plainProgram(recording: Recording): string {
  return new Writer(recording).write();
}
