import { expect, it } from "vitest";
import { refuseLoweredPiers } from "./earlier-piers";

const same = "wordWidth=32 loom=5 bytecode=1 patch=2 log=3 epoch=2";
const other = "wordWidth=32 loom=6 bytecode=1 patch=2 log=3 epoch=2";

interface Wanted {
  readonly version?: string;
  readonly format?: string | undefined;
  readonly forwardOnly?: boolean;
  readonly loom?: number;
  readonly pierId?: string;
}

async function said(before: unknown, wanted: Wanted): Promise<string[]> {
  const { version = "4.5", forwardOnly = false, loom = 31, pierId = "sampel-palnet.1" } = wanted;
  const format = "format" in wanted ? wanted.format : same;
  const runtime = {
    version,
    format,
    forwardOnly,
    architecture: "amd64",
    url: "",
    sha256: "",
    zuse: undefined,
  } as const;
  const pier = { path: "Pulumi.prod.yaml.planets.quay", planet: { pierId, loomExponent: loom, runtime } };
  const checked = await refuseLoweredPiers([pier], "organization/roadstead/prod", async () => before);
  return checked.ok
    ? []
    : checked.problems.map(({ path, message }) => `${path.split(".").slice(5).join(".")}: ${message}`);
}

const last = (runtime: string, loom: number) => ({
  outputs: { runtimes: { "sampel-palnet.1": runtime }, looms: { "sampel-palnet.1": loom } },
});

it.each<[string, unknown, Wanted, string[]]>([
  ["nothing, where nothing was deployed", undefined, { loom: 31 }, []],
  ["nothing, where an earlier release told nothing", { outputs: { runs: {} } }, {}, []],
  ["a loom that stays or is raised", last("4.5", 31), { loom: 32 }, []],
  [
    "a loom that is lowered",
    last("4.5", 33),
    { loom: 32 },
    [
      "loom: 32 is lower than 33, which the pier sampel-palnet.1 was given before: its state may need that by now. Use 33.",
    ],
  ],
  ["a fresh pier, which may begin smaller", last("4.5", 33), { loom: 31, pierId: "sampel-palnet.2" }, []],
  ["a runtime that goes back within its format", last("4.6", 31), { version: "4.5" }, []],
  [
    "a runtime of another format without a word",
    last("4.5", 31),
    { version: "5.0", format: other },
    [
      `runtime.forwardOnly: is missing: from 5.0 no way leads back to 4.5, which the pier sampel-palnet.1 is on. vere 4.5 writes ${same}; 5.0 writes ${other}. Set forwardOnly: true to take the step, on a copy of the pier.`,
    ],
  ],
  ["a runtime of another format with it", last("4.5", 31), { version: "5.0", format: other, forwardOnly: true }, []],
  [
    "a runtime that goes back to another format",
    last("4.5", 31),
    { version: "3.5", format: other, forwardOnly: true },
    [
      `runtime.version: 3.5 is lower than 4.5, which the pier sampel-palnet.1 is on, and of another format: no way leads back. vere 4.5 writes ${same}; 3.5 writes ${other}. Use 4.5 or a newer one.`,
    ],
  ],
  ["what only the machine can know", last("9.9", 31), { version: "9.8", format: undefined }, []],
])("of an earlier pier the preview tells %s", async (_what, before, wanted, messages) => {
  expect(await said(before, wanted)).toEqual(messages);
});
