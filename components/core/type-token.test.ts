import { expect, it } from "vitest";
import { typeToken } from "./type-token";

it("a component's token names the package, the module index and the class", () => {
  expect(typeToken("Machine")).toBe("roadstead:index:Machine");
});
