import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { layersOf } from "./boot-texts";

const password = "password: hunter2hunter2, and more of it";
const encoded = Buffer.from(password).toString("base64");
const textsIn = (text: string) => layersOf(text).map((layer) => layer.text);

describe("what is encoded in a text", () => {
  it("is found wherever it stands, whole, folded or zipped", () => {
    const folded = encoded.replace(/.{26}/g, "$&\n    ");
    const shortest = Buffer.from(password.slice(0, 18)).toString("base64");
    for (const inner of [encoded, folded, gzipSync(password).toString("base64"), shortest]) {
      for (let before = 0; before < 60; before += 1) {
        const text = `${"x".repeat(before)}: ${inner}\n- ${"y".repeat(30)}`;
        expect(textsIn(text), `${inner} after ${before} signs`).toContain(
          inner === shortest ? password.slice(0, 18) : password,
        );
      }
    }
  });

  it("is found as often as it stands there, and not behind the sign that ends one", () => {
    expect(textsIn(`${encoded} ${encoded}`).filter((text) => text === password)).toHaveLength(2);
    expect(textsIn(`a=${encoded}`)).toHaveLength(1);
  });

  it("is looked for in one pass, even in a single word of a million letters", () => {
    const before = process.cpuUsage();
    layersOf(`=${"A".repeat(1_000_000)}`);
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });
});
