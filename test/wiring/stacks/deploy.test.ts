import { render } from "@urbit/aura";
import { expect, it } from "vitest";
import { deploy } from "../../../stacks/deploy";
import { type Environment, readEnvironment } from "../../../stacks/environment";
import { handedOver } from "../../../stacks/environment-trial";
import { environmentName, goodEnvironment } from "../../../stacks/wrong-environments";
import { recorded } from "../../harness/recording-mocks";

/** A right environment with this many planets, all like its first. */
function fleetOf(planets: number): Environment {
  const { config, secrets } = goodEnvironment();
  const [first] = Object.values(Object(config["planets"]));
  const fleet = Array.from({ length: planets }, (_, index) => {
    const ship = render("p", 65_536n + BigInt(index));
    return [`ship-${index}`, { ...Object(structuredClone(first)), ship }];
  });
  const checked = readEnvironment(
    handedOver(environmentName, { ...config, planets: Object.fromEntries(fleet) }, secrets),
  );
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value;
}

it("listens to the engine while it constructs a fleet: never more than twenty planets in one go", async () => {
  const environment = fleetOf(25);
  const constructedAtTurn: number[] = [];
  let constructed = 0;
  let over = false;
  const countTurns = () => {
    constructedAtTurn.push(constructed);
    if (!over) setImmediate(countTurns);
  };
  const planets = new Proxy(environment.planets, {
    get: (target, key) => {
      if (key !== Symbol.iterator) return Reflect.get(target, key);
      return function* () {
        for (const each of target) {
          constructed += 1;
          yield each;
        }
      };
    },
  });
  const { errors, resources } = await recorded(
    async () => {
      setImmediate(countTurns);
      await deploy({ ...environment, planets });
      over = true;
    },
    { timeoutSeconds: 55 },
  );
  expect(errors).toEqual([]);
  expect(resources.filter(({ type }) => type === "roadstead:index:UrbitPlanet")).toHaveLength(25);
  const steps = [...constructedAtTurn, 25].map((count, turn) => count - (constructedAtTurn[turn - 1] ?? 0));
  expect(Math.max(...steps)).toBeLessThanOrEqual(20);
});
