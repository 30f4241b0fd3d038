import { describe, expect, it } from "vitest";
import { typeToken } from "../../components/core/type-token";
import { recorded } from "../harness/recording-mocks";
import { components } from "./components";

describe.each(components)("a $title with several wrong arguments", ({ name, makeWrong, makeSmall, problems }) => {
  it.each([true, false])(
    "says all of them at once, each with its path and what to use (preview: %s)",
    async (preview) => {
      const { errors } = await recorded(() => void makeWrong("one"), { preview });
      expect(errors).toHaveLength(1);
      const [first = "", ...lines] = (errors[0] ?? "").split("\n");
      expect(first).toBe(`${name} "one": ${problems} arguments are wrong`);
      expect(lines).toHaveLength(problems);
      for (const line of lines) expect(line).toMatch(new RegExp(`^ {2}${name}Args\\.[A-Za-z.\\[\\]0-9]+: .+ Use .+`));
    },
  );

  it("registers nothing: neither itself nor a child", async () => {
    const { resources, calls } = await recorded(() => void makeWrong("one"));
    expect(resources.filter((each) => each.type !== "pulumi:pulumi:Stack")).toEqual([]);
    expect(calls).toEqual([]);
  });

  it("leaves a program that catches the error free to go on", async () => {
    const { resources, errors } = await recorded(() => {
      try {
        makeWrong("one");
      } catch {
        makeSmall("one");
      }
    });
    expect(errors).toEqual([]);
    expect(resources.map((each) => each.type)).toContain(typeToken(name));
  });
});
