import { beforeEach, describe, expect, it } from "vitest";
import type { ResolvedPlanet } from "../../components/planet/resolve";
import { cuts } from "./cuts";
import { MachineInAFolder, usualPlanet } from "./machine-in-a-folder";
import { createdAndRunning, data, folder, keys, licence, machine, stopped, succeed, unit } from "./ship-on-a-machine";

// Which runtime a pier is on, how it comes to another one and back, and what is left where that is cut.

const { runtime } = usualPlanet;
const otherFormat = "wordWidth=32 loom=6 bytecode=1 patch=2 log=3 epoch=2";
type Change = Partial<ResolvedPlanet["runtime"]>;
const on = (change: Change): ResolvedPlanet => ({ ...usualPlanet, runtime: { ...runtime, ...change } });
const newer = on({ version: "4.6" });
/** Of another format, as the sources of its release would say. */
const foreign = on({ version: "5.0", format: otherFormat });
const allowed = on({ version: "5.0", format: otherFormat, forwardOnly: true });

/** What the deployment's first step does: files in place, runtime fetched, and the verdict while the ship still runs. */
function install(planet: ResolvedPlanet, on_ = machine): { code: number; err: string } {
  on_.installShip(planet);
  const name = `${planet.runtime.version}-amd64`;
  if (planet.runtime.format === otherFormat) on_.write(`/opt/roadstead/vere/${name}/standin-format`, "2\n");
  on_.write(`/opt/roadstead/vere/${name}/format`, `${planet.runtime.format ?? ""}\n`);
  return on_.ship("check", "change");
}

const isOn = (at = machine): string => at.read(`${folder}/runtime`).trim();
const events = (pier = `${folder}/pier`, at = machine): number =>
  at.read(`${pier}/.urb/log/events`).trim().split("\n").length;
const runs = (name: string): string[] => machine.calls("vere").filter((line) => line.includes(name));

describe("another runtime of the same format", () => {
  beforeEach(() => {
    createdAndRunning();
    machine.tell("calls", "");
  });

  it("invariant 13: starts only after the earlier one has stopped and prepared the pier", () => {
    succeed(install(newer));
    succeed(machine.ship("start"));
    const [prepared, started, ...more] = machine.calls("vere");
    expect(prepared).toMatch(/4\.5-amd64 prep --loom 31 .*\/pier$/);
    expect(started).toMatch(/4\.6-amd64 --loom 31 -t /);
    expect(more).toEqual([]);
    expect(isOn()).toBe("4.6-amd64");
  });

  it("invariant 13: goes back the same way, prepared by the newer one, which stays on the machine", () => {
    succeed(install(newer));
    succeed(machine.ship("start"));
    machine.tell("calls", "");
    succeed(install(usualPlanet));
    succeed(machine.ship("start"));
    expect(machine.calls("vere")[0]).toMatch(/4\.6-amd64 prep/);
    expect(machine.calls("vere")[1]).toMatch(/4\.5-amd64 --loom 31 -t /);
    expect(isOn()).toBe("4.5-amd64");
    expect(machine.has("/opt/roadstead/vere/4.6-amd64/vere")).toBe(true);
    expect(events()).toBe(4);
  });

  it("counts releases by number: 4.10 is above 4.9", () => {
    succeed(install(on({ version: "4.9", format: otherFormat, forwardOnly: true })));
    succeed(machine.ship("start"));
    expect(install(on({ version: "4.10", format: "unknown" })).err).toContain("forwardOnly: true");
    expect(install(on({ version: "4.8", format: "unknown", forwardOnly: true })).err).toContain("never lowered");
  });

  it("waits where the earlier one is not on this machine and did not leave the pier prepared", () => {
    machine.remove("/opt/roadstead/vere/4.5-amd64");
    expect(install(newer)).toMatchObject({ code: 94 });
  });

  it("needs the earlier one no more where it left the pier prepared: a rebuilt machine has only the new one", () => {
    stopped();
    succeed(machine.ship("revoke"));
    machine.remove("/opt/roadstead/vere/4.5-amd64");
    succeed(install(newer));
    machine.ship("licence", undefined, licence());
    succeed(machine.ship("start"));
    expect(isOn()).toBe("4.6-amd64");
    expect(machine.has(`${folder}/prepared`)).toBe(false);
  });

  it("does not come where it cannot run on this machine: that is said before the ship is stopped", () => {
    machine.tell("vere-broken-4.6-amd64", "");
    expect(install(newer)).toMatchObject({ code: 94, err: expect.stringContaining("does not run on this machine") });
    expect(machine.calls("vere")).toEqual([]);
  });

  it("does not come where the pier could not be prepared: the ship goes on with the one it is on", () => {
    succeed(install(newer));
    machine.tell("vere-fails", "1");
    const { code, err } = machine.ship("start");
    expect([code, isOn()]).toEqual([70, "4.5-amd64"]);
    expect(err).toContain("It goes on running, on vere 4.5-amd64");
    expect(machine.run("systemctl", ["is-active", unit]).out).toBe("active\n");
    expect(runs("4.6-amd64")).toEqual([]);
  });

  it("does not come with a restart of the machine between the two steps of a deployment", () => {
    succeed(install(newer));
    machine.losePower();
    succeed(machine.run("systemctl", ["start", unit]));
    expect(runs("4.6-amd64")).toEqual([]);
    expect(isOn()).toBe("4.5-amd64");
  });
});

describe("a runtime of another format", () => {
  beforeEach(() => {
    createdAndRunning();
    machine.tell("calls", "");
  });

  it("invariant 13: is refused while the ship still runs, unless the configuration says that there is no way back", () => {
    const { code, err } = install(foreign);
    expect(code).toBe(95);
    expect(err).toContain("runtime.forwardOnly: true");
    expect(machine.calls("systemctl").filter((line) => / stop /.test(line))).toEqual([]);
    expect(machine.ship("start").code).toBe(95);
    expect([isOn(), runs("5.0-amd64")]).toEqual(["4.5-amd64", []]);
    expect(machine.run("systemctl", ["is-active", unit]).out).toBe("active\n");
  });

  it("is refused too where nobody knows what it writes", () => {
    expect(install(on({ version: "6.0", format: undefined })).err).toContain("is not known");
  });

  it("gets a copy of the stopped pier; what was there stays as an archive", () => {
    succeed(install(allowed));
    succeed(machine.ship("start"));
    expect(machine.calls("vere").map((line) => line.replace(/ --.* /, " "))).toEqual([
      `vere /opt/roadstead/vere/4.5-amd64 prep ${folder}/pier`,
      `vere /opt/roadstead/vere/5.0-amd64 prep ${folder}/pier.migrating`,
      `vere /opt/roadstead/vere/5.0-amd64 ${folder}/pier`,
    ]);
    expect([isOn(), events(), events(`${folder}/pier.before-5.0-amd64`)]).toEqual(["5.0-amd64", 3, 2]);
    expect(machine.has(`${folder}/pier.before-5.0-amd64/.roadstead-archive`)).toBe(true);
    expect(machine.has(`${folder}/pier.migrating`)).toBe(false);
  });

  it("invariant 13: never gives way to the earlier one again", () => {
    succeed(install(allowed));
    succeed(machine.ship("start"));
    machine.tell("calls", "");
    const { code, err } = install(on({ forwardOnly: true }));
    expect(code).toBe(95);
    expect(err).toContain("never lowered");
    expect(machine.ship("start").code).toBe(95);
    expect([isOn(), runs("4.5-amd64")]).toEqual(["5.0-amd64", []]);
  });

  it("leaves the ship on what it had where it cannot open the copy", () => {
    succeed(install(allowed));
    machine.tell("vere-fails-5.0-amd64", "1");
    expect(machine.ship("start")).toMatchObject({
      code: 70,
      err: expect.stringContaining("goes on running, on vere 4.5"),
    });
    expect([isOn(), events()]).toEqual(["4.5-amd64", 3]);
    expect(machine.has(`${folder}/pier.migrating`)).toBe(false);
    expect(machine.read(`${folder}/pier/.urb/format`)).toBe("1\n");
  });

  it("invariant 28: waits for room on the volume, which is asked for first", () => {
    machine.tell("free-bytes", "1000");
    expect(install(allowed)).toMatchObject({ code: 79, err: expect.stringContaining("Enlarge the volume") });
  });
});

describe("the loom", () => {
  beforeEach(createdAndRunning);

  it("invariant 21: is never lowered, and that is said while the ship still runs", () => {
    const large = { ...usualPlanet, loomExponent: 32 };
    machine.installShip(large);
    succeed(machine.ship("check", "change"));
    stopped();
    succeed(machine.ship("start"));
    expect(machine.calls("vere").at(-1)).toContain(" --loom 32 ");
    machine.installShip(usualPlanet);
    expect(machine.ship("check", "change")).toMatchObject({
      code: 95,
      err: expect.stringContaining("set loom back to 32"),
    });
    machine.losePower();
    succeed(machine.run("systemctl", ["start", unit]));
    expect(machine.calls("vere").at(-1)).toContain(" --loom 32 ");
  });
});

describe("invariant 13: the power cut at any step of a change", () => {
  const changes: readonly (readonly [string, ResolvedPlanet, ResolvedPlanet, string])[] = [
    ["to a newer release of the same format", usualPlanet, newer, "4.6-amd64"],
    ["back to the one before", newer, usualPlanet, "4.5-amd64"],
    ["to another format", usualPlanet, allowed, "5.0-amd64"],
  ];

  it.each(changes)(
    "%s leaves a ship that runs on what may open its pier, and ends well when asked for again",
    (_, from, to, name) => {
      createdAndRunning();
      succeed(install(from));
      succeed(machine.ship("start"));
      const before = [isOn(), events()] as const;
      succeed(install(to));
      const attempt = new MachineInAFolder(machine);
      attempt.mount([data, keys].map(([path, ...rest]) => [path, ...rest] as const));
      const { steps, code } = attempt.cutShip("start", 0);
      // Between two renames lies what only the record of the change can tell.
      const renames = [...attempt.heard("steps").matchAll(/^(\d+) mv --no-target-directory/gm)].map((found) =>
        Number(found[1]),
      );
      attempt.dispose();
      expect([code, steps > 20]).toEqual([0, true]);
      for (const cutAt of new Set([...cuts(steps), ...renames, ...renames.map((each) => each + 1)])) {
        const cut = new MachineInAFolder(machine);
        cut.mount([data, keys]);
        expect([cutAt, cut.cutShip("start", cutAt).code]).not.toEqual([cutAt, 0]);
        cut.losePower();
        // What a machine's own start does; the unit is enabled all along.
        expect([cutAt, cut.isEnabled(unit)]).toEqual([cutAt, true]);
        expect([cutAt, cut.run("systemctl", ["start", unit]).code]).toEqual([cutAt, 0]);
        expect([before[0], name]).toContain(isOn(cut));
        expect(events(undefined, cut)).toBeGreaterThan(before[1]);
        expect([cutAt, cut.ship("start")]).toMatchObject([cutAt, { code: 0 }]);
        expect([cutAt, isOn(cut), cut.has(`${folder}/pier.migrating`), cut.has(`${folder}/runtime-change`)]).toEqual([
          cutAt,
          name,
          false,
          false,
        ]);
        cut.dispose();
      }
    },
  );
});
