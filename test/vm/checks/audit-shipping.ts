import { expect, it } from "vitest";
import { auditShippingCommand } from "../../../components/machine/audit-shipping-command";
import { carriedOut } from "../deployment";
import { ownCollector } from "../given";
import type { Collector } from "../world/collector";
import type { Web } from "../world/web";
import type { Looked } from "./booted";

export interface Shipped extends Looked {
  readonly web: Web;
  readonly collector: Collector;
}

const logged = (mark: string): string => `logger --priority authpriv.notice --tag roadstead-trial ${mark}`;

/** The audit log is shipped from the moment that its deployment says so, with what was logged before. */
export function auditIsShipped(shipped: () => Shipped): void {
  it("its audit log reaches a collector: what was there before, and what happens", async () => {
    const { vm, text, web, collector } = shipped();
    const { auditShipping } = text.resolved;
    if (auditShipping === undefined) throw new Error("no shipping is declared");
    await collector.open(auditShipping.port, web.certificateFor([ownCollector], "collector"));
    await vm.says(logged("logged-before"));
    // The client's key is the only part of the arguments that is not in what was resolved, and here there is none.
    await carriedOut(vm, auditShippingCommand(auditShipping, { ...auditShipping }));
    await vm.says(logged("logged-since"));
    for (const mark of ["logged-before", "logged-since"]) {
      expect(await collector.heard(mark)).toMatch(/^<85>1 \S+ \S+ roadstead-trial .*logged-/);
    }
  });
}

/** Nobody has to do anything for it. */
export function auditIsShippedAgain(shipped: () => Shipped): void {
  it("the audit log is shipped again, by itself", async () => {
    const { vm, collector } = shipped();
    await vm.says(logged("logged-after-the-restart"));
    expect(await collector.heard("logged-after-the-restart")).toContain("roadstead-trial");
  });
}
