import { beforeAll, describe, expect, it } from "vitest";
import { readHostKey, unmountVolume } from "../../../components/machine/commands";
import { dataMountPoint } from "../../../components/machine/resolve";
import { acceptedByItsTools, bootedWell, type Looked } from "../checks/booted";
import { closedToStrangers, loginsRefused } from "../checks/closed";
import { refusesForeignVolumes } from "../checks/data-volume";
import { settledAsRendered } from "../checks/settled";
import type { Sailing } from "../checks/ship";
import { deliverPlanet, machineIsDeployed, mount, start } from "../deployment";
import type { Harbour } from "../harbour";
import { blankVolume, type VirtualMachine, type Volume } from "../machine/virtual-machine";
import { type MachineText, machineText } from "../rendered";
import { usualMachine } from "../usual-arguments";
import { operator4 } from "../world/addresses";

/** The next generation: another server, another operator, port and degree of hardening; the volume is the same. */
export function rebuiltMachine(sailing: () => Sailing, harbour: () => Harbour): void {
  let vm: VirtualMachine;
  let text: MachineText;
  let blank: Volume;
  let event: number;
  const looked = (): Looked => ({ vm, text });

  beforeAll(async () => {
    event = harbour().recorder.lastEvent(sailing().planet.resolved.ship);
    text = machineText({
      ...usualMachine(harbour()),
      generation: 2,
      hardening: "strict",
      operator: { user: "hand", keys: [harbour().operator.publicKey] },
      ssh: { port: 2222, from: ["203.0.113.0/24", "fd77::/64"] },
      unattendedReboot: { mode: "never" },
      swap: "0 MiB",
    });
    blank = blankVolume(harbour().folder, "102", 256);
    vm = harbour().machine(
      { name: "rebuilt", userData: text.userData, instanceId: "4713", volumes: [sailing().volume, blank] },
      { user: "hand", port: 2222, from: operator4 },
    );
    vm.powerOn();
    await vm.reachable(readHostKey);
  });

  machineIsDeployed(looked);
  bootedWell("strict", looked);

  it("the volume is found and mounted, not formatted", async () => {
    expect(JSON.parse((await mount(vm, sailing().volume)).out)).toMatchObject({ action: "found" });
  });

  it("the ship goes on here: same pier, no event lost, its key asked for again and thrown away", async () => {
    const { planet, volume, recorder, key } = sailing();
    const { ship } = planet.resolved;
    await deliverPlanet(vm, planet, { volume, key });
    const { code, out, err } = await start(vm, planet);
    expect(`${code}: ${out}${err}`).toMatch(/^0: /);
    expect(recorder.of("live", "run").at(-1)?.event).toBeGreaterThanOrEqual(event);
    expect(recorder.piersOf(ship)).toHaveLength(1);
    expect(recorder.creationsOf(ship)).toBe(1);
  });

  describe("strict", () => {
    acceptedByItsTools(looked);
    settledAsRendered(looked);
    closedToStrangers(looked, ["IPv4"]);
    loginsRefused(looked);
    strictBesides(looked);
  });

  it("before a server is deleted, the ship is stopped, prepared and unlicensed, and the volume let go", async () => {
    const { planet, recorder } = sailing();
    await vm.says(planet.commands.stop, { seconds: 400 });
    await vm.says(planet.commands.revoke, { seconds: 400 });
    await vm.says(unmountVolume(dataMountPoint));
    expect(recorder.of("end", "prep")).toHaveLength(recorder.of("start", "prep").length);
    expect(recorder.of("end", "prep").length).toBeGreaterThan(0);
    expect((await start(vm, planet)).code).toBe(80);
    expect(recorder.live()).toEqual([]);
  });

  it("a scribbled or foreign volume in its place is refused, not formatted", async () => {
    await refusesForeignVolumes(vm, blank);
    await vm.cutPower();
  });
}

/** What strict adds, as the running machine has it. */
function strictBesides(looked: () => Looked): void {
  it("AppArmor is in force, and audit rules are locked", async () => {
    const { vm } = looked();
    expect(await vm.says("sudo aa-enabled")).toBe("Yes");
    expect(await vm.says("sudo auditctl -s | grep ^enabled")).toBe("enabled 2");
    expect(Number(await vm.says("sudo auditctl -l | wc -l"))).toBeGreaterThan(15);
  });

  it("no compiler is there", async () => {
    expect((await looked().vm.run("which gcc cc make g++ clang")).out).toBe("");
  });

  it("nothing can be executed in /tmp or /dev/shm", async () => {
    const { vm } = looked();
    for (const folder of ["/tmp", "/dev/shm"]) {
      const tried = await vm.run(
        `cp /bin/true ${folder}/tried && ${folder}/tried; code=$?; rm -f ${folder}/tried; exit $code`,
      );
      expect([folder, tried.code]).toEqual([folder, 126]);
    }
  });

  it("no mail server is there", async () => {
    const asked = "dpkg --list 'exim4*' postfix 2>/dev/null | grep ^ii; sudo ss -Hltn 'sport = :25'";
    expect((await looked().vm.run(asked)).out).toBe("");
  });

  it("processes are accounted", async () => {
    expect(await looked().vm.says("systemctl is-active acct.service auditd.service")).toBe("active\nactive");
  });
}
