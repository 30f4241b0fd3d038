// For tests of a vendor's rules: what a program may do, and whether every answer has all that the SDK's types promise.
import { type Made, type Trial, trial, type Wire } from "../trial-client";
import { checkOutputs, type PackageTypes, packageTypes } from "../types/package-types";
import { type PlainObject, unmark } from "../values";

export interface VendorTrial {
  readonly cloud: Trial;
  /** `sshKey` to its type token. */
  of(name: string): string;
  /** Checks the inputs, creates, and insists on complete outputs. */
  make(name: string, inputs: PlainObject, urnName?: string): Promise<Made>;
  /** Creates without the checks, as an engine would that never asked. */
  force(name: string, inputs: PlainObject, urnName?: string): Promise<Made>;
  failures(name: string, inputs: PlainObject): Promise<readonly string[]>;
  change(name: string, made: Pick<Made, "id">, inputs: PlainObject, more: PlainObject, urnName?: string): Promise<Wire>;
  remove(name: string, made: Pick<Made, "id">, urnName?: string): Promise<void>;
  /** Inputs whose change replaces. */
  replaces(name: string, inputs: PlainObject, more: PlainObject): Promise<readonly string[]>;
  /** Calls a data source and insists on a complete answer. */
  ask(name: string, args: PlainObject): Promise<PlainObject>;
  stop(): void;
}

export interface VendorTrialOptions {
  readonly packageName: string;
  readonly version: string;
  readonly config: PlainObject;
  /** Properties that the SDK's types promise and the vendor leaves null. */
  readonly mayBeNull?: readonly string[];
}

export async function vendorTrial(options: VendorTrialOptions): Promise<VendorTrial> {
  const { packageName, version, mayBeNull = [] } = options;
  const types = await packageTypes({ name: packageName, version, from: __dirname });
  const cloud = await trial(options);
  const of = (name: string) => tokenOf(types, name);
  const complete = (name: string, outputs: Wire) => {
    const shape = types.resource(of(name)) ?? { outputs: {} };
    const problems = checkOutputs(types, shape, outputs, { unknowns: false, ignore: ["id", "urn"] }).filter(
      ({ path }) => !mayBeNull.includes(path),
    );
    if (problems.length > 0) throw new Error(`Outputs of ${name}: ${told(problems)}`);
  };
  return {
    cloud,
    of,
    async make(name, inputs, urnName = name) {
      const checked = await cloud.check(of(name), urnName, inputs);
      if (checked.failures.length > 0) throw new Error(checked.failures.join("\n"));
      const made = await cloud.create(of(name), urnName, unmark(checked.inputs).value);
      complete(name, made.outputs);
      return made;
    },
    force: (name, inputs, urnName = name) => cloud.create(of(name), urnName, inputs),
    failures: async (name, inputs) => (await cloud.check(of(name), name, inputs)).failures,
    async change(name, { id }, inputs, more, urnName = name) {
      const outputs = await cloud.update(of(name), urnName, id, inputs, { ...inputs, ...more });
      complete(name, outputs);
      return outputs;
    },
    remove: (name, { id }, urnName = name) => cloud.delete(of(name), urnName, id),
    replaces: async (name, inputs, more) => (await cloud.diff(of(name), name, inputs, { ...inputs, ...more })).replaces,
    async ask(name, args) {
      const token = `${packageName}:index/${name}:${name}`;
      const { value, failures } = await cloud.invoke(token, args);
      if (failures.length > 0) throw new Error(failures.join("\n"));
      const shape = types.function(token) ?? { outputs: {} };
      const problems = checkOutputs(types, shape, value, { unknowns: false });
      if (problems.length > 0) throw new Error(`Answer of ${name}: ${told(problems)}`);
      return unmark(value).value;
    },
    stop: () => cloud.stop(),
  };
}

function told(problems: readonly { readonly path: string; readonly reason: string }[]): string {
  return problems.map(({ path, reason }) => `${path}: ${reason}`).join("\n");
}

function tokenOf(types: PackageTypes, name: string): string {
  const token = types.resourceTokens().find((one) => one.toLowerCase().endsWith(`:${name.toLowerCase()}`));
  if (token === undefined) throw new Error(`${types.name} has no resource ${name}`);
  return token;
}
