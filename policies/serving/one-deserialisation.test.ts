import { createRequire } from "node:module";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { expect, it } from "vitest";
import { readPropertiesOnce } from "./one-deserialisation";

it("reads the properties of one request once, and those of a remediation apart", () => {
  expect(readPropertiesOnce()).toBe(true);
  const module: unknown = createRequire(__filename)("@pulumi/policy/deserialize");
  const read = typeof module === "object" && module !== null ? Reflect.get(module, "deserializeProperties") : undefined;
  if (typeof read !== "function") throw new Error("The policy library has no deserializeProperties any more.");
  const wire = Struct.fromJavaScript({ a: { b: 1 } });
  expect(read(wire, false)).toBe(read(wire, false));
  expect(read(wire, false)).toEqual({ a: { b: 1 } });
  expect(read(Struct.fromJavaScript({ a: 1 }), false)).not.toBe(read(Struct.fromJavaScript({ a: 1 }), false));
  expect(read(wire, true)).not.toBe(read(wire, true));
});
