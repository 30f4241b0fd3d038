import { describe, expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying } from "../rule-trial";
import { hetznerFloatingIp, hetznerPrimaryIp } from "../vendor-types";
import { rule } from "./protect-addresses";
import { cases } from "./protect-addresses.cases";

judgesAsRecorded(rule, cases);

const options = { protect: true };

describe("a reserved address", () => {
  it.each([
    ["guarded, and autoDelete left out", { deleteProtection: true }, "pass"],
    ["unguarded", { autoDelete: false }, "fail deleteProtection"],
    ["whose autoDelete is not known", { deleteProtection: true, autoDelete: notKnown }, "unknown autoDelete"],
  ])("on Hetzner, %s", (_, props, said) => {
    expect(saying(rule, { type: hetznerPrimaryIp, props, options })).toBe(said);
  });

  it("needs the engine's protection where the vendor has one of its own, too", () => {
    expect(saying(rule, { type: hetznerFloatingIp, props: { deleteProtection: true } })).toBe("fail opts.protect");
  });
});
