import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { canaryMark, exampleConfig, examples } from "../examples/examples";
import { canariesIn, leaksOf } from "../harness/canaries";
import { recorded } from "../harness/recording-mocks";
import { components } from "./components";

const canaries = Object.values(exampleConfig).filter((value) => value.startsWith(canaryMark));

describe.each(examples)("the secrets of the example $name", ({ program, settings }) => {
  it.each([true, false])(
    "stand only in marked values, and in none that reaches a disk or a command line (preview: %s)",
    async (preview) => {
      const recording = await recorded(program, { ...settings, preview });
      expect(recording.errors).toEqual([]);
      expect(leaksOf(recording, canaries)).toEqual([]);
    },
  );

  it("are really planted: the deployment's key arrives where it is used", async () => {
    const used = canariesIn(await recorded(program, settings), canaries);
    expect(used.join()).toContain("deploymentKey");
  });

  it("are in no error, whatever registration fails", async () => {
    const { resources } = await recorded(program, settings);
    const types = [...new Set(resources.map((each) => each.type))];
    const errors = await Promise.all(
      types.map((type) =>
        recorded(program, { ...settings, fails: (each) => (each.type === type ? "no room" : undefined) }),
      ),
    );
    expect(errors.every((each) => each.errors.length > 0)).toBe(true);
    expect(errors.flatMap((each) => each.errors).join("\n")).not.toContain(canaryMark);
  });
});

describe.each(components)("a secret of a $title", ({ makeWithPlainSecret }) => {
  it.each([
    ["plain text", canaryMark],
    ["a private key", `-----BEGIN OPENSSH PRIVATE KEY-----\n${canaryMark}`],
  ])("is refused as %s, without being repeated", async (_what, text) => {
    const { errors } = await recorded(() => void makeWithPlainSecret("one", text));
    expect(errors.join()).toMatch(/was given in plain form\. Use secret\(config\.requireSecret/);
    expect(errors.join()).not.toContain(canaryMark);
  });
});

it("no golden holds a secret", () => {
  const folder = join(__dirname, "../golden");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    expect(readFileSync(join(file.parentPath, file.name), "utf8"), file.name).not.toContain(canaryMark);
  }
});

describe("the search for canaries finds one", () => {
  class Box extends pulumi.CustomResource {
    constructor(name: string, args: object) {
      super("test:index/box:Box", name, args);
    }
  }
  const canary = canaries[0] ?? "";
  it.each([
    ["in plain", () => void new Box("a", { text: `x${canary}x` })],
    ["deep inside", () => void new Box("a", { list: [{ text: canary }] })],
    ["as a key", () => void new Box("a", { [canary]: 1 })],
    ["as base64", () => void new Box("a", { text: Buffer.from(`--${canary}--`).toString("base64") })],
    ["as hexadecimal", () => void new Box("a", { text: Buffer.from(canary).toString("hex") })],
    ["in an address", () => void new Box("a", { text: `https://x?${encodeURIComponent(canary)}` })],
    ["in a name", () => void new Box(canary, {})],
    ["in an output", () => ({ out: canary })],
    ["marked, but in user data", () => void new Box("a", { userData: pulumi.secret(canary) })],
    ["marked, but in a command line", () => void new Box("a", { create: pulumi.secret(`x ${canary}`) })],
  ])("%s", async (_where, program) => {
    expect(leaksOf(await recorded(program), canaries)).not.toEqual([]);
  });

  it("and none where it is marked and goes by standard input", async () => {
    const program = (): void => void new Box("a", { stdin: pulumi.secret(canary) });
    expect(leaksOf(await recorded(program), canaries)).toEqual([]);
  });
});
