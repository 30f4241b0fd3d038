import { CannotRead } from "../asking";
import { field, nameIn, type Told } from "../told";

/** Things by their names, of which no two may be the same: a list that changed between two of its pages shows so. */
export function soleNames(items: readonly Told[], key: string): (readonly [name: string, item: Told])[] {
  const seen = new Set<string>();
  return items.map((item) => {
    const name = nameIn(field(item, key));
    if (seen.has(name)) throw new CannotRead(`${item.where}: "${name}" is told twice. Run it again`);
    seen.add(name);
    return [name, item] as const;
  });
}
