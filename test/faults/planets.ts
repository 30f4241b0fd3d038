import { demoSecrets } from "../../scripts/demo/secrets";
import type { Call } from "../../scripts/sandbox/calls";
import type { Edit } from "./edits";
import { existingChanges, existingSettings, isStepOfExistingHost } from "./existing-host";
import { furnishedChanges, furnishedSecrets, furnishedSettings, isStepOfFurniture } from "./furniture";
import { lifeWith, type Phase, plainChanges } from "./phases";
import { digitalOcean, existingHost, hetzner, linode, type SweptVendor, vultr } from "./vendors";

/** A planet whose life is swept. The first is swept whole, the others where theirs is not the same step in the same graph. */
export interface SweptPlanet {
  /** As `--vendor` has it. */
  readonly name: string;
  readonly vendor: SweptVendor;
  /** What its environment has otherwise than the sweep's own, which is written for Hetzner. */
  readonly settings: readonly Edit[];
  /** What the environment names, each with its value. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly phases: readonly Phase[];
  /** Whether something goes wrong at this call. Looks at no more than a point is told by: the name only where something is changed. */
  isPoint(phase: Phase["name"], call: Call): boolean;
  /** Which points those are, for the head of its table; nothing where all are. */
  readonly about: readonly string[];
}

const demo = demoSecrets();

function named(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, demo[name] ?? ""]));
}

const common = named(["cloudflare-token", "deployment-key", "sampel-key"]);
const accounts = "roadstead:accounts";
const machineVendor = ["roadstead:machine", "vendor"];
const withoutHetzner: Edit = [[accounts, "hetzner"], undefined];

/** At another vendor: the vendor's own calls. */
function rentedAt(vendor: SweptVendor, token: string, machine: Readonly<Record<string, unknown>>): SweptPlanet {
  const { name, packageName } = vendor;
  const tokenName = `${name}-token`;
  return {
    name,
    vendor,
    settings: [
      withoutHetzner,
      [[accounts, name], { vendor: name, token: tokenName }],
      [machineVendor, { kind: name, ...machine }],
    ],
    secrets: { ...common, [tokenName]: token },
    phases: lifeWith(plainChanges),
    isPoint: (_, call) => call.package === packageName,
    about: [
      "The points that differ from [those at Hetzner](README.md), where it is said what a point is: every call to this vendor. Commands on the",
      "machine and names at Cloudflare are the same steps at the same places of the graph as there.",
    ],
  };
}

/** The planet whose table the others are told beside. */
export const plainPlanet: SweptPlanet = {
  name: "hetzner",
  vendor: hetzner,
  settings: [],
  secrets: { ...common, ...named(["hetzner-token"]) },
  phases: lifeWith(plainChanges),
  isPoint: () => true,
  about: [],
};

export const sweptPlanets: readonly SweptPlanet[] = [
  plainPlanet,
  rentedAt(digitalOcean, `dop_v1_${"4f".repeat(32)}`, { region: "fra1", size: "s-2vcpu-4gb" }),
  rentedAt(linode, "4b".repeat(32), { region: "nl-ams", type: "g6-standard-2", address: { mode: "reserved" } }),
  rentedAt(vultr, "V7".repeat(18), { region: "fra", plan: "vc2-2c-4gb" }),
  {
    name: "existing",
    vendor: existingHost,
    settings: [withoutHetzner, ...existingSettings],
    secrets: common,
    phases: lifeWith(existingChanges),
    isPoint: isStepOfExistingHost,
    about: [
      "A planet on a machine that is there already, reached over SSH: nothing is rented, so nothing of it can be adopted. The points are those that differ",
      "from [those at Hetzner](README.md), where it is said what a point is: the steps by which the machine is looked at, set up, confirmed and left,",
      "and in the update, which also changes the SSH port, each command that follows to the new one. A rebuild (`generation: 2`) sets the same",
      "machine up again, over the operator's login.",
    ],
  },
  {
    name: "hetzner-furnished",
    vendor: hetzner,
    settings: furnishedSettings,
    secrets: { ...plainPlanet.secrets, ...furnishedSecrets },
    phases: lifeWith(furnishedChanges),
    isPoint: isStepOfFurniture,
    about: [
      "A planet at Hetzner with all that one can have besides: an encrypted volume, a private network, a placement group, a tunnel for SSH, alerts,",
      "audit shipping, backups with one on request and a restored archive, maintenance, updates, web and storage. The points are those that",
      "[the plain planet](README.md) does not have, where it is said what a point is: the calls of these children, of the two that they change",
      "(`own-firewall`, `mounted`), and in the update, which also changes the SSH port, each command that follows to the new one.",
      "Subnets cannot be listed: where one was made and not recorded, the sweep types the `pulumi import` that recovery prints for that case.",
    ],
  },
];

export function sweptPlanet(name: string): SweptPlanet {
  const found = sweptPlanets.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new Error(`--vendor ${name}: one of ${sweptPlanets.map((each) => each.name).join(", ")} is needed.`);
}
