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
} as const;

/** Vendors with labels; the others have flat tags only. */
const hasLabels = /^(?:hcloud|gcp|kubernetes|roadstead):/;

/** A label, or a tag of the form `key:value`. Tags that are not known yet leave the answer open. */
export function labelOf(resource: JudgedResource, key: string): LabelRead {
  const labels = resource.inputs.at("labels");
  const tags = resource.inputs.at("tags");
  const label = labels.at(key);
  if (label.isUnknown) return { state: "unknown", path: label.path };
  if (label.isKnown) {
    const value = label.text()?.trim() ?? "";
    return value === "" ? { state: "empty", path: label.path } : { state: "present", value, path: label.path };
  }
  if (tags.isUnknown) return { state: "unknown", path: tags.path };
  let unread = false;
  for (const tag of tags.items()) {
    if (tag.isUnknown) unread = true;
    const [, name, value = ""] = /^\s*([^:=]+?)\s*(?:[:=]\s*(.*?))?\s*$/s.exec(tag.text() ?? "") ?? [];
    if (name !== key) continue;
    return value === "" ? { state: "empty", path: tag.path } : { state: "present", value, path: tag.path };
  }
  const path = tags.isKnown || !hasLabels.test(resource.type) ? tags.path : labels.path;
  return { state: unread ? "unknown" : "absent", path };
}
