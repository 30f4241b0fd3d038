import { beforeEach, describe, expect, it } from "vitest";
import type { ResolvedPlanet } from "../../components/planet/resolve";
import { usualPlanet } from "./machine-in-a-folder";
import { createdAndRunning, folder, machine, stopped, unit } from "./ship-on-a-machine";

// Whom a ship takes updates from: told on request only, and asked what it says.

const ota = (mode: string, source: string, request: number) =>
  machine.run("roadstead-ship", ["ota", "sampel-palnet", mode, source, String(request)]);
const told = (): string[] =>
  machine
    .heard("dojo")
    .split("\n")
    .filter((line) => line.startsWith("+hood"));

function says(updates: string, source: string, pending = "~"): void {
  machine.tell(
    "vats",
    [
      "%base",
      "  /sys/kelvin:     [%zuse 409]",
      "  base hash:       0v2.vhcjk",
      "  app status:      running",
      "  publishing ship: ~",
      `  updates:         ${updates}`,
      `  source ship:     ${source}`,
      "  source desk:     %kids",
      `  pending updates: ${pending}`,
      "",
    ].join("\n"),
  );
}

const supporting = (zuse: number | undefined): ResolvedPlanet => ({
  ...usualPlanet,
  runtime: { ...usualPlanet.runtime, zuse },
  ota: { mode: "hold", source: undefined, request: 0 },
});

beforeEach(() => {
  createdAndRunning();
  says("remote", "~talpur");
  machine.tell("obeys", "");
  machine.tell("dojo", "");
});

describe("invariant 35: updates over the air", () => {
  it("are told to the ship once for each request, and verified by what it says", () => {
    const { code, out } = ota("follow", "~marzod", 1);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      mode: "follow",
      source: "~marzod",
      agrees: true,
      says: { kernel: 409, updates: "remote", source: "~marzod", pending: [], runtime: "new enough" },
    });
    expect(ota("follow", "~marzod", 1).code).toBe(0);
    expect(told()).toEqual(["+hood/ota ~marzod"]);
    expect(JSON.parse(ota("hold", "-", 2).out)).toMatchObject({ agrees: true, says: { updates: "paused" } });
    expect(told()).toEqual(["+hood/ota ~marzod", "+hood/pause %base"]);
  });

  it("are only compared without a request", () => {
    const { code, out } = ota("follow", "~marzod", 0);
    expect([code, told()]).toEqual([0, []]);
    expect(JSON.parse(out)).toMatchObject({ agrees: false, says: { source: "~talpur" } });
  });

  it("fail where the ship does not do what it was told, and are told again by the next deployment", () => {
    machine.forget("obeys");
    const { code, err } = ota("follow", "~marzod", 1);
    expect(code).toBe(70);
    expect(err).toContain("says: updates remote, source ~talpur");
    expect(machine.has(`${folder}/updates-request`)).toBe(false);
    machine.tell("obeys", "");
    expect(ota("follow", "~marzod", 1).code).toBe(0);
  });

  it.each([
    ["a way that is none", "obey", "~marzod"],
    ["words for the dojo", "follow", "~marzod %kids, =x 1"],
    ["more lines", "follow", "~marzod\n|exit"],
  ])("never pass on %s", (_, mode, source) => {
    expect(ota(mode, source, 1).code).toBe(64);
    expect(machine.heard("dojo")).toBe("");
  });

  it("say so where the ship does not run", () => {
    stopped();
    machine.remove(`${folder}/pier/.http.ports`);
    expect(ota("follow", "~marzod", 1)).toMatchObject({ code: 96 });
  });
});

describe("invariant 27: a kernel that waits for a newer runtime", () => {
  it.each<[string, number | undefined, string, number, string]>([
    ["is told where the runtime supports less", 409, "{[%zuse 408]}", 70, "too old"],
    ["is told where nobody knows what the runtime supports", undefined, "{[%zuse 408]}", 70, "unknown"],
    ["is no matter where the runtime supports it: it waits for apps", 408, "{[%zuse 408]}", 0, "new enough"],
    ["is judged by the newest of several", 408, "{[%zuse 408] [%zuse 407]}", 70, "too old"],
    ["is none where nothing is pending", undefined, "~", 0, "new enough"],
  ])("%s", (_, zuse, pending, code, runtime) => {
    machine.installShip(supporting(zuse));
    says("remote", "~talpur", pending);
    const ended = machine.ship("updates");
    expect([ended.code, JSON.parse(ended.out).runtime]).toEqual([code, runtime]);
    expect(machine.read(`/etc/systemd/system/roadstead-updates-sampel-palnet.service`)).toContain(
      "OnFailure=roadstead-failure@%n.service",
    );
  });

  it("is not asked of a ship that is stopped", () => {
    stopped();
    expect(machine.ship("updates")).toMatchObject({ code: 0 });
    expect([machine.heard("dojo"), machine.isEnabled(unit)]).toEqual(["", false]);
  });
});
