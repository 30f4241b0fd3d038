import { expect, it } from "vitest";
import { type Capability, capabilitiesTable, native, substitute, unsupported } from "./capabilities";

it("a capabilities table says for each vendor what it does itself, what stands in, and what it cannot do and why", () => {
  const vendors: Record<string, Record<string, Capability>> = {
    hetzner: { firewall: native, rdns: native },
    other: { firewall: substitute("nftables on the machine"), rdns: unsupported("no API"), udp: native },
  };
  expect(capabilitiesTable(vendors)).toBe(
    [
      "| | hetzner | other |",
      "|---|---|---|",
      "| firewall | yes | instead: nftables on the machine |",
      "| rdns | yes | no: no API |",
      "| udp | ? | yes |",
    ].join("\n"),
  );
});
