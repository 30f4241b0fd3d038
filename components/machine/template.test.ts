import { expect, it } from "vitest";
import { fill } from "./template";

it("fills every placeholder, wherever it stands", () => {
  expect(fill("x.conf", "Port @@PORT@@\nuser=@@USER@@,@@USER@@\n", { PORT: "22", USER: "hand" })).toBe(
    "Port 22\nuser=hand,hand\n",
  );
});

it("refuses a placeholder without a value", () => {
  expect(() => fill("x.conf", "Port @@PORT@@\n", {})).toThrow(
    "The template x.conf has the placeholder @@PORT@@, but no value was given for it.",
  );
});

it("refuses a placeholder that is only named on every object", () => {
  expect(() => fill("x.conf", "@@CONSTRUCTOR@@", Object.create({ CONSTRUCTOR: "inherited" }))).toThrow(
    "@@CONSTRUCTOR@@",
  );
});

it("refuses a value without a place", () => {
  expect(() => fill("x.conf", "Port 22\n", { PORT: "22", USER: "hand" })).toThrow(
    "The template x.conf has no placeholder for @@PORT@@, @@USER@@.",
  );
});

it("never reads a value as a template", () => {
  expect(fill("x.conf", "@@A@@ @@B@@", { A: "@@B@@", B: "$& $1" })).toBe("@@B@@ $& $1");
});
