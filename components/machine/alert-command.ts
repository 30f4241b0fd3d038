import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type RenderedFile, rootFile } from "../core/rendered-file";
import type { SecretText } from "../core/secret";
import type { ResolvedAlerts } from "./alerts";
import type { AlertsArgs } from "./args";
import { installBundle, installFiles, whileThere } from "./commands";
import type { RemoteCommand } from "./over-ssh";
import { overdueTool, overdueUnits } from "./overdue";
import { filesOf, fill } from "./template";

const read = filesOf(join(__dirname, "files"));

/** What a deployment puts on the machine besides the addresses. */
export function alertFiles({ ping }: ResolvedAlerts): readonly RenderedFile[] {
  const timer = fill("roadstead-ping.timer", read("roadstead-ping.timer"), {
    MINUTES: String(ping?.everyMinutes ?? 5),
  });
  return [
    rootFile("/usr/local/sbin/roadstead-alerts", "0755", read("roadstead-alerts")),
    rootFile("/etc/systemd/system/roadstead-ping.service", "0644", read("roadstead-ping.service")),
    rootFile("/etc/systemd/system/roadstead-ping.timer", "0644", timer),
    overdueTool(),
    ...overdueUnits(),
  ];
}

/** An address as curl reads it from a file that only root reads. */
function curlConfig(what: string, url: string): RenderedFile {
  return rootFile(`/etc/roadstead/alerts/${what}.curl`, "0600", `url = "${url}"\n`);
}

/** Standard input of the command: the files, and the addresses among them. Secret as a whole. */
function alertBundle(resolved: ResolvedAlerts, given: AlertsArgs): pulumi.Output<string> {
  const addresses: readonly (readonly [string, SecretText | undefined])[] = [
    ["webhook", given.webhook],
    ["ping", given.deadManPing?.url],
  ];
  const secrets = addresses.flatMap(([what, url]) =>
    url === undefined ? [] : [url.reveal().apply((text) => curlConfig(what, text))],
  );
  return pulumi.all(secrets).apply((files) => installBundle([...alertFiles(resolved), ...files]));
}

/** Puts alerts into use, follows their changes in place, and takes them away. Its text holds no secret. */
export function alertsCommand(resolved: ResolvedAlerts, given: AlertsArgs): RemoteCommand {
  const { webhook, ping } = resolved;
  const wanted = [...(webhook ? [" webhook"] : []), ...(ping === undefined ? [] : [" ping"])].join("");
  const apply = `${installFiles} && sudo roadstead-alerts apply${wanted}`;
  return {
    create: apply,
    update: apply,
    delete: whileThere("roadstead-alerts", "clear"),
    stdin: alertBundle(resolved, given),
  };
}
