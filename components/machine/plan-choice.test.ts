import { describe, expect, it } from "vitest";
import { problemsOf } from "../core/argument-trial";
import { argumentsOf } from "../core/arguments";
import { offersIn } from "./catalogue";
import { type HetznerLocation, hetznerCatalogue, hetznerLocations } from "./hetzner/catalogue";
import { planFor } from "./plan-choice";

function choose(location: HetznerLocation, wanted: unknown) {
  const check = argumentsOf("serverType");
  const { name } = planFor(check, wanted, hetznerCatalogue, location, "cpx22");
  return check.result(() => name);
}

describe("a plan", () => {
  it.each([
    [{ memoryGib: 5, vcpus: 2, monthlyBudgetUsd: 60 }, "cpx32"],
    [{ diskGib: 81 }, "cpx32"],
    [{ memoryGib: 0.5 }, "cpx12"],
  ])("for %o is the cheapest that has it all", (need, name) => {
    expect(choose("fsn1", need)).toEqual({ ok: true, value: name });
  });

  it.each([
    [
      {},
      "serverType: asks for nothing. Use at least one of memoryGib, vcpus, diskGib, monthlyBudgetUsd, or the name of a plan.",
    ],
    [{ memoryGib: "4" }, 'serverType.memoryGib: "4" is not allowed. Use a number above 0.'],
    [{ memoryGib: Number.NaN }, "serverType.memoryGib: NaN is not allowed. Use a number above 0."],
    [
      { memoryGib: 16, monthlyBudgetUsd: 60 },
      "serverType: no server type sold in ash has memoryGib 16, monthlyBudgetUsd 60, at 1.2 USD a EUR. Nearest: " +
        "cpx21 (32.49 EUR a month): 3 vCPU, 4 GiB memory, 80 GiB disk; cpx31 (62.99 EUR a month): 4 vCPU, 8 GiB memory, 160 GiB disk; cpx11 (17.99 EUR a month): 2 vCPU, 2 GiB memory, 40 GiB disk.",
    ],
  ])("for %o is refused, with what would do", (need, message) => {
    expect(problemsOf(choose("ash", need))).toEqual([message]);
  });

  it.each(
    hetznerLocations.flatMap((location) =>
      offersIn(hetznerCatalogue, location).map(({ name }) => [name, location] as const),
    ),
  )("named %s may be had in %s, which has it on offer", (name, location) => {
    expect(choose(location, name)).toEqual({ ok: true, value: name });
  });

  it("may be had in every location", () => {
    for (const location of hetznerLocations) expect(offersIn(hetznerCatalogue, location).length).toBeGreaterThan(0);
  });
});
