import { expect, it } from "vitest";
import { isTestAddress, testAddress, testPrefix } from "./inventing";

const givers = ["hcloud", "digitalocean", "linode", "vultr", "kubernetes"] as const;
const numbers = [0, 1, 2, 255, 256, 4711, 20_000, 26_213];

it("no two vendors give the same address, and none gives one twice", () => {
  const addresses = givers.flatMap((giver) => numbers.map((number) => testAddress(giver, number)));
  expect(new Set(addresses).size).toBe(addresses.length);
  for (const address of addresses) expect(isTestAddress(address), address).toBe(true);
  const prefixes = givers.flatMap((giver) => numbers.map((number) => testPrefix(giver, number)));
  expect(new Set(prefixes).size).toBe(prefixes.length);
});
