import { describe, expect, it } from "vitest";
import { looksAt, type StackRule } from "./rule";
import { rule as runShipsOnce } from "./urbit/run-ships-once";

const server = "hcloud:index/server:Server";
const firewall = "hcloud:index/firewall:Firewall";
const { alsoReads: _, ...silent } = runShipsOnce;
const own: StackRule = { ...silent, appliesTo: { exact: [server] } };

describe("what is kept of a stack for its rules", () => {
  it("is everything as long as one rule does not say what it looks at", () => {
    expect([server, firewall].map(looksAt([{ ...own, alsoReads: {} }, own]))).toEqual([true, true]);
  });

  it("is what they apply to and what else they name, once all say so", () => {
    const named = { ...own, alsoReads: { exact: [firewall] } };
    const isKept = looksAt([{ ...own, alsoReads: {} }, named]);
    expect([server, firewall, "command:remote:Command"].map(isKept)).toEqual([true, true, false]);
  });
});
