import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { childName } from "./children";
import { fitName, type NameForm, nameForms } from "./naming";

/** Label keys that Roadstead puts on everything that can carry labels. */
export const ownershipKeys = {
  owner: "owner",
  project: "roadstead-project",
  stack: "roadstead-stack",
  component: "roadstead-component",
  role: "roadstead-role",
  urn: "roadstead-urn",
} as const;

/** The part of a URN that fits into a label: long enough that two never meet by chance. */
export function urnMark(urn: string): string {
  return createHash("sha256").update(urn).digest("hex").slice(0, 40);
}

/** The URN that a child of this component will have, without asking the engine. */
export function childUrn(componentUrn: string, childType: string, name: string): string {
  const [head = "", ...rest] = componentUrn.split("::");
  const [project = "", types = ""] = rest;
  return [head, project, `${types}$${childType}`, name].join("::");
}

export interface Ownership {
  readonly component: pulumi.ComponentResource;
  readonly componentName: string;
  readonly owner: string;
}

const urns = new WeakMap<pulumi.ComponentResource, Promise<string>>();

/** A component's URN as a promise: an Output of it would make a child wait for the component's children, itself included. */
function urnOf(component: pulumi.ComponentResource): Promise<string> {
  const known = urns.get(component);
  if (known !== undefined) return known;
  const urn = new Promise<string>((resolve) => {
    component.urn.apply(resolve);
  });
  urns.set(component, urn);
  return urn;
}

/** The URN mark of a child, known in previews too. */
export function childUrnMark(of: Ownership, role: string, childType: string): Promise<string> {
  return urnOf(of.component).then((urn) => urnMark(childUrn(urn, childType, childName(of.componentName, role))));
}

/** Labels that say whose a resource is and which URN it has; `npm run recover` adopts by the URN mark only. */
export function ownershipLabels(
  of: Ownership,
  role: string,
  childType: string,
  form: NameForm = nameForms.hetznerLabelValue,
): Record<string, pulumi.Input<string>> {
  const label = (value: string) => fitName(value, form);
  const mark = childUrnMark(of, role, childType);
  return {
    [ownershipKeys.owner]: label(of.owner),
    [ownershipKeys.project]: label(pulumi.getProject()),
    [ownershipKeys.stack]: label(pulumi.getStack()),
    [ownershipKeys.component]: label(of.componentName),
    [ownershipKeys.role]: role,
    [ownershipKeys.urn]: mark,
  };
}

/** A label's key in a tag: shorter where the value needs the room, since tags end at 50 characters. */
function tagKey(key: string): string {
  return key === ownershipKeys.urn ? "roadstead" : key;
}

/** A label as a tag, for vendors that have tags or one line of text in place of labels: `key:value`. */
export function tagOf(key: string, value: string): string {
  return `${tagKey(key)}:${value}`;
}

/** The ownership labels as tags. */
export function ownershipTags(of: Ownership, role: string, childType: string): pulumi.Output<string>[] {
  const labels = ownershipLabels(of, role, childType, nameForms.tagValue);
  return Object.entries(labels).map(([key, value]) => pulumi.output(value).apply((known) => tagOf(key, known)));
}

function textIn(bag: object, key: string): string | undefined {
  const value: unknown = Reflect.get(bag, key);
  return typeof value === "string" ? value : undefined;
}

/** A label of anything that has labels, tags, or a line of text with tags in it. */
export function labelIn(bag: unknown, key: string): string | undefined {
  if (typeof bag !== "object" || bag === null) return undefined;
  const labels: unknown = Reflect.get(bag, "labels");
  if (typeof labels === "object" && labels !== null && !Array.isArray(labels)) return textIn(labels, key);
  const tags: unknown = Reflect.get(bag, "tags");
  const words: readonly unknown[] = Array.isArray(tags) ? tags : (textIn(bag, "label")?.split(" ") ?? []);
  const start = tagOf(key, "");
  const word = words.find((each): each is string => typeof each === "string" && each.startsWith(start));
  return word?.slice(start.length);
}
