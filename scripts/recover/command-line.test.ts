import { expect, it } from "vitest";
import { readOrder } from "./command-line";

it("takes an environment, a workspace and a dry run", () => {
  expect(readOrder(["prod"])).toEqual({ environment: "prod", workspace: undefined, dryRun: false });
  expect(readOrder(["--dry-run", "prod", "--workspace", "/srv/x"])).toEqual({
    environment: "prod",
    workspace: "/srv/x",
    dryRun: true,
  });
});

it.each([[[]], [["a", "b"]], [["--force", "prod"]], [["--workspace"]], [["prod; rm"]]])("refuses %j", (args) => {
  expect(readOrder(args)).toHaveProperty("wrong");
});
