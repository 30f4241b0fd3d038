import { beforeEach, onTestFinished } from "vitest";
import { report } from "./harbour";
import { diagnosis } from "./machine/diagnosis";
import { machinesOn } from "./machine/virtual-machine";

// Emulated machines are slow: each test is told as it ends, with its reason where it failed, not only its file.

/** Boots that were looked into: what follows from one fault is not told again and again. */
const lookedInto = new Set<string>();

async function lookInto(): Promise<void> {
  for (const vm of machinesOn) {
    const boot = `${vm.parts.name} ${vm.boots}`;
    if (lookedInto.has(boot)) continue;
    lookedInto.add(boot);
    for (const line of (await diagnosis(vm)).split("\n")) report(`     | ${line}`);
  }
}

beforeEach(() => {
  onTestFinished(async ({ task }) => {
    const passed = task.result?.state === "pass";
    report(`${passed ? "ok    " : "FAILED"} ${task.name}`);
    if (passed) return;
    for (const { message } of task.result?.errors ?? []) report(`       ${message.slice(0, 2000)}`);
    await lookInto();
  }, 300_000);
});
