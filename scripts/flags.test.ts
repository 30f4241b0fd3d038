import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it.each([
  ["docs/docs.ts", "--chek", "Usage: npm run docs [-- --check]"],
  ["versions/verify-versions.ts", "--foo", "Usage: npm run verify-versions"],
  ["versions/update-versions.ts", "--vere=latest", '--vere: "latest" is not a release such as 4.6.'],
  ["demo/demo.ts", "--detsroy", "Usage: npm run demo [-- --destroy]"],
])("%s does nothing on a slip such as %s", (script, slip, says) => {
  const tsx = require.resolve("tsx/cli");
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsx, join(__dirname, script), slip], {
    encoding: "utf8",
    timeout: 60_000,
  });
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(says);
  expect(stderr).not.toMatch(/\n\s+at /);
});
