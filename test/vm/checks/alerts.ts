import { expect, it } from "vitest";
import { alertsCommand } from "../../../components/machine/alert-command";
import type { MachineArgs } from "../../../components/machine/args";
import { carriedOut } from "../deployment";
import { deadManSwitch, webhook } from "../usual-arguments";
import type { Call, Web } from "../world/web";
import type { Looked } from "./booted";

const patience = { timeout: 420_000, interval: 1000 };

const callsTo = (web: Web, address: string): Call[] =>
  web.calls.filter(({ host, path }) => `https://${host}${path}` === address);

/** What the webhook was told of one unit, oldest first. */
export function toldOf(web: Web, unit: string): string[] {
  return callsTo(web, webhook).flatMap(({ body }) => {
    const said: unknown = JSON.parse(body);
    if (typeof said !== "object" || said === null || Reflect.get(said, "unit") !== unit) return [];
    return [String(Reflect.get(said, "result"))];
  });
}

/** Waits until the webhook has been told of a unit once more than before, and gives what. */
export async function toldOnceMore(web: Web, unit: string, before: number): Promise<string> {
  await expect.poll(() => toldOf(web, unit).length, patience).toBeGreaterThan(before);
  return toldOf(web, unit)[before] ?? "";
}

/** Nobody has to start the calls again after a restart. */
export function tellsOfItselfAgain(web: () => Web): void {
  it("the dead man's switch is called again, by itself", async () => {
    const before = callsTo(web(), deadManSwitch).length;
    await expect.poll(() => callsTo(web(), deadManSwitch).length, patience).toBeGreaterThan(before);
  });
}

/** From now on a webhook and a dead man's switch of the world hear of the machine. */
export function tellsOfItself(looked: () => Looked, args: () => MachineArgs, web: () => Web): void {
  it("alerts are taken into use, and the dead man's switch is called at once", async () => {
    const { vm, text } = looked();
    const { alerts } = args();
    if (text.resolved.alerts === undefined || alerts === undefined) throw new Error("no alerts are declared");
    await carriedOut(vm, alertsCommand(text.resolved.alerts, alerts));
    await expect.poll(() => callsTo(web(), deadManSwitch).length, patience).toBeGreaterThan(0);
  });

  it("a unit that fails is told to the webhook, once", async () => {
    const { vm, text } = looked();
    await vm.says("sudo systemd-run --unit=fails-on-purpose --property=Type=oneshot false || true");
    expect(await toldOnceMore(web(), "fails-on-purpose.service", 0)).toContain("exit-code");
    expect(JSON.parse(callsTo(web(), webhook).at(-1)?.body ?? "")).toMatchObject({ machine: text.resolved.hostname });
    await vm.says("sudo systemctl reset-failed fails-on-purpose.service");
    expect(toldOf(web(), "fails-on-purpose.service")).toHaveLength(1);
  });

  it("its addresses are in no file that others read, and in no journal", async () => {
    const { vm } = looked();
    for (const { host } of [new URL(webhook), new URL(deadManSwitch)]) {
      expect(await vm.says(`sudo journalctl --boot --no-pager | grep -c ${host} || true`)).toBe("0");
    }
    expect(await vm.says("sudo stat -c '%a %U' /etc/roadstead/alerts/*")).toBe("600 root\n600 root");
  });
}
