// example:
import * as pulumi from "@pulumi/pulumi";

// The environment, by organization, project and stack. The organization is "organization" without Pulumi Cloud.
const ships = new pulumi.StackReference("organization/roadstead/sandbox");

const addresses = ships.requireOutput("addresses");
const monthlyEur = ships.requireOutput("monthlyEur");

export const allowList = addresses.apply((each) => Object.values(each).map((address) => `${address}/32`));
export const budget = monthlyEur.apply((eur) => Math.ceil(Number(eur) * 1.2));
// end
