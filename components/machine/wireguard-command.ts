import { createHash } from "node:crypto";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { printed } from "../core/printed";
import { type RenderedFile, rootFile } from "../core/rendered-file";
import type { WireguardPeerArgs } from "./args";
import { installBundle, installFiles, whileThere } from "./commands";
import { sshFromOutside } from "./firewall-rules";
import type { RemoteCommand } from "./over-ssh";
import type { ResolvedMachine } from "./resolve";
import type { ResolvedSsh } from "./ssh-access";
import { filesOf, fill } from "./template";
import { peerConfiguration, type ResolvedWireguard, tunnelInterface } from "./wireguard";

const read = filesOf(join(__dirname, "files"));
const folder = "/etc/roadstead/wireguard";
const tool = "sudo -n /usr/local/sbin/roadstead-wireguard";
/** Tells one login from another, and through what it came. */
const session = '"$SSH_CONNECTION"';

/** What a deployment puts on the machine besides the tunnel's own settings. */
export function wireguardFiles(ssh: ResolvedSsh, { range, outside }: ResolvedWireguard): readonly RenderedFile[] {
  const jail = fill("61-roadstead-wireguard.local", read("61-roadstead-wireguard.local"), { RANGE: range });
  return [
    rootFile("/usr/local/sbin/roadstead-wireguard", "0755", read("roadstead-wireguard")),
    rootFile("/etc/fail2ban/jail.d/61-roadstead-wireguard.local", "0644", jail),
    rootFile("/etc/systemd/system/roadstead-tunnel-failed.service", "0644", read("roadstead-tunnel-failed.service")),
    rootFile(
      `/etc/systemd/system/wg-quick@${tunnelInterface}.service.d/60-roadstead.conf`,
      "0644",
      read("60-roadstead-tunnel.conf"),
    ),
    rootFile(`${folder}/outside.nft`, "0640", sshFromOutside(ssh, outside)),
  ];
}

/** The tunnel as wg-quick reads it, but for the machine's private key, which only the machine has. */
export function tunnelFile(
  { address, range, port, peers }: ResolvedWireguard,
  presharedKeys: readonly (string | undefined)[] = [],
): RenderedFile {
  const described = peers.map((peer, index) => {
    const presharedKey = presharedKeys[index];
    return [
      "",
      "[Peer]",
      `# ${peer.name}`,
      `PublicKey = ${peer.publicKey}`,
      ...(presharedKey === undefined ? [] : [`PresharedKey = ${presharedKey}`]),
      `AllowedIPs = ${peer.address}/32`,
    ];
  });
  const own = ["[Interface]", `Address = ${address}/${range.split("/")[1]}`, `ListenPort = ${port}`];
  const lines = [...own, ...described.flat()];
  return rootFile(`${folder}/tunnel.conf`, "0600", lines.map((line) => `${line}\n`).join(""));
}

/** Puts the tunnel in force, follows its changes without cutting it, and takes it away. Its text holds no secret. */
export function wireguardCommand(
  ssh: ResolvedSsh,
  wireguard: ResolvedWireguard,
  given: readonly WireguardPeerArgs[],
): RemoteCommand {
  const apply = `${installFiles} >/dev/null && ${tool} apply`;
  // On one line, whatever it is: the machine refuses what is no key, and does not repeat it.
  const keys = given.map((peer) => peer.presharedKey?.reveal().apply((text) => text.replaceAll(/\s/g, "")));
  return {
    create: apply,
    update: apply,
    delete: whileThere("roadstead-wireguard", `remove ${session}`),
    stdin: pulumi
      .all(keys)
      .apply((known) => installBundle([...wireguardFiles(ssh, wireguard), tunnelFile(wireguard, known)])),
  };
}

/** What else makes the machine's own firewall run afresh, after it has let SSH in from outside again. */
export function closing(
  wireguard: ResolvedWireguard | undefined,
): Pick<RemoteCommand, "delete" | "afresh"> | undefined {
  return wireguard?.mode === "only" ? { delete: `${tool} open`, afresh: ["SSH answers the tunnel alone"] } : undefined;
}

/** Names rules: a confirmation is good for them alone. */
function printOf(files: readonly RenderedFile[]): string {
  return createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 32);
}

/** Shuts SSH off from outside by rules that wait where they were delivered; goes back by itself unless `confirmClosed` follows. */
export function closeOutside(files: readonly RenderedFile[]): string {
  return `${tool} close ${printOf(files)} ${session}`;
}

/** Where rules wait that shut SSH off from outside. */
export function waitingRules(files: readonly RenderedFile[]): readonly RenderedFile[] {
  return files.map((file) => ({ ...file, path: `${folder}/firewall.nft` }));
}

/** By being a new login through the tunnel. */
export function confirmClosed(files: readonly RenderedFile[]): RemoteCommand {
  return { create: `${tool} keep ${printOf(files)} ${session}` };
}

/** Before a command that changes what lets the deployment in: goes on only for a login through the tunnel. */
export function provenFirst(wireguard: ResolvedWireguard | undefined, command: string): string {
  return wireguard?.mode === "only" ? `${tool} prove ${session} && { ${command}; }` : command;
}

/** What a peer has to know. Nothing of it is secret. */
export interface WireguardOutput {
  /** The machine's own, another one after each rebuild. Empty in a sandbox, where no machine makes one. */
  readonly publicKey: string;
  /** Address and port to which peers send. */
  readonly endpoint: string;
  /** The machine's address in the tunnel: where SSH answers. */
  readonly address: string;
  /** By name of peer: its configuration as wg-quick reads it, without its private key. */
  readonly peers: Readonly<Record<string, string>>;
}

/** Made from what the command printed, in which no secret is. */
export function wireguardOutput(
  { hostname, ssh: { wireguard } }: Pick<ResolvedMachine, "hostname" | "ssh">,
  stdout: pulumi.Output<string> | undefined,
  ipv4: pulumi.Output<string>,
): pulumi.Output<WireguardOutput> | undefined {
  if (wireguard === undefined || stdout === undefined) return undefined;
  return pulumi.all([printed(stdout), ipv4]).apply(([said, address]) => {
    const publicKey = said.split("\n").at(-1) ?? "";
    const known = { publicKey, ipv4: address };
    return {
      publicKey,
      endpoint: `${address}:${wireguard.port}`,
      address: wireguard.address,
      peers: Object.fromEntries(
        wireguard.peers.map((peer) => [peer.name, peerConfiguration(hostname, wireguard, peer, known)]),
      ),
    };
  });
}
