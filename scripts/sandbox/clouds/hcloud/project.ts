// What belongs to a project besides machines: SSH keys, placement groups, snapshots. Hetzner Cloud API, sections of these names.
import { createHash } from "node:crypto";
import { numberOf, textOf } from "../../values";
import type { ResourceRules } from "../cloud";
import * as hetzner from "./rules";

const keyTypes = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"];

/** The decoded key of an authorized_keys line, or undefined where it is none. */
export function keyBlob(publicKey: string): Buffer | undefined {
  const [type = "", encoded = ""] = publicKey.trim().split(/\s+/);
  if (!keyTypes.includes(type) || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const blob = Buffer.from(encoded, "base64");
  if (blob.length < 4 + type.length || blob.readUInt32BE(0) !== type.length) return undefined;
  if (blob.subarray(4, 4 + type.length).toString() !== type) return undefined;
  return type !== "ssh-ed25519" || blob.length === 51 ? blob : undefined;
}

function fingerprintOf(publicKey: string): string {
  const blob = keyBlob(publicKey) ?? Buffer.alloc(0);
  return createHash("md5").update(blob).digest("hex").match(/../g)?.join(":") ?? "";
}

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
    return { id: hetzner.idFor(hetzner.sshKey, order.number), outputs: { fingerprint } };
  },
  update(order) {
    hetzner.nameIsFree(order, "SSH key", order.old);
    return { outputs: {} };
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
