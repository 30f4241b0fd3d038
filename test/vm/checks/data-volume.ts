import { execFileSync } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { expect, it } from "vitest";
import { unmountVolume } from "../../../components/machine/commands";
import { dataMountPoint } from "../../../components/machine/resolve";
import { mount, uuidOf } from "../deployment";
import type { Volume } from "../machine/virtual-machine";
import type { Looked } from "./booted";

const note = `${dataMountPoint}/note`;

/** The volume's life: formatted while blank, never again, and found by its UUID. */
export function keepsItsData(looked: () => Looked, volume: () => Volume): void {
  it("a blank volume is formatted, mounted by UUID, and not formatted again", async () => {
    const { vm } = looked();
    const first = await mount(vm, volume());
    expect(JSON.parse(first.out)).toMatchObject({ uuid: uuidOf(volume()), action: "formatted" });
    await vm.says(`echo kept | sudo tee ${note}`);
    expect(JSON.parse((await mount(vm, volume())).out)).toMatchObject({ action: "mounted" });
    await vm.says(unmountVolume(dataMountPoint));
    expect(JSON.parse((await mount(vm, volume())).out)).toMatchObject({ action: "found" });
    expect(await vm.says(`cat ${note}`)).toBe("kept");
    expect(await vm.says(`grep ${dataMountPoint} /etc/fstab`)).toContain(`UUID=${uuidOf(volume())} `);
  });
}

/** Writes where something of another kind may lie: a volume that is not blank, yet holds no file system. */
export function scribble({ file }: Volume): void {
  const handle = openSync(file, "r+");
  writeSync(handle, "what somebody else put here", 4096);
  closeSync(handle);
}

/** A volume with a file system that belongs to nobody here. */
export function foreignFileSystem({ file }: Volume): void {
  execFileSync("mke2fs", ["-q", "-F", "-t", "ext4", file], { stdio: ["ignore", "ignore", "pipe"] });
}

/** Volumes that are not this deployment's are refused and left as they are. */
export function refusesForeignVolumes(looked: () => Looked, scribbled: () => Volume, foreign: () => Volume): void {
  it("a volume with unknown data is refused, not formatted", async () => {
    const { code, err } = await mount(looked().vm, scribbled());
    expect([code, err]).toEqual([12, expect.stringContaining("is not blank")]);
  });

  it("a volume with another file system is refused, not formatted", async () => {
    const { code, err } = await mount(looked().vm, foreign());
    expect([code, err]).toEqual([13, expect.stringContaining("holds the file system")]);
  });
}
