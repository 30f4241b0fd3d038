import { judgeProtection } from "../protection";
import { type Finding, fails, notApplicable, type ResourceRule, unknown } from "../rule";
import { addresses, hetznerFloatingIp, hetznerPrimaryIp, linodeNetworkingIp } from "../vendor-types";

export const rule: ResourceRule = {
  id: "network-protect-addresses",
  title: "Reserved addresses outlive the machines they point at.",
  severity: "high",
  level: "mandatory",
  objective: "INT",
  allows: "protect: true on every reserved address; on Hetzner deleteProtection: true and autoDelete: false as well.",
  remediation: [
    "Set the resource option protect: true, and retainOnDelete: true, which a policy cannot see.",
    "On Hetzner set deleteProtection: true and autoDelete: false.",
  ],
  source: "A released address goes to the next customer, with it the names and peers that still point there.",
  appliesTo: { exact: addresses },
  scope: "resource",

  *judge(resource): Iterable<Finding> {
    if (resource.type === linodeNetworkingIp) {
      const reserved = resource.inputs.at("reserved");
      if (reserved.isUnknown) return yield unknown(reserved);
      if (reserved.flag() !== true)
        return yield notApplicable("The address is not reserved: it goes with its machine.");
    }
    const guarded = resource.type === hetznerPrimaryIp || resource.type === hetznerFloatingIp;
    yield* judgeProtection(resource, guarded ? "deleteProtection" : undefined);
    if (resource.type !== hetznerPrimaryIp) return;
    const autoDelete = resource.inputs.at("autoDelete");
    if (autoDelete.isUnknown) yield unknown(autoDelete);
    else if (autoDelete.isKnown && autoDelete.flag() !== false)
      yield fails(autoDelete, "deletes the address with its server");
  },
};
