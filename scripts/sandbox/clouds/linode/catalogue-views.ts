// How data sources tell of types, regions and images.
import type { Plain, PlainObject } from "../../values";
import type { Scene } from "../cloud";
import { dearer, regions as listedRegions, type Region, regionNamed } from "./catalogue";
import { type Image, imageNamed, isOwnImage, images as listedImages } from "./images";
import { largestGroup } from "./placement";
import * as linode from "./rules";
import { type LinodeType, types as listedTypes, typeNamed } from "./types";

export type Views = (scene: Scene, args: PlainObject) => readonly PlainObject[];

const hourly = (price: number) => Number((price / 667).toFixed(4));
const priced = (price: number): PlainObject => ({ monthly: price, hourly: hourly(price) });
const regional = (price: number): Plain =>
  Object.entries(dearer).map(([id, factor]) => ({ id, ...priced(Number((price * factor).toFixed(2))) }));

const typeView = (one: LinodeType): PlainObject => ({
  id: one.id,
  label: one.label,
  class: one.class,
  disk: one.disk,
  memory: one.memory,
  vcpus: one.vcpus,
  transfer: one.transfer,
  networkOut: one.networkOut,
  acceleratedDevices: 0,
  prices: [priced(one.price)],
  regionPrices: regional(one.price),
  addons: [{ backups: [{ prices: [priced(one.backups)], regionPrices: regional(one.backups) }] }],
});

const regionView = ({ assumed: _, ...one }: Region): PlainObject => ({
  ...one,
  siteType: "core",
  status: "ok",
  resolvers: [{ ipv4: "198.19.255.1", ipv6: "2001:db8::53" }],
  placementGroupLimits: [{ maximumLinodesPerPg: largestGroup, maximumPgsPerCustomer: 100 }],
});

// vps-providers.md 3.2: the images have the cloud-init capability.
const imageView = ({ id, label, vendor, size, deprecated }: Image): PlainObject => ({
  ...{ id, label, vendor, size, deprecated },
  capabilities: ["cloud-init", "distributed-sites"],
  created: linode.beginning,
  createdBy: "linode",
  description: "",
  expiry: "",
  isPublic: true,
  replications: [],
  status: "available",
  tags: [],
  totalSize: size,
  type: "manual",
});

/** An image that the account keeps itself: nobody here knows it, so it counts as there. */
const ownImage = (id: string): PlainObject => ({
  ...imageView({ id, label: id, vendor: "", size: 2000, deprecated: false }),
  createdBy: "account",
  isPublic: false,
});

/** What is in no list is found by its own id. */
function withUnlisted<T extends { readonly id: string }>(
  listed: readonly T[],
  named: (id: string) => T | undefined,
  view: (one: T) => PlainObject,
): Views {
  return (_, args) => {
    const asked = named(String(args["id"] ?? ""));
    return [...listed, ...(asked === undefined || listed.includes(asked) ? [] : [asked])].map(view);
  };
}

export const images: Views = (scene, args) => {
  const id = String(args["id"] ?? "");
  return isOwnImage(id) ? [ownImage(id)] : withUnlisted(listedImages, imageNamed, imageView)(scene, args);
};

export const types = withUnlisted(listedTypes, typeNamed, typeView);
export const regions = withUnlisted(listedRegions, regionNamed, regionView);
