import { describe, expect, it } from "vitest";
import { readEnvironment } from "./environment";
import { handedOver } from "./environment-trial";
import { environmentName, goodEnvironment, planetOf } from "./wrong-environments";

type Entry = Readonly<Record<string, unknown>>;

function read(change: Entry, machine: Entry = {}) {
  const { config, secrets } = goodEnvironment();
  const planet = planetOf(config);
  Object.assign(planet, change);
  if (machine["dns"] !== undefined) {
    config["accounts"] = { ...Object(config["accounts"]), cloudflare: { vendor: "cloudflare", token: "names" } };
    secrets["names"] = "x".repeat(40);
  }
  Object.assign(planet.machine, machine);
  const checked = readEnvironment(handedOver(environmentName, config, secrets));
  if (!checked.ok) return checked.problems.map((each) => `${each.path}: ${each.message}`);
  const found = checked.value.planets.find(({ resolvedPlanet }) => resolvedPlanet.web !== undefined);
  const ports = found?.resolvedMachine.openPorts.map(({ protocol, port }) => `${protocol}/${port}`);
  return { domain: found?.resolvedPlanet.web?.domain, given: found?.planet.web, ports };
}

const dns = { vendor: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef", name: "sampel.example.org" };

describe("a planet's web interface in an environment", () => {
  it("opens its ports by itself, and has the machine's name unless it says another", () => {
    expect(read({ web: {} }, { dns })).toEqual({
      domain: "sampel.example.org",
      given: { domain: "sampel.example.org" },
      ports: ["udp/34543", "tcp/80", "tcp/443"],
    });
    expect(read({ web: { domain: "ship.example.net" } }, { dns })).toMatchObject({ domain: "ship.example.net" });
  });

  it("leaves ports that are opened already as they are", () => {
    const some = { protocol: "tcp", port: 443, from: ["203.0.113.0/24"], purpose: "crew only" };
    expect(read({ web: { domain: "ship.example.net" } }, { openPorts: [some] })).toMatchObject({
      ports: ["tcp/443", "udp/34543", "tcp/80"],
    });
    expect(read({ web: { domain: "ship.example.net" } }, { openPorts: [{ ...some, port: 80 }] })).toEqual([
      expect.stringMatching(/^Pulumi\..*\.planets\.sampel\.web: needs tcp\/80 open to everyone/),
    ]);
  });

  it.each([
    [
      "has no name where the machine has none",
      { web: {} },
      ["planets.sampel.web.domain: is missing. Use a full name in lower case, such as ship.example.org."],
    ],
    ["is a mapping", { web: true }, ["planets.sampel.web: true is not a mapping. Use a mapping of keys to values."]],
  ])("%s: refused", (_what, change, problems) => {
    const found = read(change);
    for (const each of problems) expect(found).toContain(`Pulumi.${environmentName}.yaml.${each}`);
  });

  it("tells its own mistakes once while the machine is wrong too", () => {
    expect(read({ web: { domain: "x" } }, { swap: "much" })).toHaveLength(2);
  });
});
