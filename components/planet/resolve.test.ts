import { describe, expect, it } from "vitest";
import { type BadArguments, problemsOf } from "../core/argument-trial";
import { secret } from "../core/secret";
import { type MachineFacts, resolvePlanet } from "./resolve";

const ames = { protocol: "udp", port: 34543, from: ["0.0.0.0/0"], purpose: "Ames" } as const;
const machine: MachineFacts = {
  architecture: "amd64",
  memoryMib: 4096,
  swapMib: 2048,
  openPorts: [ames],
  mountPoint: "/srv/roadstead",
};
const sha256 = "5a".repeat(32);
const good = { ship: "~sampel-palnet", boot: { mode: "create" }, runtime: { version: "4.5", sha256 } };
const comet = "~dozlyr-dozlyr-dozlyr-dozlyr--dozlyr-dozlyr-dozlyr-dozlyr";
const use = "Use the name with its sig, such as ~sampel-palnet.";

const bad: readonly BadArguments[] = [
  ["no ship", { ship: undefined }, [`ship: is missing. ${use}`]],
  [
    "a ship without its sig",
    { ship: "sampel-palnet" },
    [`ship: "sampel-palnet" is not a ship. ${use} Did you mean ~sampel-palnet?`],
  ],
  ["no ship of this world", { ship: "~sample-planet" }, [`ship: "~sample-planet" is not a ship. ${use}`]],
  [
    "a comet made a second time",
    { ship: comet, boot: { mode: "create", attempt: 2 }, pier: 2 },
    [
      "boot.attempt: 2 is not allowed: a comet cannot be breached: made a second time, it would contradict for ever what it has said. Mine another comet.",
      "pier: 2 is not allowed: a comet cannot be breached: made a second time, it would contradict for ever what it has said. Mine another comet.",
    ],
  ],
  [
    "maintenance that does not exist",
    { maintenance: { operation: "upgrade", request: 0 } },
    [
      'maintenance.operation: "upgrade" is not an operation on a pier. Use one of pack, meld, chop, roll.',
      "maintenance.request: 0 is not allowed. Use a whole number from 1 to 100000000 (a count; each number is carried out once).",
    ],
  ],
  [
    "updates from nobody",
    { ship: "~zod", ota: { mode: "follow" } },
    ["ota.source: is missing, and ~zod is a galaxy, which has no sponsor. Use the ship that it follows."],
  ],
  [
    "updates from itself",
    { ota: { mode: "follow", source: "~sampel-palnet" } },
    ['ota.source: ~sampel-palnet cannot follow itself. Use mode "hold" to have it stay at what it has.'],
  ],
  [
    "updates from no ship, and a request that is none",
    { ota: { mode: "follow", source: "marzod", request: -1 } },
    [
      "ota.request: -1 is not allowed. Use a whole number from 0 to 100000000 (a count).",
      'ota.source: "marzod" is not a ship. Use the name of a ship with its sig, such as ~talpur.',
    ],
  ],
  [
    "a source of no updates",
    { ota: { mode: "hold", source: "~marzod" } },
    ['ota.source: has no meaning with mode "hold". Remove it.'],
  ],
  ["a number", { ship: 7 }, [`ship: 7 is not a ship. ${use}`]],
  [
    "invariant 7: a master ticket",
    { ship: "~zzzzzz-zzzzzz-zzzzzz-zzzzzz" },
    [`ship: is not a ship, and looks like a master ticket, which must never be put on infrastructure. ${use}`],
  ],
  [
    "no way to boot",
    { boot: undefined },
    ["boot: is missing. Use a mapping of keys to values.", "boot.mode: is missing. Use one of create, resume."],
  ],
  [
    "an unknown way to boot",
    { boot: { mode: "import" } },
    ['boot.mode: "import" is not a way to boot. Use one of create, resume.'],
  ],
  [
    "a key for a pier that exists",
    { boot: { mode: "resume", key: secret("k") } },
    ['boot.key: has no meaning with mode "resume". Remove it.'],
  ],
  [
    "a key in plain",
    { boot: { mode: "create", key: "0w6.ipaJj.Xr0ql.LKRJl" } },
    [
      'boot.key: was given in plain form. Use secret(config.requireSecret("<name>")), after: pulumi config set --secret <name>',
    ],
  ],
  [
    "no attempt",
    { boot: { mode: "create", attempt: 0 } },
    ["boot.attempt: 0 is not allowed. Use a whole number from 1 to 1000000 (a count)."],
  ],
  [
    "invariant 16: a port that the machine keeps closed",
    { amesPort: 40000 },
    [
      'amesPort: the machine does not open udp/40000, so peers could not reach the ship. Add { protocol: "udp", port: 40000, purpose: "Ames" } to its openPorts.',
    ],
  ],
  [
    "a port of the system",
    { amesPort: 80 },
    ["amesPort: 80 is not allowed. Use a whole number from 1024 to 65535 (a port)."],
  ],
  [
    "invariant 17: a web server where ships answer without a password",
    { httpPort: 12321 },
    ["httpPort: 12321 is where ships answer without a password (12321 to 12399). Use another port."],
  ],
  [
    "nulls for what may be left out",
    { amesPort: null, loom: null, pier: null, snapshotMinutes: null, boot: { mode: "create", attempt: null } },
    [
      "boot.attempt: is missing. Use a whole number from 1 to 1000000 (a count).",
      "amesPort: is missing. Use a whole number from 1024 to 65535 (a port).",
      "loom: is missing. Use a whole number from 31 to 33 (bytes as a power of two; 31 is 2 GiB).",
      "snapshotMinutes: is missing. Use a whole number from 1 to 1440 (minutes).",
      "pier: is missing. Use a whole number from 1 to 1000000 (a count of piers).",
    ],
  ],
  [
    "a loom too small",
    { loom: 30 },
    ["loom: 30 is not allowed. Use a whole number from 31 to 33 (bytes as a power of two; 31 is 2 GiB)."],
  ],
  [
    "a loom that does not fit",
    { loom: 33 },
    [
      "loom: 33 maps 8192 MiB, but the machine has 4096 MiB of memory and 2048 MiB of swap, of which 512 MiB stay for the system: 5632 MiB. Use a larger serverType or more swap.",
    ],
  ],
  [
    "snapshots that never come",
    { snapshotMinutes: 0 },
    ["snapshotMinutes: 0 is not allowed. Use a whole number from 1 to 1440 (minutes)."],
  ],
  [
    "the latest runtime",
    { runtime: { version: "latest", sha256 } },
    ['runtime.version: "latest" is not allowed. Use a release such as 4.5; never latest.'],
  ],
  [
    "a runtime without a checksum",
    { runtime: { version: "4.5" } },
    ["runtime.sha256: is missing. Use 64 lower-case hexadecimal digits."],
  ],
  [
    "a checksum in capitals",
    { runtime: { version: "4.5", sha256: "5A".repeat(31) } },
    ['runtime.sha256: "[62 characters]" is not allowed. Use 64 lower-case hexadecimal digits.'],
  ],
  [
    "a format that is not the one that is known of a release",
    {
      runtime: {
        version: "4.5",
        sha256,
        format: { wordWidth: 32, loom: 4, bytecode: 1, patch: 2, log: 3, epoch: 2 },
      },
    },
    [
      "runtime.format: is not what vere 4.5 is known to write: wordWidth=32 loom=5 bytecode=1 patch=2 log=3 epoch=2. Remove it.",
    ],
  ],
  [
    "a format that is not whole, and of a width that is not fetched",
    { runtime: { version: "9.9", sha256, format: { wordWidth: 64, loom: 4, bytecode: "1", patch: 2, log: 3 } } },
    [
      'runtime.format.bytecode: "1" is not allowed. Use a whole number from 0 to 1000 (a constant in the sources of the release).',
      "runtime.format.epoch: is missing. Use a whole number from 0 to 1000 (a constant in the sources of the release).",
      "runtime.format.wordWidth: 64 is not supported: the archives that are fetched hold the 32-bit runtime. Use 32.",
    ],
  ],
  [
    "a word for whether there is a way back",
    { runtime: { version: "4.5", sha256, forwardOnly: "yes" } },
    ['runtime.forwardOnly: "yes" is not allowed. Use true or false, without quotes.'],
  ],
  ["no pier", { pier: 0 }, ["pier: 0 is not allowed. Use a whole number from 1 to 1000000 (a count of piers)."]],
  [
    "a transform of a child that does not exist",
    { transform: { run: () => ({}) } },
    [
      "transform.run: is not known here. Known: installed, licence, key, running, stopped, backups, backup, restored, handedOver, maintained, updates, web, storage.",
    ],
  ],
  [
    "a ship in capitals",
    { ship: "~SAMPEL-palnet" },
    [`ship: "~SAMPEL-palnet" is not a ship. ${use} Did you mean ~sampel-palnet?`],
  ],
  ["a word for whether it runs", { runs: "no" }, ['runs: "no" is not allowed. Use true or false, without quotes.']],
  [
    "many at once",
    { ship: "zod", loom: 40, pier: -1 },
    [
      `ship: "zod" is not a ship. ${use} Did you mean ~zod?`,
      "loom: 40 is not allowed. Use a whole number from 31 to 33 (bytes as a power of two; 31 is 2 GiB).",
      "pier: -1 is not allowed. Use a whole number from 1 to 1000000 (a count of piers).",
    ],
  ],
];

describe("a wrong ship is told what is allowed", () => {
  it.each(bad)("%s", (_what, change, messages) => {
    const problems = problemsOf(resolvePlanet({ ...good, ...change }, machine));
    expect(problems).toEqual(messages.map((each) => `UrbitPlanetArgs.${each}`));
    for (const piece of ["zzzzzz", "ipaJj"]) expect(problems.join()).not.toContain(piece);
  });

  it.each([
    [
      "keeps no data",
      { mountPoint: undefined },
      'machine: has no volume of its own, so the pier would go with it. Use volume: { mode: "separate" }.',
    ],
    [
      "opens the ship's web server",
      { openPorts: [ames, { ...ames, protocol: "tcp", port: 8080 }] },
      "httpPort: the machine opens tcp/8080 to the outside, but the ship answers there without TLS. Remove it from openPorts, or use another httpPort.",
    ],
    [
      "opens the ship's port for another protocol only",
      { openPorts: [{ ...ames, protocol: "tcp" }] },
      'amesPort: the machine does not open udp/34543, so peers could not reach the ship. Add { protocol: "udp", port: 34543, purpose: "Ames" } to its openPorts.',
    ],
    [
      "has too little memory",
      { memoryMib: 1024, swapMib: 512 },
      "loom: 31 maps 2048 MiB, but the machine has 1024 MiB of memory and 512 MiB of swap, of which 512 MiB stay for the system: 1024 MiB. Use a larger serverType or more swap.",
    ],
  ] as const)("where its machine %s", (_what, change, message) => {
    expect(problemsOf(resolvePlanet(good, { ...machine, ...change }))).toEqual([`UrbitPlanetArgs.${message}`]);
  });
});

describe("a right ship", () => {
  const resolved = (change: object, facts: Partial<MachineFacts> = {}) => {
    const checked = resolvePlanet({ ...good, ...change }, { ...machine, ...facts });
    if (!checked.ok) throw new Error(problemsOf(checked).join("\n"));
    return checked.value;
  };

  it("has the documented defaults", () => {
    expect(resolved({})).toEqual({
      ship: "~sampel-palnet",
      shipName: "sampel-palnet",
      user: "ship-sampel-palnet",
      pierId: "sampel-palnet.1",
      amesPort: 34543,
      httpPort: 8080,
      loomExponent: 31,
      snapTimeMinutes: 2,
      runtime: {
        version: "4.5",
        architecture: "amd64",
        url: expect.stringMatching(/vere-v4\.5\/linux-x86_64\.tgz$/),
        sha256,
        format: "wordWidth=32 loom=5 bytecode=1 patch=2 log=3 epoch=2",
        zuse: undefined,
        forwardOnly: false,
      },
      mountPoint: "/srv/roadstead",
      boot: { mode: "create", attempt: 1 },
      runs: true,
      sponsor: "~talpur",
    });
  });

  it.each(["~zod", "~marzod", "~sampel-palnet", "~doznec-salfun-naptul-habrys", comet])("may be %s", (ship) => {
    expect(resolved({ ship }).ship).toBe(ship);
  });

  it.each([
    ["~zod", undefined],
    ["~marzod", "~zod"],
    ["~sampel-palnet", "~talpur"],
    ["~doznec-salfun-sampel-palnet", "~sampel-palnet"],
  ])("invariant 35: %s has the sponsor %s, whose updates it follows unless another is named", (ship, sponsor) => {
    expect(resolved({ ship }).sponsor).toBe(sponsor);
    const source = sponsor === undefined ? { source: "~marzod" } : {};
    expect(resolved({ ship, ota: { mode: "follow", ...source } }).ota).toEqual({
      mode: "follow",
      source: sponsor ?? "~marzod",
      request: 0,
    });
  });

  it("invariant 21: may take a larger loom exactly as far as memory and swap hold it", () => {
    expect(resolved({ loom: 32 }, { memoryMib: 4096, swapMib: 512 }).loomExponent).toBe(32);
    expect(
      problemsOf(resolvePlanet({ ...good, loom: 32 }, { ...machine, memoryMib: 4096, swapMib: 511 })),
    ).toHaveLength(1);
  });

  it("invariant 8: gets another pier, and no other name, when its pier is counted up: a breach is a step of its own", () => {
    expect(resolved({ pier: 2 })).toEqual({ ...resolved({}), pierId: "sampel-palnet.2" });
  });
});
