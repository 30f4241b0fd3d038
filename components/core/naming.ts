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
  /** Names that may not begin with a digit. */
  readonly beginsWithLetter?: boolean;
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
  /** Linode API, Tags: 3 to 50 characters. DigitalOcean API, Tags: letters, digits, colons, dashes, underscores. A value that fits both behind its key. */
  tagValue: { maxLength: 30, allowed: /[A-Za-z0-9_]/, separator: "-", lowerCase: false },
  /**
   * DigitalOcean API: droplets are host names; volumes 64 of lower-case letters, digits and dashes that begin with a letter;
   * firewalls letters, digits, dots and dashes; SSH keys free text. A form that fits all.
   */
  digitalOcean: { maxLength: 63, allowed: /[a-z0-9]/, separator: "-", lowerCase: true, beginsWithLetter: true },
  /** Linode's provider, instance: labels of 3 to 50 characters (its API takes 64), no sign twice in a row; also the host name. */
  linodeInstance: { maxLength: 50, allowed: /[a-z0-9]/, separator: "-", lowerCase: true },
  /** Linode API, Volumes and Firewalls: labels of at most 32 characters, from 3 for firewalls. */
  linode: { maxLength: 32, allowed: /[a-z0-9]/, separator: "-", lowerCase: true },
  /** Vultr API: labels, descriptions and names are free text, host names as of RFC 1123. A form that fits all. */
  vultr: { maxLength: 63, allowed: /[a-z0-9]/, separator: "-", lowerCase: true },
  /** systemd-sysusers(8) makes no user whose name is longer than 31 characters or begins with a digit. */
  linuxUser: { maxLength: 31, allowed: /[a-z0-9]/, separator: "-", lowerCase: true, beginsWithLetter: true },
} as const satisfies Readonly<Record<string, NameForm>>;

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, hashLength);
}

// Label values and host names begin and end with a letter or digit, whatever else they may hold.
function trimmed(text: string, form: NameForm): string {
  const start = form.beginsWithLetter === true ? /^[^A-Za-z]+/ : /^[^A-Za-z0-9]+/;
  return text.replace(start, "").replace(/[^A-Za-z0-9]+$/, "");
}

/** The text in the form's alphabet, at any length. */
function spelled(text: string, form: NameForm): string {
  const cased = form.lowerCase ? text.toLowerCase() : text;
  const kept = [...cased].map((character) => (form.allowed.test(character) ? character : form.separator)).join("");
  return trimmed(kept.replace(new RegExp(`[${form.separator}]{2,}`, "g"), form.separator), form);
}

/** As much of the text as there is room for, and a hash of what it stands for. */
function marked(clean: string, original: string, form: NameForm): string {
  const head = trimmed(clean.slice(0, form.maxLength - hashLength - 1), form);
  return head === "" ? `x${shortHash(original)}` : `${head}${form.separator}${shortHash(original)}`;
}

/** Fits one text into a form. Whatever had to be altered is told apart by a hash of the original. */
export function fitName(original: string, form: NameForm): string {
  const clean = spelled(original, form);
  return clean === original && clean.length <= form.maxLength && clean !== "" ? clean : marked(clean, original, form);
}

/** The vendor's name of a resource: `project-environment-component-role`, within the vendor's alphabet and length. */
export function physicalName(parts: NameParts, form: NameForm): string {
  const ordered = [parts.project, parts.environment, parts.component, parts.role];
  const joined = ordered.join(form.separator);
  // A separator inside a part could make two different quadruples meet; the hash of all four then tells them apart.
  const ambiguous =
    ordered.some((part) => part === "" || part.includes(form.separator.repeat(2))) ||
    ordered.slice(0, 3).some((part) => part.includes(form.separator));
  return ambiguous ? marked(spelled(joined, form), JSON.stringify(ordered), form) : fitName(joined, form);
}
