import { createRequire } from "node:module";
import * as fc from "fast-check";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { describe, expect, it } from "vitest";
import { notKnown } from "../rules/rule-trial";
import { secretSignature, signatureKey } from "../rules/wire-markers";
import { plainProperties } from "./wire-properties";
import { WireReader } from "./wire-reader";

const library: unknown = createRequire(__filename)("@pulumi/policy/deserialize");
const readByLibrary: unknown =
  typeof library === "object" && library !== null ? Reflect.get(library, "deserializeProperties") : undefined;

const { value } = fc.letrec<{ value: JavaScriptValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.string({ unit: "grapheme" }),
    fc.double(),
    fc.boolean(),
    fc.constantFrom<JavaScriptValue>(null, notKnown, ""),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4, noNullPrototype: true }),
    tie("value").map((secret) => ({ [signatureKey]: secretSignature, value: secret })),
  ),
}));
const bytesOf = (struct: Struct) => Buffer.from(struct.serializeBinary());

describe("properties read from the wire", () => {
  it("are what the policy library reads, secrets opened and unknowns marked", () => {
    if (typeof readByLibrary !== "function")
      throw new Error("The policy library has no deserializeProperties any more.");
    const maps = fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      value,
      { noNullPrototype: true },
    );
    void fc.assert(
      fc.property(maps, (properties) => {
        const struct = Struct.fromJavaScript(properties);
        expect(plainProperties(new WireReader(bytesOf(struct)))).toEqual(readByLibrary(struct, false));
      }),
      { numRuns: 500 },
    );
  });

  it("keep a property called __proto__ what it is: a property", () => {
    const bytes = bytesOf(Struct.fromJavaScript({ __pr0to__: { ship: "~zod" } }));
    bytes.write("__proto__", bytes.indexOf("__pr0to__"));
    const read = plainProperties(new WireReader(bytes));
    expect(Object.keys(read)).toEqual(["__proto__"]);
    expect(Reflect.get(read, "ship")).toBeUndefined();
  });

  it("are refused where the message is cut off, at whatever byte", () => {
    const bytes = bytesOf(Struct.fromJavaScript({ userData: "text", list: [1, { a: true }], none: null }));
    for (let length = 1; length < bytes.length; length += 1) {
      const cut = () => plainProperties(new WireReader(bytes.subarray(0, length)));
      // Between two entries nothing is missing from those before.
      try {
        expect(Object.keys(cut()).length).toBeLessThan(3);
      } catch (error) {
        expect(String(error)).toContain("cut off");
      }
    }
  });
});
