import { expect, it } from "vitest";
import { unmountVolume } from "../../../components/machine/commands";
import { dataMountPoint } from "../../../components/machine/resolve";
import { mount, uuidOf } from "../deployment";
import { devicePath, type VirtualMachine, type Volume } from "../machine/virtual-machine";
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

/** A volume that is not this deployment's is refused and left as it is, byte for byte. */
export async function refusesForeignVolumes(vm: VirtualMachine, blank: Volume): Promise<void> {
  const device = devicePath(blank);
  const sum = () => vm.says(`sudo sha256sum ${device}`, { seconds: 600 });
  // Unknown data, without a form that any tool would recognize.
  await vm.says(
    `echo 'what somebody else put here' | sudo dd of=${device} bs=1 seek=300000 conv=notrunc,fsync status=none`,
  );
  const before = await sum();
  const scribbled = await mount(vm, blank);
  expect([scribbled.code, scribbled.err]).toEqual([12, expect.stringContaining("is not blank")]);
  expect(await sum()).toBe(before);
  await vm.says(`sudo mkfs.ext4 -q -F ${device}`);
  const formatted = await sum();
  const foreign = await mount(vm, blank);
  expect([foreign.code, foreign.err]).toEqual([13, expect.stringContaining("holds the file system")]);
  expect(await sum()).toBe(formatted);
}
