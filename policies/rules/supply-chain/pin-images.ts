import { imagesOf, imageTypes, isPinned } from "../image-references";
import { type Finding, fails, notApplicable, type ResourceRule, unknown, unreadable } from "../rule";

export const rule: ResourceRule = {
  id: "supply-chain-pin-images",
  title: "Container images are named by digest.",
  severity: "high",
  level: "mandatory",
  objective: "SUP",
  allows: "name@sha256:<64 hex digits>, with or without a tag before the @.",
  remediation: ["Look the digest up once, write it down with its version, and name the image by it."],
  source: "A tag, above all latest, can mean another image tomorrow; the official ship image has no other tag.",
  appliesTo: imageTypes,
  scope: "resource",

  *judge(resource): Iterable<Finding> {
    const images = imagesOf(resource).filter((image) => !image.isAbsent);
    if (images.length === 0) return yield notApplicable("Names no image.");
    for (const image of images) {
      const reference = image.text();
      if (image.isUnknown) yield unknown(image);
      else if (reference === undefined) yield unreadable(image);
      else if (!isPinned(reference)) yield fails(image, howLoose(reference));
    }
  },
};

function howLoose(reference: string): string {
  const tag = /:([^/:@]+)$/.exec(reference)?.[1];
  if (tag === undefined) return "names an image without a digest or a tag, which means latest";
  return tag === "latest"
    ? "names an image by the tag latest"
    : "names an image by a tag, which can move, and no digest";
}
