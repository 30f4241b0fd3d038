import {
  AnalyzerPropertyDependencies,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AskedStack } from "./asked-stack";
import { Struct } from "./near-pulumi";

interface Sent {
  readonly type: string;
  readonly name: string;
  readonly text: string;
}

const server = "hcloud:index/server:Server";
const command = "command:remote:Command";

function resourceOf({ type, name, text }: Sent): AnalyzerResource {
  const resource = new AnalyzerResource();
  resource.setType(type);
  resource.setName(name);
  resource.setUrn(`urn:${name}`);
  resource.setProperties(Struct.fromJavaScript({ text, size: 7 }));
  const options = new AnalyzerResourceOptions();
  options.setProtect(true);
  options.setParent(`urn:${name}-parent`);
  resource.setOptions(options);
  const sources = new AnalyzerPropertyDependencies();
  sources.setUrnsList([`urn:${name}-source`]);
  resource.getPropertydependenciesMap().set("text", sources);
  return resource;
}

function bytesOf(sent: readonly Sent[]): Buffer {
  const request = new AnalyzeStackRequest();
  request.setResourcesList(sent.map(resourceOf));
  return Buffer.from(request.serializeBinary());
}

/** Read from pieces of this length, each overwritten once it was taken. */
function readFrom(bytes: Buffer, length: number, concerns = (type: string) => type === server) {
  const stack = new AskedStack(concerns);
  for (let at = 0; at < bytes.length; at += length) {
    const piece = Buffer.from(bytes.subarray(at, at + length));
    stack.take(piece);
    piece.fill(0xff);
  }
  return stack.end();
}

const looks = ({ properties, options, dependencies }: ReturnType<AskedStack["end"]>[number]) => [
  properties(),
  options(),
  [...dependencies()],
];

describe("a stack that comes in pieces", () => {
  it("is read whole, in whatever pieces it comes, from copies of its own", () => {
    const resources = fc.array(
      fc.record({
        type: fc.constantFrom(server, command),
        name: fc.string({ unit: "grapheme" }),
        text: fc.oneof(
          fc.string({ unit: "grapheme" }),
          fc.nat(600_000).map((length) => "~zod ".repeat(length / 5)),
        ),
      }),
      { maxLength: 8 },
    );
    void fc.assert(
      fc.property(resources, fc.integer({ min: 1, max: 20_000 }), (sent, length) => {
        const bytes = bytesOf(sent);
        // Single bytes of half a megabyte take long and show no more than those of a little.
        const asked = readFrom(bytes, Math.max(length, bytes.length >> 12));
        expect(asked.map(({ type, name, urn }) => [type, name, urn])).toEqual(
          sent.map(({ type, name }) => [type, name, `urn:${name}`]),
        );
        for (const [index, { type, name, text }] of sent.entries()) {
          const resource = asked[index];
          if (type !== server || resource === undefined) continue;
          const options = { protect: true, ignoreChanges: [], deleteBeforeReplace: undefined };
          expect(looks(resource)).toEqual([
            { text, size: 7 },
            { ...options, parent: `urn:${name}-parent` },
            [["text", [`urn:${name}-source`]]],
          ]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("says which type a rule looks at without having said so, whatever it looks at", () => {
    const [asked] = readFrom(bytesOf([{ type: command, name: "web", text: "echo" }]), 10);
    for (const look of [asked?.properties, asked?.options, asked?.dependencies]) {
      expect(look).toThrow(`A rule about stacks looks at a ${command}`);
    }
  });

  it("keeps what comes before the type that decides about it", () => {
    const resource = Buffer.from(resourceOf({ type: server, name: "web", text: "echo" }).serializeBinary());
    const typed = 2 + server.length;
    const head = Buffer.from([0x0a, resource.length]);
    const turned = Buffer.concat([head, resource.subarray(typed), resource.subarray(0, typed)]);
    const [asked] = readFrom(turned, 5);
    expect([asked?.type, asked?.properties()]).toEqual([server, { text: "echo", size: 7 }]);
  });

  it("is refused where it is cut off, at whatever byte", () => {
    const bytes = bytesOf([{ type: server, name: "web", text: "echo" }]);
    for (let length = 1; length < bytes.length; length += 1) {
      expect(() => readFrom(bytes.subarray(0, length), 7), `${length}`).toThrow("cut off");
    }
    const field = Buffer.from([0x0a, 0x03, 0x0a, 0x05, 0x61, 0x12, 0x00]);
    expect(() => readFrom(field, 2)).toThrow("cut off");
    expect(() => readFrom(Buffer.from([0x0b]), 1)).toThrow("layout 3");
  });

  it("passes over fields of every layout that it does not know", () => {
    const unknown = Buffer.from([0x70, 0x96, 0x01, 0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7d, 1, 2, 3, 4, 0x7a, 0x01, 0x0a]);
    const bytes = bytesOf([{ type: server, name: "web", text: "echo" }]);
    const sent = Buffer.concat([unknown, bytes, unknown, bytes, unknown]);
    for (let length = 1; length < 30; length += 1) {
      expect(readFrom(sent, length).map(({ name }) => name)).toEqual(["web", "web"]);
    }
  });
});
