// Block storage and snapshots. Vultr API, Block Storage and Snapshots.
import { booleanOf, numberOf, type PlainObject, textOf } from "../../values";
import { isSet } from "../checks";
import type { Order, Problem, ResourceRules, Update } from "../cloud";
import { hexDigits } from "../inventing";
import { blockTypeNamed, blockTypes } from "./catalogue";
import * as vultr from "./rules";

const usualType = "high_perf";

function check(inputs: PlainObject): readonly Problem[] {
  const problems: Problem[] = [
    ...vultr.regionProblems(inputs),
    ...vultr.oneOfProblems(
      inputs,
      "blockType",
      blockTypes.map(({ id }) => id),
    ),
  ];
  const [size, type] = [numberOf(inputs["sizeGb"]), blockTypeNamed(textOf(inputs["blockType"]) ?? usualType)];
  const known = inputs["blockType"] === undefined || textOf(inputs["blockType"]) !== undefined;
  if (size !== undefined && type !== undefined && known && (size < type.least || size > type.most)) {
    problems.push({ path: "sizeGb", reason: `${type.id} storage has ${type.least} to ${type.most} GB, got ${size}` });
  }
  return problems;
}

function costOf(inputs: PlainObject): number {
  const type = blockTypeNamed(textOf(inputs["blockType"]) ?? usualType);
  return Number(((numberOf(inputs["sizeGb"]) ?? 0) * (type?.perGigabyte ?? 0)).toFixed(2));
}

export function blockStorageRules(inform: vultr.Inform): ResourceRules {
  /** vps-providers.md 6, 31: without `live` the machine restarts to take the volume. */
  const restart = (inputs: PlainObject, name: string) => () => {
    if (booleanOf(inputs["live"]) !== true)
      inform(`sandbox: ${name} is attached without live: true, which restarts the instance`);
  };

  function create(order: Order) {
    const region = vultr.regionOf(order.inputs);
    const wanted = order.inputs["attachedToInstance"];
    const machine = isSet(wanted) ? vultr.attachTo(order, wanted, region, "attaching block storage") : undefined;
    const id = vultr.idFor(order);
    return {
      id,
      outputs: {
        region,
        blockType: order.inputs["blockType"] ?? usualType,
        label: order.inputs["label"] ?? "",
        live: order.inputs["live"] ?? false,
        attachedToInstance: machine?.id ?? "",
        cost: costOf(order.inputs),
        dateCreated: vultr.beginning,
        // vps-providers.md 3.3: the device is /dev/disk/by-id/virtio-<mountId>.
        mountId: `${region}-${hexDigits(14, order.seed, "mount", order.number)}`,
        status: "active",
      },
      ...(machine === undefined ? {} : { after: restart(order.inputs, order.name) }),
    };
  }

  function update(order: Update) {
    const { old, inputs } = order;
    const [label, size] = [textOf(inputs["label"]) ?? "", numberOf(inputs["sizeGb"]) ?? 0];
    const before = numberOf(old.state["sizeGb"]) ?? 0;
    // vps-providers.md 6, 28: the provider first sends label and size, and the API refuses an empty change.
    if (label === (old.state["label"] ?? "") && size === before)
      vultr.refuse("getting block storage", "Nothing to change");
    if (size < before)
      vultr.refuse(
        "getting block storage",
        `New size must be larger than the current one of ${before} GB, got ${size}`,
      );
    const holder = vultr.holderOf(old, "attachedToInstance");
    const wanted = textOf(inputs["attachedToInstance"]) ?? "";
    const moved = wanted !== holder && wanted !== "";
    if (moved) vultr.attachTo(order, wanted, old.state["region"], `attaching block storage (${old.id})`);
    return {
      outputs: {
        label,
        cost: costOf({ ...old.state, ...inputs }),
        attachedToInstance: wanted,
        live: inputs["live"] ?? false,
      },
      ...(moved ? { after: restart(inputs, order.name) } : {}),
    };
  }

  return {
    replaceOn: ["region", "blockType"],
    keptWhenRemoved: ["blockType"],
    writeOnly: ["live"],
    check,
    create,
    update,
    // The provider detaches on deletion (provider pull request 9); a machine that is locked is in the way.
    remove(holding, scene) {
      const machine = vultr.find(scene, vultr.instance, vultr.holderOf(holding, "attachedToInstance"));
      if (machine !== undefined) vultr.notLocked(machine, `deleting block storage (${holding.id})`);
      return {};
    },
  };
}

export const snapshotRules: ResourceRules = {
  replaceOn: ["instanceId"],
  writeOnly: ["instanceId"],
  create(order) {
    const machine = vultr.mustExist(order, vultr.instance, order.inputs["instanceId"], "creating snapshot");
    vultr.notLocked(machine, "creating snapshot");
    return {
      id: vultr.idFor(order),
      outputs: {
        appId: machine.state["appId"] ?? 0,
        osId: machine.state["osId"] ?? 0,
        size: (numberOf(machine.state["disk"]) ?? 0) * 1_000_000_000,
        status: "complete",
        dateCreated: vultr.beginning,
      },
    };
  },
};
