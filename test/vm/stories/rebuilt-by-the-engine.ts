import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Sailing } from "../checks/ship";
import { type Harbour, report } from "../harbour";
import type { VirtualMachine } from "../machine/virtual-machine";
import { type Ordered, watching } from "./deployed";

/** The one server that the vendor has now, if it has one. */
function serverOf({ run }: Ordered): { readonly id: string; readonly userData: string } | undefined {
  const found = run.holdings("hcloud").find(({ type }) => type.endsWith(":Server"));
  return found === undefined ? undefined : { id: found.id, userData: String(found.inputs["userData"]) };
}

/**
 * Another generation, by the real engine: the ship is stopped and the volume let go over SSH, the vendor deletes the server and makes
 * another one with the same volume at the same address, and everything is delivered to that one. The vendor's part is played as it happens.
 */
export function rebuiltByTheEngine(
  sailing: () => Sailing,
  harbour: () => Harbour,
  order: () => Ordered,
  becomes: (successor: VirtualMachine) => void,
): void {
  const { starts, liveShips, use } = watching(sailing, harbour, order);

  it("a rebuild ends the ship, lets go of the encrypted volume, and brings the ship back on the new server: same pier, no event lost", async () => {
    const { vm, planet, recorder } = sailing();
    const { ship } = planet.resolved;
    const before = {
      server: serverOf(order())?.id ?? "",
      starts: starts(ship),
      prepared: recorder.of("end", "prep").length,
    };
    use({ delivery: 2, generation: 2 });
    let through = false;
    const rebuild = order()
      .run.must("up")
      .finally(() => {
        through = true;
      });
    const vendor = async (): Promise<void> => {
      for (;;) {
        const server = serverOf(order());
        if (server?.id !== before.server) await vm.cutPower();
        if (server !== undefined && server.id !== before.server) {
          report(`server ${before.server} is deleted, ${server.id} boots`);
          const parts = {
            ...vm.parts,
            name: "rebuilt-by-the-engine",
            userData: server.userData,
            instanceId: server.id,
          };
          const successor = harbour().machine(parts);
          becomes(successor);
          successor.powerOn();
          return;
        }
        if (through) throw new Error("The deployment ended, and the vendor has the same server.");
        await delay(1000);
      }
    };
    const [{ changes }] = await Promise.all([rebuild, vendor()]);
    expect(changes.filter((each) => /volume$|primary/i.test(each))).toEqual([]);
    expect(recorder.of("end", "prep")).toHaveLength(before.prepared + 1);
    expect(liveShips()).toEqual([ship]);
    expect(recorder.of("live", "run").at(-1)?.event).toBeGreaterThanOrEqual(
      recorder.of("end", "prep").at(-1)?.event ?? Number.NaN,
    );
    expect([recorder.piersOf(ship).length, recorder.creationsOf(ship)]).toEqual([1, 1]);
    expect(starts(ship)).toBeGreaterThan(before.starts);
    expect((await order().run.must("preview")).changes).toEqual([]);
  }, 2_400_000);
}
