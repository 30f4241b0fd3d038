import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitUntilReady } from "../../../../components/machine/commands";
import { Harbour, report } from "../../harbour";
import type { VirtualMachine } from "../../machine/virtual-machine";
import { type MachineText, machineText } from "../../rendered";
import { request } from "../../request";
import { usualMachine } from "../../usual-arguments";
import { drawn } from "../power-cuts";

// Power cuts within the first boot. cloud-init does each step once, also one that was cut off: so such a machine is either whole, or
// the deployment's own wait says that it is not, and the way on is a new one (`generation`). What must never be is one that passes half made.

const cuts = 4;
/** Later than the slowest boot is through. */
const mostSeconds = 240;

let harbour: Harbour;
let text: MachineText;
beforeAll(async () => {
  harbour = await Harbour.open();
  text = machineText(usualMachine(harbour));
});
afterAll(async () => harbour?.close());

/** What a deployment meets: the machine ready, or why not. */
async function met(vm: VirtualMachine): Promise<{ ready: boolean; why: string }> {
  try {
    await vm.reachable();
    const { code, out, err } = await vm.run(waitUntilReady, { seconds: 900 });
    return { ready: code === 0, why: `ended with ${code}: ${(out + err).trim().split("\n").at(-1)}` };
  } catch (error) {
    return { ready: false, why: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
  }
}

describe.each(Array.from({ length: cuts }, (_, index) => index + 1))("power cut %i", (count) => {
  const after = drawn(`${request().seed} first boot`, count, mostSeconds);

  it(`${after} s into the first boot (seed ${request().seed}): the machine is whole, or the deployment says that it is not`, async () => {
    const parts = { name: `cut-${count}`, userData: text.userData, instanceId: `48${count}` };
    const vm = harbour.machine(parts);
    vm.powerOn();
    await delay(after * 1000);
    await vm.cutPower();
    vm.powerOn();
    const { ready, why } = await met(vm);
    report(`${parts.name}: cut after ${after} s, then ${ready ? "ready" : `refused: ${why}`}`);
    if (ready) {
      expect(await vm.says("systemctl --failed --plain --no-legend")).toBe("");
      expect(await vm.says("systemctl is-active roadstead-firewall fail2ban ssh")).toBe("active\nactive\nactive");
      expect(await vm.says("sudo nft list table inet roadstead | wc -l")).not.toBe("0");
      const missing = await vm.run(
        "for tool in jq nft fail2ban-client; do command -v $tool >/dev/null || sudo which $tool; done",
      );
      expect(missing.code).toBe(0);
    } else expect(why).not.toBe("");
    await vm.cutPower();
  }, 2_400_000);
});
