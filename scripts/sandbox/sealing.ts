// Secrets at rest: sealed with a key that only this sandbox has, so that nothing in the folder shows one in plain text.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getAt, isList, isPlainObject, type Path, type Plain, type PlainObject } from "./values";

const sealedKey = "sealed";

export interface Sealer {
  seal(value: PlainObject, secrets: readonly Path[]): PlainObject;
  unseal(value: PlainObject): PlainObject;
  /** Says whether two texts are the same without storing either. */
  fingerprint(text: string): string;
}

/** Opens the key of the sandbox folder, or makes one. Two processes that start at once agree on one key. */
export function openSealer(folder: string): Sealer {
  const file = join(folder, "key");
  let key: Buffer;
  try {
    key = readFileSync(file);
  } catch {
    mkdirSync(folder, { recursive: true });
    const draft = join(folder, `key.${process.pid}`);
    writeFileSync(draft, randomBytes(32), { mode: 0o600, flush: true });
    try {
      linkSync(draft, file);
    } catch (error) {
      if (!isPlainObject(error) || error["code"] !== "EEXIST") throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    key = readFileSync(file);
  }
  if (key.length !== 32) {
    throw new Error(
      `The sandbox key ${file} has ${key.length} bytes; 32 are needed. Remove the sandbox folder and start again.`,
    );
  }
  return sealerOf(key);
}

function sealerOf(key: Buffer): Sealer {
  const sealText = (text: string): string => {
    // The nonce is a keyed hash of the text, so sealing the same value twice gives the same journal.
    const nonce = createHmac("sha256", key).update("nonce").update(text).digest().subarray(0, 12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
  };
  const unsealText = (sealed: string): string => {
    const bytes = Buffer.from(sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  };
  const replaceAt = (value: Plain, path: Path): Plain => {
    const [first, ...rest] = path;
    if (first === undefined) return isSealed(value) ? value : { [sealedKey]: sealText(JSON.stringify(value)) };
    if (isList(value)) return value.map((item, index) => (index === first ? replaceAt(item, rest) : item));
    if (isPlainObject(value)) {
      const child = value[first];
      return child === undefined ? value : { ...value, [first]: replaceAt(child, rest) };
    }
    return value;
  };
  const openAll = (value: Plain): Plain => {
    if (isList(value)) return value.map(openAll);
    if (!isPlainObject(value)) return value;
    const sealed = value[sealedKey];
    if (isSealed(value) && typeof sealed === "string") return JSON.parse(unsealText(sealed));
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, openAll(item)]));
  };
  return {
    seal(value, secrets) {
      let result: Plain = value;
      // Outermost first: what lies inside a sealed value needs no seal of its own.
      for (const path of [...secrets].sort((a, b) => a.length - b.length)) {
        const insideSealed = path.some((_, depth) => isSealed(getAt(result, path.slice(0, depth))));
        if (!insideSealed) result = replaceAt(result, path);
      }
      return isPlainObject(result) ? result : value;
    },
    unseal(value) {
      const opened = openAll(value);
      return isPlainObject(opened) ? opened : value;
    },
    fingerprint: (text) => createHmac("sha256", key).update("fingerprint").update(text).digest("hex").slice(0, 16),
  };
}

function isSealed(value: Plain | undefined): boolean {
  return isPlainObject(value) && typeof value[sealedKey] === "string" && Object.keys(value).length === 1;
}
