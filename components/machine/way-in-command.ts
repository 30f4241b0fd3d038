import type * as pulumi from "@pulumi/pulumi";
import type { RenderedFile } from "../core/rendered-file";
import { installBundle, installFiles, loadFirewall } from "./commands";
import type { RemoteCommand } from "./over-ssh";
import type { ResolvedSsh } from "./ssh-access";
import { explainsUnprovenPort, followPorts, provePort, provingDials, sshPortTool } from "./ssh-port-command";
import { closeOutside, closing, confirmClosed, waitingRules } from "./wireguard-command";

/**
 * Has the machine's own firewall, sshd and fail2ban follow what is declared. Where it shuts SSH off from outside, that goes back by itself
 * unless the proof follows.
 */
export function ownFirewallCommand(ssh: ResolvedSsh, files: readonly RenderedFile[]): RemoteCommand {
  const closes = closing(ssh.wireguard);
  const follow = `${installFiles} && ${followPorts(ssh)}`;
  if (closes === undefined) {
    return { create: `${follow} && ${loadFirewall}`, stdin: installBundle([...files, sshPortTool]) };
  }
  return {
    create: `${follow} && ${closeOutside(files)}`,
    stdin: installBundle([...waitingRules(files), sshPortTool]),
    ...closes,
  };
}

/** A login by which another way in is believed. */
export interface WayInProof {
  readonly command: RemoteCommand;
  /** How often it is tried, where that is another number than for other commands. */
  readonly dials?: { readonly dialErrorLimit: number };
  readonly options: pulumi.CustomResourceOptions;
}

/** Undefined where none is changed. `closed` are the rules that shut SSH off from outside, unless something else confirms those. */
export function wayInProof(ssh: ResolvedSsh, closed: readonly RenderedFile[] | undefined): WayInProof | undefined {
  if (ssh.formerPort !== undefined) {
    return {
      command: provePort(ssh),
      dials: { dialErrorLimit: provingDials },
      options: explainsUnprovenPort(),
    };
  }
  if (closed === undefined || ssh.wireguard?.mode !== "only") return undefined;
  return { command: confirmClosed(closed), options: {} };
}
