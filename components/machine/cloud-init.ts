import { gzipSync } from "node:zlib";
import { ArgumentErrors } from "../core/arguments";
import type { RenderedFile } from "../core/rendered-file";

/** A text as a YAML literal block of the given indentation, byte for byte. */
export function literalBlock(text: string, indentation: number): string {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.length === 0 || lines.at(-1) === "" || lines[0]?.startsWith(" ")) {
    throw new Error("A file in user data starts without a space and ends with exactly one line feed.");
  }
  const space = " ".repeat(indentation);
  return ["|", ...lines.map((line) => (line === "" ? "" : space + line))].join("\n");
}

/** A text as a quoted YAML scalar in ASCII: what cloud-init unpacks out of a message, it reads as if each character were a byte. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
  });
}

/** Entries of `write_files`. */
export function writeFiles(files: readonly RenderedFile[]): string {
  return files
    .map(({ path, mode, owner, content }) =>
      [
        `  - path: ${path}`,
        `    permissions: "${mode}"`,
        // root:root is cloud-init's own default.
        ...(owner === "root:root" ? [] : [`    owner: ${owner}`]),
        `    content: ${literalBlock(content, 6).trimEnd()}`,
      ].join("\n"),
    )
    .join("\n");
}

/**
 * In which form a vendor's guests unpack user data: `base64` where their cloud-init undoes that itself, `message` where it takes
 * user data as it was sent, which may be a MIME message, `none` where it must not be packed.
 */
export type Packing = "base64" | "message" | "none";

/** One part of a MIME message, which any cloud-init decodes and unpacks, whatever the vendor's data source does. */
function message(packed: Buffer): string {
  const lines = packed.toString("base64").match(/.{1,76}/g) ?? [];
  const heads = ["MIME-Version: 1.0", "Content-Type: application/x-gzip", "Content-Transfer-Encoding: base64"];
  return [...heads, "", ...lines, ""].join("\n");
}

/** Plain where it fits; otherwise packed in the form that the guest's cloud-init unpacks. */
export function fitUserData(plain: string, limitBytes: number, packing: Packing = "base64"): string {
  const bytes = Buffer.byteLength(plain);
  if (bytes <= limitBytes) return plain;
  if (packing === "none") throw tooMuch(`${bytes} bytes`, limitBytes);
  const packed = gzipSync(plain, { level: 9 });
  // Byte 9 names the operating system that packed it: the same text gives the same bytes anywhere.
  packed[9] = 255;
  const text = packing === "message" ? message(packed) : packed.toString("base64");
  if (text.length > limitBytes) throw tooMuch(`${text.length} bytes even when compressed`, limitBytes);
  return text;
}

function tooMuch(size: string, limitBytes: number): ArgumentErrors {
  const message = `with these keys, openPorts and hardening, the user data is ${size}, but this vendor takes ${limitBytes}. Use fewer keys, shorter ones such as ed25519, fewer ports, or hardening standard.`;
  return new ArgumentErrors("user data", [{ path: "operator.keys", message }]);
}
