import { expect, it } from "vitest";
import { servedByType } from "./dispatch-by-type";

it("finds in the policy library what it wraps, and leaves the library as it was", () => {
  const { Server }: typeof import("@grpc/grpc-js") = require("@grpc/grpc-js");
  const before = Server.prototype.addService;
  let within: unknown;
  const pack = { name: "tried", version: "1.0.0", policies: [], concerns: () => true };
  const serve = () => {
    within = Server.prototype.addService;
  };
  expect(servedByType(pack, serve)).toBe(true);
  expect(within).not.toBe(before);
  expect(Server.prototype.addService).toBe(before);
});
