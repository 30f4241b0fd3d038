import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type RenderedFile, rootFile } from "../core/rendered-file";
import type { AuditShippingArgs } from "./args";
import type { ResolvedAuditShipping } from "./audit-shipping";
import { installBundle, installFiles, whileThere } from "./commands";
import type { RemoteCommand } from "./over-ssh";
import { overdueTool } from "./overdue";
import { filesOf, fill } from "./template";

const read = filesOf(join(__dirname, "files"));
const folder = "/etc/roadstead/audit-shipping";
const tool = "sudo -n /usr/local/sbin/roadstead-audit-shipping";

/** What a deployment puts on the machine besides the client's key. */
export function auditShippingFiles(resolved: ResolvedAuditShipping): readonly RenderedFile[] {
  const { to, port, name, authority, clientCertificate } = resolved;
  const isKnown = clientCertificate !== undefined;
  const service = fill("roadstead-audit-shipping.service", read("roadstead-audit-shipping.service"), {
    KEY: isKnown ? `LoadCredential=client.key:${folder}/client.key\n` : "",
  });
  const unit = (each: string, content = read(each)) => rootFile(`/etc/systemd/system/${each}`, "0644", content);
  const program = (each: string) => rootFile(`/usr/local/sbin/${each}`, "0755", read(each));
  return [
    program("roadstead-audit-shipping"),
    program("roadstead-audit-shipper"),
    overdueTool(),
    unit("roadstead-audit-shipping.service", service),
    unit("roadstead-audit-shipping-check.service"),
    unit("roadstead-audit-shipping-check.timer"),
    rootFile(`${folder}/collector.json`, "0644", `${JSON.stringify({ to, port, name, client: isKnown })}\n`),
    rootFile(`${folder}/authority.pem`, "0644", authority),
    ...(isKnown ? [rootFile(`${folder}/client.pem`, "0644", clientCertificate)] : []),
  ];
}

/** On disk, for root: shipping goes on after a restart, when nobody is there to deliver it. */
function keyFile(key: string): RenderedFile {
  return rootFile(`${folder}/client.key`, "0600", `${key.trim()}\n`);
}

/** Puts shipping into use, follows its changes in place, and takes it away. Its text holds no secret. */
export function auditShippingCommand(resolved: ResolvedAuditShipping, given: AuditShippingArgs): RemoteCommand {
  const keys = given.client === undefined ? [] : [given.client.key.reveal().apply(keyFile)];
  const apply = `${installFiles} >/dev/null && ${tool} apply${given.client === undefined ? "" : " client"}`;
  return {
    create: apply,
    update: apply,
    delete: whileThere("roadstead-audit-shipping", "remove"),
    stdin: pulumi.all(keys).apply((files) => installBundle([...auditShippingFiles(resolved), ...files])),
  };
}
