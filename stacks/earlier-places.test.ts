import { describe, expect, it } from "vitest";
import { type ReadState, refuseDirectMoves } from "./earlier-places";

const urn = (environment: string, name: string) =>
  `urn:pulumi:${environment}::roadstead::roadstead:index:UrbitPlanet$command:remote:Command::${name}`;
const started = (environment: string, host: string, ship: string) => ({
  [urn(environment, `${host}-running`)]: {
    outputs: { create: `sudo -n /usr/local/sbin/roadstead-ship start ${ship}` },
  },
  [urn(environment, `${host}-installed`)]: {
    outputs: { create: `sudo -n /usr/local/sbin/roadstead-ship install ${ship}` },
  },
});

/** States by environment: what each was last deployed to run, and its resources. */
function states(of: Readonly<Record<string, { runs?: object; resources: object }>>): {
  read: ReadState;
  asked: string[];
} {
  const asked: string[] = [];
  const read: ReadState = async (fn, args) => {
    const name = String(Reflect.get(args, "name") ?? Reflect.get(args, "stackName"));
    asked.push(`${fn} ${name}`);
    const state = of[name.split("/").at(-1) ?? ""];
    if (state === undefined) return undefined;
    return { outputs: fn === "readStackOutputs" ? { runs: state.runs ?? {} } : state.resources };
  };
  return { read, asked };
}

const ships = [{ ship: "~sampel-palnet", environment: "prod", host: "quay" }];
const judge = async (read: ReadState) => {
  const checked = await refuseDirectMoves(
    ships,
    "prod",
    ["dev", "prod"],
    (each) => `organization/roadstead/${each}`,
    read,
  );
  return checked.ok ? [] : checked.problems.map(({ path, message }) => `${path}: ${message}`);
};

describe("a ship that an earlier deployment runs elsewhere is not started", () => {
  it.each([
    ["another environment", "dev", "dock"],
    ["another machine of this one", "prod", "harbour"],
  ])("in %s", async (_what, environment, host) => {
    const { read } = states({ [environment]: { resources: started(environment, host, "sampel-palnet") } });
    expect(await judge(read)).toEqual([
      `Pulumi.prod.yaml.planets.quay.ship: ~sampel-palnet still runs on ${host} of ${environment}, as that environment was last deployed; started here too, it would be damaged for ever. Let its entry in identities.yaml say { environment: ${environment}, host: ${host}, movingTo: { environment: prod, host: quay } }, deploy ${environment}, copy the pier, and only then name the new place alone.`,
    ]);
  });

  it("even where that deployment failed after the start, and told no outputs", async () => {
    const { read } = states({ prod: { resources: started("prod", "harbour", "sampel-palnet") } });
    expect(await judge(read)).toHaveLength(1);
  });
});

describe("a ship is started", () => {
  it("where nothing is known of it: neither here nor in an environment that was never deployed", async () => {
    expect(await judge(states({}).read)).toEqual([]);
  });

  it("beside its own moon", async () => {
    const { read } = states({ dev: { resources: started("dev", "dock", "doznec-salfun-sampel-palnet") } });
    expect(await judge(read)).toEqual([]);
  });

  it("where it ran before, without a look at the state of anything else", async () => {
    const { read, asked } = states({
      prod: { runs: { "~sampel-palnet": "quay" }, resources: started("prod", "quay", "sampel-palnet") },
    });
    expect(await judge(read)).toEqual([]);
    expect(asked).toEqual(["readStackOutputs organization/roadstead/prod"]);
  });

  it("again where a deployment of it failed", async () => {
    expect(await judge(states({ prod: { resources: started("prod", "quay", "sampel-palnet") } }).read)).toEqual([]);
  });
});
