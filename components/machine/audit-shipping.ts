import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { orDefault, record, text, wholeNumber } from "../core/argument-checks";
import { type ArgumentCheck, shown } from "../core/arguments";
import { secretText } from "../core/secret";

/** Where the audit log goes. The client's key is a secret, and no part of what is decided. */
export interface ResolvedAuditShipping {
  readonly to: string;
  readonly port: number;
  /** What the collector's certificate must bear. */
  readonly name: string;
  readonly authority: string;
  readonly clientCertificate: string | undefined;
}

const hostName =
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$|^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const exampleName = "a host name in lower case, such as logs.example.org";

/** Written as the kernel would write it, so that what is checked is what is used. */
function address(value: string): string | undefined {
  return isIP(value) === 0 || value.includes("%") ? undefined : ipaddr.parse(value).toString();
}

function collector(check: ArgumentCheck, value: unknown): string {
  const use = `${exampleName}, or an address`;
  const written = text(check, value, { pattern: /^[a-z0-9.:-]+$/, maxLength: 253, use });
  if (written === "") return "";
  const known = address(written);
  const nowhere =
    known !== undefined && ["loopback", "unspecified", "linkLocal"].includes(ipaddr.process(known).range());
  if (nowhere || written === "localhost" || written.endsWith(".localhost")) {
    check.problem(
      `${shown(value)} is on the machine itself, or next to it, where the log would be lost with it. Use ${use}.`,
    );
    return "";
  }
  if (known !== undefined || hostName.test(written)) return known ?? written;
  check.problem(`${shown(value)} is not allowed. Use ${use}.`);
  return "";
}

const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}

/** Certificates in PEM form, each of which can be read, without what tools write around them. They are no secret. */
function certificates(check: ArgumentCheck, value: unknown, whose: string): string {
  const use = `${whose}, in PEM form: lines from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----`;
  if (typeof value === "string" && value.includes("PRIVATE KEY-----")) {
    check.problem(`holds a private key, which is not repeated here and counts as known from now on. Use ${use}.`);
    return "";
  }
  const written = text(check, value, { pattern: /^[\x20-\x7e\s]+$/, maxLength: 65_536, use });
  if (written === "") return "";
  const found = written.match(block) ?? [];
  if (found.length === 0 || !found.every(isCertificate)) {
    check.problem(`holds no certificate, or one that is damaged. Use ${use}.`);
    return "";
  }
  return found.map((each) => `${each.replaceAll(/[^\S\n]*\r?\n[^\S\n]*/g, "\n")}\n`).join("");
}

function client(check: ArgumentCheck, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const given = record(check, value, ["certificate", "key"]);
  const certificate = certificates(check.at("certificate"), given["certificate"], "the machine's own certificate");
  secretText(check.at("key"), given["key"]);
  return certificate;
}

/** Judges `auditShipping`. */
export function auditShippingArgs(check: ArgumentCheck, value: unknown): ResolvedAuditShipping | undefined {
  if (value === undefined) return undefined;
  const given = record(check, value, ["to", "port", "name", "authority", "client"]);
  const to = collector(check.at("to"), given["to"]);
  const port = wholeNumber(check.at("port"), orDefault(given["port"], 6514), { min: 1, max: 65_535, what: "a port" });
  const isNamed = to === "" || isIP(to) === 0;
  if (given["name"] === undefined && !isNamed) {
    check
      .at("name")
      .problem(`is missing, but to is an address. Use the name in the collector's certificate, ${exampleName}.`);
  }
  const name =
    given["name"] === undefined ? to : text(check.at("name"), given["name"], { pattern: hostName, use: exampleName });
  const authority = certificates(
    check.at("authority"),
    given["authority"],
    "the certificate of the authority that signed the collector's",
  );
  const clientCertificate = client(check.at("client"), given["client"]);
  return { to, port, name, authority, clientCertificate };
}
