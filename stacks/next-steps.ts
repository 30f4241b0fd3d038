import type { DeployedPlanet } from "./deploy";

/** The name of a web interface that is up. */
export function webDomain({ planned: { resolvedPlanet }, planet: { nodes } }: DeployedPlanet): string | undefined {
  return nodes.web === undefined ? undefined : resolvedPlanet.web?.domain;
}

/** What a person has to do for the name of a web interface, where the deployment does not. */
function nameSteps(deployed: readonly DeployedPlanet[]): string[] {
  return deployed.flatMap((each) => {
    const domain = webDomain(each);
    const { planet, machine } = each.planned;
    if (domain === undefined || domain === machine.dns?.name) return [];
    if (planet.web?.mode === "arvo") return [`${planet.ship}: once it answers, run |dns-config in it, for ${domain}.`];
    return [
      `${planet.ship}: see that ${domain} leads to its address; the certificate follows within a quarter of an hour.`,
    ];
  });
}

function bootSteps(deployed: readonly DeployedPlanet[]): string[] {
  return deployed.flatMap(({ planned }) => {
    const { boot, ship, restore } = planned.planet;
    if (restore?.as === "live") {
      return [`${ship}: once it answers, remove planets.${planned.name}.restore. It counted once.`];
    }
    if (boot.mode !== "create" || boot.key === undefined) return [];
    return [
      `${ship}: once it answers, take its key out: remove planets.${planned.name}.boot.key and the secret it names. The key was good for one boot.`,
    ];
  });
}

/** What was said of a lost host must not stay said of the next one. */
function lostHostSteps(deployed: readonly DeployedPlanet[]): string[] {
  return deployed.flatMap(({ planned: { name, machine } }) =>
    machine.hostLost !== true
      ? []
      : [
          `${name}: raise planets.${name}.machine.generation to have the next host made; once it runs, remove planets.${name}.machine.hostLost. ` +
            "While it stands there, nothing is undone on any host of this machine.",
        ],
  );
}

/** Half of a change: the way in of before stays open until somebody says that it may close. */
function portSteps(deployed: readonly DeployedPlanet[]): string[] {
  return deployed.flatMap(({ planned: { name, machine } }) =>
    machine.ssh?.formerPort === undefined
      ? []
      : [
          `${name}: SSH answers at port ${machine.ssh.port ?? 22}, as this deployment has seen. ` +
            `Remove planets.${name}.machine.ssh.formerPort and run pulumi up: that closes port ${machine.ssh.formerPort}.`,
        ],
  );
}

/** What no deployment can see from where it runs. */
function reachSteps(deployed: readonly DeployedPlanet[], environment: string): string[] {
  const ships = deployed.flatMap(({ planned: { planet }, planet: { nodes } }) =>
    nodes.running === undefined ? [] : [planet.ship],
  );
  if (ships.length === 0) return [];
  const [who, them] = ships.length === 1 ? [`${ships.join()} answers`, "it"] : ["the ships answer", "each"];
  return [
    `Once ${who}, ask from a machine that is none of these whether peers hear ${them} at the address and port in the output ames: npm run reach -- ${environment}`,
  ];
}

/** What a person has to do after this deployment, a sentence or two each. */
export function nextSteps(deployed: readonly DeployedPlanet[], environment: string): string[] {
  return [
    ...bootSteps(deployed),
    ...nameSteps(deployed),
    ...lostHostSteps(deployed),
    ...portSteps(deployed),
    ...reachSteps(deployed, environment),
  ];
}
