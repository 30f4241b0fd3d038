import type { ContractedComponent } from "./contracted-component";
import { contractedMachine } from "./contracted-machine";
import { planet } from "./contracted-planet";
import { atDigitalOcean } from "./machine-vendors/digitalocean";
import { thereBefore } from "./machine-vendors/existing";
import { atHetzner } from "./machine-vendors/hetzner";
import { atLinode } from "./machine-vendors/linode";
import { atVultr } from "./machine-vendors/vultr";

/** Every component. The next one is a line here, and a file that says how to make it; a machine is one for each vendor. */
export const components: readonly ContractedComponent[] = [
  ...[atDigitalOcean, atHetzner, atLinode, atVultr, thereBefore].map(contractedMachine),
  planet,
];
