// A type nobody has modelled: everything updates in place, and outputs are invented from their types.
import { exampleOutput, type PackageTypes } from "../types/package-types";
import { type Plain, unmark } from "../values";
import type { Cloud, ResourceRules } from "./cloud";
import { hexDigits } from "./inventing";

export function genericRules(
  vendor: { readonly cloud: Cloud; readonly types: PackageTypes },
  type: string,
): ResourceRules {
  const shape = vendor.types.resource(type);
  const naming = shape?.inputs["name"] === undefined ? undefined : vendor.cloud.naming;
  const replaceOn = [...(shape?.replaceOnChanges ?? []), ...(vendor.cloud.replaceOn?.[type] ?? [])];
  const own = vendor.cloud.rulesFor?.(type);
  return {
    replaceOn,
    ...(naming === undefined ? {} : { naming }),
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
      const known: Readonly<Record<string, Plain>> = unmark(outputs).value;
      return special === undefined ? { id, outputs: known } : { ...special, outputs: { ...known, ...special.outputs } };
    },
  };
}
