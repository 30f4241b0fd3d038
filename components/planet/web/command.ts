import * as pulumi from "@pulumi/pulumi";
import { installBundle, installFiles, whileThere } from "../../machine/commands";
import type { RemoteCommand } from "../../machine/over-ssh";
import { type ShipBehind, webFiles } from "./render";
import type { ResolvedWeb } from "./resolve";

/** Puts a ship's web interface into use, follows its changes in place, and takes it away. Its certificates stay on the volume. */
export function webCommand(planet: ShipBehind, web: ResolvedWeb, ipv4: pulumi.Input<string>): RemoteCommand {
  const onMachine = (verb: string) => `sudo -n /usr/local/sbin/roadstead-web ${verb} ${planet.shipName}`;
  const apply = `${installFiles} >/dev/null && ${onMachine("apply")}`;
  return {
    create: apply,
    update: apply,
    delete: whileThere("roadstead-web", `remove ${planet.shipName}`),
    stdin: pulumi.output(ipv4).apply((address) => installBundle(webFiles(planet, web, [address]))),
    afresh: [planet.ship],
  };
}
