import * as pulumi from "@pulumi/pulumi";
import type { RenderedFile } from "../../core/rendered-file";
import type { SecretText } from "../../core/secret";
import { installBundle } from "../../machine/commands";
import type { RemoteCommand } from "../../machine/over-ssh";
import type { BackupsArgs } from "./args";
import { type BackupCommands, backupSecret } from "./render";

/** The secrets of a ship's backups, by the name of the file that holds each on the machine. */
function secretsOf({ repository, password }: BackupsArgs): readonly (readonly [name: string, text: SecretText])[] {
  const named: (readonly [string, SecretText])[] = [["password", password]];
  if (repository.kind === "s3") named.push(["access-key", repository.accessKey], ["secret-key", repository.secretKey]);
  if (repository.kind === "sftp") named.push(["ssh-key", repository.privateKey]);
  return named;
}

/** Puts backups into use, follows their changes in place, and takes them away. Its text holds no secret. */
export function backupsCommand(
  shipName: string,
  files: readonly RenderedFile[],
  commands: BackupCommands,
  given: BackupsArgs,
): RemoteCommand {
  const secrets = secretsOf(given).map(([name, text]) =>
    // A file ends with a line's end, and ssh insists on it in a key.
    text.reveal().apply((value) => backupSecret(shipName, name, `${value.trimEnd()}\n`)),
  );
  return {
    create: commands.apply,
    update: commands.apply,
    delete: commands.clear,
    stdin: pulumi.all(secrets).apply((placed) => installBundle([...files, ...placed])),
  };
}
