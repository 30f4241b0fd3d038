// Label selectors as Hetzner and Kubernetes write them: k, !k, k=v, k==v, k!=v, k in (a,b), k notin (a,b), joined by commas.
export type Labels = Readonly<Record<string, unknown>>;

/** Undefined where the selector cannot be read. */
export function parseSelector(selector: string): ((labels: Labels) => boolean) | undefined {
  const terms = selector.split(/,(?![^(]*\))/).map((term) => term.trim());
  const tests = terms.map(termOf);
  if (tests.some((test) => test === undefined)) return undefined;
  return (labels) => tests.every((test) => test?.(labels) === true);
}

const key = "([A-Za-z0-9][A-Za-z0-9._/-]*)";

function termOf(term: string): ((labels: Labels) => boolean) | undefined {
  const among = new RegExp(`^${key}\\s+(in|notin)\\s+\\(([^)]*)\\)$`).exec(term);
  if (among !== null) {
    const values = (among[3] ?? "").split(",").map((value) => value.trim());
    return (labels) => (among[2] === "in") === values.includes(String(labels[among[1] ?? ""]));
  }
  const compared = new RegExp(`^${key}\\s*(==|=|!=)\\s*([A-Za-z0-9._-]*)$`).exec(term);
  if (compared !== null) {
    const [, name = "", sign, value] = compared;
    return (labels) => (sign === "!=") !== (labels[name] === value);
  }
  const present = new RegExp(`^(!?)${key}$`).exec(term);
  if (present === null) return undefined;
  return (labels) => (present[1] === "!") !== Object.hasOwn(labels, present[2] ?? "");
}
