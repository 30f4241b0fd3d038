import { expect, it } from "vitest";
import type { Decision } from "./decisions";
import type { Described } from "./stack-state";
import { decisionLines, lockLines } from "./words";

const creation = (name: string, type: string): Described => ({
  urn: name,
  type,
  name,
  parent: undefined,
  provider: undefined,
  custom: true,
  protect: false,
  inputs: {},
});

it("says what was adopted and why, what is made, what is open with its commands, and what runs again in one line", () => {
  const volume = creation("harbour-volume", "hcloud:index/volume:Volume");
  const command = (name: string): Decision => ({
    kind: "repeat",
    creation: creation(name, "command:remote:Command"),
    why: "it may",
  });
  const decisions: Decision[] = [
    { kind: "adopt", creation: volume, sighting: { id: "7", name: "x", by: "mark" } },
    command("a"),
    { kind: "make", creation: volume, why: "nothing of it exists" },
    command("b"),
    { kind: "undecided", creation: volume, why: "two have it", commands: ["hcloud volume list"] },
  ];
  expect(decisionLines(decisions, false)).toEqual([
    "   adopts  hcloud Volume harbour-volume: x (id 7) carries its ownership mark",
    "   to make  hcloud Volume harbour-volume: nothing of it exists",
    "   UNDECIDED hcloud Volume harbour-volume: two have it.",
    "       hcloud volume list",
    "   to run   a, b: it may",
  ]);
  expect(decisionLines(decisions, true)[0]).toContain("would adopt");
});

it("leaves a held lock, and names its holder and the command that releases it", () => {
  const holder = { pid: 4711, user: "sailor", host: "elsewhere", since: "noon" };
  expect(lockLines({ file: "x.json", judged: { verdict: "held", holder, why: "why" } }, "prod", false)).toEqual([
    "   UNDECIDED lock of sailor@elsewhere, process 4711, since noon: why. Nothing was done.",
    "   If you are sure that no deployment runs, release it and recover again:",
    "       pulumi cancel --yes --stack prod",
  ]);
});
