import { describe, expect, it } from "vitest";
import { asTable, type CpuProfile, summarised } from "./profile-summary";

const functions: readonly (readonly [name: string, url: string, micros: number])[] = [
  ["(idle)", "", 900_000],
  ["(garbage collector)", "", 200_000],
  ["wrapCallSite", "file:///p/node_modules/source-map-support/source-map-support.js", 250_000],
  ["debuggablePromise", "file:///p/node_modules/@pulumi/pulumi/runtime/debuggable.js", 50_000],
  ["prepareResource", "file:///p/node_modules/@pulumi/pulumi/runtime/resource.js", 100_000],
  ["serializeBinary", "file:///p/node_modules/@pulumi/pulumi/proto/resource_pb.js", 100_000],
  ["renderMachine", "file:///p/dist/machine/render.js", 30_000],
  ["text", "file:///p/dist/core/argument-checks.js", 20_000],
  ["Server", "file:///p/node_modules/@pulumi/hcloud/server.js", 50_000],
  ["processTicksAndRejections", "node:internal/process/task_queues", 200_000],
];

const profile: CpuProfile = {
  nodes: functions.map(([functionName, url], id) => ({ id, callFrame: { functionName, url } })),
  samples: functions.map((_, id) => id),
  timeDeltas: functions.map(([, , micros]) => micros),
};

describe("the summary of a profile", () => {
  it("tells ours from the SDK's, and stack traces from the rest of the SDK", () => {
    expect(Object.fromEntries(summarised(profile).map(({ part, seconds }) => [part, seconds]))).toEqual({
      "SDK: stack traces for every promise and resource": 0.3,
      "garbage collection": 0.2,
      "Node itself": 0.2,
      "gRPC and protobuf": 0.1,
      "SDK: resources and outputs": 0.1,
      "vendor SDKs": 0.05,
      "Roadstead: machine": 0.03,
      "Roadstead: core": 0.02,
      "idle: waiting for the engine": 0.9,
    });
  });

  it("gives shares of the time that was worked, which add up to one", () => {
    const shares = summarised(profile);
    expect(shares[0]).toMatchObject({ part: "SDK: stack traces for every promise and resource", share: 0.3 });
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(shares.at(-1)).toMatchObject({ part: "idle: waiting for the engine", share: 0 });
  });

  it("is a table", () => {
    const lines = asTable(summarised(profile)).split("\n");
    expect(lines[2]).toBe("| SDK: stack traces for every promise and resource | 0.30 | 30.0 % |");
    expect(lines.at(-1)).toBe("| idle: waiting for the engine | 0.90 | - |");
  });
});
