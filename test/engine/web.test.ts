import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EngineResult, EngineRun, removeEngineRuns } from "../harness/engine-run";
import { type Entry, environmentText, planetEntry, testSecrets } from "./environments";

// A web interface on the real engine: each change of it on a planet of its own, and what it does to the ship beside it.

type Effect = Readonly<Record<string, string>>;

const rows: readonly {
  readonly what: string;
  readonly ship: string;
  readonly before?: Entry;
  readonly after: Entry;
  readonly effect: Effect;
}[] = [
  {
    what: "another domain, and another authority",
    ship: "~zod",
    before: { web: { domain: "zod.example.org" } },
    after: { web: { domain: "zod.example.net", acme: { authority: "letsencrypt-staging" } } },
    effect: { web: "update" },
  },
  {
    what: "a web interface at last",
    ship: "~nec",
    after: { web: { domain: "nec.example.org" } },
    effect: { firewall: "update", "own-firewall": "update", web: "create" },
  },
  {
    what: "none any more",
    ship: "~bud",
    before: { web: { domain: "bud.example.org" } },
    after: {},
    effect: { firewall: "update", "own-firewall": "update", web: "delete" },
  },
  {
    what: "a limit for Ames",
    ship: "~wes",
    after: { amesLimit: { packetsPerSecond: 900 } },
    effect: { installed: "update" },
  },
  {
    what: "another web port of the ship: it restarts, and the proxy follows",
    ship: "~sev",
    before: { web: { domain: "sev.example.org" } },
    after: { web: { domain: "sev.example.org" }, httpPort: 8090 },
    effect: { installed: "update", running: "replace", web: "update" },
  },
];

const nameOf = ({ ship }: { readonly ship: string }) => ship.slice(1);

function environment(changed: boolean): string {
  return environmentText(
    Object.fromEntries(
      rows.map((row) => [nameOf(row), planetEntry(row.ship, changed ? row.after : row.before)] as const),
    ),
  );
}

let run: EngineRun;
let first: EngineResult;
let preview: EngineResult;
let update: EngineResult;
let after: EngineResult;

beforeAll(async () => {
  run = await EngineRun.start({ environment: environment(false), secrets: testSecrets });
  first = await run.must("up");
  run.replaceEnvironment(environment(true));
  preview = await run.must("preview");
  update = await run.must("up");
  after = await run.must("preview");
}, 400_000);

afterAll(removeEngineRuns);

function effectOn(result: EngineResult, planet: string): Effect {
  const kinds = new Map<string, string>();
  for (const { op, name } of result.steps) {
    if (!name.startsWith(`${planet}-`) || op === "same") continue;
    kinds.set(name.slice(planet.length + 1), ["update", "create", "delete"].includes(op) ? op : "replace");
  }
  return Object.fromEntries(kinds);
}

describe("a change of a ship's web interface", () => {
  it.each(rows)("$what", (row) => {
    expect(effectOn(preview, nameOf(row))).toEqual(row.effect);
    expect(effectOn(update, nameOf(row))).toEqual(row.effect);
  });

  it("of its domain runs none of the ship's own commands: it goes on, under its licence, with its pier", () => {
    for (const role of ["installed", "licence", "key", "running", "server", "mounted"]) {
      expect([role, update.of(`zod-${role}`)]).toEqual([role, ["same"]]);
    }
  });

  it("leaves nothing to change, and warns of nothing", () => {
    expect(after.changes).toEqual([]);
    expect([first, preview, update, after].flatMap(({ warnings }) => warnings)).toEqual([]);
  });
});

it("the outputs say where each is reached and heard, and what is left to do", () => {
  expect(update.outputs["web"]).toEqual({
    zod: "https://zod.example.net",
    nec: "https://nec.example.org",
    sev: "https://sev.example.org",
  });
  const addresses = Object(update.outputs["addresses"]);
  expect(update.outputs["ames"]).toEqual(
    Object.fromEntries(rows.map((row) => [nameOf(row), `${addresses[nameOf(row)]}:34543`])),
  );
  expect(update.outputs["nextSteps"]).toContain(
    "~zod: see that zod.example.net leads to its address; the certificate follows within a quarter of an hour.",
  );
});
