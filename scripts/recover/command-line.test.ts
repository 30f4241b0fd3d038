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

it.each(["..", "../..", "prod/..", "./prod", "a/b/c/d", "prod/", "/prod", "-x", "pr od", "prod;rm", "a//b", ""])(
  "refuses %j, which is no name and might lead out of the backend",
  (environment) => {
    expect(readOrder(["--", environment])).toEqual({ wrong: `"${environment}" is no name of an environment.` });
  },
);

it.each(["prod", "me/prod", "me/roadstead/prod", "a.b-c_1"])("takes %s for a name", (environment) => {
  expect(readOrder([environment])).toMatchObject({ environment });
});
