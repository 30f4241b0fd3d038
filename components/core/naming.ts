import { createHash } from "node:crypto";

/** What a name is made of. The same four parts give the same name for ever: a change would replace or orphan resources. */
export interface NameParts {
  readonly project: string;
  readonly environment: string;
  readonly component: string;
  readonly role: string;
}

/** What one vendor allows in one kind of name. */
export interface NameForm {
  readonly maxLength: number;
  /** Characters that may stay as they are; everything else becomes `separator`. */
  readonly allowed: RegExp;
  readonly separator: "-" | "_" | ".";
  readonly lowerCase: boolean;
}

const hashLength = 8;

/** Name forms by vendor and kind, each with its source. */
export const nameForms = {
  /** Hetzner Cloud API, Servers: names are host names as of RFC 1123, unique in a project. */
  hetznerServer: { maxLength: 63, allowed: /[a-z0-9]/, separator: "-", lowerCase: true },
  /** Hetzner Cloud API, Volumes, Firewalls, Primary IPs, SSH keys: free text; kept to host name characters, 64 at most for volumes. */
  hetzner: { maxLength: 63, allowed: /[a-z0-9]/, separator: "-", lowerCase: true },
  /** Hetzner Cloud API, Labels: Kubernetes syntax, values of 63 characters that begin and end with a letter or digit. */
  hetznerLabelValue: { maxLength: 63, allowed: /[A-Za-z0-9._]/, separator: "-", lowerCase: false },
  /** useradd(8): names of at most 32 characters. */
  linuxUser: { maxLength: 32, allowed: /[a-z0-9]/, separator: "-", lowerCase: true },
} as const satisfies Readonly<Record<string, NameForm>>;

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, hashLength);
}

/** Fits one text into a form. Whatever had to be altered is told apart by a hash of the original. */
export function fitName(original: string, form: NameForm): string {
  const cased = form.lowerCase ? original.toLowerCase() : original;
  const kept = [...cased].map((character) => (form.allowed.test(character) ? character : form.separator)).join("");
  const double = new RegExp(`[${form.separator}]{2,}`, "g");
  // Label values and host names begin and end with a letter or digit, whatever else they may hold.
  const edges = /^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g;
  const clean = kept.replace(double, form.separator).replace(edges, "");
  if (clean === original && clean.length <= form.maxLength && clean !== "") return clean;
  const room = form.maxLength - hashLength - 1;
  const head = clean.slice(0, room).replace(edges, "");
  return head === "" ? `x${shortHash(original)}` : `${head}${form.separator}${shortHash(original)}`;
}

/** The vendor's name of a resource: `project-environment-component-role`, within the vendor's alphabet and length. */
export function physicalName(parts: NameParts, form: NameForm): string {
  const ordered = [parts.project, parts.environment, parts.component, parts.role];
  const joined = ordered.join(form.separator);
  // A separator inside a part could make two different quadruples meet; the hash then tells them apart.
  const ambiguous = ordered.some((part) => part === "" || part.includes(form.separator.repeat(2)));
  const separators = ordered.slice(0, 3).some((part) => part.includes(form.separator));
  if (!ambiguous && !separators) return fitName(joined, form);
  const exact = fitName(joined, form);
  const tail = shortHash(JSON.stringify(ordered));
  const head = exact.slice(0, form.maxLength - hashLength - 1).replace(new RegExp(`[${form.separator}]+$`), "");
  return `${head}${form.separator}${tail}`;
}
