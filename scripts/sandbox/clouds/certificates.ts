// Certificates and requests of the tls package: real ones (RFC 5280, RFC 2986), signed with the keys that they are given.
import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import ipaddr from "ipaddr.js";
import { booleanOf, listOf, numberOf, objectOf, type PlainObject, textOf } from "../values";
import { type Order, Refusal, type ResourceRules } from "./cloud";
import * as der from "./der";

const subjectFields: readonly (readonly [string, string])[] = [
  ["country", "2.5.4.6"],
  ["organization", "2.5.4.10"],
  ["organizationalUnit", "2.5.4.11"],
  ["locality", "2.5.4.7"],
  ["province", "2.5.4.8"],
  ["streetAddresses", "2.5.4.9"],
  ["postalCode", "2.5.4.17"],
  ["commonName", "2.5.4.3"],
  ["serialNumber", "2.5.4.5"],
];

// Provider documentation, allowedUses: bits of RFC 5280 4.2.1.3, and purposes of 4.2.1.12.
const keyUses = [
  "digital_signature",
  "content_commitment",
  "key_encipherment",
  "data_encipherment",
  "key_agreement",
  "cert_signing",
  "crl_signing",
  "encipher_only",
  "decipher_only",
];
const purposes: Readonly<Record<string, string>> = {
  any_extended: "2.5.29.37.0",
  server_auth: "1.3.6.1.5.5.7.3.1",
  client_auth: "1.3.6.1.5.5.7.3.2",
  code_signing: "1.3.6.1.5.5.7.3.3",
  email_protection: "1.3.6.1.5.5.7.3.4",
  timestamping: "1.3.6.1.5.5.7.3.8",
  ocsp_signing: "1.3.6.1.5.5.7.3.9",
};
const alternativeNames = "2.5.29.17";
const extensionRequest = "1.2.840.113549.1.9.14";

function nameOf(subject: PlainObject): Buffer {
  const parts = subjectFields.flatMap(([field, id]) => {
    const values = field === "streetAddresses" ? listOf(subject[field]) : [subject[field]];
    return values.flatMap((one) => {
      const value = textOf(one);
      return value === undefined || value === "" ? [] : [der.setOf(der.sequence(der.oid(id), der.text(value)))];
    });
  });
  return der.sequence(...parts);
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return der.sequence(der.oid(id), ...(critical ? [der.truth] : []), der.octets(value));
}

function alternatives(inputs: PlainObject): readonly Buffer[] {
  const texts = (name: string) => listOf(inputs[name]).flatMap((one) => textOf(one) ?? []);
  const names = [
    ...texts("dnsNames").map((one) => der.tlv(0x82, Buffer.from(one))),
    ...texts("uris").map((one) => der.tlv(0x86, Buffer.from(one))),
    ...texts("ipAddresses").map((one) => {
      if (!ipaddr.isValid(one)) throw new Refusal(`Invalid IP address: ${one}`);
      return der.tlv(0x87, Buffer.from(ipaddr.parse(one).toByteArray()));
    }),
  ];
  return names.length === 0 ? [] : [extension(alternativeNames, der.sequence(...names))];
}

function usages(inputs: PlainObject): readonly Buffer[] {
  const uses = listOf(inputs["allowedUses"]).flatMap((one) => textOf(one) ?? []);
  const flags = keyUses.map((use) => uses.includes(use));
  const bytes = Buffer.alloc(2);
  flags.forEach((set, at) => {
    if (set) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (0x80 >> (at & 7));
  });
  const last = flags.lastIndexOf(true);
  const wanted = uses.flatMap((use) => purposes[use] ?? []).map((id) => der.oid(id));
  return [
    ...(last < 0 ? [] : [extension("2.5.29.15", der.bits(bytes.subarray(0, (last >> 3) + 1), 7 - (last & 7)), true)]),
    ...(wanted.length === 0 ? [] : [extension("2.5.29.37", der.sequence(...wanted))]),
  ];
}

function algorithmOf(key: KeyObject): Buffer {
  if (key.asymmetricKeyType === "rsa") return der.sequence(der.oid("1.2.840.113549.1.1.11"), der.none);
  return der.sequence(der.oid(key.asymmetricKeyType === "ec" ? "1.2.840.10045.4.3.2" : "1.3.101.112"));
}

function signed(content: Buffer, key: KeyObject): Buffer {
  const signature = sign(key.asymmetricKeyType === "ed25519" ? null : "sha256", content, key);
  return der.sequence(content, algorithmOf(key), der.bits(signature));
}

function keyFrom(pem: string | undefined, what: string): KeyObject {
  try {
    return createPrivateKey(pem ?? "");
  } catch {
    throw new Refusal(`${what}: no PEM block of a private key found`);
  }
}

const spkiOf = (key: KeyObject) => createPublicKey(key).export({ format: "der", type: "spki" });
const kindOf = (key: KeyObject) =>
  key.asymmetricKeyType === "rsa" ? "RSA" : key.asymmetricKeyType === "ec" ? "ECDSA" : "ED25519";

function keyId(spki: Buffer): Buffer {
  const [, point] = der.elementsIn(der.elementsIn(spki)[0]?.body ?? spki);
  return createHash("sha1")
    .update(point?.body.subarray(1) ?? spki)
    .digest();
}

interface Holder {
  readonly subject: Buffer;
  readonly spki: Buffer;
  readonly alternatives: readonly Buffer[];
}
interface Issuer {
  readonly name: Buffer;
  readonly key: KeyObject;
}

function certificate({ inputs }: Order, holder: Holder, issuer: Issuer): ReturnType<ResourceRules["create"]> {
  const hours = numberOf(inputs["validityPeriodHours"]) ?? 0;
  const start = new Date(Math.floor(Date.now() / 1000) * 1000);
  const end = new Date(start.getTime() + hours * 3_600_000);
  const isCa = booleanOf(inputs["isCaCertificate"]) ?? false;
  const longest = numberOf(inputs["maxPathLength"]);
  const serial = BigInt(`0x${randomBytes(15).toString("hex")}`) + 1n;
  const depth = isCa && longest !== undefined && longest >= 0 ? [der.integer(BigInt(longest))] : [];
  const extensions = [
    ...usages(inputs),
    extension("2.5.29.19", der.sequence(...(isCa ? [der.truth, ...depth] : [])), true),
    ...(isCa || inputs["setSubjectKeyId"] === true ? [extension("2.5.29.14", der.octets(keyId(holder.spki)))] : []),
    extension("2.5.29.35", der.sequence(der.tlv(0x80, keyId(spkiOf(issuer.key))))),
    ...holder.alternatives,
  ];
  const content = der.sequence(
    der.tagged(0, der.integer(2n)),
    der.integer(serial),
    algorithmOf(issuer.key),
    issuer.name,
    der.sequence(der.time(start), der.time(end)),
    holder.subject,
    holder.spki,
    der.tagged(3, der.sequence(...extensions)),
  );
  const written = (date: Date) => date.toISOString().replace(/\.\d+Z$/, "Z");
  return {
    id: serial.toString(),
    outputs: {
      certPem: der.pemOfDer("CERTIFICATE", signed(content, issuer.key)),
      validityStartTime: written(start),
      validityEndTime: written(end),
      readyForRenewal: false,
      earlyRenewalHours: inputs["earlyRenewalHours"] ?? 0,
      isCaCertificate: isCa,
      setSubjectKeyId: inputs["setSubjectKeyId"] ?? false,
    },
  };
}

// Provider documentation: everything but the hours of early renewal makes a new certificate.
const replacing = ["allowedUses", "isCaCertificate", "maxPathLength", "setSubjectKeyId", "validityPeriodHours"];
const ofSubject = ["dnsNames", "ipAddresses", "uris", "subject", "privateKeyPem"];

export const selfSigned: ResourceRules = {
  replaceOn: [...replacing, ...ofSubject, "setAuthorityKeyId"],
  onlyInState: true,
  create(order) {
    const key = keyFrom(textOf(order.inputs["privateKeyPem"]), "privateKeyPem");
    const subject = nameOf(objectOf(order.inputs["subject"]));
    const holder = { subject, spki: spkiOf(key), alternatives: alternatives(order.inputs) };
    const made = certificate(order, holder, { name: subject, key });
    const setAuthorityKeyId = order.inputs["setAuthorityKeyId"] ?? false;
    return { ...made, outputs: { ...made.outputs, keyAlgorithm: kindOf(key), setAuthorityKeyId } };
  },
};

export const request: ResourceRules = {
  replaceOn: ofSubject,
  onlyInState: true,
  create({ inputs }) {
    const key = keyFrom(textOf(inputs["privateKeyPem"]), "privateKeyPem");
    const names = alternatives(inputs);
    const wished =
      names.length === 0 ? [] : [der.sequence(der.oid(extensionRequest), der.setOf(der.sequence(...names)))];
    const content = der.sequence(
      der.integer(0n),
      nameOf(objectOf(inputs["subject"])),
      spkiOf(key),
      der.tagged(0, ...wished),
    );
    const certRequestPem = der.pemOfDer("CERTIFICATE REQUEST", signed(content, key));
    const id = createHash("sha1").update(certRequestPem).digest("hex");
    return { id, outputs: { certRequestPem, keyAlgorithm: kindOf(key) } };
  },
};

function parsed(pem: string | undefined, label: string, property: string): readonly der.Element[] {
  const whole = der.derOfPem(label, pem ?? "");
  if (whole === undefined) throw new Refusal(`${property}: no PEM block of type ${label} found`);
  const [outer] = der.elementsIn(whole);
  const [content] = der.elementsIn(outer?.body ?? Buffer.alloc(0));
  return der.elementsIn(content?.body ?? Buffer.alloc(0));
}

function requested(attributes: der.Element | undefined): readonly Buffer[] {
  const wanted = der.oid(alternativeNames);
  return der.elementsIn(attributes?.body ?? Buffer.alloc(0)).flatMap(({ body }) => {
    const values = der.elementsIn(body)[1]?.body ?? Buffer.alloc(0);
    const extensions = der.elementsIn(der.elementsIn(values)[0]?.body ?? Buffer.alloc(0));
    return extensions.filter((one) => one.body.subarray(0, wanted.length).equals(wanted)).map(({ whole }) => whole);
  });
}

export const locallySigned: ResourceRules = {
  replaceOn: [...replacing, "caCertPem", "caPrivateKeyPem", "certRequestPem"],
  onlyInState: true,
  create(order) {
    const { inputs } = order;
    const key = keyFrom(textOf(inputs["caPrivateKeyPem"]), "caPrivateKeyPem");
    const [, subject, spki, attributes] = parsed(
      textOf(inputs["certRequestPem"]),
      "CERTIFICATE REQUEST",
      "certRequestPem",
    );
    // version, serial number, algorithm, issuer, validity, subject
    const name = parsed(textOf(inputs["caCertPem"]), "CERTIFICATE", "caCertPem")[5];
    if (subject === undefined || spki === undefined || name === undefined)
      throw new Refusal("a certificate is cut short");
    const holder = { subject: subject.whole, spki: spki.whole, alternatives: requested(attributes) };
    const made = certificate(order, holder, { name: name.whole, key });
    return { ...made, outputs: { ...made.outputs, caKeyAlgorithm: kindOf(key) } };
  },
};
