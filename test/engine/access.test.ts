import { afterAll, beforeAll, expect, it } from "vitest";
import { sentCommands } from "../faults/ship-copies";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";
import { environmentText, named, planetEntry, testSecrets } from "./environments";

// Who may log in changes in place: operator keys rotate by add, verify, remove, and no ship hears of it.

const old = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm old";
const next = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX next";
const planet = (machine: object = {}) => ({ harbour: planetEntry("~sampel-palnet", { machine }) });
let run: EngineRun;
let sent = 0;

/** What changed of resources, components apart, and what was sent to the machine since the last time. */
async function deployed(planets: Parameters<typeof environmentText>[0], more: object) {
  run.replaceEnvironment(environmentText(planets, { ...more }));
  const { changes } = await run.must("up");
  const commands = sentCommands(run.sandbox.folder);
  const since = commands.slice(sent).map(({ phase, name }) => `${phase} ${name}`);
  sent = commands.length;
  return { changes: changes.filter((each) => each.includes(" harbour-")), since };
}

beforeAll(async () => {
  run = await EngineRun.start({ environment: environmentText(planet()), secrets: testSecrets });
  await deployed(planet(), { operator: { keys: [old] } });
});
afterAll(removeEngineRuns);

it("an operator's key is added, then the old one removed; nobody is left with keys that never logged in", async () => {
  const access = { changes: ["update harbour-access"], since: ["update harbour-access"] };
  run.replaceEnvironment(environmentText(planet(), { operator: { keys: [next] } }));
  for (const operation of ["preview", "up"] as const) {
    const { ok, errors } = await run.run(operation);
    expect(ok).toBe(false);
    expect(errors.join()).toContain("Add the new keys beside an old one and run pulumi up; log in with each");
  }
  expect(await deployed(planet(), { operator: { keys: [old, next] } })).toEqual(access);
  expect(await deployed(planet(), { operator: { keys: [next] } })).toEqual(access);
  expect((await run.must("preview")).changes).toEqual([]);
});

it("another deployment key, other networks and another name re-run no command of the ship", async () => {
  const operator = { keys: [next] };
  const deployment = { publicKey: next, privateKey: "deployment-key" };
  expect(await deployed(planet(), { operator, deployment })).toEqual({
    changes: ["update harbour-access"],
    since: ["update harbour-access"],
  });
  const elsewhere = planet({ ssh: { from: ["192.0.2.0/24"] }, dns: named("ship.example.org") });
  const { changes, since } = await deployed(elsewhere, { operator, deployment });
  expect(since).toEqual(["update harbour-own-firewall"]);
  expect(changes.filter((each) => /-(installed|licence|key|running|mounted|server)$/.test(each))).toEqual([]);
});
