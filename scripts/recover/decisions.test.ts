import { describe, expect, it } from "vitest";
import { decide, judgePending, questionsOf } from "./decisions";
import { lookupOf } from "./lookups/all";
import type { Search, Sighting } from "./lookups/lookup";
import type { Described, Held, StackState } from "./stack-state";

const machine = "urn:pulumi:prod::roadstead::roadstead:index:Machine::harbour";

function described(type: string, name: string): Described {
  const urn = `urn:pulumi:prod::roadstead::roadstead:index:Machine$${type}::${name}`;
  const provider = "urn:pulumi:prod::roadstead::pulumi:providers:hcloud::hetzner";
  return { urn, type, name, parent: machine, provider, custom: true, protect: false, inputs: { name: `x-${name}` } };
}

const server = described("hcloud:index/server:Server", "harbour-server");
const nothingHeld: StackState = { held: [], pending: [] };

function held(of: Described, id: string, awaitsReplacement = false): Held {
  return { ...of, id, awaitsReplacement };
}

function answered(creation: Described, sightings: readonly Sighting[], state = nothingHeld, declared = true) {
  const search: Search = { kind: "seen", sightings };
  return decide({ creation, declared }, { lookup: lookupOf(creation.type), search }, state, "prod");
}

const marked = (id: string): Sighting => ({ id, name: "x", by: "mark" });

describe("what recovery decides about a creation", () => {
  it("adopts the one thing that carries its ownership mark", () => {
    expect(answered(server, [marked("7")])).toMatchObject({ kind: "adopt", sighting: { id: "7" } });
  });

  it("never adopts by name, and says how to", () => {
    const decision = answered(server, [{ id: "7", name: "x-harbour-server", by: "name" }]);
    expect(decision.kind).toBe("undecided");
    expect(decision).toMatchObject({
      commands: [
        `pulumi import --stack prod hcloud:index/server:Server harbour-server 7 --parent parent='${machine}' --provider provider='urn:pulumi:prod::roadstead::pulumi:providers:hcloud::hetzner' --protect=false --generate-code=false`,
        "hcloud server list",
      ],
    });
  });

  it("never adopts what bears no mark by its nature, and does not say that it had the name", () => {
    const decision = answered(server, [{ id: "7", name: "198.51.100.7, reserved and on nothing", by: "kind" }]);
    expect(decision).toMatchObject({ kind: "undecided", why: expect.stringMatching(/^198.51.100.7, .* may be it: /) });
  });

  it("adopts by mark although something else has the name", () => {
    expect(answered(server, [marked("7"), { id: "8", name: "x", by: "name" }])).toMatchObject({
      sighting: { id: "7" },
    });
  });

  it("does nothing where nothing exists", () => {
    expect(answered(server, []).kind).toBe("make");
  });

  it("makes anew what is right to make whatever exists, and says why", () => {
    const decision = decide(
      { creation: server, declared: true },
      { lookup: lookupOf(server.type), search: { kind: "anew", why: "a new one takes its place" } },
      nothingHeld,
      "prod",
    );
    expect(decision).toMatchObject({ kind: "repeat", why: "a new one takes its place" });
  });

  it("cannot decide between two with the same mark", () => {
    expect(answered(server, [marked("7"), marked("8")])).toMatchObject({
      kind: "undecided",
      why: expect.stringContaining("2 things carry its mark: x (id 7), x (id 8)"),
    });
  });

  it("takes the old one, which is to be replaced, for no orphan", () => {
    expect(answered(server, [marked("7")], { held: [held(server, "7")], pending: [] }).kind).toBe("make");
  });

  it("adopts the replacement although the old one is still in the state", () => {
    const state = { held: [held(server, "7", true)], pending: [] };
    expect(answered(server, [marked("8")], state)).toMatchObject({ kind: "adopt", sighting: { id: "8" } });
  });

  it("does not adopt what was deleted to be replaced and is still there", () => {
    expect(answered(server, [marked("7")], { held: [held(server, "7", true)], pending: [] })).toMatchObject({
      kind: "undecided",
      why: expect.stringContaining("still exists"),
    });
  });

  it("adopts an attachment by relation, whose id is the volume's as before", () => {
    const attachment = described("hcloud:index/volumeAttachment:VolumeAttachment", "harbour-volume-attachment");
    const state = { held: [held(attachment, "5", true)], pending: [] };
    expect(answered(attachment, [{ id: "5", name: "v", by: "relation" }], state).kind).toBe("adopt");
  });

  it("does not adopt what the program no longer declares", () => {
    expect(answered(server, [marked("7")], nothingHeld, false)).toMatchObject({
      kind: "undecided",
      why: expect.stringContaining("no longer declares it"),
    });
  });

  it("runs a command again", () => {
    expect(answered(described("command:remote:Command", "harbour-ready"), []).kind).toBe("repeat");
  });

  it("cannot decide about a type that nobody looks up", () => {
    expect(answered(described("aws:s3/bucket:Bucket", "b"), [])).toMatchObject({ kind: "undecided" });
  });

  it("cannot decide where the vendor does not answer", () => {
    const search: Search = { kind: "failed", why: "429 Too Many Requests" };
    const answer = { lookup: lookupOf(server.type), search };
    expect(decide({ creation: server, declared: true }, answer, nothingHeld, "prod")).toMatchObject({
      kind: "undecided",
      why: "the vendor could not be asked: 429 Too Many Requests",
    });
  });
});

describe("what recovery asks about", () => {
  it("asks about every creation that reaches a vendor, and no component or provider", () => {
    const component = { ...described("roadstead:index:Machine", "harbour"), custom: false };
    const provider = described("pulumi:providers:hcloud", "hetzner");
    const plan = { creations: [server, component, provider], declared: new Set([server.urn]) };
    expect(questionsOf(nothingHeld, plan)).toEqual([{ creation: server, declared: true }]);
  });

  it("asks about an unfinished creation that the program no longer declares", () => {
    const state = { held: [], pending: [{ kind: "creating", resource: held(server, "") }] };
    const plan = { creations: [], declared: new Set<string>() };
    expect(questionsOf(state, plan)).toMatchObject([{ creation: { urn: server.urn }, declared: false }]);
  });
});

describe("unfinished operations", () => {
  const component = { ...described("roadstead:index:Machine", "harbour"), custom: false };
  const provider = described("pulumi:providers:cloudflare", "cloudflare");

  it.each([component, provider])("of $type are settled without a question: no vendor holds one", (cutOff) => {
    const cut = { held: [], pending: [{ kind: "creating", resource: held(cutOff, "") }] };
    expect(questionsOf(cut, { creations: [], declared: new Set<string>() })).toEqual([]);
    expect(judgePending(cut, [])).toMatchObject([{ decided: true, why: "it exists in the state only" }]);
  });

  const state = { held: [], pending: [{ kind: "creating", resource: held(server, "") }] };

  it("are settled once the creation is decided", () => {
    expect(judgePending(state, [answered(server, [marked("7")])])).toMatchObject([{ decided: true }]);
    expect(judgePending(state, [answered(server, [])])).toMatchObject([{ decided: true }]);
  });

  it("stay where the creation is not decided", () => {
    expect(judgePending(state, [answered(server, [marked("7"), marked("8")])])).toMatchObject([{ decided: false }]);
    expect(judgePending(state, [])).toMatchObject([{ decided: false }]);
  });

  it("of updates and deletions are harmless", () => {
    const pending = ["updating", "deleting"].map((kind) => ({ kind, resource: held(server, "7") }));
    expect(judgePending({ held: [held(server, "7")], pending }, [])).toMatchObject([
      { decided: true },
      { decided: true },
    ]);
  });
});
