import { expect, it } from "vitest";
import type { Json } from "./plain-json";
import { readPlan } from "./plan";
import { readBack, refusedAgain } from "./read-back";

const urnOf = (type: string, name: string) => `urn:pulumi:prod::roadstead::roadstead:index:Machine$${type}::${name}`;
const volume = "vultr:index/blockStorage:BlockStorage";
const urn = urnOf(volume, "harbour-volume");

function step(op: string, type: string, name: string): Json {
  const newState = { urn: urnOf(type, name), type, custom: true, inputs: { sizeGb: 60, live: true } };
  return { op, urn: newState.urn, newState };
}

const changes = refusedAgain(
  readPlan({
    steps: [
      step("update", volume, "harbour-volume"),
      step("update", "vultr:index/instance:Instance", "harbour-server"),
      step("create", volume, "another-volume"),
    ],
  }),
);

/** A state with one volume; reading it back gives `seen`, or nothing where the vendor has none. */
function stackThatHolds(seen: Json | undefined, refuses?: string) {
  const asItWas: Json = {
    deployment: { resources: [{ urn, type: volume, id: "7", inputs: { sizeGb: 40, live: true } }] },
  };
  const asSeen: Json = {
    deployment: { resources: seen === undefined ? [] : [{ urn, type: volume, id: "7", inputs: seen }] },
  };
  const said: string[] = [];
  let state = asItWas;
  const commands = {
    exportState: async () => state,
    async importState(given: Json) {
      state = given;
    },
    async readBack() {
      state = asSeen;
      if (refuses !== undefined) throw new Error(refuses);
    },
  };
  const run = (dryRun: boolean) =>
    readBack(changes, true, commands, { dryRun, stack: "prod", say: (line) => said.push(line) });
  return { asItWas, said, run, state: () => state };
}

it("only a change in place that its vendor would refuse to make twice is read back", () => {
  expect(changes.map(({ change }) => change.name)).toEqual(["harbour-volume"]);
});

it("what the vendor has comes into the state, and what it never tells stays", async () => {
  const stack = stackThatHolds({ sizeGb: 60 });
  expect(await stack.run(false)).toBe(true);
  expect(stack.state()).toMatchObject({ deployment: { resources: [{ urn, inputs: { sizeGb: 60, live: true } }] } });
  expect(stack.said.join()).toContain('answers "Nothing to change"');
});

it("a volume that the vendor has no more stays in the state, and nothing is decided", async () => {
  const stack = stackThatHolds(undefined);
  expect(await stack.run(false)).toBe(false);
  expect(stack.state()).toBe(stack.asItWas);
  expect(stack.said.join()).toMatch(/UNDECIDED .*harbour-volume.* no more/);
});

it("a dry run reads nothing", async () => {
  const stack = stackThatHolds(undefined);
  expect(await stack.run(true)).toBe(true);
  expect(stack.state()).toBe(stack.asItWas);
});

it("a vendor that does not answer any more leaves the state as it was, whatever was read before", async () => {
  const stack = stackThatHolds(undefined, "the engine was refused");
  await expect(stack.run(false)).rejects.toThrow("the engine was refused");
  expect(stack.state()).toBe(stack.asItWas);
});
