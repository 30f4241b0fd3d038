import type * as pulumi from "@pulumi/pulumi";
import type { Account } from "./accounts";

// Each vendor's SDK is loaded where an account needs it: an environment at one vendor does not pay for the others.

/** The explicit provider that an account becomes, under the account's name. */
export function providerOf({ name, vendor, token }: Account): pulumi.ProviderResource {
  switch (vendor) {
    case "digitalocean": {
      const { Provider }: typeof import("@pulumi/digitalocean/provider") = require("@pulumi/digitalocean/provider");
      return new Provider(name, { token: token.reveal() });
    }
    case "hetzner": {
      const { Provider }: typeof import("@pulumi/hcloud/provider") = require("@pulumi/hcloud/provider");
      return new Provider(name, { token: token.reveal() });
    }
    case "linode": {
      const { Provider }: typeof import("@pulumi/linode/provider") = require("@pulumi/linode/provider");
      return new Provider(name, { token: token.reveal() });
    }
    case "vultr": {
      const { Provider }: typeof import("@ediri/vultr/provider") = require("@ediri/vultr/provider");
      return new Provider(name, { apiKey: token.reveal() });
    }
    case "cloudflare": {
      const { Provider }: typeof import("@pulumi/cloudflare/provider") = require("@pulumi/cloudflare/provider");
      return new Provider(name, { apiToken: token.reveal() });
    }
  }
}
