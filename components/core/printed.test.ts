import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { printed } from "./printed";

const settled = (output: pulumi.Output<string>): Promise<readonly [string, boolean]> =>
  new Promise((resolve, reject) => {
    const open = pulumi.unsecret(output);
    pulumi.isSecret(output).then((secret) => open.apply((text) => resolve([text, secret])), reject);
  });

it("is what a command printed, and no secret, though it came over a secret connection", async () => {
  expect(await settled(printed(pulumi.secret(' {"result":"done"}\n')))).toEqual(['{"result":"done"}', false]);
});

it("is nothing where a deployment left the command out", async () => {
  expect(await settled(printed(undefined))).toEqual(["", false]);
});
