import { beforeEach, describe, expect, it } from "vitest";
import { createdAndRunning, creationUnit, machine, status, stopped, succeed, unit } from "./ship-on-a-machine";

// Starting and stopping a ship that exists.

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

  it("tells of a runtime that was killed at once, before systemd gives up starting it again, and of a clean stop nobody", () => {
    const telling = `start --no-block roadstead-failure@${unit}.service`;
    stopped();
    expect(machine.calls("systemctl").join("\n")).not.toContain("roadstead-failure@");
    succeed(machine.ship("start"));
    machine.tell(`units/${unit}.result`, "oom-kill");
    succeed(machine.ship("stop"));
    expect(machine.calls("systemctl").join("\n")).toContain(telling);
  });

  it("waits with its installation for another ship's: they share runtimes and the firewall", () => {
    machine.tell("calls", "");
    const install = ["timeout", "3", "roadstead-ship", "install", "sampel-palnet"];
    expect(machine.run("flock", [machine.path("/run/roadstead/install.lock"), ...install]).code).toBe(124);
    expect(machine.calls("systemctl")).toEqual([]);
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
