// A type nobody has modelled: everything updates in place, and outputs are invented from their types.
import { exampleOutput, type PackageTypes } from "../types/package-types";
import { completed, type Filling, inventing } from "../types/shaped-values";
import { unknownValue } from "../types/wire-values";
import { type Plain, type PlainObject, unmark } from "../values";
import type { Cloud, DefaultsRequest, Order, ResourceRules } from "./cloud";
import { hexDigits } from "./inventing";

export function genericRules(
  vendor: { readonly cloud: Cloud; readonly types: PackageTypes },
  type: string,
): ResourceRules {
  const shape = vendor.types.resource(type);
  const naming = shape?.inputs["name"] === undefined ? undefined : vendor.cloud.naming;
  const replaceOn = [...(shape?.replaceOnChanges ?? []), ...(vendor.cloud.replaceOn?.[type] ?? [])];
  const own = vendor.cloud.rulesFor?.(type);
  // The declarations of Kubernetes promise every field of an object, which no server fills in.
  const isOpen = vendor.types.name === "kubernetes";
  const filling = (order: Order) => inventing(vendor.types, `${order.seed} ${order.urn} ${order.number}`);
  /** What the program gave, with everything in it that the vendor's answer has beside. */
  const answered = (inputs: PlainObject, old: PlainObject | undefined, fill: Filling) => {
    const found: Record<string, unknown> = {};
    for (const [name, property] of Object.entries(shape?.outputs ?? {})) {
      const given = inputs[name];
      if (given === undefined || given === null || typeof given !== "object") continue;
      found[name] = completed(vendor.types, property.type, given, name, fill, old?.[name]);
    }
    return unmark(found).value;
  };
  const configured = (inputs: PlainObject, { config }: DefaultsRequest): PlainObject => {
    const found: Record<string, Plain> = { ...inputs };
    for (const [name, of] of Object.entries(vendor.cloud.fromConfig ?? {})) {
      const value = of(config);
      if (shape?.inputs[name] !== undefined && found[name] === undefined && value !== undefined) found[name] = value;
    }
    return found;
  };
  return {
    replaceOn,
    ...(isOpen ? {} : { foreseen: (inputs, old) => answered(inputs, old, (_, __, before) => before ?? unknownValue) }),
    ...(naming === undefined ? {} : { naming }),
    ...(vendor.cloud.fromConfig === undefined ? {} : { defaults: configured }),
    ...own,
    create(order) {
      const special = own?.create?.(order);
      const outputs: Record<string, unknown> = {};
      for (const [name, property] of Object.entries(shape?.outputs ?? {})) {
        const given = order.inputs[name];
        if (name === "id" || name === "urn" || (given !== undefined && given !== null)) continue;
        outputs[name] = exampleOutput(vendor.types, property, `${order.seed} ${order.urn} ${order.number}/${name}`);
      }
      const id =
        vendor.cloud.formId?.(type, order.number, order.seed) ??
        `${order.name}-${hexDigits(8, order.seed, type, order.number)}`;
      const told = isOpen ? {} : answered(order.inputs, undefined, filling(order));
      const known: Readonly<Record<string, Plain>> = { ...unmark(outputs).value, ...told };
      return special === undefined ? { id, outputs: known } : { ...special, outputs: { ...known, ...special.outputs } };
    },
    update(order) {
      const special = own?.update?.(order);
      const told = isOpen ? {} : answered(order.inputs, order.old.state, filling(order));
      return { ...special, outputs: { ...told, ...special?.outputs } };
    },
  };
}
