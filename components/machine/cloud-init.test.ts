import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { fitUserData, literalBlock, quoted } from "./cloud-init";

describe("a file inside user data", () => {
  it("comes out byte for byte, whatever is in it", () => {
    const line = fc.string({ unit: fc.constantFrom(..."aZ0 \t#:-|>\"'\\@%{}[]$é") });
    void fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), fc.nat({ max: 8 }), (lines, depth) => {
        const text = `${lines.join("\n")}\n`;
        fc.pre(!text.startsWith(" ") && !/^\n|\n\n$/.test(text) && !/^\s/.test(text));
        const yaml = `outer:\n  content: ${literalBlock(text, 4 + depth)}\n  after: 1\n`;
        expect(parse(yaml)).toEqual({ outer: { content: text, after: 1 } });
      }),
    );
  });

  it.each([
    ["without a line feed at the end", "a"],
    ["with an empty line at the end", "a\n\n"],
    ["that is empty", ""],
    ["whose first line is indented", "  a\n"],
  ])("is refused %s, since YAML would change it", (_, text) => {
    expect(() => literalBlock(text, 6)).toThrow("starts without a space and ends with exactly one line feed");
  });
});

it("a quoted text is ASCII, and YAML reads the same again", () => {
  const text = 'ssh-ed25519 AAAA "Ann" née \\ 💧';
  expect(quoted(text)).toMatch(/^"[\x20-\x7e]+"$/);
  expect(parse(quoted(text))).toBe(text);
});

describe("the vendor's limit", () => {
  const text = `#cloud-config\n${"write_files: []\n".repeat(2000)}`;

  it("leaves what fits as it is", () => {
    expect(fitUserData(text, text.length)).toBe(text);
  });

  it("counts bytes, not characters", () => {
    expect(fitUserData("é".repeat(600), 1000)).not.toContain("é");
  });

  it("compresses what does not fit, the same way every time", () => {
    const fitted = fitUserData(text, 16_384);
    expect(gunzipSync(Buffer.from(fitted, "base64")).toString()).toBe(text);
    // Magic, deflate, no name, no time, best compression, unknown system: nothing of this host.
    expect(Buffer.from(fitted, "base64").subarray(0, 10).toString("hex")).toBe("1f8b08000000000002ff");
  });

  it("is met by a message in MIME where the guest takes user data as it was sent", () => {
    const [head = "", body = ""] = fitUserData(text, 16_384, "message").split("\n\n");
    expect(head.split("\n")).toEqual([
      "MIME-Version: 1.0",
      "Content-Type: application/x-gzip",
      "Content-Transfer-Encoding: base64",
    ]);
    for (const line of body.split("\n")) expect(line.length).toBeLessThanOrEqual(76);
    expect(gunzipSync(Buffer.from(body, "base64")).toString()).toBe(text);
  });

  it("is an error at a vendor whose guests would not unpack it", () => {
    expect(fitUserData(text, text.length, "none")).toBe(text);
    expect(() => fitUserData(text, 16_384, "none")).toThrow("is 32014 bytes, but this vendor takes 16384");
  });

  it("is an error where even that is too much", () => {
    expect(() => fitUserData(text, 100)).toThrow("but this vendor takes 100");
  });
});
