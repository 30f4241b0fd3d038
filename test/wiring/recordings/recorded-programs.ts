import { type RunSettings, recorded } from "../../harness/recording-mocks";
import { byHandInContainers } from "./programs/by-hand-containers";
import { byHandAtDigitalOcean } from "./programs/by-hand-digitalocean";
import { byHandAtHetzner } from "./programs/by-hand-hetzner";
import { byHandAtLinode } from "./programs/by-hand-linode";
import { byHandOverSsh } from "./programs/by-hand-over-ssh";
import { byHandAtVultr } from "./programs/by-hand-vultr";
import { carelessPlanets } from "./programs/careless-planets";
import { everyHost } from "./programs/every-host";
import { harbour } from "./programs/harbour";
import { asResourceList } from "./resource-list";

/** A program that is run for its record. */
export interface RecordedProgram {
  /** Of its file below test/golden/recordings. */
  readonly name: string;
  readonly program: () => void;
  /** As a preview: what only the deployment tells is unknown. */
  readonly preview: boolean;
}

// Commands that bring nothing but files of ours, tens of thousands of signs each: test/examples/own-medicine.test.ts judges them.
const bringsFiles = /-(?:access|backups|bootstrap|encryption|installed|own-firewall|preflight)$/;

/** Programs with our components, and of strangers who use the vendors' own SDKs. */
export const recordedPrograms: readonly RecordedProgram[] = [
  { name: "harbour", program: harbour, preview: false },
  { name: "every-host", program: everyHost, preview: true },
  { name: "careless-planets", program: carelessPlanets, preview: true },
  { name: "by-hand-hetzner", program: byHandAtHetzner, preview: true },
  { name: "by-hand-hetzner-deployed", program: byHandAtHetzner, preview: false },
  { name: "by-hand-digitalocean", program: byHandAtDigitalOcean, preview: true },
  { name: "by-hand-linode", program: byHandAtLinode, preview: true },
  { name: "by-hand-linode-deployed", program: byHandAtLinode, preview: false },
  { name: "by-hand-vultr", program: byHandAtVultr, preview: true },
  { name: "by-hand-containers", program: byHandInContainers, preview: true },
  { name: "by-hand-over-ssh", program: byHandOverSsh, preview: true },
];

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm ann";
const secrets = ["deploymentKey", "volumeKey", "shipKey", "bucketAccessKey", "bucketSecretKey", "backupPassword"];
const secretKeys = [...secrets, "boxPassword"].map((name) => `roadstead:${name}`);

const settings: RunSettings = {
  secretKeys,
  config: {
    "roadstead:operatorKey": publicKey,
    "roadstead:runtimeSha256": "5a".repeat(32),
    ...Object.fromEntries(secretKeys.map((key) => [key, `invented-${key.replace("roadstead:", "")}-4Tq8`])),
  },
};

/** What a program registers, as the text of its record. */
export async function recordOf({ program, preview }: RecordedProgram): Promise<string> {
  const { resources, errors } = await recorded(program, { ...settings, preview });
  if (errors.length > 0) throw new Error(errors.join("\n"));
  const kept = resources.filter(({ name }) => !bringsFiles.test(name));
  return asResourceList(kept, preview);
}
