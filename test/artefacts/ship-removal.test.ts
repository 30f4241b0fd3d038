import { afterEach, beforeEach, expect, it } from "vitest";
import { renderPlanet } from "../../components/planet/render";
import type { ResolvedPlanet } from "../../components/planet/resolve";
import { MachineInAFolder, usualPlanet } from "./machine-in-a-folder";

// A ship goes from a machine that stays: `roadstead-ship remove` for real, on a machine in a folder.

const neighbour: ResolvedPlanet = {
  ...usualPlanet,
  ...{ ship: "~palnet-sampel", shipName: "palnet-sampel", user: "ship-palnet-sampel", pierId: "palnet-sampel.1" },
};
const only = (planet: ResolvedPlanet) =>
  renderPlanet(planet).files.filter(({ path }) => path.includes(planet.shipName));
const shared = renderPlanet(usualPlanet).files.filter(({ path }) => !path.includes(usualPlanet.shipName));
let machine: MachineInAFolder;

beforeEach(() => {
  machine = new MachineInAFolder();
  machine.installShip();
  machine.installShip(neighbour);
  machine.write("/etc/roadstead/firewall.d/ship-sampel-palnet.nft", "# its rules\n");
  machine.write("/srv/roadstead/ships/sampel-palnet.1/pier/.urb/log", "its life");
  machine.write("/var/lib/roadstead/creation-attempts/sampel-palnet.1", "1\n");
});
afterEach(() => machine.dispose());

const remove = (name = "sampel-palnet") => machine.run("roadstead-ship", ["remove", name]);
const there = (files: readonly { readonly path: string }[]) =>
  files.map(({ path }) => path).filter((path) => machine.has(path));

it("takes its own files and no other's, then with the last ship what they share; piers and used-up attempts stay", () => {
  const others = only(neighbour);
  expect(remove()).toMatchObject({ code: 0, err: "" });
  expect(there(only(usualPlanet))).toEqual([]);
  expect(machine.has("/etc/roadstead/firewall.d/ship-sampel-palnet.nft")).toBe(false);
  expect(there([...others, ...shared])).toHaveLength(others.length + shared.length);
  expect(remove()).toMatchObject({ code: 0, err: "" });
  expect(remove("palnet-sampel")).toMatchObject({ code: 0, err: "" });
  expect(there([...others, ...shared])).toEqual([]);
  expect(machine.has("/opt/roadstead")).toBe(false);
  expect(machine.read("/srv/roadstead/ships/sampel-palnet.1/pier/.urb/log")).toBe("its life");
  expect(machine.has("/var/lib/roadstead/creation-attempts/sampel-palnet.1")).toBe(true);
});

it("is refused while the ship is licensed to run here, and nothing is touched", () => {
  machine.write("/etc/roadstead/licences/sampel-palnet.json", "{}");
  expect(remove()).toMatchObject({ code: 92, err: expect.stringContaining("still licensed to run here") });
  expect(there(only(usualPlanet))).toHaveLength(only(usualPlanet).length);
});

it("is refused while the ship runs, whatever its licence says, and nothing is touched", () => {
  machine.tell("units/roadstead-ship-sampel-palnet.service.state", "active\n");
  expect(remove()).toMatchObject({ code: 92, err: expect.stringContaining("it still runs. Stop it first.") });
  expect(there(only(usualPlanet))).toHaveLength(only(usualPlanet).length);
});

it("leaves what ships share where something else needs it", () => {
  machine.write("/usr/local/sbin/roadstead-alerts", "#!/bin/sh\n", 0o755);
  remove();
  remove("palnet-sampel");
  expect(there(shared)).toEqual(["/usr/local/sbin/roadstead-overdue"]);
});

it("cut off anywhere and run again, it ends as if it had not been cut", () => {
  remove("palnet-sampel");
  const whole = new MachineInAFolder(machine);
  const { steps } = whole.cutShip("remove", 0);
  whole.dispose();
  expect(steps).toBeGreaterThan(5);
  for (let at = 1; at <= steps; at += 1) {
    const cut = new MachineInAFolder(machine);
    cut.cutShip("remove", at);
    // As the deployment asks: only while the tool is there.
    if (cut.has("/usr/local/sbin/roadstead-ship")) {
      expect(cut.run("roadstead-ship", ["remove", "sampel-palnet"]), `cut at ${at}`).toMatchObject({ code: 0 });
    }
    const left = [...only(usualPlanet), ...shared].map(({ path }) => path).filter((path) => cut.has(path));
    cut.dispose();
    expect([at, left.filter((path) => !path.endsWith("roadstead-overdue"))]).toEqual([at, []]);
  }
});
