import { X509Certificate } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Trial, trial } from "../trial-client";
import { type PlainObject, textOf, unmark } from "../values";

const type = (name: string) => `tls:index/${name}:${name[0]?.toUpperCase()}${name.slice(1)}`;

// Reading a large SDK for the first time takes long on a busy machine.
const aMinute = 60_000;
let cloud: Trial;
beforeEach(async () => {
  cloud = await trial({ packageName: "tls", version: "5.6.1" });
}, aMinute);
afterEach(() => cloud.stop());

async function make(kind: string, inputs: PlainObject, output: string): Promise<string> {
  const checked = await cloud.check(type(kind), kind, inputs);
  expect(checked.failures).toEqual([]);
  const { outputs } = await cloud.create(type(kind), kind, unmark(checked.inputs).value);
  return textOf(unmark(outputs).value[output]) ?? "";
}

const keyOf = (inputs: PlainObject) => make("privateKey", inputs, "privateKeyPem");
const authority = (privateKeyPem: string) =>
  make(
    "selfSignedCert",
    {
      privateKeyPem,
      isCaCertificate: true,
      validityPeriodHours: 24,
      allowedUses: ["cert_signing", "crl_signing"],
      subject: { commonName: "Žlutý CA", organization: "ACME" },
    },
    "certPem",
  );

it.each([{ algorithm: "RSA" }, { algorithm: "ECDSA", ecdsaCurve: "P384" }, { algorithm: "ED25519" }])(
  "signs a certificate of an authority, and with it one that was requested: $algorithm",
  async (algorithm) => {
    const caKey = await keyOf(algorithm);
    const ca = new X509Certificate(await authority(caKey));
    expect(ca.subject).toBe("O=ACME\nCN=Žlutý CA");
    expect([ca.ca, ca.verify(ca.publicKey)]).toEqual([true, true]);
    const names: PlainObject = { dnsNames: ["a.example"], ipAddresses: ["192.0.2.1", "2001:db8::1"] };
    const privateKeyPem = await keyOf({ algorithm: "ECDSA", ecdsaCurve: "P256" });
    const certRequestPem = await make(
      "certRequest",
      { privateKeyPem, subject: { commonName: "a" }, ...names },
      "certRequestPem",
    );
    const pem = await make(
      "locallySignedCert",
      {
        certRequestPem,
        caPrivateKeyPem: caKey,
        caCertPem: ca.toString(),
        validityPeriodHours: 12,
        allowedUses: ["digital_signature", "server_auth"],
      },
      "certPem",
    );
    const leaf = new X509Certificate(pem);
    expect([leaf.ca, leaf.verify(ca.publicKey), leaf.checkIssued(ca)]).toEqual([false, true, true]);
    expect(leaf.subjectAltName).toBe("DNS:a.example, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1");
    expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(new Date(leaf.validTo).getTime() - new Date(leaf.validFrom).getTime()).toBe(12 * 3_600_000);
  },
);

it("refuses what is no key", async () => {
  await expect(authority("no key")).rejects.toThrow("privateKeyPem: no PEM block of a private key found");
});
