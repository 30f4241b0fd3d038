import { expect, it } from "vitest";
import { capabilitiesTable, native, substitute, unsupported } from "./capabilities";

it("a capabilities table says for each vendor what it does itself, what stands in, and what it cannot do and why", () => {
  const table = capabilitiesTable({
    hetzner: { firewall: native, rdns: native },
    other: { firewall: substitute("nftables on the machine"), rdns: unsupported("no API"), udp: native },
  });
  expect(table).toBe(
    [
      "| | hetzner | other |",
      "|---|---|---|",
      "| firewall | yes | instead: nftables on the machine |",
      "| rdns | yes | no: no API |",
      "| udp | ? | yes |",
    ].join("\n"),
  );
});
