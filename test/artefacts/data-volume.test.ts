import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Ended, here, MachineInAFolder } from "./machine-in-a-folder";

// `roadstead-data-volume` with the real mkfs, blkid, wipefs and e2fsck, on plain files in place of block devices.

const device = "/dev/disk/by-id/scsi-0HC_Volume_1001";
const at = "/srv/roadstead";
const uuid = here.volumeUuid;
const mib = 1048576;
const size = 200 * mib;

let machine: MachineInAFolder;
beforeEach(() => {
  machine = new MachineInAFolder();
  machine.write(device, "");
  truncateSync(machine.path(device), size);
});
afterEach(() => machine.dispose());

const mount = (wanted: string = uuid): Ended =>
  machine.run("roadstead-data-volume", [
    ...["mount", "--device", machine.path(device), "--uuid", wanted, "--at", at, "--wait", "0"],
  ]);
const unmount = (): Ended => machine.run("roadstead-data-volume", ["unmount", "--at", at]);
const found = () =>
  machine.run("blkid", ["--probe", "--match-tag", "UUID", "--output", "value", machine.path(device)]).out.trim();
const bytes = () => readFileSync(machine.path(device));

function put(offset: number, text: string): void {
  const file = openSync(machine.path(device), "r+");
  writeSync(file, text, offset);
  closeSync(file);
}

function refuses(code: number, says: string, wanted?: string): void {
  const before = bytes();
  const ended = mount(wanted);
  expect(ended).toMatchObject({ code });
  expect(ended.err).toContain(says);
  expect(bytes().equals(before)).toBe(true);
  expect(machine.calls("mount")).toEqual([]);
}

describe("a blank volume", () => {
  it("invariant 25: is formatted with the UUID that the deployment chose, mounted, and kept in fstab by that UUID", () => {
    const ended = mount();
    expect(ended).toMatchObject({ code: 0 });
    expect(JSON.parse(ended.out)).toEqual({ uuid, device: machine.path(device), at, action: "formatted" });
    expect(found()).toBe(uuid);
    expect(machine.read("/etc/fstab")).toBe(
      `# the image's own\nUUID=root / ext4 defaults 0 1\nUUID=${uuid} ${at} ext4 noatime,nodev,nosuid,nofail,x-systemd.device-timeout=60s 0 2\n`,
    );
    expect(machine.has(`/var/lib/roadstead/formatting/${uuid}`)).toBe(false);
  });

  it("invariant 25: is formatted once: the second time it is found", () => {
    mount();
    put(150 * mib, "a pier");
    const fstab = machine.read("/etc/fstab");
    expect(JSON.parse(mount().out)).toMatchObject({ action: "mounted" });
    expect(unmount().code).toBe(0);
    expect(JSON.parse(mount().out)).toMatchObject({ action: "found" });
    expect(
      bytes()
        .subarray(150 * mib, 150 * mib + 6)
        .toString(),
    ).toBe("a pier");
    expect(machine.read("/etc/fstab")).toBe(fstab);
  });

  it("grows with its device", () => {
    mount();
    unmount();
    truncateSync(machine.path(device), 2 * size);
    expect(mount().code).toBe(0);
    const told = machine.run("dumpe2fs", ["-h", machine.path(device)]).out;
    const [, blocks = "0"] = /^Block count: +(\d+)$/m.exec(told) ?? [];
    const [, blockSize = "0"] = /^Block size: +(\d+)$/m.exec(told) ?? [];
    expect(Number(blocks) * Number(blockSize)).toBe(2 * size);
  });
});

describe("a volume with something on it is left as it is:", () => {
  it.each<[string, number, readonly number[]]>([
    ["a byte in the first MiB", mib - 1, [1]],
    ["a byte in the last MiB", size - 1, [1]],
    ["a byte where ext4 keeps a spare superblock", 128 * mib + 8, [1]],
    ["a partition table", 510, [0x55, 0xaa]],
  ])("%s", (_, offset, values) => {
    writeBytes(offset, values);
    refuses(12, "is not blank");
  });

  it("a swap area", () => {
    machine.run("mkswap", [machine.path(device)]);
    refuses(12, "holds swap data");
  });

  it("invariant 19: another file system's type", () => {
    // The magic of an XFS superblock is enough for any tool to know it.
    put(0, "XFSB");
    refuses(12, "");
  });

  it("an ext4 of somebody else", () => {
    const other = "99999999-1111-8222-9333-444444444444";
    mount(other);
    unmount();
    machine.tell("calls", "");
    refuses(13, `holds the file system ${other}, but this deployment owns ${uuid}`);
  });

  it("an ext4 whose superblock was lost", () => {
    mount();
    unmount();
    machine.tell("calls", "");
    writeBytes(0, new Array<number>(4096).fill(0));
    refuses(12, "is not blank");
  });

  it("an ext4 that is damaged beyond what is safe to mend", () => {
    mount();
    unmount();
    machine.tell("calls", "");
    // Its root folder is gone, and it was not unmounted cleanly.
    for (const harm of ["clri <2>", "ssv state 0"]) machine.run("debugfs", ["-w", "-R", harm, machine.path(device)]);
    expect(mount()).toMatchObject({ code: 15 });
    expect(machine.calls("mount")).toEqual([]);
  });
});

describe("formatting that was cut off", () => {
  const record = `/var/lib/roadstead/formatting/${uuid}`;

  it("is done again on the device that it was begun on", () => {
    machine.write(record, `${machine.path(device)}\n`);
    put(4096, "half an inode table");
    expect(JSON.parse(mount().out)).toMatchObject({ action: "formatted" });
    expect(machine.has(record)).toBe(false);
  });

  it("is not taken as leave to format another device", () => {
    machine.write(record, `${machine.path(device)}2\n`);
    put(4096, "half an inode table");
    refuses(12, "is not blank");
  });

  it("is not taken as leave to format what has been partitioned since", () => {
    machine.write(record, `${machine.path(device)}\n`);
    writeBytes(510, [0x55, 0xaa]);
    refuses(12, "is not blank");
  });

  it("is not taken as leave to format what has become a file system", () => {
    machine.write(record, `${machine.path(device)}\n`);
    machine.run("mkfs.ext4", ["-q", machine.path(device)]);
    refuses(13, "holds the file system");
  });
});

describe("the place where it is mounted", () => {
  it("is refused while it holds files of the root disk, which would be hidden", () => {
    machine.write(`${at}/ships/sampel-palnet.1/pier-id`, "written while nothing was mounted\n");
    refuses(14, "holds files on the root disk");
  });

  it("is refused while another file system is mounted there", () => {
    machine.write(`${at}/.here`, "");
    machine.mount([[at, "99999999-1111-8222-9333-444444444444", "ext4"]]);
    refuses(14, "already holds the file system 99999999");
  });

  it("is refused while something without a UUID is mounted there", () => {
    machine.write(`${at}/.here`, "");
    machine.mount([[at, "-", "tmpfs"]]);
    refuses(14, "without a UUID");
  });

  it("loses its line in fstab to the new volume, and no other line", () => {
    machine.write(
      "/etc/fstab",
      `UUID=root / ext4 defaults 0 1\nUUID=old ${at} ext4 defaults 0 2\n/swap none swap sw 0 0\n`,
    );
    mount();
    const lines = machine.read("/etc/fstab").trim().split("\n");
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["UUID=root", "/swap", `UUID=${uuid}`]);
  });
});

describe("the device", () => {
  it("is waited for, and no longer than asked", () => {
    machine.remove(device);
    expect(mount()).toMatchObject({ code: 10 });
  });

  it("is not a folder", () => {
    machine.remove(device);
    machine.write(`${device}/file`, "");
    expect(mount()).toMatchObject({ code: 11 });
  });
});

describe("letting go", () => {
  it("may be repeated", () => {
    mount();
    expect(unmount().code).toBe(0);
    expect(unmount().code).toBe(0);
    expect(machine.calls("umount")).toHaveLength(1);
  });

  it("says so where the volume is in use", () => {
    mount();
    machine.tell("busy", "");
    expect(unmount()).toMatchObject({ code: 16 });
  });
});

it("does the same on a real block device, with the real mount", () => {
  const tool = machine.path("/usr/local/sbin/roadstead-data-volume");
  const { status, stdout, stderr } = spawnSync(
    "unshare",
    ["--mount", "--", join(__dirname, "real-device.sh"), tool, machine.path("/real"), uuid],
    { encoding: "utf8", timeout: 50_000 },
  );
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  const [formatted = "", mounted, again = "", found = "", kept] = stdout.trim().split("\n");
  expect([formatted, again, found].map((line) => JSON.parse(line).action)).toEqual([
    ...["formatted", "mounted", "found"],
  ]);
  expect(mounted).toMatch(new RegExp(`^${uuid} ext4 +rw,nosuid,nodev,noatime`));
  expect(kept).toBe("a pier");
});

it.each<[string, string[]]>([
  ["nothing", []],
  ["no device", ["mount", "--uuid", uuid, "--at", at]],
  ["a UUID that is none", ["mount", "--device", device, "--uuid", "adopt", "--at", at]],
  [
    "a folder with a space, which fstab could not hold",
    ["mount", "--device", device, "--uuid", uuid, "--at", "/srv/a b"],
  ],
  ["an option without a value", ["mount", "--device", device, "--uuid", uuid, "--at", at, "--wait"]],
  ["an unknown command", ["format", "--at", at]],
])("explains itself when given %s", (_, args) => {
  expect(machine.run("roadstead-data-volume", args)).toMatchObject({ code: 64 });
});

function writeBytes(offset: number, values: readonly number[]): void {
  const file = openSync(machine.path(device), "r+");
  writeSync(file, Uint8Array.from(values), 0, values.length, offset);
  closeSync(file);
}
