import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { writeSetting } from "../../../scripts/sandbox/setting";
import { EngineRun } from "../../harness/engine-run";
import { toldOf } from "../checks/alerts";
import { isLocked } from "../checks/encrypted-volume";
import { type Sailing, searched, unitOf } from "../checks/ship";
import { programSecrets, programText, type Ships } from "../engine-program";
import type { Harbour } from "../harbour";
import { freshKey, secondShip } from "../usual-arguments";
import { guest4 } from "../world/addresses";
import { type OrderedMachine, orderedAtVendor } from "./ordered";

/** A machine as far as its vendor goes, and what else its deployment needs. */
export interface Ordered extends OrderedMachine {
  readonly run: EngineRun;
  readonly secondKey: string;
  readonly volumeKey: string;
}

/** `pulumi up` of the usual program as far as the vendor goes. */
export async function ordered(harbour: Harbour, key: string, volumeKey: string): Promise<Ordered> {
  const secondKey = freshKey();
  const deployment = readFileSync(harbour.deployment.file, "utf8");
  const secrets = programSecrets({ first: key, second: secondKey, volume: volumeKey, deployment });
  const run = await EngineRun.start({
    environment: "config: {}\n",
    program: programText(harbour),
    secrets,
    seconds: 1200,
  });
  return { run, secondKey, volumeKey, ...(await orderedAtVendor(run, "harbour")) };
}

/** What the tests of a deployment look at, and how they change its program. */
export function watching(sailing: () => Sailing, harbour: () => Harbour, order: () => Ordered) {
  const starts = (ship: string): number =>
    sailing()
      .recorder.of("start")
      .filter((each) => each.ship === ship).length;
  const liveShips = (): string[] =>
    sailing()
      .recorder.live()
      .map(({ ship }) => ship)
      .sort();
  const use = (ships: Omit<Ships, "sha256"> = {}): void => {
    const { sha256 } = sailing().planet.resolved.runtime;
    order().run.useProgram(programText(harbour(), { sha256, ...ships }));
  };
  return { starts, liveShips, use };
}

/**
 * A real `pulumi up`: engine, program and components are real, the vendor is a sandbox, and its address leads to the emulated machine.
 * In place of the provider `command`, which cannot be downloaded here, the sandbox's own connects, over the real ssh.
 */
export function deployedByTheEngine(sailing: () => Sailing, harbour: () => Harbour, order: () => Ordered): void {
  const { liveShips, use } = watching(sailing, harbour, order);

  it("brings a machine that has just booted to two ships that run: volume, firewall, alerts, licences, keys, web, backups", async () => {
    const { planet, recorder } = sailing();
    const { run, address } = order();
    const { ship } = planet.resolved;
    writeSetting(run.sandbox.folder, { machines: { [address]: guest4 } });
    use({ second: { snapshotMinutes: 2 } });
    const result = await run.must("up");
    expect(result.text).toContain(`commands for ${address} really run, over SSH, on the machine at ${guest4}`);
    expect(liveShips()).toEqual([secondShip, ship]);
    expect([ship, secondShip].map((each) => recorder.creationsOf(each))).toEqual([1, 1]);
    expect([ship, secondShip].map((each) => recorder.piersOf(each).length)).toEqual([1, 1]);
  }, 1_500_000);

  it("then has nothing to change, and neither state nor machine holds a key", async () => {
    const { vm, key } = sailing();
    const { run, secondKey, volumeKey } = order();
    expect((await run.must("preview")).changes).toEqual([]);
    for (const each of [key, secondKey, volumeKey]) {
      expect(run.stateText()).not.toContain(each);
      expect(await searched(vm, each)).toBe("");
    }
  });

  it("of two ships on the machine neither reaches what the other listens on", async () => {
    const { vm } = sailing();
    for (const user of ["sampel-palnet", "dozsem-fipfun"]) {
      for (const port of [12321, 12322, 8080, 8081]) {
        const { code } = await vm.run(`sudo -u ship-${user} curl --silent --max-time 5 http://127.0.0.1:${port}/`);
        expect([user, port, code]).toEqual([user, port, 7]);
      }
    }
  });
}

/** What a changed program does to a machine with two ships. */
export function followsItsProgram(sailing: () => Sailing, harbour: () => Harbour, order: () => Ordered): void {
  const { starts, liveShips, use } = watching(sailing, harbour, order);

  it("a later configuration reaches the one ship that it is about, and no other", async () => {
    const { recorder, planet } = sailing();
    const { ship } = planet.resolved;
    const before = { first: starts(ship), second: starts(secondShip), event: recorder.lastEvent(secondShip) };
    use({ second: { snapshotMinutes: 5 } });
    const { changes } = await order().run.must("up");
    expect(changes.filter((each) => !/ dozsem/.test(each))).toEqual([]);
    expect(changes.length).toBeGreaterThan(0);
    expect([starts(ship), starts(secondShip)]).toEqual([before.first, before.second + 1]);
    expect(recorder.of("live", "run").at(-1)).toMatchObject({ ship: secondShip });
    expect(recorder.of("live", "run").at(-1)?.event).toBeGreaterThanOrEqual(before.event);
  });

  it("a ship that is taken out ends cleanly, and its neighbour goes on", async () => {
    const { recorder, planet } = sailing();
    const { ship } = planet.resolved;
    const before = starts(ship);
    use();
    await order().run.must("up");
    expect(recorder.of("end", "run").at(-1)?.ship).toBe(secondShip);
    expect(liveShips()).toEqual([ship]);
    expect(starts(ship)).toBe(before);
  });
}

/** After a restart of a machine whose volume is encrypted: nothing of the ship runs until the key is delivered, and nothing of it is lost. */
export function waitsForItsKey(
  sailing: () => Sailing,
  harbour: () => Harbour,
  order: () => Ordered,
  before: () => { readonly event: number; readonly starts: number },
): void {
  const { starts, liveShips, use } = watching(sailing, harbour, order);

  it("the volume is locked, and the ship waits for it, neither failed nor started on the empty folder", async () => {
    const { vm, planet } = sailing();
    await isLocked(vm);
    const unit = unitOf(planet);
    expect(await vm.says(`systemctl show --property=ActiveState --value ${unit}; systemctl is-enabled ${unit}`)).toBe(
      "inactive\nenabled",
    );
    expect(await vm.says("systemctl list-jobs --plain --no-legend")).toMatch(new RegExp(`${unit} +start +waiting`));
    expect(await vm.says("sudo ls -A /srv/roadstead")).toBe("");
    expect(starts(planet.resolved.ship)).toBe(before().starts);
  });

  it("the webhook is told that somebody must unlock it", async () => {
    const { web } = harbour();
    await expect.poll(() => toldOf(web, "roadstead-volume-unlocked.service"), { timeout: 420_000 }).not.toEqual([]);
  });

  it("the key delivered again by the deployment opens it, and the ship goes on by itself: same pier, no event lost", async () => {
    const { planet, recorder } = sailing();
    const { ship } = planet.resolved;
    use({ delivery: 2 });
    const { changes } = await order().run.must("up");
    expect(changes.filter((each) => !/^update harbour(-mounted)?$/.test(each))).toEqual([]);
    expect(changes).toContain("update harbour-mounted");
    await recorder.until("the ship again", () => liveShips().length === 1, 600);
    expect(starts(ship)).toBe(before().starts + 1);
    expect(recorder.of("live", "run").at(-1)?.event).toBeGreaterThanOrEqual(before().event);
    expect([recorder.piersOf(ship).length, recorder.creationsOf(ship)]).toEqual([1, 1]);
  });
}
