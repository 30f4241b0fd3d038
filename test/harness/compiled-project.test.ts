import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compiledProject } from "./compiled-project";

let project: string;

function put(path: string, text: string): void {
  const whole = join(project, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
}

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "roadstead-compiled-"));
  put("components/core/answer.ts", "export const answer: number = 41;\n");
  put("components/core/answer.test.ts", "throw new Error('a test is no part of the project');\n");
  put("components/core/files/unit.service", "[Unit]\n");
  put("stacks/index.ts", 'import { answer } from "../components/core/answer";\nexport const told = answer + 1;\n');
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const told = (folder: string): unknown => {
  const program: unknown = require(join(folder, "stacks/index.js"));
  return typeof program === "object" && program !== null ? Reflect.get(program, "told") : undefined;
};

describe("the compiled project", () => {
  it("runs as JavaScript, with the files beside it, and without the tests", () => {
    const folder = compiledProject(project);
    expect(told(folder)).toBe(42);
    expect(readFileSync(join(folder, "components/core/files/unit.service"), "utf8")).toBe("[Unit]\n");
    expect(existsSync(join(folder, "components/core/answer.test.js"))).toBe(false);
  });

  it("is never that of other sources: not after a change of a program, nor of a file, nor of a name", () => {
    const first = compiledProject(project);
    put("components/core/answer.ts", "export const answer: number = 1;\n");
    const second = compiledProject(project);
    expect([told(first), told(second)]).toEqual([42, 2]);
    put("components/core/files/unit.service", "[Service]\n");
    const third = compiledProject(project);
    expect(readFileSync(join(third, "components/core/files/unit.service"), "utf8")).toBe("[Service]\n");
    put("components/core/files/other.service", "");
    expect(new Set([first, second, third, compiledProject(project)]).size).toBe(4);
  });

  it("is built once while nothing changes", () => {
    const folder = compiledProject(project);
    writeFileSync(join(folder, "seen"), "");
    expect(existsSync(join(compiledProject(project), "seen"))).toBe(true);
  });

  it("is refused where a source is none, and nothing half-built is taken for it afterwards", () => {
    put("components/core/broken.ts", "export const = ;\n");
    expect(() => compiledProject(project)).toThrow(/broken\.ts/);
    expect(() => compiledProject(project)).toThrow(/broken\.ts/);
    put("components/core/broken.ts", "export {};\n");
    expect(told(compiledProject(project))).toBe(42);
  });

  it("leaves builds of earlier days to nobody", () => {
    const old = compiledProject(project);
    const twoDaysAgo = new Date(Date.now() - 48 * 3600 * 1000);
    utimesSync(old, twoDaysAgo, twoDaysAgo);
    put("stacks/index.ts", "export const told = 7;\n");
    const current = compiledProject(project);
    expect(readdirSync(dirname(current)).map((name) => join(dirname(current), name))).toEqual([current]);
  });
});
