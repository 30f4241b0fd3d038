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

/** What `+vats` says of %base, as kernels of these years print it. The words are theirs, from the source named beside each. */
const spoken: readonly (readonly [source: string, lines: readonly string[], read: object])[] = [
  [
    "Arvo 420 and 418, docs.urbit.org manual/os/updates: tracking",
    [
      "%base",
      "  /sys/kelvin:      [%zuse 418]",
      "  base hash:        0vu.fptbs",
      "  %cz hash:         0vu.fptbs",
      "  app status:       running",
      "  force on:         ~",
      "  force off:        ~",
      "  publishing ship:  ~",
      "  updates:          tracking",
      "  source ship:      ~marzod",
      "  source desk:      %kids",
      "  source aeon:      8",
      "  pending updates:  ~",
      "::",
    ],
    { kernel: 418, updates: "tracking", source: "~marzod", pending: [] },
  ],
  [
    "before that, urbit/urbit pkg/arvo/lib/hood/kiln: `pending`, only where there is one",
    [
      "%base",
      "  /sys/kelvin:  [%zuse 420]",
      "  updates:      paused",
      "  source ship:  ~zod",
      "  pending: ~[[%zuse 419]]",
    ],
    { kernel: 420, updates: "paused", source: "~zod", pending: [419] },
  ],
  [
    "Arvo 412, urbit/urbit pkg/arvo/sur/hood.hoon: a list that is wrapped, kelvins downwards",
    [
      "%base",
      "  /sys/kelvin:      [%zuse 412] [%zuse 411]",
      "  base hash:        ~[0v1.aaaaa 0v2.bbbbb",
      "                    0v3.ccccc]",
      "  updates:          remote",
      "  source ship:      ~sampel",
      "  kids desk:        ~",
      "  pending updates:  ~[[%zuse 411] [%zuse",
      "        410]]",
      "::",
    ],
    { kernel: 411, updates: "remote", source: "~sampel", pending: [411, 410] },
  ],
  [
    "Arvo 409 and 408, urbit/urbit pkg/arvo/sur/hood.hoon: pending without braces, lines in the dojo's order of a stack",
    [
      "::",
      "  pending updates:  [%zuse 407] [%zuse 408]",
      "  kids desk:        %kids",
      "  source aeon:      8",
      "  source desk:      %kids",
      "  source ship:      ~marzod",
      "  updates:          remote",
      "  publishing ship:  ~",
      "  essential desk:   yes",
      "  /sys/kelvin:      [%zuse 409]",
      "%base",
    ],
    { kernel: 409, updates: "remote", source: "~marzod", pending: [408, 407] },
  ],
  [
    "Arvo 408, the same file: permissions are awaited, and the kelvin is the desk's own",
    [
      "%base",
      "  /sys/kelvin:      [%zuse 408]",
      "  updates:          remote",
      "  source ship:      ~marzod",
      "  missing perms:    ~",
      "  awaiting perms:   2",
      "  pending updates:  [%awaiting-perms [%zuse 408]]",
      "::",
    ],
    { kernel: 408, pending: [], awaitsPermissions: true, runtime: "new enough" },
  ],
  [
    "Arvo 408, the same file: a desk that follows nobody, which is how a paused one looks",
    [
      "%base",
      "  /sys/kelvin:      [%zuse 408]",
      "  updates:          local",
      "  source ship:      ~",
      "  pending updates:  ~",
      "::",
    ],
    { kernel: 408, updates: "local", source: "~", pending: [] },
  ],
];

describe("what +vats says", () => {
  it.each(spoken)("is understood: %s", (_, lines, read) => {
    machine.tell("vats", `${lines.join("\n")}\n`);
    const { code, out } = ota("follow", "~marzod", 0);
    expect(code).toBe(0);
    expect(JSON.parse(out).says).toMatchObject(read);
  });

  it.each([
    ["nothing", ""],
    ["that there is no such desk", "desk does not yet exist: %base\n"],
    ["that it does not understand", "dojo: generator failure\n"],
  ])("is no update that waits for nothing where it is %s", (_, said) => {
    machine.tell("vats", said);
    expect(machine.ship("updates")).toMatchObject({
      code: 96,
      err: expect.stringContaining("its dojo does not say what %base is"),
    });
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
    // The look itself was done in time, whatever it found.
    expect(machine.has("/var/lib/roadstead/done/updates-sampel-palnet")).toBe(true);
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
