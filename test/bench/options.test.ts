import { describe, expect, it } from "vitest";
import { BadOptions, readOptions } from "./options";

const names = ["components", "import"];

describe("the options of the bench", () => {
  it("leave everything to the bench where nothing is said", () => {
    expect(readOptions([], names)).toEqual({ pairs: undefined, only: [] });
  });

  it("take a number of pairs and the figures to print", () => {
    expect(readOptions(["--pairs", "21", "--only", "import", "--only=components"], names)).toEqual({
      pairs: 21,
      only: ["import", "components"],
    });
  });

  it.each([
    [["--pairs", "0"], '--pairs: "0" is not a number of pairs'],
    [["--pairs", "seven"], '--pairs: "seven" is not a number of pairs'],
    [["--pairs", "1.5"], '--pairs: "1.5" is not a number of pairs'],
    [["--only", "imports"], '--only: "imports" is not a figure'],
    [["--fast"], "--fast"],
    [["import"], "import"],
  ])("%j are refused with the usage", (args, message) => {
    const reading = () => readOptions(args, names);
    expect(reading).toThrow(BadOptions);
    expect(reading).toThrow(message);
    expect(reading).toThrow("Usage: npm run bench");
  });
});
