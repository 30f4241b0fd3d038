import { readdirSync } from "node:fs";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderPlanet } from "../../components/planet/render";
import type { ResolvedPlanet } from "../../components/planet/resolve";
import { canaryKey, here, MachineInAFolder, usualPlanet } from "./machine-in-a-folder";

// `roadstead-ship` runs for real; the system around it is played by the stand-ins beside this file.

const folder = "/srv/roadstead/ships/sampel-palnet.1";
const unit = "roadstead-ship-sampel-palnet.service";
const creationUnit = "roadstead-create-sampel-palnet.service";
const licenceFile = "/etc/roadstead/licences/sampel-palnet.json";
const keyFile = "/run/roadstead/keys/sampel-palnet";
const data = ["/srv/roadstead", here.volumeUuid, "ext4"] as const;
const keys = ["/run/roadstead/keys", "-", "ramfs"] as const;

let machine: MachineInAFolder;
let created: MachineInAFolder | undefined;
beforeEach(() => {
  machine = new MachineInAFolder();
  machine.write("/run/roadstead/keys/.here", "");
  machine.write("/srv/roadstead/.here", "");
  machine.mount([data, keys]);
  machine.installShip();
});
afterEach(() => {
  if (machine !== created) machine.dispose();
});
afterAll(() => created?.dispose());

const licence = (planet: ResolvedPlanet = usualPlanet, ids: { volumeUuid: string; machineId: string } = here) =>
  renderPlanet(planet).licence(ids);
const attempt = (count: number): ResolvedPlanet => ({ ...usualPlanet, boot: { mode: "create", attempt: count } });

function succeed(ended: { code: number; err: string }): void {
  expect(ended).toMatchObject({ code: 0 });
}

function create(): void {
  succeed(machine.ship("licence", undefined, licence()));
  succeed(machine.ship("key", undefined, `${canaryKey}\n`));
  succeed(machine.ship("start"));
}

/** A machine whose ship was created and runs: made once, then copied. */
function createdAndRunning(): void {
  if (created === undefined) {
    create();
    created = machine;
  } else machine.dispose();
  machine = new MachineInAFolder(created);
  machine.mount([data, keys]);
}

function stopped(): void {
  succeed(machine.ship("stop"));
  machine.tell("calls", "");
}

function status(): { pier: string; licensed: boolean; keyInMemory: boolean; last: { state: string; code: number } } {
  return JSON.parse(machine.ship("status").out);
}

describe("a licensed first boot", () => {
  it("creates the pier once, marks it complete, and runs it", () => {
    create();
    expect(machine.read(`${folder}/pier/.roadstead-complete`)).toBe("sampel-palnet.1\n");
    expect(machine.read(`${folder}/pier-id`)).toBe("sampel-palnet.1\n");
    expect(machine.read(`${folder}/runtime`)).toBe("4.5-amd64\n");
    expect(machine.calls("vere").map((line) => / -c /.test(line))).toEqual([true, false]);
    expect(status()).toMatchObject({ pier: "complete", keyInMemory: false, last: { state: "running", code: 0 } });
    expect(machine.isEnabled(unit)).toBe(true);
    expect(readdirSync(machine.path(folder)).sort()).toEqual(["creation-attempt", "pier", "pier-id", "runtime"]);
  });

  it("leaves the key nowhere", () => {
    create();
    expect(machine.whereIs(canaryKey)).toEqual([]);
  });

  it("may be asked for again: nothing is created twice", () => {
    create();
    succeed(machine.ship("licence", undefined, licence()));
    succeed(machine.ship("key", "--if-needed", `${canaryKey}\n`));
    succeed(machine.ship("start"));
    expect(machine.calls("vere").filter((line) => / -c /.test(line))).toHaveLength(1);
    expect(machine.whereIs(canaryKey)).toEqual([]);
  });

  it("needs the key", () => {
    succeed(machine.ship("licence", undefined, licence()));
    expect(machine.ship("start")).toMatchObject({ code: 89 });
    expect(machine.has(folder)).toBe(false);
  });

  it("is finished, and not run again, where only the last rename was cut off", () => {
    create();
    stopped();
    expect(machine.run("mv", [machine.path(`${folder}/pier`), machine.path(`${folder}/pier.creating`)]).code).toBe(0);
    succeed(machine.ship("start"));
    expect(status().pier).toBe("complete");
    expect(machine.calls("vere").filter((line) => / -c /.test(line))).toEqual([]);
  });
});

describe("a creation that was interrupted", () => {
  beforeEach(() => {
    machine.tell("vere-fails", "1");
    succeed(machine.ship("licence", undefined, licence()));
    succeed(machine.ship("key", undefined, canaryKey));
    expect(machine.ship("start")).toMatchObject({ code: 87 });
    machine.write(`${folder}/pier.creating/witness`, "left as it was");
    machine.tell("calls", "");
  });

  it("is neither resumed nor deleted", () => {
    const ended = machine.ship("start");
    expect(ended.code).toBe(87);
    expect(ended.err).toContain("raise boot.attempt by one");
    expect(machine.calls("vere")).toEqual([]);
    expect(machine.read(`${folder}/pier.creating/witness`)).toBe("left as it was");
    expect(status()).toMatchObject({ pier: "incomplete", last: { state: "refused", code: 87 } });
  });

  it("keeps no key, and takes none for the same attempt", () => {
    expect(machine.whereIs(canaryKey)).toEqual([]);
    expect(machine.ship("key", "--if-needed", canaryKey).code).toBe(87);
    expect(machine.has(keyFile)).toBe(false);
  });

  it("is kept under its own name when a new attempt is licensed", () => {
    succeed(machine.ship("licence", undefined, licence(attempt(2))));
    succeed(machine.ship("key", "--if-needed", canaryKey));
    succeed(machine.ship("start"));
    expect(machine.read(`${folder}/pier.incomplete-1/witness`)).toBe("left as it was");
    expect(status().pier).toBe("complete");
  });

  it("does not make its attempt usable again by vanishing", () => {
    machine.remove(folder);
    expect(machine.ship("start").code).toBe(88);
    expect(machine.calls("vere")).toEqual([]);
  });
});

type Damage = () => void;
const refusals: readonly (readonly [why: string, damage: Damage, code: number, says: string])[] = [
  ["there is no licence", () => machine.remove(licenceFile), 80, "there is no licence"],
  ["the licence is cut short", () => machine.write(licenceFile, licence().slice(0, 40)), 81, "damaged"],
  [
    "the licence says more than it may",
    () => machine.write(licenceFile, licence().replace("{", '{"extra":1,')),
    81,
    "damaged",
  ],
  [
    "the licence is for another ship",
    () => machine.write(licenceFile, licence().replace("~sampel", "~marzod")),
    81,
    "is for ~marzod-palnet",
  ],
  [
    "the licence is for another pier",
    () => machine.write(licenceFile, licence({ ...usualPlanet, pierId: "sampel-palnet.2" })),
    81,
    "sampel-palnet.2",
  ],
  ["the volume is not mounted", () => machine.mount([keys]), 82, "nothing is mounted at /srv/roadstead"],
  [
    "another volume is mounted",
    () => machine.mount([["/srv/roadstead", "99999999-1111-8222-9333-444444444444", "ext4"], keys]),
    83,
    "99999999-1111",
  ],
  [
    "something without a UUID is mounted",
    () => machine.mount([["/srv/roadstead", "-", "tmpfs"], keys]),
    83,
    "without a UUID",
  ],
  [
    "two things are mounted over each other",
    () => machine.mount([data, ["/srv/roadstead", "99999999-1111-8222-9333-444444444444", "ext4"], keys]),
    83,
    "the licence is for",
  ],
  [
    "the machine is another one",
    () => machine.write("/run/cloud-init/instance-data.json", '{"v1": {"instance_id": "4712"}}'),
    84,
    "this machine is hetzner:4712",
  ],
  ["the machine cannot be told", () => machine.remove("/run/cloud-init"), 93, "cannot tell"],
  [
    "the folder belongs to another pier",
    () => machine.write(`${folder}/pier-id`, "sampel-palnet.7\n"),
    85,
    "sampel-palnet.7",
  ],
  ["the folder belongs to nobody", () => machine.remove(`${folder}/pier-id`), 85, "nobody"],
  ["the pier was never marked complete", () => machine.remove(`${folder}/pier/.roadstead-complete`), 87, "incomplete"],
  ["the pier lost its event log", () => machine.remove(`${folder}/pier/.urb`), 87, "incomplete"],
  ["the runtime is gone", () => machine.remove("/opt/roadstead/vere/4.5-amd64"), 94, "4.5-amd64"],
  [
    "the runtime was changed without being prepared",
    () => machine.write(`${folder}/runtime`, "4.4-amd64\n"),
    95,
    "last ran on vere 4.4",
  ],
];

describe("a ship does not start, and says why, when", () => {
  it.each(refusals)("%s", (_, damage, code, says) => {
    createdAndRunning();
    stopped();
    damage();
    // Past every command of ours, as after a restart of the machine.
    const ended = machine.run("systemctl", ["start", unit]);
    expect(ended.code).not.toBe(0);
    expect(machine.heard(`units/${unit}.code`)).toBe(`${code}\n`);
    expect(machine.heard("journal")).toContain(says);
    expect(JSON.parse(machine.read("/run/roadstead/ships/sampel-palnet.status"))).toMatchObject({
      state: "refused",
      code,
    });
    expect(machine.calls("vere")).toEqual([]);
  });

  it("the pier is gone: nothing is created in its place", () => {
    createdAndRunning();
    stopped();
    machine.remove(folder);
    expect(machine.run("systemctl", ["start", unit]).code).not.toBe(0);
    expect(machine.heard(`units/${unit}.code`)).toBe("86\n");
    expect(machine.ship("start").code).toBe(88);
    expect(machine.calls("vere")).toEqual([]);
    expect(machine.has(folder)).toBe(false);
  });

  it("it is to be resumed, but there is no pier", () => {
    succeed(machine.ship("licence", undefined, licence({ ...usualPlanet, boot: { mode: "resume" } })));
    expect(machine.ship("start")).toMatchObject({ code: 88 });
    expect(machine.has(folder)).toBe(false);
  });

  it("it is started around its unit", () => {
    createdAndRunning();
    expect(machine.run("roadstead-ship", ["run", "sampel-palnet", "--", "echo", "alive"])).toMatchObject({
      code: 91,
      out: "",
    });
  });

  it("the permit is that of an earlier start", () => {
    createdAndRunning();
    machine.write("/run/roadstead/permits/sampel-palnet", "an-earlier-invocation\n0\n");
    const later = machine.run("env", [
      "INVOCATION_ID=now",
      "roadstead-ship",
      "run",
      "sampel-palnet",
      "--",
      "echo",
      "alive",
    ]);
    expect(later).toMatchObject({ code: 91, out: "" });
  });
});

describe("a licence is only written where it holds", () => {
  it.each<[string, string, number]>([
    ["on another machine", licence(usualPlanet, { ...here, machineId: "hetzner:1" }), 84],
    ["for another volume", licence(usualPlanet, { ...here, volumeUuid: "99999999-1111-8222-9333-444444444444" }), 83],
    ["without a volume's UUID", licence(usualPlanet, { ...here, volumeUuid: "" }), 81],
    ["as something that is no licence", "null", 81],
    ["as nothing", "", 81],
    ["with a creation attempt that is no count", licence().replace('"attempt":1', '"attempt":0.5'), 81],
  ])("not %s", (_, text, code) => {
    succeed(machine.ship("licence", undefined, licence()));
    const before = machine.read(licenceFile);
    expect(machine.ship("licence", undefined, text).code).toBe(code);
    expect(machine.read(licenceFile)).toBe(before);
  });

  it("knows a machine by its firmware where cloud-init left nothing", () => {
    machine.remove("/run/cloud-init");
    machine.write("/sys/class/dmi/id/product_serial", "4711\n");
    succeed(machine.ship("licence", undefined, licence()));
  });

  it("is taken away from a stopped ship only", () => {
    createdAndRunning();
    expect(machine.ship("revoke").code).toBe(92);
    expect(status().licensed).toBe(true);
    stopped();
    succeed(machine.ship("revoke"));
    expect(machine.run("systemctl", ["start", unit]).code).not.toBe(0);
    expect(machine.heard(`units/${unit}.code`)).toBe("80\n");
  });
});

describe("the key", () => {
  beforeEach(() => succeed(machine.ship("licence", undefined, licence())));

  it("is refused once the pier is complete, and not kept", () => {
    createdAndRunning();
    expect(machine.ship("key", undefined, canaryKey).code).toBe(90);
    expect(machine.ship("key", "--if-needed", canaryKey).out).toContain("none was kept");
    expect(machine.whereIs(canaryKey)).toEqual([]);
  });

  it("is not needed by a ship that is resumed", () => {
    succeed(machine.ship("licence", undefined, licence({ ...usualPlanet, boot: { mode: "resume" } })));
    succeed(machine.ship("key", "--if-needed", ""));
    expect(machine.ship("key", undefined, canaryKey).code).toBe(88);
  });

  it("is readable by root only", () => {
    succeed(machine.ship("key", undefined, canaryKey));
    expect(machine.run("stat", ["--format=%a", machine.path(keyFile)]).out).toBe("600\n");
  });

  it.each<[string, string]>([
    ["nothing", ""],
    ["a master ticket", "~sampel-ticket-never-placed"],
    ["something else", "CANARY of another form"],
    ["two lines", `${canaryKey}\n${canaryKey}\n`],
  ])("is refused, and not repeated, when it is %s", (_, text) => {
    const { code, out, err } = machine.ship("key", "--if-needed", text);
    expect(code).toBe(89);
    expect(out + err).not.toMatch(/CANARY|ticket-never/);
    expect(machine.has(keyFile)).toBe(false);
  });

  it.each([
    ["a disk", "ext4"],
    ["a tmpfs, which may be swapped out", "tmpfs"],
  ])("is not kept on %s", (_, type) => {
    machine.mount([data, ["/run/roadstead/keys", "-", type]]);
    expect(machine.ship("key", undefined, canaryKey).code).toBe(89);
    expect(machine.whereIs(canaryKey)).toEqual([]);
  });

  it("is not taken by a machine without a licence", () => {
    machine.remove(licenceFile);
    expect(machine.ship("key", "--if-needed", canaryKey).code).toBe(80);
    expect(machine.whereIs(canaryKey)).toEqual([]);
  });
});

describe("another runtime", () => {
  const raised: ResolvedPlanet = { ...usualPlanet, runtime: { ...usualPlanet.runtime, version: "4.10" } };
  beforeEach(() => {
    createdAndRunning();
    machine.installShip(raised);
    machine.tell("calls", "");
  });

  it("starts only after the earlier one has stopped and prepared the pier", () => {
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

  it("is never a lower one", () => {
    succeed(machine.ship("start"));
    stopped();
    machine.installShip(usualPlanet);
    expect(machine.ship("start").code).toBe(95);
    expect(machine.calls("vere")).toEqual([]);
  });
});

describe("starting and stopping", () => {
  beforeEach(createdAndRunning);

  it("counts a busy ship as alive", () => {
    machine.tell("health", "429");
    succeed(machine.ship("start"));
  });

  it("fails where the ship runs but does not answer", () => {
    machine.tell("health", "000");
    expect(machine.ship("start").code).toBe(96);
  });

  it("stops cleanly, stays stopped, and may be repeated", () => {
    succeed(machine.ship("stop"));
    succeed(machine.ship("stop"));
    expect(status().last).toMatchObject({ state: "stopped", code: 0 });
    expect(machine.isEnabled(unit)).toBe(false);
  });

  it("says so where the ship had to be killed", () => {
    machine.tell(`units/${unit}.result`, "timeout");
    expect(machine.ship("stop").code).toBe(92);
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

it.each(["", "sampel palnet", "../../etc", "~", "sampel-palnet;id", "Sampel-Palnet"])(
  "never reads %o as a ship",
  (name) => {
    expect(machine.run("roadstead-ship", ["status", name]).code).toBe(64);
  },
);
