import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MachineArgs } from "../../../../components/machine/args";
import { mountVolume } from "../../../../components/machine/commands";
import { confirmChange, runPreflight, runSetUp } from "../../../../components/machine/existing/commands";
import { type RenderedExisting, renderExisting } from "../../../../components/machine/existing/render";
import { dataMountPoint } from "../../../../components/machine/resolve";
import type { Looked } from "../../checks/booted";
import { bootedWell, filesInPlace } from "../../checks/booted";
import { closedToStrangers, loginsRefused } from "../../checks/closed";
import { settledAsRendered } from "../../checks/settled";
import { Harbour, report } from "../../harbour";
import { SecureShell } from "../../machine/secure-shell";
import { blankVolume, devicePath, type VirtualMachine, type Volume } from "../../machine/virtual-machine";
import { type MachineText, machineText } from "../../rendered";
import { usualMachine } from "../../usual-arguments";

// A machine that was there already, reached over SSH alone: its end state is that of one that booted from our user data.

let harbour: Harbour;
let vm: VirtualMachine;
let text: MachineText;
let rendered: RenderedExisting;
let volume: Volume;
const looked = (): Looked => ({ vm, text });

/** The login that a vendor leaves, and nothing else of ours. */
const asDelivered = (key: string) =>
  `#cloud-config\nusers:\n  - name: debian\n    sudo: "ALL=(ALL) NOPASSWD:ALL"\n    shell: /bin/bash\n    ssh_authorized_keys: ["${key}"]\n`;

/** What a deployment with these changes would send. */
function deliveryOf(changes: Partial<MachineArgs> = {}): {
  readonly text: MachineText;
  readonly rendered: RenderedExisting;
} {
  const { deployment } = harbour;
  const declared = machineText({
    ...usualMachine(harbour),
    vendor: {
      kind: "existing",
      address: "10.77.0.2",
      hostKey: deployment.publicKey.split(" ").slice(0, 2).join(" "),
      user: "debian",
      architecture: "amd64",
      memoryGib: 1,
      diskGib: 5,
      dataDevice: devicePath(volume),
    },
    volume: { mode: "separate", size: "2 GiB" },
    ...changes,
  });
  const { resolved, files } = declared;
  if (resolved.vendor.kind !== "existing") throw new Error("another vendor");
  return { text: declared, rendered: renderExisting(resolved, resolved.vendor, files, deployment.publicKey) };
}

beforeAll(async () => {
  harbour = await Harbour.open();
  const { deployment, folder } = harbour;
  volume = blankVolume(folder, "103", 2048);
  ({ text, rendered } = deliveryOf());
  const parts = { name: "rented", instanceId: "rented-1", volumes: [volume], memoryMib: 1200 };
  vm = harbour.machine({ ...parts, userData: asDelivered(deployment.publicKey) });
  report("rented: first boot");
  vm.powerOn();
});

afterAll(async () => harbour?.close());

describe("from a login to a machine", () => {
  let first: SecureShell;

  it("the preflight finds nothing in the way, and changes nothing", async () => {
    first = new SecureShell(vm.folder, { ...vm.parts.login, user: "debian" }, "debian");
    await vm.reachable("true", { shell: first });
    await first.run("sudo cloud-init status --wait", { seconds: 600 });
    const { code, out, err } = await first.run(runPreflight, { stdin: rendered.preflight, seconds: 300 });
    expect(`${code}: ${out}${err}`).toMatch(/^0: /);
  });

  it("one delivery sets it up; the operator's login confirms it", async () => {
    const { code, out, err } = await first.run(runSetUp, { stdin: rendered.setUp, seconds: 900 });
    expect(`${code}: ${out}${err}`).toMatch(/^0: /);
    const confirmed = await vm.run(confirmChange(rendered.print), { fresh: true });
    expect(`${confirmed.code}: ${confirmed.out}${confirmed.err}`).toMatch(/^0: /);
    expect((await vm.run("sudo test -e /var/lib/roadstead/host/guard/pending")).code).toBe(1);
  });

  it("delivered again, it changes nothing", async () => {
    const before = await vm.says("sudo sha256sum $(sudo find /etc -type f | sort) | sha256sum");
    const { code, out, err } = await vm.run(runSetUp, { stdin: rendered.setUp, seconds: 900 });
    expect(`${code}: ${out}${err}`).toMatch(/^0: /);
    expect((await vm.run(confirmChange(rendered.print), { fresh: true })).code).toBe(0);
    expect(await vm.says("sudo sha256sum $(sudo find /etc -type f | sort) | sha256sum")).toBe(before);
  });

  it("its data disk is mounted by UUID", async () => {
    const { dataUuid = "" } = rendered;
    const { code, out, err } = await vm.run(mountVolume(devicePath(volume), dataUuid, dataMountPoint));
    expect(`${code}: ${out}${err}`).toMatch(/"action":"formatted"/);
  });
});

describe("the machine that it is then", () => {
  filesInPlace(looked);
  settledAsRendered(looked);
  closedToStrangers(looked, ["IPv4"]);
  loginsRefused(looked);
});

describe("a change that locks everybody out", () => {
  const guard = "sudo test -e /var/lib/roadstead/host/guard/pending";
  const comesIn = async () => (await vm.run("true", { fresh: true })).code;

  it("is in force, cannot be confirmed by the login that made it, and goes back by itself", async () => {
    const before = await vm.says("sudo sha256sum /etc/roadstead/firewall.nft /etc/ssh/sshd_config.d/10-roadstead.conf");
    const locking = deliveryOf({ ssh: { from: ["198.51.100.0/24"] } });
    const { code, out, err } = await vm.run(runSetUp, { stdin: locking.rendered.setUp, seconds: 900 });
    expect(`${code}: ${out}${err}`).toMatch(/^0: /);
    expect(await comesIn()).toBe(255);
    expect((await vm.run(confirmChange(locking.rendered.print))).code).toBe(76);
    await expect.poll(comesIn, { timeout: 1_200_000, interval: 5000 }).toBe(0);
    await expect.poll(async () => (await vm.run(guard)).code, { timeout: 120_000 }).toBe(1);
    expect(await vm.says("sudo sha256sum /etc/roadstead/firewall.nft /etc/ssh/sshd_config.d/10-roadstead.conf")).toBe(
      before,
    );
    expect(await vm.says("systemctl --failed --plain --no-legend")).toBe("");
  });

  it("the delivery of before, sent again, finds everything in its place", async () => {
    const { code, out, err } = await vm.run(runSetUp, { stdin: rendered.setUp, seconds: 900 });
    expect(`${code}: ${out}${err}`).toMatch(/^0: /);
    expect((await vm.run(confirmChange(rendered.print), { fresh: true })).code).toBe(0);
  });

  filesInPlace(looked);
});

describe("after a restart", () => {
  beforeAll(() => vm.restart());
  bootedWell("existing, second boot", looked);
  closedToStrangers(looked, ["IPv4"]);
});
