// What the maker of a server should know: what passed without being listed or made here.
import { listOf, type Plain, type PlainObject, textOf } from "../../values";
import type { Order } from "../cloud";
import { notesOf, takenAsItIs } from "../open-catalogue";
import { thereAlready } from "../there-already";
import { imageNamed, locationNamed, serverTypeNamed } from "./catalogue";
import * as hetzner from "./rules";

/** What of type, image and location nobody here has listed, and what was out of stock. */
export function unlisted(inputs: PlainObject): readonly string[] {
  const named = (property: string) => textOf(inputs[property]) ?? "";
  const type = serverTypeNamed(named("serverType"));
  return notesOf(
    type?.assumed === true
      ? takenAsItIs("server type", type.name, `${type.cores} cores, ${type.memory} GB and ${type.disk} GB are guesses`)
      : undefined,
    type?.orderable === false
      ? `server type ${type.name} could not be ordered at Hetzner in 2026-09; the sandbox has no stock that runs out`
      : undefined,
    imageNamed(named("image"))?.assumed === true ? takenAsItIs("image", named("image")) : undefined,
    locationNamed(named("location"))?.assumed === true ? takenAsItIs("location", named("location")) : undefined,
  );
}

/** What it names of the project that was not made here. */
export function notMadeHere(order: Order, keys: readonly Plain[]): readonly string[] {
  const firewalls = listOf(order.inputs["firewallIds"]);
  const image = textOf(order.inputs["image"]) ?? "";
  const own = imageNamed(image) === undefined && hetzner.isForeign(order, hetzner.snapshot, image);
  return notesOf(
    thereAlready("SSH key", keys),
    thereAlready(
      "firewall",
      firewalls.filter((id) => hetzner.isForeign(order, hetzner.firewall, id)),
    ),
    thereAlready("image", own ? [image] : []),
  );
}
