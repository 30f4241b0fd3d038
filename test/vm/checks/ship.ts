import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { deliverPlanet, start } from "../deployment";
import type { VirtualMachine, Volume } from "../machine/virtual-machine";
import type { PlanetText } from "../rendered";
import { guest4, metadata4 } from "../world/addresses";
import type { Recorder } from "../world/recorder";

const findText = readFileSync(join(__dirname, "find-text.sh"), "utf8");

/** The ship that a group of checks looks at, and where. */
export interface Sailing {
  readonly vm: VirtualMachine;
  readonly planet: PlanetText;
  readonly volume: Volume;
  readonly recorder: Recorder;
  /** The same ship on another release that writes the same format. */
  readonly raised: () => PlanetText;
  /** What must be found nowhere afterwards. */
  readonly key: string;
}

export const unitOf = ({ resolved }: PlanetText): string => `roadstead-ship-${resolved.shipName}.service`;

/** The ship as its machine tells of it. */
export async function statusOf({ vm, planet }: Pick<Sailing, "vm" | "planet">): Promise<Record<string, unknown>> {
  const said: unknown = JSON.parse(await vm.says(`sudo roadstead-ship status ${planet.resolved.shipName}`));
  return typeof said === "object" && said !== null ? { ...said } : {};
}

async function answerOverUdp(port: number): Promise<string> {
  const socket = createSocket("udp4");
  try {
    return await new Promise((resolve, reject) => {
      socket.once("message", (text) => resolve(text.toString()));
      const timer = setTimeout(() => reject(new Error(`Nobody answered on udp/${port}.`)), 15_000);
      socket.once("close", () => clearTimeout(timer));
      socket.send("who?", port, guest4);
    });
  } finally {
    socket.close();
  }
}

/** From nothing to a ship that runs. */
export function comesUp(sailing: () => Sailing): void {
  it("without a licence no ship starts, and the reason is told", async () => {
    const { vm, planet, recorder } = sailing();
    await vm.says(planet.commands.install, { stdin: planet.installBundle, seconds: 600 });
    const { code, err } = await start(vm, planet);
    expect([code, err]).toEqual([80, expect.stringContaining("there is no licence")]);
    expect(recorder.told).toEqual([]);
  });

  it("with licence and key the pier is made once, and the ship answers", async () => {
    const { vm, planet, volume, recorder, key } = sailing();
    await deliverPlanet(vm, planet, { volume, key });
    const { code, out, err } = await start(vm, planet);
    expect(`${code}: ${out}${err}`).toMatch(/^0: /);
    expect(recorder.of("start", "create")).toHaveLength(1);
    expect(recorder.live().map(({ ship }) => ship)).toEqual([planet.resolved.ship]);
    expect(recorder.piersOf(planet.resolved.ship)).toHaveLength(1);
    expect(await statusOf(sailing())).toMatchObject({ pier: "complete", unit: "active", keyInMemory: false });
  });

  it("peers reach its Ames port, and nobody outside its web port", async () => {
    const { planet } = sailing();
    expect(await answerOverUdp(planet.resolved.amesPort)).toContain(planet.resolved.ship);
  });

  it("the ship's own user reaches neither loopback services nor metadata", async () => {
    const { vm, planet } = sailing();
    const { user } = planet.resolved;
    for (const address of ["127.0.0.1:12321", `127.0.0.1:${planet.resolved.httpPort}`, metadata4]) {
      const asked = await vm.run(`sudo -u ${user} curl --silent --show-error --max-time 5 http://${address}/`);
      expect([address, asked.code]).toEqual([address, 7]);
    }
    // What it may reach it does reach: the refusal is no broken network.
    expect(
      (await vm.run(`sudo -u ${user} curl --silent --max-time 10 http://packages.roadstead.test/repository/Release`))
        .code,
    ).toBe(0);
  });

  it("a second start of the same command changes nothing", async () => {
    const { vm, planet, volume, recorder } = sailing();
    const starts = recorder.of("start").length;
    // As a rebuilt deployment does: the key comes again, or nothing in its place.
    await deliverPlanet(vm, planet, { volume, key: sailing().key });
    expect((await start(vm, planet)).code).toBe(0);
    expect(recorder.of("start")).toHaveLength(starts);
  });
}

/** No trace of the key anywhere on a machine that runs. */
export function keyIsForgotten(sailing: () => Sailing): void {
  it("the key stands in no file, process, environment, journal or folder of cloud-init", async () => {
    const { vm, key } = sailing();
    expect(await searched(vm, key)).toBe("");
  });

  it("the search finds what is there", async () => {
    const { vm } = sailing();
    const planted = `planted-${Math.random()}`;
    await vm.says("sudo tee /var/tmp/planted >/dev/null", { stdin: planted });
    expect(await searched(vm, planted)).toBe("/var/tmp/planted");
  });
}

/** Every place of a running machine that holds the text. */
export function searched(vm: VirtualMachine, text: string): Promise<string> {
  return vm.says(`sudo bash -c ${quoted(findText)}`, { stdin: text, seconds: 600 });
}

function quoted(script: string): string {
  return `'${script.replaceAll("'", "'\\''")}'`;
}

/** Bytes of the whole disk, files deleted long ago included. Only of a machine that is off. */
export function isOnDisk(file: string, key: string): boolean {
  try {
    execFileSync("grep", ["--quiet", "--text", "--fixed-strings", key, file], { stdio: ["ignore", "ignore", "pipe"] });
    return true;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "status") === 1) return false;
    throw error;
  }
}
