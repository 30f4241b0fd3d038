import { createRequire } from "node:module";

// A pack is served by the SDK's own gRPC and protobuf, whatever else a project has installed: the messages belong to them.
const near = createRequire(createRequire(__filename).resolve("@pulumi/pulumi/package.json"));

export const grpc: typeof import("@grpc/grpc-js") = near("@grpc/grpc-js");
export const { Struct }: typeof import("google-protobuf/google/protobuf/struct_pb") = near(
  "google-protobuf/google/protobuf/struct_pb",
);
