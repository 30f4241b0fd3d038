/** A secret seen in a text: what it is and on which line, never the secret itself. */
export interface SecretSeen {
  readonly kind: string;
  readonly line: number;
}

interface Shape {
  readonly kind: string;
  readonly pattern: RegExp;
  readonly accepts?: (match: RegExpExecArray, before: string) => boolean;
}

const prefixed = (kind: string, source: string): Shape => ({
  kind,
  pattern: new RegExp(`(?<![A-Za-z0-9_-])(?:${source})(?![A-Za-z0-9])`, "g"),
});

/** Shapes that are secrets wherever they stand. */
const shapes: readonly Shape[] = [
  { kind: "a private key block", pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/g },
  { kind: "a private key file", pattern: /PuTTY-User-Key-File-\d|AGE-SECRET-KEY-1[A-Z0-9]{20,}/g },
  // A ship's key is a @uw number of hundreds of bits: 0w, then groups of five joined by dots.
  {
    kind: "an Urbit key (@uw)",
    pattern:
      /(?<![0-9A-Za-z])0w[0-9A-Za-z~-]{1,5}(?:\.\s*[0-9A-Za-z~-]{5}){4,}|(?<![0-9A-Za-z+/=_-])0w[0-9A-Za-z~-]{40,}(?![+/=_])/g,
  },
  {
    kind: "an Urbit master ticket",
    pattern: /(?<![a-z~-])~[a-z]{6}(?:-[a-z]{6}){3}(?:(?:-[a-z]{6}){4})?(?![a-z-])/g,
    // A moon's name has the same form as a planet's ticket; only what stands before it tells them apart.
    accepts: (_, before) =>
      /ticket/i.test(before) || !/(?:ship|moon|patp|pier|who|sponsor|parent|peer|point)/i.test(before),
  },
  {
    kind: "an Urbit login code",
    pattern: /(?<![a-z~-])[a-z]{6}(?:-[a-z]{6}){3}(?![a-z-])/g,
    accepts: (_, before) => /(?:code|password|passwd|login|secret|ticket)/i.test(before),
  },
  prefixed("an AWS access key", "(?:AKIA|ASIA)[0-9A-Z]{16}"),
  prefixed("a JSON web token", "eyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]{10,}"),
  prefixed("a DigitalOcean token", "do[opr]_v1_[0-9a-f]{60,}"),
  prefixed("a GitHub token", "gh[opusr]_[A-Za-z0-9]{30,}|github_pat_\\w{30,}"),
  prefixed("a GitLab token", "glpat-[\\w-]{20,}"),
  prefixed("a Slack token", "xox[abeoprs]-[\\w-]{10,}"),
  prefixed("a Stripe key", "[rs]k_live_[A-Za-z0-9]{20,}"),
  prefixed("a Google key", "AIza[\\w-]{35}|ya29\\.[\\w-]{20,}"),
  prefixed("an npm token", "npm_[A-Za-z0-9]{36}"),
  prefixed("a Tailscale key", "tskey-[a-z]+-[\\w-]{10,}"),
  prefixed("a Vault token", "hv[bs]\\.[\\w-]{20,}"),
  prefixed("a Pulumi token", "pul-[0-9a-f]{40}"),
  {
    kind: "a URL with a password in it",
    pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@'"]*:([^\s/@'"]+)@/gi,
    accepts: ([, password = ""]) => !isReference(password),
  },
  {
    kind: "an authorization header",
    pattern: /authorization["']?\s*[:=]\s*["']?(?:bearer|basic|token)\s+([^\s"']{8,})/gi,
    accepts: ([, credentials = ""]) => !isReference(credentials),
  },
  {
    kind: "a password on a command line",
    pattern: /(?:sshpass\s+-p\s*|\bcurl\b[^\n|;]*?\s(?:-u|--user)\s+["']?[^\s:"']+:)(["']?[^\s"']+)/g,
    accepts: ([, password = ""]) => !isReference(password.replace(/^["']/, "")),
  },
  {
    kind: "a password for chpasswd",
    pattern: /\becho\s+(?:-\w+\s+)?["']?[\w.-]+:([^\s"'|]+)["']?\s*\|\s*(?:sudo\s+)?chpasswd/g,
    accepts: ([, password = ""]) => !isReference(password),
  },
  {
    kind: "a password for chpasswd",
    pattern: /\bchpasswd:[^\n]*\n(?:[^\n]*\n){0,4}?\s*list:\s*(?:[|>][-+]?\s*)?["'-]*\s*[\w.-]+:([^\s"']+)/g,
    accepts: ([, password = ""]) => !isReference(password) && !isHarmless(password),
  },
  {
    kind: "a password for chpasswd",
    pattern: /\bchpasswd\b[^\n]*<<-?\s*["']?\w+["']?[^\n]*\n\s*[\w.-]+:([^\s]+)/g,
    accepts: ([, password = ""]) => !isReference(password),
  },
  { kind: "a systemd credential in clear text", pattern: /\bSetCredential=[^\s:]+:\S/g },
];

/** A name that ends in one of these holds a secret, whatever the value looks like. */
const secretName =
  "(?:[\\w.-]*?[_.-])?(?:pass(?:word|wd|phrase|code)|pwd|secret(?:[_-]?(?:key|access[_-]?key))?|(?:access|auth|api|bearer|refresh|bot|root|id|bootstrap|join|tunnel|hcloud|do|linode|vultr|cloudflare)?[_-]?token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|pre[_-]?shared[_-]?key|psk|encryption[_-]?key|signing[_-]?key|master[_-]?ticket|key[_-]?string|keyfile[_-]?content)";
const camelName = "[a-z][A-Za-z0-9]*(?:Password|Passphrase|Secret|Token|ApiKey|AccessKey|AuthKey|PrivateKey|SecretKey)";
const value = `(?:"(?<double>(?:[^"\\\\\\n]|\\\\.)*)"|'(?<single>[^'\\n]*)'|(?<bare>[^\\s"',;|&)}\\]]+))`;
const assigned = new RegExp(
  `(?<![\\w$-])(?:--)?(?<name>${secretName}|${camelName})["']?(?:\\s*[:=]\\s*|(?<=--[\\w-]+)\\s+)${value}`,
  "giy",
);
const bearers =
  /(?<![\w$-])(?<name>[\w.-]*(?:key|auth|cred|sig)[\w.-]*)["']?\s*[:=]\s*["']?(?<bare>[A-Za-z0-9+/_=-]{24,})["']?(?![\w.:/@-])/giy;
/** One of these stands in every name that `assigned` and `bearers` can match. */
const assignedHints = /pass|pwd|secret|token|key|psk|ticket/gi;
const bearerHints = /key|auth|cred|sig/gi;
const harmlessName =
  /pub|authorized|known|finger|ring|server|key_?id|host_?key|signed|digest|sum|hash|size|type|file|path|dir|url|name/i;

const harmlessWords = new Set(
  "true false yes no on off null none nil ~ * ! x !! !* required optional enabled disabled prompt ask auto file env vault".split(
    " ",
  ),
);

/** All secrets in a text that is not encoded any further. */
export function secretsIn(text: string): readonly SecretSeen[] {
  const seen = new Map<string, SecretSeen>();
  const tell = (kind: string, index: number) => {
    const line = lineAt(text, index);
    seen.set(`${line} ${kind}`, { kind, line });
  };
  for (const { kind, pattern, accepts } of shapes) {
    for (const match of text.matchAll(pattern)) {
      if (accepts === undefined || accepts(match, lineBefore(text, match.index))) tell(kind, match.index);
    }
  }
  for (const match of matchesNear(assignedHints, assigned, text)) {
    const { name = "", double, single, bare } = match.groups ?? {};
    const given = double ?? single ?? bare ?? "";
    if (!isReference(given) && !isHarmless(given)) tell(`a value for ${nameShown(name)}`, match.index);
  }
  for (const match of matchesNear(bearerHints, bearers, text)) {
    const { name = "", bare = "" } = match.groups ?? {};
    if (!harmlessName.test(name) && !/^\/|^ssh-|^AAAA/.test(bare) && isRandom(bare)) {
      tell(`a random value for ${nameShown(name)}`, match.index);
    }
  }
  return [...seen.values()].sort((a, b) => a.line - b.line);
}

/**
 * What `matchAll` would find, at a fraction of its cost: a match begins in the word (letters, digits, `_`, `.`, `-`) that
 * holds a hint, before the hint, so only there is the expression tried. Both patterns are sticky for that.
 */
function* matchesNear(hints: RegExp, pattern: RegExp, text: string): Iterable<RegExpExecArray> {
  let from = 0;
  for (const hint of text.matchAll(hints)) {
    if (hint.index < from) continue;
    let start = hint.index;
    while (start > from && isWordSign(text.charCodeAt(start - 1))) start -= 1;
    for (from = hint.index + 1; start < from; start += 1) {
      pattern.lastIndex = start;
      const match = pattern.exec(text);
      if (match === null) continue;
      yield match;
      from = match.index + match[0].length;
      break;
    }
  }
}

/** Letters, digits, `_`, `.` and `-`. */
function isWordSign(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 45 && code <= 57 && code !== 47) ||
    (code >= 65 && code <= 90) ||
    code === 95
  );
}

/** Names are shown since they say what to look for, cut short in case a secret stands where a name should. */
function nameShown(name: string): string {
  return name.slice(0, 40);
}

/** A value that only says where the secret comes from: a variable, a command, a template field, a path. */
function isReference(given: string): boolean {
  const text = given.trim();
  if (/^\$(?:1|2[abxy]|5|6|7|y|gy|argon2\w*)\$/.test(text)) return false;
  return (
    /^(?:\$|`|%[{(]|\{\{|\{%|<|@[A-Z_]+@|__[A-Z_]+__|\|[-+]?$|>[-+]?$|&|\*\w)/.test(text) ||
    /^(?:~?\.{0,2}\/|file:|env:|op:|vault:|pass:|fd:|[A-Za-z]:\\)/.test(text)
  );
}

function isHarmless(given: string): boolean {
  const text = given.trim();
  return text === "" || harmlessWords.has(text.toLowerCase()) || /^[*x!.•-]+$/.test(text) || /^R(?:ANDOM)?$/.test(text);
}

/** Enough different signs for its length to have come from a generator, and both letters and digits. */
function isRandom(text: string): boolean {
  const counts = new Map<string, number>();
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits >= 3.3 && /[0-9]/.test(text) && /[A-Za-z]/.test(text);
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < index; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

function lineBefore(text: string, index: number): string {
  return text.slice(text.lastIndexOf("\n", index - 1) + 1, index);
}
