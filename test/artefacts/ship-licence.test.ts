import { describe, expect, it } from "vitest";
import { here, usualPlanet } from "./machine-in-a-folder";
import {
  createdAndRunning,
  data,
  folder,
  keys,
  licence,
  licenceFile,
  machine,
  status,
  stopped,
  succeed,
  unit,
} from "./ship-on-a-machine";

// What a ship does not start under, and that it says why.

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
    "the runtime that the pier is on is not here",
    () => machine.write(`${folder}/runtime`, "4.4-amd64\n"),
    94,
    "the pier is on vere 4.4",
  ],
  [
    "nobody wrote down which runtime the pier is on",
    () => machine.remove(`${folder}/runtime`),
    95,
    "was not written down",
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

  it("an encrypted volume is another one, where a closed unit sees no devices; the right one is told by the kernel's number", () => {
    createdAndRunning();
    stopped();
    machine.mount([["/srv/roadstead", "-", "ext4"], keys]);
    machine.tell("udev", "/sys/dev/block/253:0 99999999-1111-8222-9333-444444444444\n");
    expect(machine.run("systemctl", ["start", unit]).code).not.toBe(0);
    expect(machine.heard(`units/${unit}.code`)).toBe("83\n");
    machine.tell("udev", `/sys/dev/block/253:0 ${here.volumeUuid}\n`);
    expect(machine.run("systemctl", ["start", unit])).toMatchObject({ code: 0 });
  });

  it("invariant 4: the pier is gone: nothing is created in its place", () => {
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
    const ended = machine.ship("start");
    expect(ended.code).toBe(88);
    expect(ended.err).toContain("the licence does not allow to create one");
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

it.each(["", "sampel palnet", "../../etc", "~", "sampel-palnet;id", "Sampel-Palnet"])(
  "never reads %o as a ship",
  (name) => {
    expect(machine.run("roadstead-ship", ["status", name]).code).toBe(64);
  },
);
