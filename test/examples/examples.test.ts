import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { recorded } from "../harness/recording-mocks";
import { examples } from "./examples";

describe.each(examples)("the example $name", ({ program, settings }) => {
  it.each([false, true])("runs without an error and says something (preview: %s)", async (preview) => {
    const { errors, outputs, resources } = await recorded(program, { ...settings, preview });
    expect(errors).toEqual([]);
    expect(resources.length).toBeGreaterThan(5);
    expect(Object.keys(outputs).length).toBeGreaterThan(1);
  });
});

it("every component has a minimal and a complete example", () => {
  const components = join(__dirname, "../../components");
  const folders = readdirSync(components).filter(
    (each) => each !== "core" && statSync(join(components, each)).isDirectory(),
  );
  for (const folder of folders) {
    for (const size of ["minimal", "complete"]) {
      expect(existsSync(join(__dirname, folder, `${size}.ts`)), `${folder}/${size}.ts`).toBe(true);
      expect(examples.map((each) => each.name)).toContain(`${folder}/${size}`);
    }
  }
});

it("another stack can use what an environment tells", async () => {
  const program = (): Promise<Readonly<Record<string, unknown>>> => {
    vi.resetModules();
    return import("./stack-reference/index.js");
  };
  const { outputs, errors } = await recorded(program, {
    read: () => ({ outputs: { addresses: { sampel: "192.0.2.7", dozsem: "192.0.2.8" }, monthlyCost: { EUR: 41.5 } } }),
  });
  expect(errors).toEqual([]);
  expect(outputs).toEqual({ allowList: ["192.0.2.8/32", "192.0.2.7/32"], budget: 50 });
});
