import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { examples } from "../examples/examples";
import { type RunSettings, recorded } from "../harness/recording-mocks";

const components = join(__dirname, "../../components");

/** Everything that a run registered, in an order of its own: parallel registrations may swap. */
async function everything(program: () => unknown, settings: RunSettings): Promise<string[]> {
  const { resources, outputs, errors } = await recorded(program, settings);
  expect(errors).toEqual([]);
  return [...resources.map((each) => JSON.stringify(each)), JSON.stringify(Object.entries(outputs).sort())].sort();
}

describe.each(examples)("the example $name", ({ program, settings }) => {
  it.each([true, false])("registers the same bytes each time it runs (preview: %s)", async (preview) => {
    expect(await everything(program, { ...settings, preview })).toEqual(
      await everything(program, { ...settings, preview }),
    );
  });
});

describe("what a component registers depends on its arguments alone", () => {
  const sources = readdirSync(components, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && each.name.endsWith(".ts") && !each.name.endsWith(".test.ts"))
    .map((each) => join(each.parentPath, each.name));

  it.each(sources.map((file) => [file.slice(components.length + 1), file] as const))(
    "%s asks neither clock nor chance, nor the machine it runs on",
    (_name, file) => {
      // The one exception: a word to previews, which `npm run recover` gives and no deployment listens to.
      const code = readFileSync(file, "utf8").replaceAll('process.env["ROADSTEAD_RECOVERING"]', "");
      for (const source of [
        /\bDate\b/,
        /Math\.random/,
        /randomUUID|randomBytes/,
        /process\.(env|cwd|pid|platform)/,
        /\bos\.(hostname|userInfo)/,
        /performance\.now/,
      ]) {
        expect(code).not.toMatch(source);
      }
    },
  );
});
