import { describe, expect, it } from "vitest";
import { linesOf, readAnswer, readOrder } from "./resident-orders";

describe("an order", () => {
  it("names a sandbox and a package with its version", () => {
    const order = { folder: "/somewhere", packageName: "hcloud", version: "1.2.3" };
    expect(readOrder(JSON.stringify(order))).toEqual(order);
  });

  it.each([
    '{"folder":"/somewhere","packageName":"hcloud"}',
    '{"folder":1,"packageName":"a","version":"b"}',
    "[]",
    "7",
  ])("is refused where something is missing or no text: %s", (line) =>
    expect(() => readOrder(line)).toThrow(`"${line}" is no order`),
  );
});

describe("an answer", () => {
  it.each([
    ['{"port":4711}', { port: 4711 }],
    ['{"problem":"no SDK"}', { problem: "no SDK" }],
    ["{}", { problem: '"{}" is no answer.' }],
    ['{"port":"4711"}', { problem: '"{"port":"4711"}" is no answer.' }],
  ])("%s", (line, answer) => expect(readAnswer(line)).toEqual(answer));
});

describe("lines", () => {
  it("are told once they are whole, however the stream cuts them", () => {
    const told: string[] = [];
    const take = linesOf((line) => told.push(line));
    for (const chunk of ["fi", "rst\nsec", "ond\n\nlast"]) take(chunk);
    expect(told).toEqual(["first", "second", ""]);
    take("\n");
    expect(told.at(-1)).toBe("last");
  });
});
