import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sentCommands } from "../faults/ship-copies";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";
import { environmentText, named, planetEntry, testSecrets } from "./environments";

// Who may log in, and where, changes in place: operator keys and the SSH port rotate by add, verify, remove, and no ship hears of it.

const old = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm old";
const next = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX next";
const planet = (machine: object = {}) => ({ harbour: planetEntry("~sampel-palnet", { machine }) });
let run: EngineRun;
let sent = 0;

/** What changed of resources, components apart, and what was sent to the machine since the last time. */
async function deployed(planets: Parameters<typeof environmentText>[0], more: object) {
  run.replaceEnvironment(environmentText(planets, { ...more }));
  const { changes, outputs } = await run.must("up");
  const commands = sentCommands(run.sandbox.folder);
  const since = commands.slice(sent).map(({ phase, name }) => `${phase} ${name}`);
  sent = commands.length;
  return {
    changes: changes.filter((each) => each.includes(" harbour-")),
    since,
    nextSteps: JSON.stringify(outputs["nextSteps"]),
  };
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
  expect(await deployed(planet(), { operator: { keys: [old, next] } })).toMatchObject(access);
  expect(await deployed(planet(), { operator: { keys: [next] } })).toMatchObject(access);
  expect((await run.must("preview")).changes).toEqual([]);
});

it("another deployment key, other networks and another name re-run no command of the ship", async () => {
  const operator = { keys: [next] };
  const deployment = { publicKey: next, privateKey: "deployment-key" };
  expect(await deployed(planet(), { operator, deployment })).toMatchObject({
    changes: ["update harbour-access"],
    since: ["update harbour-access"],
  });
  const elsewhere = planet({ ssh: { from: ["192.0.2.0/24"] }, dns: named("ship.example.org") });
  const { changes, since } = await deployed(elsewhere, { operator, deployment });
  expect(since).toEqual(["update harbour-own-firewall"]);
  expect(changes.filter((each) => /-(installed|licence|key|running|mounted|server)$/.test(each))).toEqual([]);
});

describe("another SSH port", () => {
  const at = (ssh: object) => planet({ ssh: { from: ["192.0.2.0/24"], ...ssh }, dns: named("ship.example.org") });
  const more = { operator: { keys: [next] }, deployment: { publicKey: next, privateKey: "deployment-key" } };
  const portsOf = (since: number) =>
    sentCommands(run.sandbox.folder)
      .slice(since)
      .map(({ name, phase, port, command }) => ({ what: `${phase} ${name.slice(8)}`, port, command }));

  it("is refused by itself, with the way there", async () => {
    run.replaceEnvironment(environmentText(at({ port: 2222 }), more));
    const { ok, errors } = await run.run("preview");
    expect(ok).toBe(false);
    expect(errors.join()).toContain("Set MachineArgs.ssh.formerPort to 22 beside port 2222 and run pulumi up");
  });

  it("is opened beside the former one, proven by a login, and followed by all that will be undone; nothing is replaced", async () => {
    const before = sent;
    run.replaceEnvironment(environmentText(at({ port: 2222, formerPort: 22 }), more));
    const preview = await run.must("preview");
    const unlike = (changes: readonly string[]) =>
      changes.filter((each) => !/^(update|create harbour-proven$)/.test(each));
    expect(unlike(preview.changes)).toEqual([]);
    const { changes, nextSteps } = await deployed(at({ port: 2222, formerPort: 22 }), more);
    expect(unlike(changes)).toEqual([]);
    expect(nextSteps).toContain(
      "Remove planets.harbour.machine.ssh.formerPort and run pulumi up: that closes port 22.",
    );
    expect(nextSteps).toMatch(
      /whether peers hear it at the address and port in the output ames: npm run reach -- \w+"/,
    );
    const commands = portsOf(before);
    expect(commands.slice(0, 2)).toMatchObject([
      { what: "update own-firewall", port: 22, command: expect.stringContaining("roadstead-ssh-port 2222 22 ") },
      { what: "create proven", port: 2222 },
    ]);
    const follow = commands.slice(2);
    expect(follow.map(({ port }) => port)).toEqual(follow.map(() => 2222));
    expect(follow.find(({ what }) => what === "update running")?.command).toBe(": reached at another address");
    expect(follow.filter(({ command }) => /roadstead-ship (start|stop|key|revoke)/.test(command))).toEqual([]);
    expect((await run.must("preview")).changes).toEqual([]);
  });

  it("is then the only one, by way of it; and the ship is stopped there when it goes", async () => {
    const { since, nextSteps } = await deployed(at({ port: 2222 }), more);
    expect(nextSteps).not.toContain("formerPort");
    expect(since).toEqual(["update harbour-own-firewall"]);
    expect(portsOf(sent - 1)).toMatchObject([
      { port: 2222, command: expect.stringContaining("roadstead-ssh-port 2222 &&") },
    ]);
    expect((await run.must("preview")).changes).toEqual([]);
    const rebuilt = await deployed(
      planet({ ssh: { from: ["192.0.2.0/24"], port: 2222 }, dns: named("ship.example.org"), generation: 2 }),
      more,
    );
    expect(rebuilt.since).toContain("delete harbour-running");
    await run.must("destroy");
    const ports = portsOf(sent - rebuilt.since.length).map(({ port }) => port);
    expect(ports).toEqual(ports.map(() => 2222));
  });
});
