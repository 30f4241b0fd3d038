import type { SweptPlanet } from "./planets";
import type { Point } from "./points";
import type { Verdict } from "./sweep";

// The committed table: every point, what came of it, and when. Written by `npm run test:faults -- --full`.

export interface TableFacts {
  readonly date: string;
  readonly engine: string;
  readonly points: readonly Point[];
  readonly verdicts: readonly Verdict[];
}

function result(verdict: Verdict | undefined): string {
  if (verdict === undefined) return "not run";
  if (verdict.problems.length > 0) return "**failed**";
  return verdict.adopted > 0 ? `ok (${verdict.adopted} adopted)` : "ok";
}

/** What the document of one planet begins with. */
function beginning({ name, about }: SweptPlanet): readonly string[] {
  if (about.length === 0) return ["# Fault sweep", "", ...explanation];
  return [
    `# Fault sweep: ${name}`,
    "",
    ...about,
    "",
    `    npm run test:faults -- --vendor ${name}             a slice by seed, at most 8 minutes`,
    `    npm run test:faults -- --vendor ${name} --full      everything, and writes this table`,
    "",
  ];
}

const explanation = [
  "What becomes of a planet when one call to a vendor goes wrong, or the engine is killed at it: deployment, update,",
  "rebuild (`generation: 2`) and destroy, on the real engine and the sandbox. At each point the operation is broken",
  "there, then `npm run recover` runs, then the operation again. A point is passed when the fault was reached, recovery",
  "decided everything, the retry went through, the vendors and the state hold exactly what an undisturbed run leaves",
  "(nothing lost, nothing twice, nothing unrecorded), volumes and addresses are the same ones as before, and at no",
  "moment could a second copy of the ship have been alive. Where something was adopted, a preview then wants no change.",
  "",
  "- `429`, `500`, `timeout`: the call fails and has no effect.",
  "- `lost-answer`: it has its effect, and the answer is an error.",
  "- `kill-before`, `kill-after`: the engine is killed before or after the effect.",
  "",
  "The points are those of an undisturbed run's own list of calls; calls that only ask are tried once for each type.",
  "",
  "    npm run test:faults                    a slice by seed, at most 8 minutes",
  "    npm run test:faults -- --seed abc      that slice again",
  "    npm run test:faults -- --full          everything, and writes this table",
  "    npm run test:faults -- --full --minutes 30 --resume    a part of it, after the parts before",
  "    npm run test:faults -- --vendor linode                 at another vendor: digitalocean, linode, vultr",
  "    npm run test:faults -- --vendor existing               on a machine that is there already",
  "    npm run test:faults -- --vendor hetzner-furnished      with all that one planet can have besides",
  "",
  "Each has its table beside this one. Where recovery cannot decide, since nothing can be written on an address at",
  "DigitalOcean and Linode, the sweep types the `pulumi import` that recovery prints, as a person would.",
  "",
];

export function tableText({ date, engine, points, verdicts }: TableFacts, planet: SweptPlanet): string {
  const byTitle = new Map(verdicts.map((each) => [each.point.title, each]));
  const faults = [...new Set(points.map(({ fault }) => fault.fault))];
  const places = [...new Set(points.map(({ title }) => title.slice(0, title.lastIndexOf(", "))))];
  const rows = places.map((place) => {
    const cells = faults.map((fault) => result(byTitle.get(`${place}, ${fault}`)));
    return `| ${place} | ${cells.join(" | ")} |`;
  });
  const failed = verdicts.filter(({ problems }) => problems.length > 0).length;
  return [
    ...beginning(planet),
    `Run of ${date}, Pulumi ${engine}: ${verdicts.length} of ${points.length} points tried, ` +
      `${verdicts.length - failed} passed, ${failed} failed.`,
    "",
    `| call | ${faults.join(" | ")} |`,
    `|---|${faults.map(() => "---|").join("")}`,
    ...rows,
    "",
  ].join("\n");
}
