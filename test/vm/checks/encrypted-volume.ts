import { expect, it } from "vitest";
import type { VolumeArgs } from "../../../components/machine/args";
import { unlockVolume } from "../../../components/machine/commands";
import { encryptedMounting, encryptionCommand, mountEncrypted } from "../../../components/machine/encryption-command";
import { containerUuid } from "../../../components/machine/filesystem-uuid";
import { dataMountPoint } from "../../../components/machine/resolve";
import { carriedOut, uuidOf } from "../deployment";
import { devicePath, type VirtualMachine, type Volume } from "../machine/virtual-machine";
import type { Looked } from "./booted";

/** A machine whose volume is encrypted, and the arguments that say so. */
export interface Locked extends Looked {
  readonly volume: Volume;
  readonly args: VolumeArgs | undefined;
}

const byHand = "sudo roadstead-encrypted-volume unlock";
/** What a person types in the run where nobody has a key but a person. */
const typed = "typed by hand on the emulated machine\n";
const locked = "roadstead-volume-unlocked.service";

function placeOf(volume: Volume) {
  const uuid = uuidOf(volume);
  return { device: devicePath(volume), container: containerUuid(uuid), uuid, mountPoint: dataMountPoint };
}

/** Opens it as its deployment does: by the key, or by waiting for whoever has it. */
async function opened({ vm, text, volume, args }: Locked): Promise<string> {
  const declared = text.resolved.volume;
  if (declared.mode !== "separate" || declared.encryption === undefined) throw new Error("no encryption is declared");
  const create = mountEncrypted(declared, declared.encryption, devicePath(volume), uuidOf(volume));
  const deployment = carriedOut(vm, { create, ...encryptedMounting(args) }, 900);
  if (declared.encryption.unlock === "manual") {
    // Until the deployment has said which volume it is, there is none to unlock.
    await expect
      .poll(async () => (await vm.run("sudo test -s /etc/roadstead/encrypted-volume")).code, { timeout: 300_000 })
      .toBe(0);
    await vm.says(byHand, { stdin: typed, seconds: 600 });
  }
  return deployment;
}

/** From blank to mounted, by what a deployment runs. */
export function becomesEncrypted(locked: () => Locked): void {
  it("a blank volume becomes a LUKS container, and is mounted by the UUID that follows from its id", async () => {
    const { vm, text, volume } = locked();
    await carriedOut(vm, encryptionCommand(text.resolved.swapMib));
    expect(JSON.parse((await opened(locked())).split("\n").at(-1) ?? "")).toMatchObject({ uuid: uuidOf(volume) });
  });

  isEncrypted(locked);
}

/** An encrypted volume in use. */
export function isEncrypted(locked: () => Locked): void {
  it("what lies on the volume is a container of its own UUID, with the licensed file system inside it", async () => {
    const { vm, volume } = locked();
    const { device, container, uuid } = placeOf(volume);
    expect(await vm.says(`sudo blkid --probe --match-tag TYPE --match-tag UUID --output value ${device}`)).toBe(
      `${container}\ncrypto_LUKS`,
    );
    expect(await vm.says(`findmnt --noheadings --output SOURCE,UUID --mountpoint ${dataMountPoint}`)).toMatch(
      new RegExp(`^/dev/mapper/roadstead-data\\s+${uuid}$`),
    );
    expect(await vm.says("sudo cryptsetup status roadstead-data")).toMatch(
      /type:\s+LUKS2[\s\S]*cipher:\s+aes-xts-plain64/,
    );
  });

  it("another key does not open it, and changes nothing", async () => {
    const { vm } = locked();
    const { code, err } = await vm.run(byHand, { stdin: "this is another key than the volume's\n", seconds: 300 });
    expect([code, err]).toEqual([18, expect.stringContaining("does not open the volume")]);
  });

  it("swap is there under a key of this start, and no plain one", async () => {
    const { vm, text } = locked();
    if (text.resolved.swapMib === 0) return;
    const device = await vm.says("readlink --canonicalize /dev/mapper/roadstead-swap");
    expect(await vm.says("sudo swapon --show=NAME --noheadings")).toBe(device);
    expect(await vm.says("sudo cryptsetup status roadstead-swap")).toMatch(
      /type:\s+PLAIN[\s\S]*cipher:\s+aes-xts-plain64/,
    );
    expect((await vm.run("grep -w swap /etc/fstab; sudo blkid --probe /swap.roadstead")).out).toBe("");
  });
}

/** Volumes that hold something are never encrypted over. `other` is attached, blank, and not the machine's own. */
export function refusesWhatIsPlain(locked: () => Locked & { readonly other: Volume }): void {
  it("a volume with plain or unknown data in its place is refused, and left byte for byte", async () => {
    const { vm, other } = locked();
    const { device } = placeOf(other);
    const sum = () => vm.says(`sudo sha256sum ${device}`, { seconds: 600 });
    const refused = async (reason: string) => {
      const before = await sum();
      const { code, err } = await vm.run(unlockVolume(placeOf(other)), {
        stdin: "a key of twenty signs or more\n",
        seconds: 300,
      });
      expect([code, err]).toEqual([12, expect.stringContaining(reason)]);
      expect(await sum()).toBe(before);
    };
    await vm.says(
      `echo 'what somebody else put here' | sudo dd of=${device} bs=1 seek=300000 conv=notrunc,fsync status=none`,
    );
    await refused("is not blank");
    await vm.says(`sudo mkfs.ext4 -q -F -U ${uuidOf(other)} ${device}`);
    await refused("not encrypted. Only a blank volume is encrypted");
    // Its own again: what was last asked for is what the next unlocking by hand means.
    await opened(locked());
  });
}

/** What of a machine that has just started, and whose volume is still locked. */
export function waitsLocked({ vm }: Pick<Looked, "vm">): Promise<string> {
  return vm.says(
    `systemctl is-failed ${locked}; findmnt --mountpoint ${dataMountPoint} || echo not mounted; systemctl list-jobs --plain --no-legend`,
  );
}

/** After a restart, and before anything else is looked at. */
export function unlocksAgain(locked: () => Locked): void {
  it("after the restart the volume is locked, which a unit says, and whatever needs it waits", async () => {
    const { vm } = locked();
    await isLocked(vm);
  });

  it("the key, delivered again, opens it", async () => {
    expect(JSON.parse((await opened(locked())).split("\n").at(-1) ?? "")).toMatchObject({
      uuid: uuidOf(locked().volume),
    });
  });

  isEncrypted(locked);
}

/** Waits until the start has come to where it waits for the key. */
export async function isLocked(vm: VirtualMachine): Promise<void> {
  await expect
    .poll(() => waitsLocked({ vm }), { timeout: 600_000, interval: 2000 })
    .toMatch(/^failed\nnot mounted$[\s\S]*srv-roadstead\.mount\s+start\s+waiting/m);
}
