import { describe, expect, it } from "vitest";
import { problemsOf } from "../core/argument-trial";
import { argumentsOf } from "../core/arguments";
import { type Catalogue, namesOf, offersIn } from "./catalogue";
import { digitalOceanCatalogue } from "./digitalocean/catalogue";
import { type HetznerLocation, hetznerCatalogue, hetznerLocations } from "./hetzner/catalogue";
import { linodeCatalogue } from "./linode/catalogue";
import { planFor } from "./plan-choice";
import { vultrCatalogue } from "./vultr/catalogue";

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
        "cpx41 (120.99 EUR a month): 8 vCPU, 16 GiB memory, 240 GiB disk; cpx21 (32.49 EUR a month): 3 vCPU, 4 GiB memory, 80 GiB disk; cpx11 (17.99 EUR a month): 2 vCPU, 2 GiB memory, 40 GiB disk.",
    ],
    [
      { diskGib: 500, memoryGib: 4 },
      "serverType: no server type sold in ash has memoryGib 4, diskGib 500. Nearest: " +
        "cpx41 (120.99 EUR a month): 8 vCPU, 16 GiB memory, 240 GiB disk; cpx31 (62.99 EUR a month): 4 vCPU, 8 GiB memory, 160 GiB disk; cpx21 (32.49 EUR a month): 3 vCPU, 4 GiB memory, 80 GiB disk. " +
        "For more disk, use a volume: its size is volume.size.",
    ],
    [{ memory: 4 }, /^serverType\.memory: is not known here\./],
    [
      { memoryGib: undefined },
      "serverType: asks for nothing. Use at least one of memoryGib, vcpus, diskGib, monthlyBudgetUsd, or the name of a plan.",
    ],
    [
      { memoryGib: 4, architecture: "arm" },
      'serverType.architecture: "arm" is not a kind of processor. Use one of amd64, arm64. Did you mean arm64?',
    ],
    [
      { memoryGib: 4, architecture: "arm64" },
      "serverType: no server type with arm64 was on offer by Hetzner anywhere on 2026-09-03. With amd64: Nearest: " +
        "cpx21 (32.49 EUR a month): 3 vCPU, 4 GiB memory, 80 GiB disk; cpx31 (62.99 EUR a month): 4 vCPU, 8 GiB memory, 160 GiB disk; cpx41 (120.99 EUR a month): 8 vCPU, 16 GiB memory, 240 GiB disk.",
    ],
    [
      "cax11",
      'serverType: "cax11" could not be ordered on 2026-09-03. On offer in ash, where no arm64 is. Nearest: ' +
        "cpx21 (32.49 EUR a month): 3 vCPU, 4 GiB memory, 80 GiB disk; cpx31 (62.99 EUR a month): 4 vCPU, 8 GiB memory, 160 GiB disk; cpx41 (120.99 EUR a month): 8 vCPU, 16 GiB memory, 240 GiB disk.",
    ],
    [
      "cpx32",
      'serverType: "cpx32" is not sold in ash, but in fsn1, hel1, nbg1. On offer in ash. Nearest: ' +
        "cpx31 (62.99 EUR a month): 4 vCPU, 8 GiB memory, 160 GiB disk; cpx41 (120.99 EUR a month): 8 vCPU, 16 GiB memory, 240 GiB disk; cpx21 (32.49 EUR a month): 3 vCPU, 4 GiB memory, 80 GiB disk.",
    ],
  ] as const)("for %o is refused, with what would do", (need, message) => {
    const problems = problemsOf(choose("ash", need));
    expect(problems).toEqual([typeof message === "string" ? message : expect.stringMatching(message)]);
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

const catalogues: readonly (readonly [string, Catalogue])[] = [
  ["DigitalOcean", digitalOceanCatalogue],
  ["Hetzner", hetznerCatalogue],
  ["Linode", linodeCatalogue],
  ["Vultr", vultrCatalogue],
];

describe.each(catalogues)("an impossible need at %s", (_, catalogue) => {
  const problem = (region: string, need: object): string => {
    const check = argumentsOf("plan");
    const [fallback = ""] = namesOf(catalogue.plans);
    planFor(check, need, catalogue, region, fallback);
    const [only = "", ...others] = problemsOf(check.result(() => undefined));
    expect(others).toEqual([]);
    return only;
  };

  it.each(namesOf(catalogue.regions))("in %s is answered with plans on offer there, each with its price", (region) => {
    const offers = offersIn(catalogue, region);
    const needs = [
      { memoryGib: 100_000 },
      { vcpus: 100_000, memoryGib: 1 },
      { diskGib: 100_000 },
      { monthlyBudgetUsd: 0.01 },
      { memoryGib: 2, monthlyBudgetUsd: 0.01 },
      { memoryGib: 2, architecture: "arm64" },
    ];
    for (const need of needs) {
      const said = problem(region, need);
      const named = offers.filter(({ name, monthly }) =>
        said.includes(`${name} (${monthly.toFixed(2)} ${catalogue.currency} a month)`),
      );
      expect(named.length, said).toBeGreaterThan(0);
      expect(said).not.toMatch(/undefined|NaN|Infinity/);
    }
  });

  it("over a budget is told the cheapest that has the rest", () => {
    const [region = ""] = namesOf(catalogue.regions);
    const cheapest = offersIn(catalogue, region).find(
      ({ plan }) => plan.memoryGib >= 4 && plan.architecture === "amd64",
    );
    expect(problem(region, { memoryGib: 4, monthlyBudgetUsd: 1 })).toContain(`Nearest: ${cheapest?.name} (`);
  });
});
