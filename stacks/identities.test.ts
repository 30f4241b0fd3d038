import { describe, expect, it } from "vitest";
import { readEnvironment } from "./environment";
import { handedOver } from "./environment-trial";
import { goodEnvironment, planetOf } from "./wrong-environments";

type Entry = Readonly<Record<string, unknown>>;
const here = "Pulumi.test.yaml.planets";
const resume = { mode: "resume" };
const moon = "~doznec-salfun-sampel-palnet";

/** The environment "test" with these ships by host, held against the text of the file. */
function judged(planets: Readonly<Record<string, Entry>>, text: string | undefined) {
  const { config, secrets } = goodEnvironment();
  const usual = planetOf(config);
  config["planets"] = Object.fromEntries(
    Object.entries(planets).map(([host, entry]) => [host, { ...usual, ...entry }]),
  );
  // A secret that nothing uses is another test's matter.
  if (Object.values(planets).every((entry) => entry["boot"] !== undefined)) delete secrets["sampel-key"];
  const identities = text === undefined ? undefined : { text, environments: ["dev", "prod", "test"] };
  const checked = readEnvironment(handedOver("test", config, secrets, identities));
  return {
    problems: checked.ok ? [] : checked.problems.map(({ path, message }) => `${path}: ${message}`),
    notices: checked.ok ? checked.value.notices : [],
    runs: checked.ok ? Object.fromEntries(checked.value.planets.map(({ name, planet }) => [name, planet.runs])) : {},
  };
}

const one = { sampel: { ship: "~sampel-palnet" } };
const right = "~sampel-palnet: { environment: test, host: sampel }\n";

const wrong: readonly (readonly [
  what: string,
  planets: Readonly<Record<string, Entry>>,
  text: string,
  messages: readonly string[],
])[] = [
  [
    "a ship of another environment",
    one,
    "~sampel-palnet: { environment: prod, host: harbour }",
    [
      `${here}.sampel.ship: identities.yaml gives ~sampel-palnet to harbour of prod (line 1), not to sampel of test. Remove it here; or move it in two phases: let its entry say movingTo: { environment: test, host: sampel }, deploy, copy the pier, and only then name the new place alone.`,
    ],
  ],
  [
    "a ship of another host",
    one,
    "# ours\n~sampel-palnet: { environment: test, host: harbour }",
    [
      `${here}.sampel.ship: identities.yaml gives ~sampel-palnet to harbour of test (line 2), not to sampel of test. Keep it there; or move it in two phases: let its entry say movingTo: { environment: test, host: sampel }, deploy, copy the pier, and only then name the new place alone.`,
    ],
  ],
  [
    "a ship in no entry, with the line to add",
    one,
    "~sampel-palmet: { environment: test, host: sampel }\n~zod: { environment: test, host: zod }",
    [
      `${here}.sampel.ship: ~sampel-palnet is in no entry of identities.yaml, so nothing would keep another environment from running it too. Did you mean ~sampel-palmet? Add the line: ~sampel-palnet: { environment: test, host: sampel }`,
    ],
  ],
  [
    "what is no ship",
    one,
    `${right}~sample-planet: { environment: test, host: sampel }`,
    ['identities.yaml["~sample-planet"]: line 2 is not a ship. Use the name with its sig, such as ~sampel-palnet.'],
  ],
  [
    "an empty file, for each ship",
    { ...one, zod: { ship: "~zod" } },
    "# nothing yet",
    [
      `${here}.sampel.ship: ~sampel-palnet is in no entry of identities.yaml, so nothing would keep another environment from running it too. Add the line: ~sampel-palnet: { environment: test, host: sampel }`,
      `${here}.zod.ship: ~zod is in no entry of identities.yaml, so nothing would keep another environment from running it too. Add the line: ~zod: { environment: test, host: zod }`,
    ],
  ],
  [
    "a ship in two places, however it is spelled",
    one,
    `${right}~SAMPEL-palnet: { environment: prod, host: harbour }`,
    [
      "identities.yaml.~sampel-palnet: line 2 is not a ship. Use the name with its sig, such as ~sampel-palnet. Did you mean ~sampel-palnet?",
      "identities.yaml.~sampel-palnet: stands on line 1 and again on line 2. A ship lives in one place: two live copies damage it for ever. Keep one line; to move it, give that line movingTo.",
    ],
  ],
  [
    "a ship written without its sig, here and there: still the same ship",
    { sampel: { ship: "sampel-palnet" } },
    "sampel-palnet: { environment: prod, host: harbour }",
    [
      `${here}.sampel.ship: "sampel-palnet" is not a ship. Use the name with its sig, such as ~sampel-palnet. Did you mean ~sampel-palnet?`,
      "identities.yaml.~sampel-palnet: line 1 is not a ship. Use the name with its sig, such as ~sampel-palnet. Did you mean ~sampel-palnet?",
      `${here}.sampel.ship: identities.yaml gives ~sampel-palnet to harbour of prod (line 1), not to sampel of test. Remove it here; or move it in two phases: let its entry say movingTo: { environment: test, host: sampel }, deploy, copy the pier, and only then name the new place alone.`,
    ],
  ],
  [
    "names that are slips of the keyboard",
    one,
    "~sampel-palnet: { enviroment: test, host: sampel }\n~zod: { environment: prd, host: Zod }",
    [
      "identities.yaml.~sampel-palnet.enviroment: is not known here. Known: environment, host, movingTo. Did you mean environment?",
      "identities.yaml.~sampel-palnet.environment: is missing. Use the name of an environment: what stands between Pulumi. and .yaml in its file's name.",
      'identities.yaml.~zod.host: "Zod" is not allowed. Use a name of lower-case letters, digits and dashes, at most 40.',
    ],
  ],
  [
    "an environment that has no file",
    one,
    `${right}~zod: { environment: prd, host: zod }`,
    [
      'identities.yaml.~zod.environment: "prd" has no file Pulumi.prd.yaml here. Known: dev, prod, test. Did you mean prod? If it is a new one, make its file first.',
    ],
  ],
  [
    "a move to where it is",
    one,
    "~sampel-palnet: { environment: test, host: sampel, movingTo: { environment: test, host: sampel } }",
    [
      "identities.yaml.~sampel-palnet.movingTo: is where the ship already lives, sampel of test. Remove movingTo, or name another place.",
    ],
  ],
  [
    "a second pier where a ship comes with its own",
    one,
    "~sampel-palnet: { environment: prod, host: harbour, movingTo: { environment: test, host: sampel } }",
    [
      `${here}.sampel.boot.mode: "create" would make ~sampel-palnet a second pier, but it comes from harbour of prod with its own. Use mode: resume.`,
    ],
  ],
  [
    "a third place for a ship that is on its way",
    { sampel: { ship: "~sampel-palnet", boot: resume } },
    "~sampel-palnet: { environment: prod, host: harbour, movingTo: { environment: dev, host: quay } }",
    [
      `${here}.sampel.ship: identities.yaml gives ~sampel-palnet to harbour of prod (line 1), on its way to quay of dev, not to sampel of test. Remove it here; or move it in two phases: let its entry say movingTo: { environment: test, host: sampel }, deploy, copy the pier, and only then name the new place alone.`,
    ],
  ],
  [
    "a list",
    one,
    "- ~sampel-palnet",
    [
      "identities.yaml: is not a mapping. Use one line for each ship: ~sampel-palnet: { environment: prod, host: harbour }.",
    ],
  ],
  [
    "a word for a place",
    one,
    "~sampel-palnet: test",
    [
      'identities.yaml.~sampel-palnet: "test" is not a mapping. Use a mapping of keys to values.',
      "identities.yaml.~sampel-palnet.environment: is missing. Use the name of an environment: what stands between Pulumi. and .yaml in its file's name.",
      "identities.yaml.~sampel-palnet.host: is missing. Use a name of lower-case letters, digits and dashes, at most 40.",
    ],
  ],
];

describe("a ship that is not where the identities say is refused, everything at once", () => {
  it.each(wrong)("%s", (_what, planets, text, messages) => {
    expect(judged(planets, text).problems).toEqual(messages);
  });

  it("and a file that is no YAML is told as such", () => {
    expect(judged(one, "~sampel-palnet: { environment: test").problems[0]).toMatch(
      /^identities\.yaml: cannot be read as YAML: .*line 1/,
    );
  });
});

describe("a ship in its place", () => {
  it("runs, and nothing is said", () => {
    expect(judged(one, right)).toEqual({ problems: [], notices: [], runs: { sampel: true } });
  });

  it("is not its moon: each lives where its own line says", () => {
    const text = `${right}${moon}: { environment: prod, host: harbour }`;
    expect(judged(one, text)).toMatchObject({ problems: [], notices: [] });
    expect(judged({ sampel: { ship: moon, boot: resume } }, text).problems.join()).toContain(
      "harbour of prod (line 2)",
    );
  });

  it("may have a comet beside it in the file, since a comet is an identity too", () => {
    const comet = "~dozlyr-dozlyr-dozlyr-dozlyr--dozlyr-dozlyr-dozlyr-dozlyr";
    expect(judged(one, `${right}${comet}: { environment: prod, host: comet }`).problems).toEqual([]);
  });
});

describe("what is said and stops nothing", () => {
  it("is a place here that nothing takes up, with what that means", () => {
    expect(judged(one, `${right}~zod: { environment: test, host: zod }`).notices).toEqual([
      "identities.yaml gives ~zod to zod of test, but planets.zod does not name it. Nothing runs it, and no other environment may: if it ran here, this deployment stops it and leaves its pier on the volume. Take the entry out once the ship is gone from here for good.",
    ]);
  });

  it("is, once, that there is no file", () => {
    const { problems, notices } = judged({ ...one, zod: { ship: "~zod" } }, undefined);
    expect(problems).toEqual([]);
    expect(notices).toEqual([
      "There is no identities.yaml beside Pulumi.test.yaml: each ship is checked to be declared once in this environment, and not whether another environment declares it too. To have that checked, write one line for each ship, such as ~sampel-palnet: { environment: test, host: sampel }",
    ]);
  });
});

describe("a move", () => {
  const leaving = "~sampel-palnet: { environment: test, host: sampel, movingTo: { environment: prod, host: harbour } }";
  const arriving =
    "~sampel-palnet: { environment: prod, host: harbour, movingTo: { environment: test, host: sampel } }";
  const within = "~sampel-palnet: { environment: test, host: sampel, movingTo: { environment: test, host: quay } }";

  it("stops the ship where it was", () => {
    const { problems, notices, runs } = judged(one, leaving);
    expect([problems, runs]).toEqual([[], { sampel: false }]);
    expect(notices.join()).toMatch(/on its way to harbour of prod: it is stopped here/);
  });

  it("prepares the new place and starts nothing there", () => {
    const { problems, notices, runs } = judged({ sampel: { ship: "~sampel-palnet", boot: resume } }, arriving);
    expect([problems, runs]).toEqual([[], { sampel: false }]);
    expect(notices.join()).toMatch(/on its way here from harbour of prod/);
  });

  it("may have both places in one environment, and no third one", () => {
    const quay = { ship: "~sampel-palnet", boot: resume };
    expect(judged({ ...one, quay }, within)).toMatchObject({ problems: [], runs: { sampel: false, quay: false } });
    expect(judged({ ...one, quay, third: quay }, within).problems.join("\n")).toMatch(
      /planets\.third\.ship: identities\.yaml gives/,
    );
  });

  it("is over when the entry names the new place alone: the old one is then refused", () => {
    const arrived = "~sampel-palnet: { environment: test, host: quay }";
    expect(judged({ quay: { ship: "~sampel-palnet", boot: resume } }, arrived)).toMatchObject({
      problems: [],
      runs: { quay: true },
    });
    expect(judged(one, arrived).problems).toHaveLength(1);
  });
});
