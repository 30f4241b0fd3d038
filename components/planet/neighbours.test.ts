import { describe, expect, it } from "vitest";
import { argumentsOf } from "../core/arguments";
import { besideNeighbours } from "./neighbours";
import { planetCases } from "./render-trial";
import type { ResolvedPlanet } from "./resolve";

const [[, first]] = planetCases;
const second: ResolvedPlanet = { ...first, ship: "~dozsem-fipfun", amesPort: 34544, httpPort: 8081 };
const third: ResolvedPlanet = { ...first, ship: "~zod", amesPort: 34545, httpPort: 8082 };
const machine = { memoryMib: 4096, swapMib: 2048 };

function problems(planet: ResolvedPlanet, there: readonly ResolvedPlanet[], facts = machine): string[] {
  const check = argumentsOf("UrbitPlanetArgs");
  besideNeighbours(
    check,
    planet,
    there.map((each, index) => ({ name: `planet-${index}`, planet: each })),
    facts,
  );
  const checked = check.result(() => undefined);
  return checked.ok ? [] : checked.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe("ships on one machine", () => {
  it("live side by side with ports of their own, where all their looms fit", () => {
    expect(problems(second, [first])).toEqual([]);
  });

  it("invariant 16: no two have one port, and the next free one is named", () => {
    expect(problems({ ...third, amesPort: 34543, httpPort: 8080 }, [first, second])).toEqual([
      "UrbitPlanetArgs.amesPort: 34543 is taken by ~sampel-palnet (planet-0) on the same machine. Each ship there needs a port of its own, such as 34545.",
      "UrbitPlanetArgs.httpPort: 8080 is taken by ~sampel-palnet (planet-0) on the same machine. Each ship there needs a port of its own, such as 8082.",
      "UrbitPlanetArgs.loom: the ships on this machine map 2048 (~sampel-palnet) + 2048 (~dozsem-fipfun) + 2048 (~zod) = 6144 MiB, but it has 4096 MiB of memory and 2048 MiB of swap, of which 512 MiB stay for the system: 5632 MiB. Use a larger plan, more swap, or another machine for ~zod.",
    ]);
  });

  it("invariant 23: no two have one name, since the proxy could lead to one of them only", () => {
    const web = {
      mode: "own",
      domain: "ships.example.org",
      directory: "https://ca.example.org/",
      email: undefined,
    } as const;
    expect(problems({ ...second, web }, [{ ...first, web }])).toEqual([
      "UrbitPlanetArgs.web.domain: ships.example.org is the name of ~sampel-palnet (planet-0) on the same machine. Each ship needs a name of its own.",
    ]);
    expect(
      problems({ ...second, web: { ...web, domain: "other.example.org" } }, [first, { ...third, web }]),
    ).not.toContain("web");
  });

  it("invariant 21: fit exactly as far as memory and swap hold all of their looms", () => {
    expect(problems(second, [first], { memoryMib: 4096, swapMib: 512 })).toEqual([]);
    expect(problems(second, [first], { memoryMib: 4096, swapMib: 511 })).toHaveLength(1);
  });

  it("need no memory while they must not run, but keep their ports", () => {
    const resting = { ...first, runs: false };
    expect(problems(second, [resting], { memoryMib: 2048, swapMib: 512 })).toEqual([]);
    expect(problems({ ...second, amesPort: 34543 }, [resting])).toHaveLength(1);
  });
});
