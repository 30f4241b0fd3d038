// Docker: ids and names in the form of its engine, for every type; nothing else of it is modelled.
import { textOf } from "../values";
import { autonamedByBridge, type Cloud, type Order, type ResourceRules } from "./cloud";
import { hexDigits } from "./inventing";
import { replacedByChange } from "./unmodelled";

function rulesOf(type: string): Partial<ResourceRules> {
  const digits = (order: Order) => hexDigits(64, order.seed, type, order.number);
  const name = (order: Order) => textOf(order.inputs["name"]) ?? order.name;
  switch (type) {
    case "docker:index/remoteImage:RemoteImage":
      return {
        create(order) {
          const imageId = `sha256:${digits(order)}`;
          const [repository = ""] =
            name(order)
              .split("@")[0]
              ?.split(/:(?!.*\/)/) ?? [];
          const repoDigest = `${repository}@sha256:${hexDigits(64, order.seed, "manifest", name(order))}`;
          return { id: `${imageId}${name(order)}`, outputs: { imageId, repoDigest } };
        },
      };
    case "docker:index/image:Image":
      return {
        create(order) {
          const imageName = textOf(order.inputs["imageName"]) ?? "";
          const repoDigest = `${imageName.replace(/:(?!.*\/)[^:]*$/, "")}@sha256:${digits(order)}`;
          return { id: imageName, outputs: { baseImageName: imageName, repoDigest } };
        },
      };
    case "docker:index/volume:Volume":
      return {
        create: (order) => ({
          id: name(order),
          outputs: { driver: "local", mountpoint: `/var/lib/docker/volumes/${name(order)}/_data` },
        }),
      };
    default:
      return { create: (order) => ({ id: digits(order), outputs: {} }) };
  }
}

export const docker: Cloud = {
  resources: {},
  replaceOn: replacedByChange,
  naming: autonamedByBridge,
  rulesFor: rulesOf,
};
