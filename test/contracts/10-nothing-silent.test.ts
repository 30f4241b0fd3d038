import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Capability, capabilitiesTable } from "../../components/core/capabilities";
import { machineCapabilities, machineNeeds } from "../../components/machine/capabilities";
import { recorded } from "../harness/recording-mocks";
import { components } from "./components";

/** Every table of what vendors can do, by the folder whose README shows it. */
const tables: readonly (readonly [
  string,
  readonly string[],
  Readonly<Record<string, Readonly<Record<string, Capability>>>>,
])[] = [["machine", machineNeeds, machineCapabilities]];

describe.each(tables)("what vendors can do for a %s", (folder, needs, vendors) => {
  it("is said for each need and vendor, with what stands in or why there is nothing", () => {
    for (const [vendor, table] of Object.entries(vendors)) {
      expect(Object.keys(table).sort(), vendor).toEqual([...needs].sort());
      for (const capability of Object.values(table)) {
        if (capability.support === "substitute") expect(capability.by).not.toBe("");
        if (capability.support === "none") expect(capability.why).not.toBe("");
      }
    }
  });

  it("stands in the README as the code says it", () => {
    const cells = (table: string): string[] =>
      table
        .split("\n")
        .filter((line) => line.startsWith("|") && !/^\|[\s|:-]+\|$/.test(line))
        .map((line) =>
          line
            .split("|")
            .map((cell) => cell.trim())
            .join("|"),
        );
    const readme = readFileSync(join(__dirname, "../../components", folder, "README.md"), "utf8");
    for (const line of cells(capabilitiesTable(vendors)).slice(1)) expect(cells(readme)).toContain(line);
  });
});

describe.each(components)("a $title", ({ folder, makeWithUnknownArgument, make }) => {
  it("refuses an argument that it does not know, and says what it knows", async () => {
    const { errors } = await recorded(() => void makeWithUnknownArgument("one"));
    expect(errors.join()).toMatch(/: is not known here\. Known: /);
  });

  it("refuses a transform of a child that it does not have", async () => {
    const { errors } = await recorded(
      () => void make("one", { transform: { nothing: (args, opts) => ({ args, opts }) } }),
    );
    expect(errors.join()).toMatch(/\.transform\.nothing: is not known here\. Known: /);
  });

  it("documents each of its arguments", () => {
    const source = readFileSync(join(__dirname, "../../components", folder, "args.ts"), "utf8");
    const lines = source.split("\n");
    const main = lines.findIndex((line) => /^export interface \w+Args \{/.test(line));
    const end = lines.findIndex((line, index) => index > main && line === "}");
    for (let index = main + 1; index < end; index++) {
      if (/^ {2}\w+\??:/.test(lines[index] ?? "")) expect(lines[index - 1]?.trim(), lines[index]).toMatch(/\*\/$/);
    }
  });
});
