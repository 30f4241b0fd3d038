import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson, readJsonFile } from "./json-file";

const read = (source: string) => parseJson(Buffer.from(source));
const problems = (source: string | Buffer) => {
  const result = parseJson(Buffer.from(source));
  return result.ok ? [] : result.problems;
};

describe("a file that is no JSON", () => {
  it.each([
    ["nothing", "", "is empty. Give JSON, at least {}."],
    ["space only", " \n\t", "is empty. Give JSON, at least {}."],
    [
      "a comment",
      '{\n  // why\n  "a": 1 }',
      "is not JSON: fault at line 2, column 3. JSON has no comments: remove them.",
    ],
    [
      "a comma too many",
      '{ "a": 1, }',
      "is not JSON: fault at line 1, column 11. Texts and keys stand in double quotes, and no comma stands before a bracket.",
    ],
    [
      "YAML",
      "a: 1\nb: 2\n",
      "is not JSON: fault at line 1, column 1. It begins like another format, such as YAML. Give the same as JSON.",
    ],
    [
      "a key twice",
      '{ "a": 1,\n "b": [{}, { "c": 1, "\\u0063": 2 }] }',
      "b[1].c stands twice in one object (line 2, column 22). Keep one of the two.",
    ],
  ])("%s", (_what, source, message) => {
    expect(problems(source)).toEqual([message]);
  });

  it("tells a file that is not text, not there, or a folder", () => {
    expect(problems(Buffer.from([0x7b, 0xff, 0x7d]))).toEqual(["is not UTF-8 text. Save it as UTF-8."]);
    expect(readJsonFile("/no/such/file")).toEqual({ ok: false, problems: ["is not there"] });
    expect(readJsonFile(__dirname)).toEqual({ ok: false, problems: ["is a folder, not a file"] });
  });

  it("is told however deep it nests", () => {
    expect(problems(`${"[".repeat(200_000)}${"]".repeat(200_000)}`)).toEqual([
      "nests 200000 levels deep. Use at most 100.",
    ]);
    expect(problems("[".repeat(200_000))[0]).toContain("fault at line 1, column 200001");
  });

  it("is told without any of it, since it may hold a secret", () => {
    for (const source of [
      '{"key": hunter2}',
      '{"hunter2": 1, "hunter2" 2}',
      '"hunter2',
      "hunter2: hunter2",
      '{"key": "hunter2}',
    ]) {
      expect(problems(source)).toHaveLength(1);
      expect(problems(source).join()).not.toContain("hunter2");
    }
  });
});

it("gives the value, a byte order mark or not", () => {
  expect(read('\uFEFF{"a":[1,{"b":null}]}')).toEqual({ ok: true, value: { a: [1, { b: null }] } });
});

it("agrees with the language's own parser on any value and on any damage to it", () => {
  const ours = (source: string): unknown => {
    const result = read(source);
    return result.ok ? result.value : "refused";
  };
  const theirs = (source: string): unknown => {
    try {
      return JSON.parse(source);
    } catch {
      return "refused";
    }
  };
  fc.assert(
    fc.property(
      fc.json({ maxDepth: 5 }),
      fc.nat(),
      fc.constantFrom("", ",", '"', "0", "x", "}", "]", ":", "\\", "\n"),
      (json, place, damage) => {
        expect(ours(json)).toEqual(theirs(json));
        const at = place % (json.length + 1);
        const damaged = json.slice(0, at) + damage + json.slice(at + 1);
        const result = ours(damaged);
        // A repeated key is the one thing that is JSON and refused all the same.
        if (!problems(damaged).join().includes("stands twice") && damaged.trim() !== "")
          expect(result).toEqual(theirs(damaged));
      },
    ),
    { numRuns: 2000 },
  );
});
