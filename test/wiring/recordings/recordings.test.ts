import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { recordedPrograms, recordOf } from "./recorded-programs";

const folder = join(__dirname, "../../golden/recordings");
const committed = (name: string): string => readFileSync(join(folder, `${name}.json`), "utf8");

/** Which resources differ, since their texts are long. */
function changed(before: string, now: string): readonly string[] {
  const byUrn = (text: string): Map<string, string> => {
    const entries: ReadonlyArray<{ readonly urn: string }> = JSON.parse(text);
    return new Map(entries.map((each) => [each.urn, JSON.stringify(each)]));
  };
  const [one, other] = [byUrn(before), byUrn(now)];
  return [...new Set([...one.keys(), ...other.keys()])].filter((urn) => one.get(urn) !== other.get(urn));
}

it.each(recordedPrograms)(
  "the program $name registers what is recorded of it; if not, `npm run record`",
  async (one) => {
    const now = await recordOf(one);
    expect(changed(committed(one.name), now)).toEqual([]);
    expect(committed(one.name)).toBe(now);
  },
);

it("holds a record of each program, and no other", () => {
  expect(readdirSync(folder).sort()).toEqual(recordedPrograms.map(({ name }) => `${name}.json`).sort());
});

it.each(recordedPrograms)("the record of $name names no folder of the machine it was made on", ({ name }) => {
  expect(committed(name).includes(join(__dirname, "../../.."))).toBe(false);
});
