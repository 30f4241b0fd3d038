import type * as pulumi from "@pulumi/pulumi";
import { labelIn, ownershipKeys } from "../../core/ownership";
import { type AboutToBeMade, guardsRetainedData } from "../../core/retained-data";
import type { NameContext } from "../resolve";
import { type HeldData, heldLabel, placeLabel, volumeLabels } from "./held-labels";
import { onlyOne } from "./only-one";

type VultrSdk = typeof import("@ediri/vultr");

const howToMove =
  "To move: deploy a second machine there under another name, move the ship to it (components/machine/README.md, Moving), then remove this one.";

/** The label to look for, by the mark and the place that its resource is about to get; undefined where the place was taken out. */
function wantedLabel(
  context: NameContext,
  role: HeldData["role"],
  labels: Readonly<Record<string, string>>,
  { name, inputs }: AboutToBeMade,
): string | undefined {
  const mark = labels[ownershipKeys.urn];
  const region: unknown = typeof inputs === "object" && inputs !== null ? Reflect.get(inputs, "region") : undefined;
  if (mark === undefined || typeof region !== "string") return undefined;
  return heldLabel({ ...context, child: name, role, mark, region });
}

/** Guards volume and address of a machine: no blank one beside one that was retained, no change of place. */
export function guardsHeldData(
  sdk: VultrSdk,
  component: pulumi.ComponentResource,
  context: NameContext,
  role: HeldData["role"],
): pulumi.CustomResourceOptions {
  const invoke = { parent: component };
  const ask: Readonly<
    Record<HeldData["role"], (held: string) => Promise<{ readonly id: string; readonly label: string }>>
  > = {
    ipv4: (held) => sdk.getReservedIp({ filters: [{ name: "label", values: [held] }] }, invoke),
    volume: (held) => sdk.getBlockStorage({ filters: [{ name: "label", values: volumeLabels(held) }] }, invoke),
  };
  return guardsRetainedData({
    kind: role === "volume" ? "volume" : "ipv4 address",
    account: component.getProvider("vultr:index/instance:Instance"),
    adoptPath: `MachineArgs.adopt.${role}`,
    // A volume is labelled when it is clear on which machine it is.
    ...(role === "volume" ? { labelledLate: true } : {}),
    find: async (labels, made) => {
      const held = wantedLabel(context, role, labels, made);
      const found = held === undefined ? undefined : await onlyOne(held, ask[role](held));
      return found === undefined
        ? []
        : [{ id: found.id, name: found.label, mark: labelIn({ label: found.label }, ownershipKeys.urn) }];
    },
    place: { labelKey: placeLabel, howToMove },
  });
}
