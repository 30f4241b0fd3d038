import type * as pulumi from "@pulumi/pulumi";
import { ownershipKeys, tagOf } from "../../core/ownership";
import type { BlankTwinRule, RetainedTwin } from "../../core/retained-data";
import { idsIn, isGone } from "./id-tags";

type Sdk = typeof import("@pulumi/digitalocean");

/** How what outlived a machine is found at DigitalOcean: tags can be listed, volumes and reserved addresses cannot. */
type Finding = Pick<BlankTwinRule, "find" | "identify" | "unlabelled">;

const markTag = tagOf(ownershipKeys.urn, "");

/** Volumes: a tag says how many carry it, and a volume is then asked for by its name. */
export function retainedVolumes({ getTags, getVolume }: Sdk, asking: pulumi.InvokeOptions): Finding {
  return {
    find: async () => {
      const { tags } = await getTags({}, asking);
      return tags
        .filter(({ name, volumesCount }) => name.startsWith(markTag) && volumesCount > 0)
        .map(({ name }): RetainedTwin => ({ id: "", name, mark: name.slice(markTag.length) }));
    },
    identify: async (twin, inputs) => {
      const name: unknown = typeof inputs === "object" && inputs !== null ? Reflect.get(inputs, "name") : undefined;
      try {
        const { id } = await getVolume({ name: String(name) }, asking);
        return { id, name: String(name), mark: twin.mark };
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        throw new Error(
          `a volume with the tag ${twin.name} exists at the vendor, so none is made beside it; asked for as "${String(name)}" it was not told (${said}). ` +
            "Look for it there, and take it over with MachineArgs.adopt.volume, or take the tag off it if its data is of no use.",
        );
      }
    },
  };
}

/** Reserved addresses: a tag of the machine's droplet or volume remembers them, perhaps for longer than they exist. */
export function retainedAddresses({ getTags, getReservedIp }: Sdk, asking: pulumi.InvokeOptions): Finding {
  return {
    unlabelled: true,
    find: async () => {
      const { tags } = await getTags({}, asking);
      return idsIn(tags.map(({ name }) => name)).map(({ mark, id }): RetainedTwin => ({ id, name: id, mark }));
    },
    identify: async (twin) => {
      try {
        const { ipAddress, region } = await getReservedIp({ ipAddress: twin.id }, asking);
        return ipAddress === twin.id && region !== "" ? twin : undefined;
      } catch (error) {
        // Older providers say it with an error, newer ones with an answer that has nothing in it.
        if (isGone(error)) return undefined;
        throw error;
      }
    },
  };
}
