// The filters of data sources, which the vendors' providers apply themselves to everything the API lists.
import { isList, listOf, objectOf, type Plain, type PlainObject, textOf } from "../values";

export interface Filter {
  readonly name: string;
  readonly values: readonly Plain[];
  /** A list must have all the values, not just one of them. */
  readonly all: boolean;
  readonly matches: (value: string, wanted: string) => boolean;
}

const ways: Readonly<Record<string, Filter["matches"]>> = {
  exact: (value, wanted) => value === wanted,
  substring: (value, wanted) => value.includes(wanted),
  re: (value, wanted) => new RegExp(wanted).test(value),
};

/** The filters among arguments; `nameKey` is what the vendor calls the name of the property. */
export function filtersOf(args: PlainObject, nameKey: "key" | "name"): readonly Filter[] {
  return listOf(args["filters"])
    .map(objectOf)
    .map((one) => ({
      name: textOf(one[nameKey]) ?? "",
      values: listOf(one["values"]),
      all: one["all"] === true,
      matches: ways[textOf(one["matchBy"]) ?? "exact"] ?? exact,
    }));
}

const exact: Filter["matches"] = (value, wanted) => value === wanted;

export interface FilteredBy {
  readonly filters: readonly Filter[];
  /** The property that a filter's name stands for. */
  readonly at: (item: PlainObject, name: string) => Plain | undefined;
}

export function filtered(items: readonly PlainObject[], { filters, at }: FilteredBy): readonly PlainObject[] {
  return items.filter((item) => filters.every((filter) => passes(at(item, filter.name), filter)));
}

function passes(value: Plain | undefined, { values, all, matches }: Filter): boolean {
  const present = (isList(value) ? value : [value ?? ""]).map(String);
  const found = (wanted: Plain) => present.some((one) => matches(one, String(wanted)));
  return all ? values.every(found) : values.some(found);
}

/** `size_gb` to `sizeGb`. */
export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
