import { afterAll, beforeAll, expect, it } from "vitest";
import { drift } from "../../scripts/sandbox/world";
import { sentCommands } from "../faults/ship-copies";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";
import { environmentText, planetEntry, testSecrets } from "./environments";

// Before a machine is switched off for another plan its ship is stopped; a host that is lost is given up, never guessed to be lost.

const planet = (machine: Readonly<Record<string, unknown>>) => planetEntry("~sampel-palnet", { machine });
const hetzner = (serverType: string) => ({ kind: "hetzner", location: "fsn1", serverType });
let first: EngineRun;

function held(run: EngineRun, type: string): string[] {
  return run.holdings("hcloud").flatMap((each) => (each.type.endsWith(`:${type}`) ? [each.id] : []));
}

/** What changed besides the components themselves. */
function children({ changes }: { readonly changes: readonly string[] }): string[] {
  return changes.filter((each) => each.includes("-"));
}

async function switchedOff(run: EngineRun): Promise<void> {
  const [server = ""] = held(run, "Server");
  await drift(run.sandbox.folder, "hcloud", server, { state: { status: "off" } });
}

beforeAll(async () => {
  first = await EngineRun.start({ environment: environmentText({ harbour: planet({}) }), secrets: testSecrets });
  await first.must("up");
});
afterAll(removeEngineRuns);

it("a ship is stopped before its machine is switched off for another plan, and starts after it; its licence stays", async () => {
  const run = await first.copy();
  const before = sentCommands(run.sandbox.folder).length;
  run.replaceEnvironment(environmentText({ harbour: planet({ vendor: hetzner("cpx32") }) }));
  const resized = await run.must("up");
  const steps = resized.changes.filter((each) => / harbour-(server|running|licence|mounted)$/.test(each));
  expect(steps).toEqual([
    "delete-replaced harbour-running",
    "update harbour-server",
    "replace harbour-running",
    "create-replacement harbour-running",
  ]);
  const sent = sentCommands(run.sandbox.folder).slice(before);
  expect(sent.map(({ phase, name }) => `${phase} ${name}`)).toEqual([
    "delete harbour-running",
    "create harbour-running",
  ]);
  expect((await run.must("preview")).changes).toEqual([]);
});

it("a host that runs is not given up, nor one that is off together with another change", async () => {
  const run = await first.copy();
  run.replaceEnvironment(environmentText({ harbour: planet({ hostLost: true }) }));
  const running = await run.run("preview");
  expect(running.errors.join()).toMatch(/hostLost is set, but the vendor says that .* is "running", not off/);
  await switchedOff(run);
  run.replaceEnvironment(environmentText({ harbour: planet({ hostLost: true, generation: 2 }) }));
  const both = await run.run("up");
  expect(both.errors.join()).toContain("Set hostLost alone and run pulumi up");
  expect(children(both)).toEqual(["update harbour-plan"]);
});

it.each([
  ["off", switchedOff],
  [
    "deleted there",
    async (run: EngineRun) => drift(run.sandbox.folder, "hcloud", held(run, "Server")[0] ?? "", { gone: true }),
  ],
])(
  "a host that is %s is given up without a connection to it, and its volume and licence go to the next one",
  async (_, lose) => {
    const run = await first.copy();
    await lose(run);
    const [server] = held(run, "Server");
    const volumes = held(run, "Volume");
    const before = sentCommands(run.sandbox.folder).length;
    run.replaceEnvironment(environmentText({ harbour: planet({ hostLost: true }) }));
    const givenUp = await run.must("up");
    expect(children(givenUp)).toEqual(["update harbour-plan"]);
    expect(JSON.stringify(givenUp.outputs["nextSteps"])).toContain("remove planets.harbour.machine.hostLost");
    expect(sentCommands(run.sandbox.folder)).toHaveLength(before);
    run.replaceEnvironment(environmentText({ harbour: planet({ hostLost: true, generation: 2 }) }));
    await run.must("up");
    expect(held(run, "Server")).not.toContain(server);
    expect(held(run, "Volume")).toEqual(volumes);
    const sent = sentCommands(run.sandbox.folder).slice(before);
    expect(sent.filter(({ phase }) => phase === "delete")).toEqual([]);
    expect(sent.some(({ name }) => name === "harbour-licence")).toBe(true);
    run.replaceEnvironment(environmentText({ harbour: planet({ generation: 2 }) }));
    const settled = await run.must("up");
    expect(children(settled)).toEqual(["update harbour-plan"]);
    expect(JSON.stringify(settled.outputs["nextSteps"])).not.toContain("hostLost");
    expect((await run.must("preview")).changes).toEqual([]);
  },
);
