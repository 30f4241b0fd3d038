import { describe, expect, it } from "vitest";
import { argumentsOf } from "../core/arguments";
import { amesLimitArgs, amesLimitRules } from "./ames-limit";

function resolved(value: unknown) {
  const check = argumentsOf("amesLimit");
  const limit = amesLimitArgs(check, value);
  const checked = check.result(() => limit);
  return checked.ok ? checked.value : checked.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe("a limit for Ames", () => {
  it("is none by default, and two seconds' worth at once", () => {
    expect(resolved(undefined)).toBeUndefined();
    expect(resolved({ packetsPerSecond: 400 })).toEqual({ packetsPerSecond: 400, burst: 800 });
  });

  it.each([
    [{}, ["amesLimit.packetsPerSecond: is missing. Use a whole number from 50 to 1000000 (packets a second)."]],
    [
      { packetsPerSecond: 1 },
      ["amesLimit.packetsPerSecond: 1 is not allowed. Use a whole number from 50 to 1000000 (packets a second)."],
    ],
    [
      { packetsPerSecond: 500, burst: 0 },
      ["amesLimit.burst: 0 is not allowed. Use a whole number from 1 to 2000000 (packets at once)."],
    ],
  ])("%o is refused", (value, problems) => {
    expect(resolved(value)).toEqual(problems);
  });

  it("is written only where there is one", () => {
    const ship = { shipName: "sampel-palnet", amesPort: 34543 };
    expect(amesLimitRules({ ...ship, amesLimit: undefined })).toBe("\t# Ames has no limit.");
    expect(amesLimitRules({ ...ship, amesLimit: { packetsPerSecond: 400, burst: 800 } })).toContain(
      "udp dport 34543 update @ames_sampel_palnet_sources { ip saddr limit rate over 400/second burst 800 packets } counter drop",
    );
  });
});
