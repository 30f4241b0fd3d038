import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mountUnit, renderPlanet } from "./render";
import { planetCases } from "./render-trial";
import type { ResolvedPlanet } from "./resolve";

const golden = join(__dirname, "../../test/golden/planet");
const [[, example]] = planetCases;
const ids = { volumeUuid: "0f2b1c9e-1111-8222-9333-444444444444", machineId: "hetzner:4711" };

function content(planet: ResolvedPlanet, path: string): string {
  const found = renderPlanet(planet).files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`No file ${path}.`);
  return found.content;
}

function settings(unit: string, key: string): string[] {
  return unit.split("\n").flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));
}

/** The ship's own two units; the others call our commands only. */
function startsRuntime({ path }: { readonly path: string }): boolean {
  return /\/roadstead-(ship|create)-[a-z-]+\.service$/.test(path);
}

describe.each(planetCases)("%s", (name, planet) => {
  const rendered = renderPlanet(planet);

  it("is the text that was reviewed", async () => {
    for (const { path, content: text } of [...rendered.files, ...(rendered.backups?.files ?? [])]) {
      // What does not depend on the ship is golden once.
      const place = text.includes(planet.shipName) ? name : "every-ship";
      await expect(text).toMatchFileSnapshot(join(golden, place, path));
    }
    const { commands, fingerprint } = rendered;
    const said = {
      commands,
      backups: rendered.backups?.commands,
      fingerprint,
      licence: JSON.parse(rendered.licence(ids)),
    };
    await expect(`${JSON.stringify(said, null, 2)}\n`).toMatchFileSnapshot(join(golden, name, "commands.json"));
  });

  it("gives the same bytes again", () => {
    const again = renderPlanet(structuredClone(planet));
    expect(again.installBundle).toBe(rendered.installBundle);
    expect(again.licence(ids)).toBe(rendered.licence(ids));
  });

  it("bundles exactly its files", () => {
    expect(JSON.parse(rendered.installBundle)).toEqual({ files: rendered.files });
  });

  it("invariant 22: keeps the web server on loopback and on a port that needs no privilege, on both first boot and later ones", () => {
    for (const { path } of rendered.files.filter(startsRuntime)) {
      expect(settings(content(planet, path), "ExecStart")[0]).toContain(
        `--http-ip 127.0.0.1 --http-port ${planet.httpPort}`,
      );
      expect(settings(content(planet, path), "AmbientCapabilities")).toEqual([""]);
    }
  });

  it("invariant 14: runs the pinned binary by version and architecture, and none that came with the pier", () => {
    const { runtime } = JSON.parse(content(planet, `/etc/roadstead/ships/${planet.shipName}.json`));
    expect(runtime).toMatchObject({
      name: `${planet.runtime.version}-${planet.runtime.architecture}`,
      sha256: planet.runtime.sha256,
      format: "wordWidth=32 loom=5 bytecode=1 patch=2 log=3 epoch=2",
    });
    for (const file of rendered.files.filter(startsRuntime)) {
      const [command = ""] = settings(file.content, "ExecStart");
      expect(command).toMatch(/ -- -t .*--no-dock /);
    }
  });
});

describe("the unit of a ship", () => {
  const unit = content(example, "/etc/systemd/system/roadstead-ship-sampel-palnet.service");

  it("invariant 11: ends a ship by SIGTERM and gives it five minutes", () => {
    expect(["KillMode", "KillSignal", "TimeoutStopSec"].map((key) => settings(unit, key)[0])).toEqual([
      "mixed",
      "SIGTERM",
      "300",
    ]);
  });

  it("invariant 12: restarts after a failure only, half a minute later and five times an hour at most", () => {
    expect(
      ["Restart", "RestartSec", "StartLimitIntervalSec", "StartLimitBurst"].map((key) => settings(unit, key)[0]),
    ).toEqual(["on-failure", "30", "1h", "5"]);
  });

  it("invariant 24: waits for network and clock", () => {
    expect(settings(unit, "After")[0]?.split(" ")).toEqual(
      expect.arrayContaining(["network-online.target", "time-sync.target"]),
    );
  });

  it("invariant 27: never fetches another runtime by itself", () => {
    for (const { content: text } of renderPlanet(example).files)
      expect(text).not.toMatch(/\bvere"? (next|upgrade|dock)\b/);
  });

  it("invariant 12: never restarts after a refusal of ours", () => {
    const stays = settings(unit, "RestartPreventExitStatus")[0]?.split(" ") ?? [];
    const script = content(example, "/usr/local/sbin/roadstead-ship");
    const table = script.slice(0, script.indexOf("set -euo")).matchAll(/(?<= )(8\d|9\d) [a-z]/g);
    const codes = [...table].map((match) => match[1]);
    expect(codes.length).toBeGreaterThan(15);
    // 96 and 98 are what a person's command ends with, never a unit's.
    expect(codes.filter((code) => code !== "96" && code !== "98" && !stays.includes(code ?? ""))).toEqual([]);
  });

  it("invariant 5: gets no key; only the first boot does, and as a path in memory", () => {
    const creation = content(example, "/etc/systemd/system/roadstead-create-sampel-palnet.service");
    expect(unit).not.toMatch(/LoadCredential|%d/);
    expect(settings(creation, "LoadCredential")).toEqual(["key:/run/roadstead/keys/sampel-palnet"]);
    expect(settings(creation, "ExecStart")[0]).toContain(" -k %d/key ");
    expect(content(example, "/etc/systemd/system/run-roadstead-keys.mount")).toMatch(/^Type=ramfs$/m);
  });
});

describe("what restarts a ship", () => {
  const before = renderPlanet(example).fingerprint;
  const { runtime } = example;

  it.each<[string, Partial<ResolvedPlanet>]>([
    ["its Ames port", { amesPort: 40000 }],
    ["its web port", { httpPort: 9090 }],
    ["its loom", { loomExponent: 32 }],
    ["its snapshots", { snapTimeMinutes: 9 }],
    ["its runtime", { runtime: { ...runtime, version: "4.6" } }],
    ["its runtime's checksum", { runtime: { ...runtime, sha256: "00".repeat(32) } }],
    ["its pier", { pierId: "sampel-palnet.2" }],
  ])("%s", (_, change) => {
    expect(renderPlanet({ ...example, ...change }).fingerprint).not.toBe(before);
  });

  it.each<[string, Partial<ResolvedPlanet>]>([
    ["another creation attempt", { boot: { mode: "create", attempt: 2 } }],
    ["the end of creating", { boot: { mode: "resume" } }],
    ["another mirror for the same runtime", { runtime: { ...runtime, url: "https://mirror.example/vere.tgz" } }],
  ])("but not %s", (_, change) => {
    expect(renderPlanet({ ...example, ...change }).fingerprint).toBe(before);
  });
});

describe("the licence", () => {
  it("says which ship, pier, volume and machine belong together", () => {
    expect(JSON.parse(renderPlanet(example).licence(ids))).toEqual({
      ship: "~sampel-palnet",
      pierId: "sampel-palnet.1",
      ...ids,
      creation: { attempt: 1 },
    });
  });

  it("allows no creation to a ship that is resumed", () => {
    expect(JSON.parse(renderPlanet({ ...example, boot: { mode: "resume" } }).licence(ids)).creation).toBeNull();
  });
});

describe("the unit of a mount point", () => {
  it.each([
    ["/srv/roadstead", "srv-roadstead.mount"],
    ["/", "-.mount"],
    ["//mnt//data-1/", "mnt-data\\x2d1.mount"],
    ["/srv/.hidden/.x", "srv-.hidden-.x.mount"],
    ["/.hidden", "\\x2ehidden.mount"],
    ["/srv/née", "srv-n\\xc3\\xa9e.mount"],
  ])("%s is %s", (path, unit) => {
    expect(mountUnit(path)).toBe(unit);
  });
});

it("carries nothing that is not asked for: a key that slipped into its input comes out nowhere", () => {
  const canary = "0wCANARY-key";
  const boot = { mode: "create", attempt: 1, key: canary } as const;
  const slipped = { ...example, boot, key: canary, runtime: { ...example.runtime, key: canary } };
  const { files, installBundle, fingerprint, commands, licence } = renderPlanet(slipped);
  const everything = JSON.stringify([files, installBundle, fingerprint, commands, licence(ids)]);
  expect(everything).not.toContain(canary);
  expect(renderPlanet(slipped).fingerprint).toBe(renderPlanet(example).fingerprint);
});
