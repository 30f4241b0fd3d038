import { expect, it } from "vitest";
import { remembering } from "./remembering";

it("answers as if it remembered nothing, and asks again only for what is new, long or long ago", () => {
  const asked: string[] = [];
  const length = remembering(
    (text) => {
      asked.push(text);
      return text.length;
    },
    { texts: 2, longest: 3 },
  );
  for (const text of ["a", "a", "bb", "a", "long", "long", "", "a"]) expect(length(text)).toBe(text.length);
  expect(asked).toEqual(["a", "bb", "long", "long", "", "a"]);
});
