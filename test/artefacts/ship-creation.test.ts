import { readdirSync, statSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { canaryKey, usualPlanet } from "./machine-in-a-folder";
import {
  attempt,
  create,
  createdAndRunning,
  data,
  folder,
  keyFile,
  licence,
  licenceFile,
  machine,
  status,
  stopped,
  succeed,
  unit,
} from "./ship-on-a-machine";

// How a pier comes to be, once, and what becomes of the key.

describe("a licensed first boot", () => {
  it("invariant 4: creates the pier once, marks it complete, and runs it", () => {
    create();
    expect(machine.read(`${folder}/pier/.roadstead-complete`)).toBe("sampel-palnet.1\n");
    expect(machine.read(`${folder}/pier-id`)).toBe("sampel-palnet.1\n");
    expect(machine.read(`${folder}/runtime`)).toBe("4.5-amd64\n");
    expect(machine.calls("vere").map((line) => / -c /.test(line))).toEqual([true, false]);
    expect(status()).toMatchObject({ pier: "complete", keyInMemory: false, last: { state: "running", code: 0 } });
    expect(machine.isEnabled(unit)).toBe(true);
    expect(readdirSync(machine.path(folder)).sort()).toEqual([
      "creation-attempt",
      "journal",
      "loom",
      "pier",
      "pier-id",
      "runtime",
    ]);
  });

  it("lets the ship's user pass to its permit and its pier, whatever the unit's umask is", () => {
    create();
    const mode = (path: string) => (statSync(machine.path(path)).mode & 0o777).toString(8);
    expect(["/run/roadstead/permits", "/srv/roadstead/ships"].map(mode)).toEqual(["755", "755"]);
    expect(mode(licenceFile)).toBe("600");
  });

  it("invariant 5: leaves the key nowhere", () => {
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
