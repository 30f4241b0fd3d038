import { describe, expect, it } from "vitest";
import { askedTogether } from "./asked-together";

interface Thing {
  readonly key: string;
  readonly id: number;
}

/** Asks about these keys at once, of a vendor that has the things given; notes the calls. */
function asking(things: readonly Thing[], most = 50) {
  const calls: (readonly string[])[] = [];
  const ask = askedTogether(
    async (keys) => {
      calls.push(keys);
      if (keys.includes("broken")) throw new Error("429");
      return things.filter(({ key }) => keys.includes(key));
    },
    ({ key }) => key,
    most,
  );
  return { ask, calls };
}

describe("questions that come close together", () => {
  it("go out as one call while another is under way, and each gets its own answer", async () => {
    const { ask, calls } = asking([
      { key: "b", id: 1 },
      { key: "c", id: 2 },
      { key: "c", id: 3 },
    ]);
    const answers = await Promise.all(["a", "b", "c", "d"].map(ask));
    expect(answers.map((found) => found.map(({ id }) => id))).toEqual([[], [1], [2, 3], []]);
    expect(calls).toEqual([["a"], ["b", "c", "d"]]);
  });

  it("are never more in one call than the vendor takes", async () => {
    const { ask, calls } = asking([], 2);
    await Promise.all(["a", "b", "c", "d"].map(ask));
    expect(calls).toEqual([["a"], ["b", "c"], ["d"]]);
  });

  it("that come later are asked again: nothing old is believed", async () => {
    const { ask, calls } = asking([]);
    await ask("a");
    await ask("a");
    expect(calls).toEqual([["a"], ["a"]]);
  });

  it("fail together, and the next ones are asked all the same", async () => {
    const { ask } = asking([{ key: "later", id: 1 }], 2);
    const answers = await Promise.allSettled(["a", "b", "broken", "later"].map(ask));
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
  });

  it("are trusted alone even where the answer does not say what it is about", async () => {
    const ask = askedTogether(
      async () => [{ id: 1 }],
      () => undefined,
      50,
    );
    expect(await ask("a")).toEqual([{ id: 1 }]);
  });
});
