// Where SDKs are found, which version counts, and what the cache survives. The SDKs are made up, so that both can vary.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findSdk } from "./installed-package";
import { packageTypes } from "./package-types";
import { readCached } from "./types-cache";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "roadstead-types-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

/** An SDK of the package `harbour` with one resource, whose one input is named. */
function installSdk(
  path: string,
  version: string,
  input = "berth",
  pulumi: object = { resource: true, name: "harbour" },
) {
  const manifest = { name: "@example/harbour-sdk", version: `v${version}`, pulumi };
  write(join(path, "package.json"), JSON.stringify(manifest));
  write(
    join(path, "pier.d.ts"),
    `import * as pulumi from "@pulumi/pulumi";
export declare class Pier extends pulumi.CustomResource { readonly ${input}: pulumi.Output<string>;
  constructor(name: string, args: PierArgs, opts?: pulumi.CustomResourceOptions); }
export interface PierArgs { ${input}: pulumi.Input<string>; }`,
  );
  write(join(path, "pier.js"), `class Pier { constructor() {} }\nPier.__pulumiType = "harbour:index/pier:Pier";`);
}

function foundVersion(from: string, version?: string): string {
  return findSdk({ name: "harbour", from, ...(version === undefined ? {} : { version }) }).sdk.version;
}

describe("an SDK is found", () => {
  it("by what it says of itself, whatever its name on npm", () => {
    installSdk(join(folder, "node_modules", "@example", "harbour-sdk"), "1.2.3");
    expect(foundVersion(folder)).toBe("1.2.3");
    expect(foundVersion(folder, "v1.2.3")).toBe("1.2.3");
  });

  it("above the program's folder, the nearest first", () => {
    installSdk(join(folder, "node_modules", "harbour"), "1.0.0");
    const program = join(folder, "stacks", "main");
    mkdirSync(program, { recursive: true });
    expect(foundVersion(program)).toBe("1.0.0");
    installSdk(join(program, "node_modules", "harbour"), "2.0.0");
    expect(foundVersion(program)).toBe("2.0.0");
    expect(foundVersion(program, "1.0.0")).toBe("1.0.0");
  });

  it("inside a component package that brought its own", () => {
    installSdk(join(folder, "node_modules", "harbour"), "1.0.0");
    installSdk(join(folder, "node_modules", "some-components", "node_modules", "harbour"), "3.0.0");
    expect(foundVersion(folder, "3.0.0")).toBe("3.0.0");
    expect(foundVersion(folder)).toBe("1.0.0");
  });

  it("through a link, as pnpm and `pulumi package add` leave it", () => {
    installSdk(join(folder, "sdks", "harbour"), "1.5.0");
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(join(folder, "sdks", "harbour"), join(folder, "node_modules", "harbour"), "dir");
    expect(foundVersion(folder)).toBe("1.5.0");
  });

  it("under the version of the package, where npm's is another", () => {
    installSdk(join(folder, "node_modules", "x"), "9.9.9", "berth", {
      resource: true,
      name: "harbour",
      version: "1.1.0",
    });
    expect(foundVersion(folder)).toBe("1.1.0");
  });

  it("but never in a package that only has Pulumi settings", () => {
    installSdk(join(folder, "node_modules", "harbour"), "1.0.0", "berth", { name: "harbour" });
    expect(() => foundVersion(folder)).toThrow('No SDK of the package "harbour" is installed');
  });
});

describe("another version than the engine asks for", () => {
  it("is an error where the program has an SDK", () => {
    installSdk(join(folder, "node_modules", "harbour"), "1.0.0");
    expect(() => foundVersion(folder, "1.1.0")).toThrow(
      /The engine asks for harbour 1\.1\.0, but .* has harbour 1\.0\.0 installed\. Install the SDK of that version/,
    );
  });

  it("is said where Roadstead's own SDK stands in", () => {
    const found = findSdk({ name: "random", from: folder, version: "4.0.0" });
    expect(found.origin).toBe("roadstead");
    expect(found.note).toMatch(
      /has no Node\.js SDK of random: the sandbox uses the types of Roadstead's own, .* in place of 4\.0\.0/,
    );
  });
});

it("a program without any SDK gets Roadstead's", async () => {
  const types = await packageTypes({ name: "random", from: folder });
  expect(types.origin).toBe("roadstead");
  expect(types.note).toBeUndefined();
  expect(types.resource("random:index/randomPet:RandomPet")).toBeDefined();
});

it("a package nobody has is an error that says what to install", async () => {
  await expect(packageTypes({ name: "atlantis", from: folder })).rejects.toThrow("npm install @pulumi/atlantis");
});

describe("the cache", () => {
  const inputsOf = async (sdk: string): Promise<readonly string[]> => {
    const stored = await readCached({ name: "harbour", version: "1.0.0", folder: sdk }, join(folder, "cache"));
    return Object.keys(stored.resources.get("harbour:index/pier:Pier")?.inputs ?? {});
  };
  const entries = (): readonly string[] => readdirSync(join(folder, "cache"));

  it("answers again without the SDK's declarations being read", async () => {
    const sdk = join(folder, "sdk");
    installSdk(sdk, "1.0.0");
    const declaration = join(sdk, "pier.d.ts");
    utimesSync(declaration, 1, 1);
    expect(await inputsOf(sdk)).toEqual(["berth"]);
    expect(entries()).toEqual([expect.stringMatching(/^harbour-1\.0\.0-[0-9a-f]{8}-[0-9a-f]{12}\.json$/)]);
    writeFileSync(declaration, " ".repeat(statSync(declaration).size));
    utimesSync(declaration, 1, 1);
    expect(await inputsOf(sdk)).toEqual(["berth"]);
  });

  it.each([
    ["cut short", (text: string) => text.slice(0, -20)],
    ["edited", (text: string) => text.replaceAll("berth", "girth")],
    ["emptied", () => ""],
    ["something else", () => "{}"],
  ])("is rebuilt when an entry is %s", async (_what, damage) => {
    const sdk = join(folder, "sdk");
    installSdk(sdk, "1.0.0");
    await inputsOf(sdk);
    const path = join(folder, "cache", entries()[0] ?? "");
    const whole = readFileSync(path, "utf8");
    writeFileSync(path, damage(whole));
    expect(await inputsOf(sdk)).toEqual(["berth"]);
    expect(readFileSync(path, "utf8")).toBe(whole);
  });

  it("notices an SDK that was patched in place", async () => {
    const sdk = join(folder, "sdk");
    installSdk(sdk, "1.0.0");
    expect(await inputsOf(sdk)).toEqual(["berth"]);
    installSdk(sdk, "1.0.0", "mooring");
    expect(await inputsOf(sdk)).toEqual(["mooring"]);
  });

  it("does not grow with every patch", async () => {
    const sdk = join(folder, "sdk");
    for (const input of ["a", "ab", "abc", "abcd", "abcde", "abcdef"]) {
      installSdk(sdk, "1.0.0", input);
      expect(await inputsOf(sdk)).toEqual([input]);
    }
    expect(entries().length).toBeLessThanOrEqual(4);
  });

  it("may be a place that cannot be written", async () => {
    const sdk = join(folder, "sdk");
    installSdk(sdk, "1.0.0");
    writeFileSync(join(folder, "cache"), "a file, not a folder");
    expect(await inputsOf(sdk)).toEqual(["berth"]);
  });
});
