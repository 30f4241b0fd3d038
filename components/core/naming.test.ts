import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitName, type NameForm, type NameParts, nameForms, physicalName } from "./naming";

const forms: readonly (readonly [string, NameForm])[] = Object.entries(nameForms);

function parts([project, environment, component, role]: readonly [string, string, string, string]): NameParts {
  return { project, environment, component, role };
}

// Frozen: a name that changes here would replace or orphan what is deployed under it. Never edit a line, only add.
const frozen: readonly (readonly [readonly [string, string, string, string], keyof typeof nameForms, string])[] = [
  [["roadstead", "prod", "harbour", "server"], "hetznerServer", "roadstead-prod-harbour-server"],
  [["roadstead", "prod", "harbour", "volume"], "hetzner", "roadstead-prod-harbour-volume"],
  [["roadstead", "prod", "harbour", "server"], "linuxUser", "roadstead-prod-harbour-server"],
  [["my-project", "prod", "harbour", "volume"], "hetzner", "my-project-prod-harbour-volume-f74bd65c"],
  [["my-project", "prod", "harbour", "volume"], "linuxUser", "my-project-prod-harbou-f74bd65c"],
  [["roadstead", "prod", "harbour-two", "ipv4"], "hetzner", "roadstead-prod-harbour-two-ipv4-b41830ba"],
  [["Roadstead", "Prod", "Harbour", "server"], "hetznerServer", "roadstead-prod-harbour-server-f61c7c0c"],
  [["Roadstead", "Prod", "Harbour", "server"], "hetznerLabelValue", "Roadstead-Prod-Harbour-server"],
  [
    ["roadstead", "prod", "a".repeat(60), "volume-attachment"],
    "hetznerServer",
    "roadstead-prod-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-d072adcd",
  ],
  [["roadstead", "prod", "schöner_hafen", "ipv6"], "hetzner", "roadstead-prod-sch-ner-hafen-ipv6-f897963a"],
  [["roadstead", "prod", "schöner_hafen", "ipv6"], "hetznerLabelValue", "roadstead-prod-sch-ner_hafen-ipv6-f897963a"],
  [["roadstead", "prod", "日本", "server"], "hetznerServer", "roadstead-prod-server-e2e663cd"],
  [["roadstead", "prod", "Schöner-Hafen", "server"], "hetznerServer", "roadstead-prod-sch-ner-hafen-server-bdb3ddbe"],
  [
    ["my-project", "prod", "a".repeat(60), "volume"],
    "hetzner",
    "my-project-prod-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bd4f57c8",
  ],
  [["", "prod", "--", "server"], "hetznerServer", "prod-server-4557d742"],
  [["9-lives", "prod", "harbour", "server"], "linuxUser", "lives-prod-harbour-ser-4fc65161"],
];

describe("names that are in use stay as they are", () => {
  it.each(frozen)("%j as %s", (four, form, name) => {
    expect(physicalName(parts(four), nameForms[form])).toBe(name);
  });
});

describe("one text fitted into a form", () => {
  it.each([
    ["ship-sampel-palnet", "linuxUser", "ship-sampel-palnet"],
    // 32 characters: systemd-sysusers refuses one more than 31, so no moon would have had a user.
    ["ship-doznec-salfun-naptul-habrys", "linuxUser", "ship-doznec-salfun-nap-8c86bd18"],
    ["ship-doznec-salfun-naptul-habrys-x", "linuxUser", "ship-doznec-salfun-nap-a9a4b47f"],
    ["ann@example.org", "hetznerLabelValue", "ann-example.org-438c4c7a"],
    ["Ann Müller", "hetznerLabelValue", "Ann-M-ller-4911e2ea"],
    ["~sampel", "hetznerLabelValue", "sampel-e065840d"],
    ["..a..", "hetznerLabelValue", "a-9e5cd952"],
    ["", "hetznerLabelValue", "xe3b0c442"],
    ["1ship", "linuxUser", "ship-6877866b"],
  ] as const)("%j as %s is %s", (text, form, name) => {
    expect(fitName(text, nameForms[form])).toBe(name);
  });
});

const part = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 90 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.stringMatching(/^[0-9]{1,40}$/),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,40}$/),
  fc.constantFrom("a", "a-", "-a", "a-b", "b", "", "A", "x_y", "x.y", "日本"),
);
const four = fc.tuple(part, part, part, part);

describe.each(forms)("every name of the form %s", (_name, form) => {
  const allowed = (name: string): boolean =>
    [...name].every((character) => form.allowed.test(character) || character === form.separator);

  it("is within the vendor's length and alphabet, and begins and ends with a letter or digit", () => {
    fc.assert(
      fc.property(four, (names) => {
        const name = physicalName(parts(names), form);
        expect(name.length).toBeLessThanOrEqual(form.maxLength);
        expect(name).toMatch(/^[A-Za-z0-9](.*[A-Za-z0-9])?$/);
        expect(allowed(name)).toBe(true);
        if (form.lowerCase) expect(name).toBe(name.toLowerCase());
        if (form.beginsWithLetter === true) expect(name).toMatch(/^[A-Za-z]/);
      }),
    );
  });

  it("carries one hash at most, so that as much as possible of it can be read", () => {
    // Parts without a digit: whatever looks like a hash is one.
    const word = fc.stringMatching(/^[A-Zg-zÄÖ-]{0,20}$/);
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), (names) => {
        expect(
          physicalName(parts(names), form).match(/(?<![a-z0-9])x?[0-9a-f]{8}(?![a-z0-9])/gi)?.length ?? 0,
        ).toBeLessThan(2);
      }),
    );
  });

  it("differs wherever one of the four parts differs", () => {
    fc.assert(
      fc.property(four, four, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(physicalName(parts(one), form)).not.toBe(physicalName(parts(other), form));
      }),
      { numRuns: 500 },
    );
  });

  it("differs where only the border between two parts moved", () => {
    const words = fc.array(fc.constantFrom("a", "b", "A", "ab"), { minLength: 4, maxLength: 7 });
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(), (list, first, second) => {
        const split = (seed: number): readonly [string, string, string, string] => {
          const role = 3 + (seed % (list.length - 3));
          return [list[0] ?? "", list[1] ?? "", list.slice(2, role).join("-"), list.slice(role).join("-")];
        };
        fc.pre(JSON.stringify(split(first)) !== JSON.stringify(split(second)));
        expect(physicalName(parts(split(first)), form)).not.toBe(physicalName(parts(split(second)), form));
      }),
    );
  });

  it("is a text that fits already: fitting it again changes nothing", () => {
    fc.assert(
      fc.property(part, (text) => {
        const once = fitName(text, form);
        expect(fitName(once, form)).toBe(once);
      }),
    );
  });

  it("tells two texts apart that would look alike", () => {
    fc.assert(
      fc.property(part, part, (one, other) => {
        fc.pre(one !== other);
        expect(fitName(one, form)).not.toBe(fitName(other, form));
      }),
    );
  });
});
