import { expect, it } from "vitest";
import { judge } from "./rules";

function reasons(file: string, source: string): string[] {
  return judge(file, source).map((finding) => finding.reason);
}

it("lets imports run one way: core, machine, components, stacks", () => {
  expect(reasons("components/planet/planet.ts", 'import { a } from "../core/children";')).toEqual([]);
  expect(reasons("components/core/children.ts", 'import { a } from "../machine/resolve";')[0]).toContain(
    "core <- machine",
  );
  expect(reasons("components/machine/machine.ts", 'import { a } from "../planet/planet";')[0]).toContain(
    "core <- machine",
  );
  expect(reasons("components/planet/planet.ts", 'import { a } from "../plug/plug";')[0]).toContain("sibling");
  expect(reasons("components/planet/planet.ts", 'import { a } from "../../stacks/deploy";')[0]).toContain(
    "may import only",
  );
  expect(reasons("policies/rules/a/b.ts", 'export { a } from "../../../components/core/naming";')[0]).toContain(
    "may import only",
  );
  expect(reasons("components/core/a.ts", 'import { a } from "../../test/harness/x";')[0]).toContain("may import only");
  expect(reasons("components/core/a.test.ts", 'import { a } from "../../test/harness/x";')[0]).toContain(
    "may import only",
  );
});

it("sees imports that span lines", () => {
  expect(reasons("components/core/a.ts", 'import {\n  a,\n  b,\n} from "../../stacks/x";')).toHaveLength(1);
});

it("keeps vendor SDKs out of what loads with a component, but lets their types in", () => {
  expect(reasons("components/machine/hetzner.ts", 'import * as hcloud from "@pulumi/hcloud";')[0]).toContain(
    "require in a function",
  );
  expect(reasons("components/machine/hetzner.ts", 'import type * as hcloud from "@pulumi/hcloud";')).toEqual([]);
  expect(reasons("components/machine/hetzner.ts", 'import * as pulumi from "@pulumi/pulumi";')).toEqual([]);
  expect(reasons("policies/rules/a/b.ts", 'import * as hcloud from "@pulumi/hcloud";')[0]).toContain("type strings");
});

it("counts lines: a file under 400, a component under 250", () => {
  expect(reasons("components/core/a.ts", "\n".repeat(400))).toEqual([]);
  expect(reasons("components/core/a.ts", "\n".repeat(401))).toHaveLength(1);
  expect(reasons("components/machine/machine.ts", "\n".repeat(251))).toHaveLength(1);
});

it("refuses folders whose names say nothing", () => {
  expect(reasons("scripts/utils/a.ts", "")).toHaveLength(1);
});
