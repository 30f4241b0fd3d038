import { beforeEach, describe, expect, it } from "vitest";
import type { ResolvedPlanet } from "../../components/planet/resolve";
import { usualPlanet } from "./machine-in-a-folder";
import { createdAndRunning, creationUnit, folder, machine, status, stopped, succeed, unit } from "./ship-on-a-machine";

// Starting, stopping and changing the runtime of a ship that exists.

describe("another runtime", () => {
  const raised: ResolvedPlanet = { ...usualPlanet, runtime: { ...usualPlanet.runtime, version: "4.10" } };
  beforeEach(() => {
    createdAndRunning();
    machine.installShip(raised);
    machine.tell("calls", "");
  });

  it("invariant 13: starts only after the earlier one has stopped and prepared the pier", () => {
    succeed(machine.ship("start"));
    const [prepared, started, ...more] = machine.calls("vere");
    expect(prepared).toMatch(/4\.5-amd64 prep --loom 31 .*\/pier$/);
    expect(started).toMatch(/4\.10-amd64 -t /);
    expect(more).toEqual([]);
    expect(machine.read(`${folder}/runtime`)).toBe("4.10-amd64\n");
  });

  it("waits where the earlier one is not on this machine", () => {
    machine.remove("/opt/roadstead/vere/4.5-amd64");
    expect(machine.ship("start").code).toBe(94);
    expect(machine.calls("vere")).toEqual([]);
  });

  it("waits where the preparation failed", () => {
    machine.tell("vere-fails", "1");
    expect(machine.ship("start").code).toBe(70);
    expect(machine.read(`${folder}/runtime`)).toBe("4.5-amd64\n");
  });

  it("invariant 13: is never a lower one", () => {
    succeed(machine.ship("start"));
    stopped();
    machine.installShip(usualPlanet);
    expect(machine.ship("start").code).toBe(95);
    expect(machine.calls("vere")).toEqual([]);
  });
});

describe("starting and stopping", () => {
  beforeEach(createdAndRunning);

  it("invariant 18: counts a busy ship as alive", () => {
    machine.tell("health", "429");
    succeed(machine.ship("start"));
  });

  it("fails where the ship runs but does not answer", () => {
    machine.tell("health", "000");
    expect(machine.ship("start").code).toBe(96);
  });

  it("invariant 11: stops cleanly, stays stopped, and may be repeated", () => {
    succeed(machine.ship("stop"));
    succeed(machine.ship("stop"));
    expect(status().last).toMatchObject({ state: "stopped", code: 0 });
    expect(machine.isEnabled(unit)).toBe(false);
  });

  it("says so where the ship had to be killed", () => {
    machine.tell(`units/${unit}.result`, "timeout");
    expect(machine.ship("stop").code).toBe(92);
  });

  it("proves that it is stopped: nothing runs, nothing may, and the pier has nothing left to replay", () => {
    machine.tell("calls", "");
    const { code, out } = machine.ship("prove-stopped");
    expect(code).toBe(0);
    expect(JSON.parse(out.trim().split("\n").at(-1) ?? "")).toMatchObject({
      ship: "~sampel-palnet",
      pierId: "sampel-palnet.1",
      pier: "complete",
      runtime: "4.5-amd64",
      running: false,
      licensed: false,
    });
    expect(machine.calls("vere").join()).toMatch(/4\.5-amd64 prep --loom 31 .*\/pier$/);
    expect(status()).toMatchObject({ licensed: false, pier: "complete" });
    expect(machine.ship("start").code).toBe(80);
    succeed(machine.ship("prove-stopped"));
  });

  it("gives no proof where it had to be killed, or where its pier could not be prepared", () => {
    machine.tell("vere-fails", "1");
    expect(machine.ship("prove-stopped")).toMatchObject({ code: 70, out: "" });
    expect(status().licensed).toBe(true);
    succeed(machine.ship("start"));
    machine.tell(`units/${unit}.result`, "timeout");
    expect(machine.ship("prove-stopped")).toMatchObject({ code: 92, out: "" });
    expect(status().licensed).toBe(true);
  });

  it("leaves a pier prepared whenever its licence is taken away", () => {
    stopped();
    succeed(machine.ship("revoke"));
    expect(machine.calls("vere").join()).toMatch(/prep --loom 31/);
  });

  it("does not interrupt a creation", () => {
    machine.tell(`units/${creationUnit}.state`, "activating");
    expect(machine.ship("stop").code).toBe(92);
  });

  it("takes over a pier whose owner has another number on a rebuilt machine", () => {
    expect(machine.calls("chown").join()).toMatch(
      /--recursive --no-dereference ship-sampel-palnet:ship-sampel-palnet .*\/pier$/,
    );
  });
});
