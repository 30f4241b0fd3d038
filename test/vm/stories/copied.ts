import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { type Sailing, statusOf, unitOf } from "../checks/ship";
import type { Harbour } from "../harbour";
import type { VirtualMachine } from "../machine/virtual-machine";

/** Another server with a copy of everything: system disk, volume, licence. Only what the vendor calls it differs. */
export function copiedMachine(sailing: () => Sailing, harbour: () => Harbour): void {
  let copy: VirtualMachine;

  beforeAll(async () => {
    const { vm, volume } = sailing();
    const { folder } = harbour();
    const file = join(folder, "copied-volume.raw");
    execFileSync("cp", ["--sparse=always", volume.file, file]);
    const disk = join(folder, "copied-disk.qcow2");
    execFileSync("qemu-img", ["create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", vm.disk, disk]);
    const parts = { ...vm.parts, name: "copied", instanceId: "4712", disk, volumes: [{ id: volume.id, file }] };
    copy = harbour().machine(parts, vm.parts.login);
    copy.powerOn();
    await copy.reachable();
  });

  it("starts no ship, by itself or when asked, and says why", async () => {
    const { planet, recorder } = sailing();
    const starts = recorder.of("start").length;
    await copy.says("sudo cloud-init status --wait || true", { seconds: 900 });
    await copy.run(`sudo systemctl start ${unitOf(planet)}`);
    const status = await statusOf({ vm: copy, planet });
    expect(status).toMatchObject({ pier: "complete", licensed: true, last: { state: "refused", code: 84 } });
    expect((await copy.run(planet.commands.start)).code).toBe(84);
    expect(recorder.of("start")).toHaveLength(starts);
  });

  it("tells it in the journal, where monitoring looks", async () => {
    const said = await copy.says("sudo journalctl --boot --identifier roadstead-failure --output cat");
    expect(said).toContain(unitOf(sailing().planet));
    await copy.cutPower();
  });
}
