import { expect, it } from "vitest";
import { undocumented } from "./documented-arguments";

function reasons(...texts: string[]): string[] {
  return undocumented(new Map(texts.map((text, index) => [`args-${index}.ts`, text]))).map(({ reason }) => reason);
}

it("asks of every argument what it is for, its default and what a change does, and names what is left out", () => {
  expect(reasons("export interface HostArgs {\n  size?: number;\n}")).toEqual([
    "HostArgs.size: its documentation does not say what it is for, nor its default (`Defaults to ...`), nor what changing it does",
  ]);
  const whole = "/** GiB of memory. Defaults to 4. Changing it restarts the host. */";
  expect(reasons(`export interface HostArgs {\n  ${whole}\n  size?: number;\n}`)).toEqual([]);
});

it("takes the words of the group: at the type, or at the argument that takes it, in another file too", () => {
  const ports = "export interface Ports {\n  /** Where SSH answers. */\n  ssh: number;\n}";
  expect(reasons(ports)).toEqual(["Ports.ssh: its documentation does not say what changing it does"]);
  expect(reasons(`/** Replaced as a whole. Changing one replaces the rule. */\n${ports}`)).toEqual([]);
  const taker = (said: string) => `export interface HostArgs {\n  /** ${said} */\n  ports: readonly Ports[];\n}`;
  expect(reasons(ports, taker("What is open. Changing it is in place."))).toEqual([]);
  expect(reasons(ports, taker("What is open."))).toHaveLength(2);
});

it("looks into unions, and lets tags, transforms and what is not exported be", () => {
  const union =
    'export type Boot =\n  | { mode: "none" }\n  | {\n      mode: "key";\n      /** Changing it does nothing. */\n      key?: string;\n    };';
  expect(reasons(union)).toEqual(["Boot.key: its documentation does not say its default (`Defaults to ...`)"]);
  expect(reasons("export interface HostTransform {\n  host?: string;\n}\ninterface Inner {\n  a: string;\n}")).toEqual(
    [],
  );
});

it("is not led in circles by types that take each other", () => {
  const one = "export interface One {\n  /** The other. */\n  two: Two;\n}";
  const two = "export interface Two {\n  /** The one. */\n  one: One;\n}";
  expect(reasons(one, two)).toHaveLength(2);
});
