import * as pulumi from "@pulumi/pulumi";
import type { RemoteCommand } from "../../machine/over-ssh";
import type { StorageArgs } from "./args";
import type { ResolvedStorage } from "./resolve";

/** Tells a ship its object store. Its text holds no secret: all of it goes by standard input. */
export function storageCommand(shipName: string, { region }: ResolvedStorage, given: StorageArgs): RemoteCommand {
  const set = `sudo -n /usr/local/sbin/roadstead-storage set ${shipName}`;
  const settings = pulumi.all({
    endpoint: given.endpoint,
    bucket: given.bucket,
    region,
    accessKey: given.accessKey.reveal(),
    secretKey: given.secretKey.reveal(),
    publicUrl: given.publicUrl ?? "",
  });
  return { create: set, update: set, stdin: settings.apply((each) => `${JSON.stringify(each)}\n`), afresh: [shipName] };
}
