import * as pulumi from "@pulumi/pulumi";
import { fitName, type NameForm, nameForms, physicalName } from "../components/core/naming";
import { ownershipKeys, urnMark } from "../components/core/ownership";
import { neverTwice } from "../components/core/resource-options";
import type { Account } from "./accounts";

/** How the machines of an account refer to the key with which they are reached. */
export type DeploymentKey = pulumi.Output<string>;

/**
 * The deployment key at a vendor that keeps keys in the account and refuses the same one twice: the machines of an account
 * share it. Undefined where a vendor takes keys with each machine.
 */
export function deploymentKeyAt(
  account: Account,
  owner: string,
  publicKey: string,
  provider: pulumi.ProviderResource,
): DeploymentKey | undefined {
  const logicalName = `${account.name}-deployment`;
  const context = { project: pulumi.getProject(), environment: pulumi.getStack() };
  const named = (form: NameForm) => physicalName({ ...context, component: account.name, role: "deployment" }, form);
  switch (account.vendor) {
    case "digitalocean": {
      const { SshKey }: typeof import("@pulumi/digitalocean/sshKey") = require("@pulumi/digitalocean/sshKey");
      return new SshKey(logicalName, { name: named(nameForms.digitalOcean), publicKey }, { provider, ...neverTwice })
        .id;
    }
    case "hetzner": {
      const { SshKey }: typeof import("@pulumi/hcloud/sshKey") = require("@pulumi/hcloud/sshKey");
      const urn = pulumi.createUrn(logicalName, "hcloud:index/sshKey:SshKey");
      const key = new SshKey(
        logicalName,
        {
          name: named(nameForms.hetzner),
          publicKey,
          labels: {
            [ownershipKeys.owner]: fitName(owner, nameForms.hetznerLabelValue),
            [ownershipKeys.project]: fitName(context.project, nameForms.hetznerLabelValue),
            [ownershipKeys.stack]: fitName(context.environment, nameForms.hetznerLabelValue),
            [ownershipKeys.role]: "deployment",
            [ownershipKeys.urn]: urn.apply(urnMark),
          },
        },
        { provider, ...neverTwice },
      );
      return key.id;
    }
    // Linode takes keys with each machine, Vultr the same key any number of times, Cloudflare none.
    case "linode":
    case "vultr":
    case "cloudflare":
      return undefined;
  }
}
