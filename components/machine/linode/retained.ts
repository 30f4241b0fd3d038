import type * as pulumi from "@pulumi/pulumi";
import { labelIn, ownershipKeys, tagOf } from "../../core/ownership";
import type { BlankTwinRule, RetainedTwin } from "../../core/retained-data";

type Sdk = typeof import("@pulumi/linode");
type Finding = Pick<BlankTwinRule, "find" | "unlabelled">;

/** A reserved address has no tags: what stays beside it carries the address, and the mark of its URN, in two of its own. */
const addressKey = "roadstead-ipv4";
const addressMarkKey = "ipv4-urn";

export function addressTag(address: string): string {
  return tagOf(addressKey, address);
}

export function addressMarkTag(mark: string): string {
  return tagOf(addressMarkKey, mark);
}

/** A reserved address that somebody's tags remember. */
export interface RememberedAddress {
  readonly address: string;
  readonly mark: string;
}

/** Addresses out of the tags of volumes and Linodes. */
export function rememberedAddresses(tagged: readonly { readonly tags: readonly string[] }[]): RememberedAddress[] {
  return tagged.flatMap(({ tags }): RememberedAddress[] => {
    const address = labelIn({ tags }, addressKey);
    const mark = labelIn({ tags }, addressMarkKey);
    return address === undefined || mark === undefined ? [] : [{ address, mark }];
  });
}

/** Volumes by the tags of their stack. */
export function retainedVolumes({ getVolumes }: Sdk, asking: pulumi.InvokeOptions): Finding {
  return {
    find: async (labels) => {
      const filters = Object.entries(labels).map(([key, value]) => ({ name: "tags", values: [tagOf(key, value)] }));
      const { volumes = [] } = await getVolumes({ filters }, asking);
      return volumes.map(
        ({ id, label, tags }): RetainedTwin => ({
          id: String(id),
          name: label ?? "",
          mark: labelIn({ tags }, ownershipKeys.urn),
        }),
      );
    },
  };
}

/** Reserved addresses: remembered by the tags of volumes and Linodes, and there only while the account still has them. */
export function retainedAddresses(sdk: Sdk, asking: pulumi.InvokeOptions): Finding {
  return {
    unlabelled: true,
    find: async () => {
      const [{ volumes = [] }, { instances = [] }, { ipAddresses = [] }] = await Promise.all([
        sdk.getVolumes({}, asking),
        sdk.getInstances({}, asking),
        sdk.getNetworkingIps({}, asking),
      ]);
      const reserved = new Set(ipAddresses.filter((each) => each.reserved).map((each) => each.address));
      const remembered = new Map(
        rememberedAddresses([...volumes, ...instances].map(({ tags = [] }) => ({ tags }))).map((each) => [
          `${each.mark} ${each.address}`,
          each,
        ]),
      );
      return [...remembered.values()]
        .filter(({ address }) => reserved.has(address))
        .map(({ address, mark }): RetainedTwin => ({ id: address, name: address, mark }));
    },
  };
}
