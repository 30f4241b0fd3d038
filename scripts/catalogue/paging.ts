import { type Ask, CannotRead, type Query } from "./asking";
import type { Told } from "./told";

/** What one page of a list tells. */
export interface Page {
  readonly items: readonly Told[];
  /** What to ask for next; undefined on the last page. */
  readonly next: Query | undefined;
  /** How many there are on all pages, as the vendor says. */
  readonly total: number;
}

const mostPages = 50;

/** Every item of a list, all pages of it: fewer or more than the vendor says, or none, is no answer. */
export async function everyPage(
  ask: Ask,
  path: string,
  first: Query,
  pageOf: (answer: Told) => Page,
): Promise<readonly Told[]> {
  const items: Told[] = [];
  const asked = new Set<string>();
  for (let query: Query | undefined = first; query !== undefined; ) {
    const key = JSON.stringify(query);
    if (asked.has(key) || asked.size >= mostPages) {
      throw new CannotRead(`GET ${path}: its pages have no end (${asked.size} were read)`);
    }
    asked.add(key);
    const page: Page = pageOf({ where: `GET ${path} `, value: await ask(path, { ...first, ...query }) });
    items.push(...page.items);
    if (page.next === undefined && page.total !== items.length) {
      throw new CannotRead(`GET ${path}: told of ${page.total} entries and gave ${items.length}`);
    }
    query = page.next;
  }
  if (items.length === 0) throw new CannotRead(`GET ${path}: the list is empty`);
  return items;
}
