import type { Reading } from "./reading";
import type { JudgedResource } from "./resource";

export type LabelRead =
  | { readonly state: "present"; readonly value: string; readonly path: string }
  | { readonly state: "absent" | "empty" | "unknown"; readonly path: string };

/** Keys that rules read. Labels hold them as keys; vendors with flat tags hold them as `key:value` or `key=value`. */
export const labelKeys = {
  owner: "owner",
  ship: "roadstead-ship",
  sshExposure: "roadstead-ssh-exposure",
  quiesced: "roadstead-quiesced",
  encrypted: "roadstead-encrypted",
} as const;

/** Vendors with labels; the others have flat tags only. */
const hasLabels = /^(?:hcloud|gcp|kubernetes|roadstead):/;

/** Where a type keeps its labels; the first place that has a key counts. */
function labelPlaces({ type, inputs }: JudgedResource): readonly Reading[] {
  if (!type.startsWith("kubernetes:")) return [inputs.at("labels")];
  const pods = inputs.at("spec").at("template").at("metadata");
  return [inputs.at("metadata").at("labels"), pods.at("labels")];
}

/** One label of a map, or of Docker's list of `{ label, value }`. */
function labelAt(labels: Reading, key: string): Reading {
  if (labels.isUnknown) return labels.at(key);
  let open: Reading | undefined;
  for (const pair of labels.items()) {
    const name = pair.at("label");
    if (name.text() === key) return pair.at("value");
    if (name.isUnknown) open = name;
  }
  return open ?? labels.at(key);
}

/** A label, or a tag of the form `key:value`. Tags that are not known yet leave the answer open. */
export function labelOf(resource: JudgedResource, key: string): LabelRead {
  for (const labels of labelPlaces(resource)) {
    const label = labelAt(labels, key);
    if (label.isUnknown) return { state: "unknown", path: label.path };
    if (!label.isKnown) continue;
    const value = label.text()?.trim() ?? "";
    return value === "" ? { state: "empty", path: label.path } : { state: "present", value, path: label.path };
  }
  const tags = resource.inputs.at("tags");
  if (tags.isUnknown) return { state: "unknown", path: tags.path };
  let unread = false;
  for (const tag of tags.items()) {
    if (tag.isUnknown) unread = true;
    const [, name, value = ""] = /^\s*([^:=]+?)\s*(?:[:=]\s*(.*?))?\s*$/s.exec(tag.text() ?? "") ?? [];
    if (name !== key) continue;
    return value === "" ? { state: "empty", path: tag.path } : { state: "present", value, path: tag.path };
  }
  const path = tags.isKnown || !hasLabels.test(resource.type) ? tags.path : resource.inputs.at("labels").path;
  return { state: unread ? "unknown" : "absent", path };
}
