import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

// When a restored pier may go on living: the whole table, judged by the script itself, against what is said here in one line.

const script = join(__dirname, "../../components/planet/files/roadstead-pier");
const judge = `
import importlib.machinery, importlib.util, json, sys
loader = importlib.machinery.SourceFileLoader("pier", ${JSON.stringify(script)})
module = importlib.util.module_from_spec(importlib.util.spec_from_loader("pier", loader))
sys.dont_write_bytecode = True
loader.exec_module(module)
print(json.dumps([module.verdict(facts) for facts in json.load(sys.stdin)]))
`;

const n = 8;
const stop = "this-stop";
const position = { event: 40, epoch: 0, transaction: 42, digest: "d" };
const record = (kind: string, of: string, number: number | null, machine = "hetzner:1") => ({
  kind,
  stop: of,
  n: number,
  machine,
});
const itself = record("pier", stop, n);

const sums = { equal: "s", other: "t", unknown: null };
const positions = {
  equal: position,
  further: { ...position, event: 41 },
  "written since": { ...position, digest: "e" },
  unknown: null,
};
const journals = {
  none: null,
  "this stop": { kind: "stop", id: stop, n },
  "this hand-over": { kind: "final", id: stop, n },
  "restored from this": { kind: "restored", id: "x", from: stop, n: n + 1 },
  started: { kind: "start", id: "x", n: n + 1 },
  "started before": { kind: "start", id: "x", n: n - 1 },
  reopened: { kind: "reopened", id: "x", n: n + 1 },
  "a later stop": { kind: "stop", id: "x", n: n + 2 },
  "an earlier stop": { kind: "stop", id: "x", n: n - 2 },
  "an earlier hand-over": { kind: "final", id: "x", n: n - 2 },
  "a later hand-over": { kind: "final", id: "x", n: n + 2 },
  "restored from another": { kind: "restored", id: "x", from: "other", n: n - 3 },
};
const records = {
  unknown: null,
  "nothing else": [itself],
  "an earlier life": [
    record("pier", "old", 2),
    record("claimed", "old", 2, "hetzner:9"),
    record("reopened", "older", 1),
    itself,
  ],
  "claimed here": [itself, record("claimed", stop, n, "hetzner:2")],
  "claimed elsewhere": [itself, record("claimed", stop, n, "hetzner:3")],
  "claimed here and elsewhere": [
    itself,
    record("claimed", stop, n, "hetzner:2"),
    record("claimed", stop, n, "hetzner:3"),
  ],
  reopened: [itself, record("reopened", stop, n)],
  "a later stop": [itself, record("pier", "later", n + 2)],
  "a later claim": [itself, record("claimed", "later", n + 2, "hetzner:2")],
  "one that cannot be read": [itself, record("pier", "later", null)],
};

interface Case {
  readonly facts: unknown;
  readonly what: string;
  readonly live: boolean;
}

function* table(): Generator<Case> {
  for (const whole of [true, false]) {
    for (const [sum, found] of Object.entries(sums)) {
      for (const clean of [true, false]) {
        for (const final of [true, false]) {
          for (const [where, at] of Object.entries(positions)) {
            for (const [journal, last] of Object.entries(journals)) {
              for (const [said, there] of Object.entries(records)) {
                const sound = whole && sum === "equal" && clean && where === "equal";
                const provenHere = ["this stop", "this hand-over", "restored from this"].includes(journal);
                const provenThere = final && ["none", "an earlier hand-over"].includes(journal);
                const nobodySince = ["nothing else", "an earlier life", "claimed here"].includes(said);
                yield {
                  facts: {
                    snapshot: {
                      whole,
                      sum: "s",
                      clean,
                      final,
                      position: where === "unknown" ? null : position,
                      stop,
                      n,
                    },
                    found: { sum: found, position: at },
                    journal: last,
                    records: there,
                    machine: "hetzner:2",
                  },
                  what: JSON.stringify({ whole, sum, clean, final, where, journal, said }),
                  live: sound && (provenHere || provenThere) && nobodySince,
                };
              }
            }
          }
        }
      }
    }
  }
}

it("invariant 10: a restored pier goes on living only where it equals the last recorded stop and nobody has started since; undecided is an archive", () => {
  const cases = [...table()];
  const { stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", judge], {
    input: JSON.stringify(cases.map(({ facts }) => facts)),
    encoding: "utf8",
    timeout: 60_000,
    maxBuffer: 1 << 26,
  });
  expect(stderr).toBe("");
  const verdicts: { verdict: string; reason: string }[] = JSON.parse(stdout);
  const wrong = cases.filter(({ live }, index) => (verdicts[index]?.verdict === "live") !== live);
  expect(wrong.map(({ what }) => what)).toEqual([]);
  expect(verdicts).toHaveLength(cases.length);
  expect(cases.filter(({ live }) => live).length).toBeGreaterThan(20);
  for (const { verdict, reason } of verdicts)
    expect([verdict, reason]).toEqual([expect.stringMatching(/^(live|archive)$/), expect.stringMatching(/./)]);
});
