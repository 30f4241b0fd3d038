import { p } from "@urbit/aura";
import { domain, oneOf, orDefault, record, text } from "../../core/argument-checks";
import { type ArgumentCheck, didYouMean, shown } from "../../core/arguments";
import type { ResolvedPort } from "../../machine/resolve";
import { everywhere } from "../../machine/ssh-access";
import { namedAuthorities } from "./args";

/** How the ship's web interface is reached. */
export interface ResolvedWeb {
  readonly mode: "own" | "arvo";
  readonly domain: string;
  /** Address of the ACME directory. */
  readonly directory: string;
  readonly email: string | undefined;
}

/** Ports of the web, as the machine must open them. */
export const webPorts: readonly { readonly port: number; readonly purpose: string }[] = [
  { port: 80, purpose: "certificates, and the way to HTTPS" },
  { port: 443, purpose: "the ship's web interface" },
];

const directories: Readonly<Record<string, string>> = {
  letsencrypt: "https://acme-v02.api.letsencrypt.org/directory",
  "letsencrypt-staging": "https://acme-staging-v02.api.letsencrypt.org/directory",
};

const arvoNetwork = "arvo.network";

function directoryOf(check: ArgumentCheck, value: unknown): string {
  const named = typeof value === "string" ? directories[value] : undefined;
  if (named !== undefined) return named;
  const use = `${namedAuthorities.join(", ")}, or the https address of an ACME directory`;
  if (
    typeof value === "string" &&
    /^https:\/\/[a-z0-9.-]+(?::\d{1,5})?\/[\x21-\x7e]*$/.test(value) &&
    !/["'\\$]/.test(value)
  ) {
    return value;
  }
  if (typeof value !== "string" || value === "") return text(check, value, { pattern: /^$/, use });
  check.problem(`${shown(value)} is not allowed. Use ${use}.${didYouMean(value, namedAuthorities)}`);
  return "";
}

function acme(check: ArgumentCheck, value: unknown): Pick<ResolvedWeb, "directory" | "email"> {
  const given = record(check, orDefault(value, {}), ["authority", "email"]);
  const directory = directoryOf(check.at("authority"), orDefault(given["authority"], "letsencrypt"));
  if (given["email"] === undefined) return { directory, email: undefined };
  const email = text(check.at("email"), given["email"], {
    pattern: /^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/,
    maxLength: 254,
    use: "an email address such as crew@example.org",
  });
  return { directory, email };
}

function ownDomain(check: ArgumentCheck, value: unknown): string {
  const name = domain(check, value);
  if (name === arvoNetwork || name.endsWith(`.${arvoNetwork}`)) {
    check.problem(`${shown(name)} is given by the network itself. Use mode: arvo, or a name of your own.`);
  }
  return name;
}

function arvoDomain(check: ArgumentCheck, ship: string | undefined): string {
  // A name that is no ship was refused already.
  if (ship === undefined) return "";
  const kind = p.kind(ship);
  if (kind !== "star" && kind !== "planet") {
    check
      .at("mode")
      .problem(
        `${shown(ship)} is a ${kind}, and ${arvoNetwork} names stars and planets only. Use a domain of your own.`,
      );
  }
  return `${ship.slice(1)}.${arvoNetwork}`;
}

function opened(check: ArgumentCheck, openPorts: readonly ResolvedPort[]): void {
  for (const { port, purpose } of webPorts) {
    const open = openPorts.find((each) => each.protocol === "tcp" && each.port === port);
    const entry = `{ protocol: "tcp", port: ${port}, purpose: "${purpose}" }`;
    if (open === undefined) {
      check.problem(`needs tcp/${port}, which the machine does not open. Add ${entry} to its openPorts.`);
    } else if (port === 80 && !open.from.includes(everywhere[0])) {
      check.problem(
        `needs tcp/80 open to everyone, since the certificate authority asks from addresses that it does not tell, but the machine opens it to ${open.from.join(", ")}. Remove from there; nothing but the proof and the way to HTTPS is answered.`,
      );
    }
  }
}

/** Judges `web`. `ship` is undefined where that is none; `openPorts` are the machine's. */
export function webArgs(
  check: ArgumentCheck,
  value: unknown,
  ship: string | undefined,
  openPorts: readonly ResolvedPort[],
): ResolvedWeb | undefined {
  if (value === undefined) return undefined;
  const given = record(check, value, ["mode", "domain", "acme"]);
  const mode = oneOf(check.at("mode"), orDefault(given["mode"], "own"), ["own", "arvo"], "a kind of name") ?? "own";
  if (mode === "arvo" && given["domain"] !== undefined) {
    check
      .at("domain")
      .problem('has no meaning with mode "arvo", where the network gives the name. Remove one of the two.');
  }
  const name = mode === "arvo" ? arvoDomain(check, ship) : ownDomain(check.at("domain"), given["domain"]);
  const certified = acme(check.at("acme"), given["acme"]);
  opened(check, openPorts);
  return { mode, domain: name, ...certified };
}
