import { describe, expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying, type Tried, verdicts } from "../rule-trial";
import {
  digitalOceanDroplet,
  digitalOceanFirewall,
  hetznerFirewall,
  hetznerFirewallAttachment,
  hetznerServer,
  linodeFirewallDevice,
  linodeInstance,
} from "../vendor-types";
import { rule } from "./attach-firewalls";
import { cases } from "./attach-firewalls.cases";

judgesAsRecorded(rule, cases);

const urn = `urn:pulumi:dev::harbour::${hetznerServer}::web`;
const together = (...tried: Tried[]) => verdicts(rule, tried).map(({ outcome }) => outcome);

describe("a server", () => {
  it.each([
    ["names its firewall", hetznerServer, { firewallIds: [7] }, "pass"],
    ["names one that does not exist yet", hetznerServer, { firewallIds: [notKnown] }, "pass"],
    ["names none", hetznerServer, { firewallIds: [] }, "fail"],
    ["has a list that is not known yet", hetznerServer, { firewallIds: notKnown }, "unknown firewallIds"],
    ["names its firewall on Linode", linodeInstance, { firewallId: notKnown }, "pass"],
  ])("that %s", (_name, type, props, said) => {
    expect(saying(rule, { type, props })).toBe(said.split(" ")[0]);
  });

  it("may be named by a firewall instead", () => {
    const server = { type: hetznerServer, props: {}, outputs: { id: "42" } };
    expect(together(server, { type: hetznerFirewallAttachment, props: { serverIds: [42] } })).toEqual(["pass"]);
    expect(together(server, { type: hetznerFirewallAttachment, props: { serverIds: [43] } })).toEqual(["fail"]);
    expect(together(server, { type: hetznerFirewall, props: { applyTos: [{ server: 42 }] } })).toEqual(["pass"]);
    const linode = { type: linodeInstance, props: {}, outputs: { id: "5" } };
    expect(together(linode, { type: linodeFirewallDevice, props: { entityId: 5 } })).toEqual(["pass"]);
  });

  it("may be chosen by its labels or tags", () => {
    const server = { type: hetznerServer, props: { labels: { role: "web" } } };
    const chosen = (labelSelector: unknown) => ({ type: hetznerFirewall, props: { applyTos: [{ labelSelector }] } });
    expect(together(server, chosen("role=web"))).toEqual(["pass"]);
    expect(together(server, chosen("role=web,!old"))).toEqual(["pass"]);
    expect(together(server, chosen("role=db"))).toEqual(["fail"]);
    expect(together(server, chosen(notKnown))).toEqual(["unknown"]);
    const droplet = { type: digitalOceanDroplet, props: { tags: ["web"] } };
    expect(together(droplet, { type: digitalOceanFirewall, props: { tags: ["web"] } })).toEqual(["pass"]);
    expect(together(droplet, { type: digitalOceanFirewall, props: { tags: ["db"] } })).toEqual(["fail"]);
  });

  it("is told apart in a preview by what an unknown id comes from", () => {
    const server = { type: hetznerServer, props: {}, urn };
    const attachment = (from: string) => ({
      type: hetznerFirewallAttachment,
      props: { serverIds: [notKnown] },
      propertyDependencies: { serverIds: [from] },
    });
    expect(together(server, attachment(urn))).toEqual(["pass"]);
    expect(together(server, attachment(`${urn}-other`))).toEqual(["fail"]);
    expect(together(server, { type: hetznerFirewallAttachment, props: { serverIds: [notKnown] } })).toEqual([
      "unknown",
    ]);
  });

  it("is not guarded by another vendor's firewall", () => {
    const server = { type: hetznerServer, props: {}, outputs: { id: "42" } };
    expect(together(server, { type: digitalOceanFirewall, props: { dropletIds: [42] } })).toEqual(["fail"]);
  });
});
