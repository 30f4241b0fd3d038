// What belongs to a project besides machines: SSH keys, placement groups, snapshots. Hetzner Cloud API, sections of these names.
import { numberOf, textOf } from "../../values";
import type { ResourceRules } from "../cloud";
import { fingerprintOf, keyBlob } from "../ssh-keys";
import * as hetzner from "./rules";

export const sshKeyRules: ResourceRules = {
  replaceOn: ["publicKey"],
  naming: hetzner.frameworkName,
  check(inputs) {
    const key = textOf(inputs["publicKey"]);
    const problems = [...hetzner.labelProblems(inputs)];
    if (key !== undefined && keyBlob(key) === undefined) {
      problems.push({
        path: "publicKey",
        reason: "SSH public key is invalid: expected a line such as ssh-ed25519 AAAAC3Nza...",
      });
    }
    return problems;
  },
  create(order) {
    hetzner.nameIsFree(order, "SSH key");
    const fingerprint = fingerprintOf(textOf(order.inputs["publicKey"]) ?? "");
    // SSH Keys, Create: `uniqueness_error` for a fingerprint the project has already.
    const known = order.world.of(order.account, hetzner.sshKey).some((one) => one.state["fingerprint"] === fingerprint);
    if (known) hetzner.refuse("SSH key not unique: its fingerprint is already used", "uniqueness_error");
    return {
      id: hetzner.idFor(hetzner.sshKey, order.number),
      outputs: { fingerprint, labels: order.inputs["labels"] ?? {} },
    };
  },
  update(order) {
    hetzner.nameIsFree(order, "SSH key", order.old);
    return { outputs: { labels: order.inputs["labels"] ?? {} } };
  },
};

export const placementGroupRules: ResourceRules = {
  replaceOn: ["type"],
  naming: hetzner.bridgedName,
  check: (inputs) => [...hetzner.labelProblems(inputs), ...hetzner.oneOfProblems(inputs, "type", ["spread"])],
  create(order) {
    hetzner.nameIsFree(order, "placement group");
    hetzner.withinLimit(order, 50, "placement group");
    return { id: hetzner.idFor(hetzner.placementGroup, order.number), outputs: { servers: [] } };
  },
  update(order) {
    hetzner.nameIsFree(order, "placement group", order.old);
    return { outputs: {} };
  },
  read: (holding, scene) => ({
    servers: scene.world
      .of(scene.account, hetzner.server)
      .filter((one) => String(one.state["placementGroupId"]) === holding.id)
      .map((one) => Number(one.id)),
  }),
  remove(holding, scene) {
    const used = scene.world
      .of(scene.account, hetzner.server)
      .some((one) => String(one.state["placementGroupId"]) === holding.id);
    if (used) hetzner.refuse("placement group still contains servers", "resource_in_use");
    return {};
  },
};

export const snapshotRules: ResourceRules = {
  replaceOn: ["serverId"],
  check: hetzner.labelProblems,
  create(order) {
    hetzner.mustExist(order, hetzner.server, numberOf(order.inputs["serverId"]), "server");
    return { id: hetzner.idFor(hetzner.snapshot, order.number), outputs: {} };
  },
};
