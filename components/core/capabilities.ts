/** What a vendor does for one need: itself, through something that stands in, or not at all. Nothing is ignored silently. */
export type Capability =
  | { readonly support: "native" }
  | { readonly support: "substitute"; readonly by: string }
  | { readonly support: "none"; readonly why: string };

export const native: Capability = { support: "native" };

export function substitute(by: string): Capability {
  return { support: "substitute", by };
}

export function unsupported(why: string): Capability {
  return { support: "none", why };
}

/** A table in Markdown for a component's README, checked against the code by its test. */
export function capabilitiesTable<Need extends string>(
  vendors: Readonly<Record<string, Readonly<Record<Need, Capability>>>>,
): string {
  const names = Object.keys(vendors);
  const needs = [...new Set(Object.values(vendors).flatMap((table) => Object.keys(table)))];
  const cell = (capability: Capability | undefined): string => {
    if (capability === undefined) return "?";
    if (capability.support === "native") return "yes";
    return capability.support === "substitute" ? `instead: ${capability.by}` : `no: ${capability.why}`;
  };
  const look = (vendor: string, need: string): Capability | undefined => {
    const table: Readonly<Record<string, Capability>> | undefined = vendors[vendor];
    return table?.[need];
  };
  const rows = needs.map((need) => `| ${need} | ${names.map((vendor) => cell(look(vendor, need))).join(" | ")} |`);
  return [`| | ${names.join(" | ")} |`, `|---|${names.map(() => "---|").join("")}`, ...rows].join("\n");
}
