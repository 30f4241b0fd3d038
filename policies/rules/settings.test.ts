import { describe, expect, it } from "vitest";
import { rule as closeAdminPorts } from "./network/close-admin-ports-to-world";
import { notKnown, saying } from "./rule-trial";
import { packConfig } from "./settings";
import { rule as protectVolumes } from "./storage/protect-volumes";
import { hetznerVolume } from "./vendor-types";

const rules = [closeAdminPorts, protectVolumes].map((rule) => ({ rule, level: rule.level }));
const read = (document: unknown) => {
  const problems: string[] = [];
  const config = packConfig(rules, document, (path, says) => problems.push(`${path} ${says}`));
  return { problems, level: (id: string) => config.get(id)?.level, config };
};

describe("a pack's config", () => {
  it("sets levels for all, then for each", () => {
    const { level, problems } = read({ all: "advisory", [protectVolumes.id]: { enforcementLevel: "disabled" } });
    expect([level(closeAdminPorts.id), level(protectVolumes.id), problems]).toEqual(["advisory", "disabled", []]);
    expect(read(undefined).level(protectVolumes.id)).toBe("mandatory");
    expect(read({ [protectVolumes.id]: "remediate" }).level(protectVolumes.id)).toBe("mandatory");
  });

  it("fills settings in and takes given ones", () => {
    const { config } = read({ [closeAdminPorts.id]: { ports: [1] } });
    expect(
      config
        .get(closeAdminPorts.id)
        ?.values.at("ports")
        .items()
        .map((port) => port.number()),
    ).toEqual([1]);
    expect(config.get(closeAdminPorts.id)?.whenUnknown).toBe("advisory");
  });

  it("tells everything that is wrong with it", () => {
    expect(
      read({
        all: "mandatry",
        "storage-protect-volume": "advisory",
        [protectVolumes.id]: { whenUnknown: "maybe", enforcementLevel: 3 },
        [closeAdminPorts.id]: { port: [1], ports: ["x"] },
      }).problems,
    ).toEqual([
      "storage-protect-volume is no rule of this pack. Did you mean storage-protect-volumes?",
      "all is not a level. Allowed: mandatory, advisory, disabled, remediate.",
      "network-close-admin-ports-to-world.port is no setting of this rule. Did you mean ports?",
      "network-close-admin-ports-to-world.ports has the wrong form. Allowed: a list of integers.",
      "storage-protect-volumes.whenUnknown has the wrong form. Allowed: advisory, fail, ignore.",
      "storage-protect-volumes.enforcementLevel is not a level. Allowed: mandatory, advisory, disabled, remediate.",
    ]);
    expect(read([]).problems).toHaveLength(1);
  });

  it("decides what an unknown means", () => {
    const tried = { type: hetznerVolume, props: { deleteProtection: notKnown }, options: { protect: true } };
    expect(saying(protectVolumes, tried)).toBe("unknown deleteProtection");
    expect(saying(protectVolumes, tried, { whenUnknown: "fail" })).toBe("fail deleteProtection");
    expect(saying(protectVolumes, tried, { whenUnknown: "ignore" })).toBe("pass");
  });
});
