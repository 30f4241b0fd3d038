import { nearestName as nearest } from "../types/known-package";

/** " Did you mean nbg1?", or nothing where no known name is close. */
export function nearestName(given: string, known: readonly string[]): string {
  const name = nearest(given, known);
  return name === undefined ? "" : ` Did you mean ${name}?`;
}
