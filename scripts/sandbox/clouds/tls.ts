// The tls package (https://www.pulumi.com/registry/packages/tls): private keys and certificates are real ones.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { numberOf, type PlainObject, textOf } from "../values";
import { locallySigned, request, selfSigned } from "./certificates";
import type { Cloud, Problem, ResourceRules } from "./cloud";
import { hexDigits } from "./inventing";

const privateKey = "tls:index/privateKey:PrivateKey";
const getPublicKey = "tls:index/getPublicKey:getPublicKey";
const curves: Readonly<Record<string, string>> = {
  P224: "secp224r1",
  P256: "prime256v1",
  P384: "secp384r1",
  P521: "secp521r1",
};
const algorithms = ["RSA", "ECDSA", "ED25519"];

function generated(inputs: PlainObject): KeyObject {
  switch (textOf(inputs["algorithm"])) {
    case "RSA":
      return generateKeyPairSync("rsa", { modulusLength: numberOf(inputs["rsaBits"]) ?? 2048 }).privateKey;
    case "ECDSA":
      // Provider documentation, ecdsaCurve: P224 unless said otherwise.
      return generateKeyPairSync("ec", { namedCurve: curves[textOf(inputs["ecdsaCurve"]) ?? "P224"] ?? "secp224r1" })
        .privateKey;
    default:
      return generateKeyPairSync("ed25519").privateKey;
  }
}

function field(bytes: Buffer | string): Buffer {
  const body = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** An integer of SSH (RFC 4251): big endian, a zero byte in front where it would look negative. */
function mpint(base64url: string | undefined): Buffer {
  const raw = Buffer.from(base64url ?? "", "base64url");
  const start = raw.findIndex((byte) => byte !== 0);
  const bytes = start === -1 ? Buffer.alloc(0) : raw.subarray(start);
  return field((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

interface SshForm {
  readonly type: string;
  readonly publicFields: Buffer;
  readonly privateFields: Buffer;
}

/** RFC 4253 6.6, RFC 5656 3.1, RFC 8709; OpenSSH PROTOCOL.key. Undefined for P-224, which SSH does not know. */
function sshForm(key: KeyObject): SshForm | undefined {
  const jwk = key.asymmetricKeyDetails?.namedCurve === "secp224r1" ? undefined : key.export({ format: "jwk" });
  if (jwk === undefined) return undefined;
  const bytes = (text: string | undefined) => Buffer.from(text ?? "", "base64url");
  if (jwk.kty === "OKP") {
    const point = bytes(jwk.x);
    return {
      type: "ssh-ed25519",
      publicFields: field(point),
      privateFields: Buffer.concat([field(point), field(Buffer.concat([bytes(jwk.d), point]))]),
    };
  }
  if (jwk.kty === "RSA") {
    return {
      type: "ssh-rsa",
      publicFields: Buffer.concat([mpint(jwk.e), mpint(jwk.n)]),
      privateFields: Buffer.concat([
        mpint(jwk.n),
        mpint(jwk.e),
        mpint(jwk.d),
        mpint(jwk.qi),
        mpint(jwk.p),
        mpint(jwk.q),
      ]),
    };
  }
  const curve = `nistp${String(jwk.crv).slice(2)}`;
  const point = Buffer.concat([Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]);
  const publicFields = Buffer.concat([field(curve), field(point)]);
  return { type: `ecdsa-sha2-${curve}`, publicFields, privateFields: Buffer.concat([publicFields, mpint(jwk.d)]) };
}

function openSshPrivateKey({ type, publicFields, privateFields }: SshForm): string {
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, field(type), privateFields, field("")]);
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, at) => at + 1));
  const body = Buffer.concat([
    Buffer.from("openssh-key-v1\0", "latin1"),
    field("none"),
    field("none"),
    field(""),
    Buffer.from([0, 0, 0, 1]),
    field(Buffer.concat([field(type), publicFields])),
    field(Buffer.concat([secret, padding])),
  ]);
  const lines = body.toString("base64").match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join("\n")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function publicOutputs(key: KeyObject): PlainObject {
  const form = sshForm(key);
  const publicKeyPem = createPublicKey(key).export({ format: "pem", type: "spki" }).toString();
  if (form === undefined)
    return { publicKeyPem, publicKeyOpenssh: "", publicKeyFingerprintMd5: "", publicKeyFingerprintSha256: "" };
  const blob = Buffer.concat([field(form.type), form.publicFields]);
  const md5 = createHash("md5").update(blob).digest("hex").match(/../g)?.join(":") ?? "";
  const sha256 = createHash("sha256").update(blob).digest("base64").replace(/=+$/, "");
  return {
    publicKeyPem,
    publicKeyOpenssh: `${form.type} ${blob.toString("base64")}\n`,
    publicKeyFingerprintMd5: md5,
    publicKeyFingerprintSha256: `SHA256:${sha256}`,
  };
}

function pemOf(key: KeyObject): string {
  const kind = key.asymmetricKeyType;
  const form = kind === "rsa" ? "pkcs1" : kind === "ec" ? "sec1" : "pkcs8";
  return key.export({ format: "pem", type: form }).toString();
}

const privateKeyRules: ResourceRules = {
  replaceOn: ["*"],
  onlyInState: true,
  check(inputs) {
    const problems: Problem[] = [];
    const [algorithm, curve] = [textOf(inputs["algorithm"]), textOf(inputs["ecdsaCurve"])];
    if (algorithm !== undefined && !algorithms.includes(algorithm)) {
      problems.push({
        path: "algorithm",
        reason: `expected algorithm to be one of ${algorithms.join(", ")}, got ${algorithm}`,
      });
    }
    if (curve !== undefined && curves[curve] === undefined) {
      problems.push({
        path: "ecdsaCurve",
        reason: `expected ecdsaCurve to be one of ${Object.keys(curves).join(", ")}, got ${curve}`,
      });
    }
    return problems;
  },
  create(order) {
    const key = generated(order.inputs);
    const form = sshForm(key);
    const publicPart = publicOutputs(key);
    return {
      // Provider source: the id is a hash of the public key.
      id: createHash("sha1")
        .update(textOf(publicPart["publicKeyPem"]) ?? "")
        .digest("hex"),
      outputs: {
        ...publicPart,
        privateKeyPem: pemOf(key),
        privateKeyPemPkcs8: key.export({ format: "pem", type: "pkcs8" }).toString(),
        privateKeyOpenssh: form === undefined ? "" : openSshPrivateKey(form),
        ecdsaCurve: order.inputs["ecdsaCurve"] ?? "P224",
        rsaBits: order.inputs["rsaBits"] ?? 2048,
      },
    };
  },
};

export const tls: Cloud = {
  resources: {
    [privateKey]: privateKeyRules,
    "tls:index/selfSignedCert:SelfSignedCert": selfSigned,
    "tls:index/certRequest:CertRequest": request,
    "tls:index/locallySignedCert:LocallySignedCert": locallySigned,
  },
  functions: {
    [getPublicKey](args) {
      const pem = textOf(args["privateKeyPem"]);
      // An OpenSSH key is not read by Node; its public half lies in front of the private one.
      if (pem === undefined) throw new Error("the sandbox derives public keys from privateKeyPem only");
      const key = createPrivateKey(pem);
      const kind = key.asymmetricKeyType === "rsa" ? "RSA" : key.asymmetricKeyType === "ec" ? "ECDSA" : "ED25519";
      const outputs = publicOutputs(key);
      return { ...args, ...outputs, algorithm: kind, id: hexDigits(40, textOf(outputs["publicKeyPem"]) ?? "") };
    },
  },
};
