import { describe, expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { encrypted, notKnown, saying, secretly } from "../rule-trial";
import { hetznerVolume } from "../vendor-types";
import { rule } from "./protect-volumes";
import { cases } from "./protect-volumes.cases";

judgesAsRecorded(rule, cases);

const protect = { protect: true };

describe("a data volume", () => {
  it.each([
    ["with both, spelled as text", { deleteProtection: "true" }, protect, "pass"],
    ["with both, one marked secret", { deleteProtection: secretly(true) }, protect, "pass"],
    ["without the engine's", { deleteProtection: true }, {}, "fail opts.protect"],
    ["with the engine's switched off", { deleteProtection: true }, { protect: false }, "fail opts.protect"],
    ["without the vendor's", {}, protect, "fail deleteProtection"],
    ["with the vendor's encrypted", { deleteProtection: encrypted }, protect, "unknown deleteProtection"],
    ["with one unknown and one missing", { deleteProtection: notKnown }, {}, "fail opts.protect"],
    ["in an input that does not tell", { deleteProtection: true }, { protect: "invisible" }, "unknown opts.protect"],
  ] as const)("%s on Hetzner", (_, props, options, said) => {
    expect(saying(rule, { type: hetznerVolume, props, options })).toBe(said);
  });
});
