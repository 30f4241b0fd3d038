import { describe, expect, it } from "vitest";
import { notKnown, saying } from "../rule-trial";
import { hetznerFloatingIp, hetznerPrimaryIp, linodeNetworkingIp } from "../vendor-types";
import { rule } from "./protect-addresses";

const options = { protect: true };

describe("a reserved address", () => {
  it.each([
    ["guarded and kept", { deleteProtection: true, autoDelete: false }, "pass"],
    ["guarded, and autoDelete left out", { deleteProtection: true }, "pass"],
    ["deleted with its server", { deleteProtection: true, autoDelete: true }, "fail autoDelete"],
    ["unguarded", { autoDelete: false }, "fail deleteProtection"],
    ["whose autoDelete is not known", { deleteProtection: true, autoDelete: notKnown }, "unknown autoDelete"],
  ])("on Hetzner, %s", (_, props, said) => {
    expect(saying(rule, { type: hetznerPrimaryIp, props, options })).toBe(said);
  });

  it("needs the engine's protection everywhere", () => {
    const type = "digitalocean:index/reservedIp:ReservedIp";
    expect(saying(rule, { type, props: {}, options })).toBe("pass");
    expect(saying(rule, { type, props: {} })).toBe("fail opts.protect");
    expect(saying(rule, { type: hetznerFloatingIp, props: { deleteProtection: true } })).toBe("fail opts.protect");
  });

  it("is judged on Linode only where it is reserved", () => {
    const type = linodeNetworkingIp;
    expect(saying(rule, { type, props: {} })).toBe("not-applicable");
    expect(saying(rule, { type, props: { reserved: notKnown } })).toBe("unknown reserved");
    expect(saying(rule, { type, props: { reserved: true } })).toBe("fail opts.protect");
  });
});
