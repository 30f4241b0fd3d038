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

/** Plain where the vendor takes it; otherwise gzip in base64, where the guest's cloud-init unpacks that. */
export function fitUserData(plain: string, limitBytes: number, staysPlain = false): string {
  const bytes = Buffer.byteLength(plain);
  if (bytes <= limitBytes) return plain;
  if (staysPlain) throw tooMuch(`${bytes} bytes`, limitBytes);
  const packed = gzipSync(plain, { level: 9 });
  // Byte 9 names the operating system that packed it: the same text gives the same bytes anywhere.
  packed[9] = 255;
  const text = packed.toString("base64");
  if (text.length > limitBytes) throw tooMuch(`${text.length} bytes even when compressed`, limitBytes);
  return text;
}

function tooMuch(size: string, limitBytes: number): ArgumentErrors {
  const message = `with these keys and openPorts, the user data is ${size}, but this vendor takes ${limitBytes}. Use fewer keys, shorter ones such as ed25519, or fewer ports.`;
  return new ArgumentErrors("user data", [{ path: "operator.keys", message }]);
}
