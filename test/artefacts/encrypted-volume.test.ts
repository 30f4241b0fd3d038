import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encryptionFiles } from "../../components/machine/encryption-command";
import { containerUuid } from "../../components/machine/filesystem-uuid";
import { renderMachine } from "../../components/machine/render";
import { machineCases } from "../../components/machine/render-trial";
import { cuts } from "./cuts";
import { type Ended, here, MachineInAFolder } from "./machine-in-a-folder";

// `roadstead-encrypted-volume` with the real cryptsetup, mkfs, blkid and wipefs, on plain files. What the kernel's device mapper would
// do is played by a stand-in; real-encrypted-device.sh does it with the kernel's own.

const device = "/dev/disk/by-id/scsi-0HC_Volume_1001";
const at = "/srv/roadstead";
const uuid = here.volumeUuid;
const container = containerUuid(uuid);
const mib = 1048576;
const size = 48 * mib;
const key = "CANARY-key-of-the-volume";
const other = "CANARY-another-key-of-it";
const header = `/var/lib/roadstead/volume-header/${container}`;

let machine: MachineInAFolder;
beforeEach(() => {
  const encrypted = machineCases.find(([name]) => name === "debian-12-encrypted")?.[1];
  if (encrypted === undefined) throw new Error("No such machine.");
  machine = new MachineInAFolder();
  machine.put(renderMachine(encrypted).files.filter((file) => file.path.startsWith("/usr/local/")));
  machine.put(encryptionFiles(0));
  machine.write(device, "");
  truncateSync(machine.path(device), size);
  machine.tell("device", `${machine.path(device)}\n`);
});
afterEach(() => machine.dispose());

const place = () => ["--device", machine.path(device), "--container", container, "--uuid", uuid, "--at", at];
const tool = (verb: string, args: readonly string[] = [], stdin = ""): Ended =>
  machine.run("roadstead-encrypted-volume", [verb, ...args], stdin);
const unlock = (given: string = key): Ended => tool("unlock", place(), `${given}\n`);
const bytes = () => readFileSync(machine.path(device));
const opens = (given: string, ...more: readonly string[]) =>
  machine.run(
    "/usr/sbin/cryptsetup",
    ["open", "--test-passphrase", "--key-file", "-", ...more, machine.path(device)],
    given,
  ).code === 0;

function put(offset: number, values: readonly number[]): void {
  const file = openSync(machine.path(device), "r+");
  writeSync(file, Uint8Array.from(values), 0, values.length, offset);
  closeSync(file);
}

function refuses(ended: () => Ended, code: number, says: string): void {
  const before = bytes();
  const { err, code: found } = ended();
  expect({ code: found, says: err.includes(says) ? says : err }).toEqual({ code, says });
  expect(bytes().equals(before)).toBe(true);
  expect(machine.calls("mount")).toEqual([]);
}

/** What is left of a start of the machine: nothing open, nothing mounted, nothing running. */
function restart(): void {
  machine.remove("/dev/mapper");
  machine.mount([]);
  machine.losePower();
  machine.tell("calls", "");
}

describe("a blank volume", () => {
  it("becomes a container of the deployment's own UUID, with the licensed file system inside it", () => {
    const ended = unlock();
    expect(ended).toMatchObject({ code: 0 });
    expect(JSON.parse(ended.out)).toMatchObject({ uuid, at, action: "formatted" });
    const luks = machine.run("/usr/sbin/cryptsetup", ["luksUUID", machine.path(device)]);
    expect(luks.out.trim()).toBe(container);
    expect(opens(key)).toBe(true);
    expect(opens(other)).toBe(false);
    expect(machine.run("findmnt", ["--noheadings", "--output", "UUID", "--mountpoint", machine.path(at)]).out).toBe(
      `${uuid}\n`,
    );
    expect(machine.calls("cryptsetup").join()).toContain("--pbkdf argon2id --pbkdf-memory 262144");
  });

  it("leaves its key in no file and no argument", () => {
    unlock();
    tool("change-key", [], `${key}\n${other}\n`);
    expect(machine.whereIs("CANARY")).toEqual([]);
  });

  it("leaves a copy of its header on the root disk, which opens it where its own is lost", () => {
    unlock();
    expect(machine.run("stat", ["--format=%a", machine.path(header)]).out).toMatch(/^[46]00$/m);
    put(0, new Array<number>(65536).fill(0));
    expect(opens(key)).toBe(false);
    expect(opens(key, "--header", machine.path(header))).toBe(true);
  });

  it.each<[string, string]>([
    ["short", "nineteen-characters"],
    ["of two lines", `${key}\n${key}`],
    ["with a sign that nobody can type", `${key}\t`],
    ["that is missing", ""],
  ])("is not formatted under a key %s", (_, given) => {
    refuses(() => tool("unlock", place(), given), 18, "");
  });
});

describe("after a restart", () => {
  it("is locked, which a unit says, until it is unlocked with what was said before", () => {
    expect(unlock()).toMatchObject({ code: 0 });
    expect(tool("check")).toMatchObject({ code: 0 });
    expect(machine.isEnabled("roadstead-volume-unlocked.service")).toBe(true);
    restart();
    expect(tool("check")).toMatchObject({ code: 17 });
    expect(machine.run("systemctl", ["start", "roadstead-volume-unlocked.service"]).code).not.toBe(0);
    const again = tool("unlock", [], `${key}\n`);
    expect(JSON.parse(again.out)).toMatchObject({ uuid, action: "found" });
    expect(tool("check")).toMatchObject({ code: 0 });
    // What systemd was waiting to mount, systemd mounts, and whatever waited behind it goes on.
    expect(machine.calls("systemctl")).toContain("systemctl start srv-roadstead.mount");
  });

  it("is waited for without an end: by then nobody may have come for days", () => {
    unlock();
    const unit = machine.run("systemd-escape", ["--path", "--suffix=device", `/dev/disk/by-uuid/${uuid}`]).out.trim();
    expect(machine.read(`/etc/systemd/system/${unit}.d/60-roadstead.conf`)).toBe(
      "[Unit]\nJobRunningTimeoutSec=infinity\n",
    );
    // systemd's own, from fstab, is 50-device-timeout.conf: the later name counts.
    expect(machine.read("/etc/fstab")).toContain("nofail,x-systemd.device-timeout=60s");
  });

  it("stays locked to another key", () => {
    unlock();
    restart();
    refuses(() => unlock(other), 18, "does not open the volume");
    expect(machine.has("/dev/mapper/roadstead-data")).toBe(false);
  });
});

describe("a volume with something on it is left as it is:", () => {
  it("a file system that is not encrypted, with the way to move", () => {
    machine.run("mkfs.ext4", ["-q", "-U", uuid, machine.path(device)]);
    refuses(unlock, 12, "not encrypted. Only a blank volume is encrypted");
    refuses(() => tool("await", place()), 12, "move the ship to another machine");
  });

  it("somebody else's container", () => {
    const foreign = [
      "luksFormat",
      "--batch-mode",
      "--pbkdf",
      "pbkdf2",
      "--pbkdf-force-iterations",
      "1000",
      "--key-file",
      "-",
    ];
    machine.run("/usr/sbin/cryptsetup", [...foreign, machine.path(device)], other);
    refuses(unlock, 13, `but this deployment owns ${container}`);
  });

  it.each([
    ["a byte in the first MiB", mib - 1],
    ["a byte in the last MiB", size - 1],
  ])("%s", (_, offset) => {
    put(offset, [1]);
    refuses(unlock, 12, "is not blank");
  });

  it("its own container without a key, which somebody erased", () => {
    unlock();
    restart();
    machine.run("/usr/sbin/cryptsetup", ["luksErase", "--batch-mode", machine.path(device)]);
    refuses(unlock, 1, "");
  });
});

describe("formatting that was cut off", () => {
  it("goes on from wherever the power went", () => {
    const fresh = new MachineInAFolder(machine);
    const started = (one: MachineInAFolder, cutAt: number) => {
      one.tell("device", `${one.path(device)}\n`);
      one.tell("key", `${key}\n`);
      one.write(
        "/usr/local/sbin/unlock-blank",
        '#!/bin/bash\nexec roadstead-encrypted-volume unlock "$@" <"$STAND_IN/key"\n',
        0o755,
      );
      return one.cutCommand("unlock-blank", ["--device", one.path(device), ...place().slice(2)], cutAt);
    };
    const { code, steps } = started(fresh, 0);
    fresh.dispose();
    expect(code).toBe(0);
    expect(steps).toBeGreaterThan(10);
    for (const cutAt of cuts(steps, 12)) {
      const cut = new MachineInAFolder(machine);
      started(cut, cutAt);
      cut.remove("/dev/mapper");
      cut.mount([]);
      const { code: again } = started(cut, 0);
      const found = cut.run("findmnt", ["--noheadings", "--output", "UUID", "--mountpoint", cut.path(at)]).out;
      cut.dispose();
      expect(found).toBe(`${uuid}\n`);
      expect({ cutAt, again }).toEqual({ cutAt, again: 0 });
    }
  });
});

describe("a volume that somebody unlocks by hand", () => {
  it("is waited for by the deployment, which says how", () => {
    const ended = tool("await", [...place(), "--wait", "0"]);
    expect(ended).toMatchObject({ code: 17 });
    expect(ended.err).toContain("sudo roadstead-encrypted-volume unlock");
    expect(tool("unlock", [], `${key}\n`)).toMatchObject({ code: 0 });
    const found = tool("await", [...place(), "--wait", "0"]);
    expect(found).toMatchObject({ code: 0 });
    expect(JSON.parse(found.out)).toMatchObject({ uuid, action: "mounted" });
  });

  it("is refused on a machine that restarts by itself", () => {
    machine.write("/etc/apt/apt.conf.d/60roadstead-upgrades", 'Unattended-Upgrade::Automatic-Reboot "true";\n');
    refuses(() => tool("await", place()), 19, "raise it");
  });
});

describe("another key", () => {
  it("takes the former one's place, in the header's copy too", () => {
    unlock();
    const change = () => tool("change-key", [], `${key}\n${other}\n`);
    expect(change()).toMatchObject({ code: 0 });
    expect([opens(key), opens(other)]).toEqual([false, true]);
    expect(opens(key, "--header", machine.path(header))).toBe(false);
    expect(opens(other, "--header", machine.path(header))).toBe(true);
    // As after a connection that was lost: the same again changes nothing more.
    expect(change()).toMatchObject({ code: 0 });
    expect(unlock(other)).toMatchObject({ code: 0 });
    expect(unlock(key)).toMatchObject({ code: 18 });
  });

  it("is not taken from whoever does not know today's", () => {
    unlock();
    expect(tool("change-key", [], `${other}\n${other}2\n`)).toMatchObject({ code: 18 });
    expect([opens(key), opens(`${other}2`)]).toEqual([true, false]);
  });
});

describe("letting go", () => {
  it("unmounts, closes and leaves nothing for the next start; it may be repeated", () => {
    unlock();
    expect(tool("lock")).toMatchObject({ code: 0 });
    expect(machine.has("/dev/mapper/roadstead-data")).toBe(false);
    expect(machine.isEnabled("roadstead-volume-unlocked.service")).toBe(false);
    expect(tool("lock")).toMatchObject({ code: 0 });
    expect(JSON.parse(unlock().out)).toMatchObject({ action: "found" });
  });

  it("says so where the volume is in use, and stays as it was", () => {
    unlock();
    machine.tell("busy", "");
    expect(tool("lock")).toMatchObject({ code: 16 });
    expect(tool("check")).toMatchObject({ code: 0 });
  });
});

// Many containers' kernels have none, and nothing that is installed brings it; wherever there is one, it is asked.
const hasDeviceMapper =
  spawnSync("modprobe", ["dm_crypt"]).status === 0 || readFileSync("/proc/misc", "utf8").includes("device-mapper");

if (hasDeviceMapper) {
  it("does the same with the kernel's own device mapper, and grows with its device", () => {
    const tools = machine.path("/usr/local/sbin");
    const { status, stdout, stderr } = spawnSync(
      "unshare",
      ["--mount", "--", join(__dirname, "real-encrypted-device.sh"), tools, machine.path("/real"), container, uuid],
      { encoding: "utf8", timeout: 100_000 },
    );
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    const [formatted = "", mounted, grown = "", size, found = "", kept] = stdout.trim().split("\n");
    expect([formatted, grown, found].map((line) => JSON.parse(line).action)).toEqual(["formatted", "mounted", "found"]);
    expect(mounted).toMatch(new RegExp(`^${uuid} ext4 +rw,nosuid,nodev,noatime`));
    expect(kept).toBe("a pier");
    expect(Number(size)).toBeGreaterThan(100);
  });
} else {
  console.warn(
    "Not tried: real-encrypted-device.sh. This machine's kernel has no device mapper, so only stand-ins opened a volume.",
  );
}

it.each<[string, string, readonly string[]]>([
  ["nothing", "", []],
  ["a volume before any deployment named one", "unlock", []],
  ["half a volume", "unlock", ["--device", device]],
  ["an unknown verb", "open", []],
  ["swap without a size", "swap-on", []],
])("explains itself when given %s", (_, verb, args) => {
  expect(tool(verb, args)).toMatchObject({ code: 64 });
});
