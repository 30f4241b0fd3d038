// example:
import * as pulumi from "@pulumi/pulumi";

// The environment, by organization, project and stack. The organization is "organization" without Pulumi Cloud.
const ships = new pulumi.StackReference("organization/roadstead/sandbox");

const addresses = ships.requireOutput("addresses");
const monthlyCost = ships.requireOutput("monthlyCost");

export const allowList = addresses.apply((each) => Object.values(each).map((address) => `${address}/32`));
export const budget = monthlyCost.apply(({ EUR }) => Math.ceil(Number(EUR) * 1.2));
// end
