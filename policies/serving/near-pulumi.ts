import { createRequire } from "node:module";

// A pack is served with the SDK's own protobuf, whatever else a project has installed: the messages belong to them.
const near = createRequire(createRequire(__filename).resolve("@pulumi/pulumi/package.json"));

export const { Struct }: typeof import("google-protobuf/google/protobuf/struct_pb") = near(
  "google-protobuf/google/protobuf/struct_pb",
);
