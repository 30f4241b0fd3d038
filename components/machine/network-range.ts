import type * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../core/children";
import { refusesChange } from "../core/retained-data";

const rangeWord = "range:";

/** Marks a network's description with its range: a change of it would replace the network under the machines in it. */
export function describedRange(description: string, addresses: string): string {
  return `${description} ${rangeWord}${addresses}`;
}

function rangeIn(inputs: unknown): string | undefined {
  const { description }: { description?: unknown } = Object(inputs);
  const words = typeof description === "string" ? description.split(" ") : [];
  return words.find((each) => each.startsWith(rangeWord))?.slice(rangeWord.length);
}

/** Refuses, in previews too, another range for a network whose description tells its range. */
export function keepsItsRange(vendor: string): pulumi.CustomResourceOptions {
  return refusesChange({
    name: `a private network keeps its addresses at ${vendor}`,
    labelKey: rangeIn,
    refusal: (resource, before, after) =>
      `${componentOf(resource, "network")}: machines are in its private network ${before}, which cannot become ${after} under them. ` +
      "Deploy the new network with another machine, join it, and raise generation.",
  });
}
