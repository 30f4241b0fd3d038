import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { type BadArguments, problemsOf } from "../core/argument-trial";
import { argumentsOf } from "../core/arguments";
import { secret } from "../core/secret";
import { auditShippingArgs } from "./audit-shipping";
import { auditShippingCommand, auditShippingFiles } from "./audit-shipping-command";
import { trialCertificate } from "./audit-shipping-trial";

const right = { to: "logs.example.org", authority: trialCertificate };
const client = { certificate: trialCertificate, key: secret("client-key-3141") };

function judged(given: unknown) {
  const check = argumentsOf("auditShipping");
  const shipping = auditShippingArgs(check, given);
  return check.result(() => shipping);
}

function resolved(given: unknown) {
  const checked = judged(given);
  if (!checked.ok || checked.value === undefined) throw new Error("nothing to ship");
  return checked.value;
}

const name = "a host name in lower case, such as logs.example.org";
const pem = "in PEM form: lines from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----";
const authority = `the certificate of the authority that signed the collector's, ${pem}`;
const near = "is on the machine itself, or next to it, where the log would be lost with it";

const bad: readonly BadArguments[] = [
  ["empty", {}, [`to: is missing. Use ${name}, or an address.`, `authority: is missing. Use ${authority}.`]],
  ...["127.0.0.1", "::1", "localhost", "0.0.0.0", "169.254.169.254", "::ffff:127.0.0.1"].map(
    (to): BadArguments => [
      `to ${to}`,
      { ...right, to, name: "logs.example.org" },
      [`to: "${to}" ${near}. Use ${name}, or an address.`],
    ],
  ),
  ...[
    "Logs.example.org",
    'a"b',
    "https://logs.example.org",
    "-logs.example.org",
    "1.2.3.4.5",
    "logs.example.org:6514",
  ].map(
    (to): BadArguments => [
      `to ${to}`,
      { ...right, to },
      [`to: ${JSON.stringify(to)} is not allowed. Use ${name}, or an address.`],
    ],
  ),
  [
    "to an address, which no name is known of",
    { ...right, to: "203.0.113.9" },
    [`name: is missing, but to is an address. Use the name in the collector's certificate, ${name}.`],
  ],
  ["to any name", { ...right, name: "*.example.org" }, [`name: "*.example.org" is not allowed. Use ${name}.`]],
  ["to no port", { ...right, port: 0 }, ["port: 0 is not allowed. Use a whole number from 1 to 65535 (a port)."]],
  [
    "believing a certificate that is cut off",
    { ...right, authority: trialCertificate.replace("MII", "") },
    [`authority: holds no certificate, or one that is damaged. Use ${authority}.`],
  ],
  [
    "with a private key in place of a certificate, which is not repeated",
    { ...right, authority: "-----BEGIN PRIVATE KEY-----\nMIGH3141\n-----END PRIVATE KEY-----\n" },
    [`authority: holds a private key, which is not repeated here and counts as known from now on. Use ${authority}.`],
  ],
  [
    "with a client's key in plain form, which is not repeated",
    { ...right, client: { certificate: trialCertificate, key: "MIGH3141" } },
    [
      'client.key: was given in plain form. Use secret(config.requireSecret("<name>")), after: pulumi config set --secret <name>',
    ],
  ],
  [
    "with a client without a certificate",
    { ...right, client: { key: secret("key") } },
    [`client.certificate: is missing. Use the machine's own certificate, ${pem}.`],
  ],
  [
    "by another name",
    { ...right, ca: "" },
    ["ca: is not known here. Known: to, port, name, authority, client. Did you mean to?"],
  ],
];

it.each(bad)("shipping %s is refused", (_, given, messages) => {
  const said = problemsOf(judged(given)).map((each) => each.replace("auditShipping.", ""));
  expect(said).toEqual(messages);
  expect(said.join("")).not.toContain("3141");
});

it("is asked for nowhere by default, and by TLS on 6514 of a host that bears its own name", () => {
  expect(judged(undefined)).toEqual({ ok: true, value: undefined });
  expect(resolved(right)).toMatchObject({ to: "logs.example.org", name: "logs.example.org", port: 6514 });
  const byAddress = resolved({ ...right, to: "2001:DB8::0:9".toLowerCase(), name: "logs.example.org" });
  expect(byAddress).toMatchObject({ to: "2001:db8::9", name: "logs.example.org" });
});

it("certificates arrive without what was written around them, one after the other", () => {
  const bundle = `Bag Attributes: née\n${trialCertificate.replaceAll("\n", "\r\n")}\nsubject=CN = x\n${trialCertificate}`;
  expect(resolved({ ...right, authority: bundle.replace("née", "nee") }).authority).toBe(
    trialCertificate + trialCertificate,
  );
});

it("the client's key goes by standard input alone, into a file that only root reads", async () => {
  const command = auditShippingCommand(resolved({ ...right, client }), { ...right, client });
  expect(JSON.stringify([command.create, command.update, command.delete])).not.toContain("3141");
  expect(command.create).toMatch(/ apply client$/);
  const stdin = await new Promise<string>(
    (told) => void pulumi.output(command.stdin).apply((text) => told(text ?? "")),
  );
  const { files }: { files: { path: string; mode: string; owner: string; content: string }[] } = JSON.parse(stdin);
  expect(files.filter(({ content }) => content.includes("3141"))).toEqual([
    {
      path: "/etc/roadstead/audit-shipping/client.key",
      mode: "0600",
      owner: "root:root",
      content: "client-key-3141\n",
    },
  ]);
  expect(await pulumi.isSecret(pulumi.output(command.stdin))).toBe(true);
});

it("without a client, no unit asks for a key and the machine forgets one of before", () => {
  const unit = (given: object) =>
    auditShippingFiles(resolved({ ...right, ...given })).find(({ path }) =>
      path.endsWith("/roadstead-audit-shipping.service"),
    )?.content;
  expect(unit({})).not.toContain("LoadCredential");
  expect(unit({ client })).toContain("\nLoadCredential=client.key:/etc/roadstead/audit-shipping/client.key\n");
  expect(auditShippingCommand(resolved(right), right).create).toMatch(/ apply$/);
});
