import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { anyKeys, judgeGiven, ownCollector, ownRepository, readGiven } from "./given";

const machine = {
  owner: "a stranger",
  vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx22" },
  ssh: { from: "anywhere" },
  openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }],
};
const planet = { ship: "~sampel-palnet" };

const problemsOf = (value: unknown): string[] => {
  const judged = judgeGiven(value, anyKeys);
  return judged.ok ? [] : judged.problems.map(({ path, message }) => `${path}: ${message}`);
};

const takenOf = (value: unknown) => {
  const judged = judgeGiven(value, anyKeys);
  if (!judged.ok) throw new Error(JSON.stringify(judged.problems));
  return judged.value;
};

describe("what somebody declares is booted as it is, but for", () => {
  it("keys and checksums, which are the run's own, whether they are given or not", () => {
    const { machine: taken, planet: ship } = takenOf({
      machine: { ...machine, operator: { user: "captain", keys: ["theirs"] }, deployment: "theirs" },
      planet: { ...planet, boot: { mode: "create", key: "theirs" }, runtime: { version: "3.2", sha256: "theirs" } },
    });
    expect(taken).toMatchObject({ operator: { user: "captain", keys: [anyKeys.operator] }, owner: "a stranger" });
    expect(ship?.runtime).toEqual({ version: "3.2", sha256: anyKeys.sha256("3.2") });
    expect(takenOf({ machine, planet }).planet?.runtime?.version).toBe("4.5");
    expect(takenOf({ machine }).planet).toBeUndefined();
  });

  it("what leads out of the emulated world, which is told", () => {
    const { planet: ship, leftOut } = takenOf({
      machine: { ...machine, alerts: { webhook: { secret: "https://somewhere" } } },
      planet: {
        ...planet,
        backups: {
          repository: { kind: "s3", endpoint: "https://s3.example.org" },
          password: { secret: "twenty signs or more" },
        },
      },
    });
    expect(leftOut.map((each) => each.split(":")[0])).toEqual(["machine.alerts", "planet.backups.repository"]);
    expect(ship?.backups?.repository).toEqual(ownRepository);
  });
});

it("the audit log goes to the run's own collector, which is told where another was named", () => {
  const client = { certificate: "theirs", key: { secret: "theirs" } };
  const shipping = { to: "logs.theirs.example.org", port: 7514, authority: "theirs", client };
  const { machine: taken, leftOut } = takenOf({ machine: { ...machine, auditShipping: shipping } });
  const { authority } = anyKeys;
  expect(taken.auditShipping).toEqual({ to: ownCollector, name: ownCollector, port: 7514, authority });
  expect(leftOut.map((each) => each.split(":")[0])).toEqual([
    "machine.auditShipping.to",
    "machine.auditShipping.client",
  ]);
});

describe("what cannot be booted is refused before anything is, with the reason:", () => {
  it.each<[string, unknown, string[]]>([
    ["nothing", {}, ["args.machine: is missing"]],
    [
      "a slip of the keyboard",
      { machine, plant: planet },
      ["args.plant: is not known here. Known: machine, planet. Did you mean planet?"],
    ],
    [
      "another image",
      { machine: { ...machine, image: "ubuntu-24.04" } },
      ["args.machine.image: ubuntu-24.04 cannot be built here. Use debian-12."],
    ],
    [
      "a machine that is there already",
      {
        machine: {
          ...machine,
          vendor: {
            kind: "existing",
            address: "203.0.113.7",
            hostKey: anyKeys.operator,
            architecture: "arm64",
            memoryGib: 4,
            diskGib: 40,
          },
        },
      },
      ["args.machine.vendor.kind: existing boots from no user data", "args.machine.vendor: is a machine for arm64"],
    ],
    [
      "swap without room",
      { machine: { ...machine, swap: "8 GiB" } },
      ["args.machine.swap: takes 8192 MiB, but the emulated disk"],
    ],
    [
      "nobody who could come in",
      { machine: { ...machine, ssh: { from: ["2001:db8::/32"] } } },
      ["args.machine.ssh.from: No IPv4 network in 2001:db8::/32"],
    ],
    [
      "a pier that is not there",
      { machine, planet: { ...planet, boot: { mode: "resume" } } },
      ["args.planet.boot.mode: resume needs a pier"],
    ],
    [
      "a ship that must not run",
      { machine, planet: { ...planet, runs: false } },
      ["args.planet.runs: false leaves no ship"],
    ],
    [
      "no volume under a ship",
      { machine: { ...machine, volume: { mode: "none" } }, planet },
      ["args.planet.machine: has no volume of its own"],
    ],
    [
      "several at once",
      { machine: { ...machine, owner: "", hardening: "strickt" }, planet: { ship: "~sampel-palne" } },
      ["args.machine.owner: is missing", "args.machine.hardening: ", "args.planet.ship: "],
    ],
  ])("%s", (_, value, expected) => {
    const found = problemsOf(value);
    expect(found.map((each, index) => each.slice(0, expected[index]?.length))).toEqual(expected);
  });
});

describe("the file", () => {
  const folder = mkdtempSync(join(tmpdir(), "roadstead-given-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is named where it cannot be read, and no text of it is repeated", () => {
    const file = join(folder, "args.json");
    expect(readGiven(file, anyKeys).problems).toEqual([`--args: ${file} is not there`]);
    writeFileSync(file, "{ secret: hunter2 }");
    expect(readGiven(file, anyKeys).problems.join()).toMatch(/is not JSON: fault at/);
    expect(readGiven(file, anyKeys).problems.join()).not.toContain("hunter2");
  });

  it("is told how to write a secret where it gave one in plain", () => {
    const file = join(folder, "plain.json");
    const volume = { mode: "separate", encryption: { unlock: "delivered", key: "hunter2 in plain text" } };
    writeFileSync(file, JSON.stringify({ machine: { ...machine, volume, unattendedReboot: { mode: "never" } } }));
    const said = readGiven(file, anyKeys).problems.join("\n");
    expect(said).toContain("args.machine.volume.encryption.key: was given in plain form");
    expect(said).toContain('a secret is written as { "secret": "any text" }');
    expect(said).not.toContain("hunter2");
  });
});
