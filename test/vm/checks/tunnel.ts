import { expect, it } from "vitest";
import type { MachineArgs } from "../../../components/machine/args";
import { ownFirewallCommand } from "../../../components/machine/way-in-command";
import { peerConfiguration, type ResolvedWireguard } from "../../../components/machine/wireguard";
import { confirmClosed, wireguardCommand } from "../../../components/machine/wireguard-command";
import { carriedOut } from "../deployment";
import { SecureShell } from "../machine/secure-shell";
import { type MachineText, machineText } from "../rendered";
import { guest4 } from "../world/addresses";
import type { WireguardPeer } from "../world/wireguard-peer";
import type { Looked } from "./booted";

export interface Tunnelled extends Looked {
  readonly args: MachineArgs;
  readonly peer: WireguardPeer;
}

/** The same machine once SSH answers through the tunnel alone. */
export function closedText({ args }: Pick<Tunnelled, "args">): MachineText {
  const { wireguard } = args.ssh;
  if (wireguard === undefined) throw new Error("no tunnel is declared");
  return machineText({ ...args, ssh: { ...args.ssh, wireguard: { ...wireguard, mode: "only" } } });
}

const firewallOf = ({ files }: MachineText) => files.filter(({ path }) => path === "/etc/roadstead/firewall.nft");

function tunnelOf({ text }: Tunnelled): ResolvedWireguard {
  const { wireguard } = text.resolved.ssh;
  if (wireguard === undefined) throw new Error("no tunnel is declared");
  return wireguard;
}

/** By the way in that a peer has; the machine keeps its login for everything else. */
function through({ vm, ...rest }: Tunnelled): SecureShell {
  const { from: _notFromOutside, ...login } = vm.parts.login;
  return new SecureShell(vm.folder, { ...login, address: tunnelOf({ vm, ...rest }).address }, "tunnel");
}

/** As a deployment does it in two steps, of which none locks anybody out. */
export function sshMovesIntoTheTunnel(tunnelled: () => Tunnelled): void {
  it("a tunnel carries SSH beside the open port, under a key that the machine made itself", async () => {
    const { vm, text, args, peer } = tunnelled();
    const wireguard = tunnelOf(tunnelled());
    const given = args.ssh.wireguard?.peers ?? [];
    const said = await carriedOut(vm, wireguardCommand(text.resolved.ssh, wireguard, given));
    const known = { publicKey: said.split("\n").at(-1) ?? "", ipv4: guest4 };
    const [named] = wireguard.peers;
    if (named === undefined) throw new Error("no peer is declared");
    peer.join(peerConfiguration(text.resolved.hostname, wireguard, named, known));
    const { out } = await through(tunnelled()).run('echo "$SSH_CONNECTION"', { fresh: true });
    expect(out).toMatch(new RegExp(`^${peer.address} \\d+ ${wireguard.address} ${text.resolved.ssh.port}$`, "m"));
    expect((await vm.run("true", { fresh: true })).code).toBe(0);
    const kept = await vm.says("sudo find /etc/wireguard -type f -printf '%m %u %f\\n'");
    expect(kept.split("\n").map((line) => line.slice(0, 8))).toEqual(kept.split("\n").map(() => "600 root"));
  });

  it("then alone: shut from outside by a login through it, and kept so by another one", async () => {
    const { vm } = tunnelled();
    const only = closedText(tunnelled());
    const rules = firewallOf(only);
    const closing = ownFirewallCommand(only.resolved.ssh, rules);
    // From outside it is refused: who asks could not come again.
    await expect(carriedOut(vm, closing)).rejects.toThrow("did not come through the tunnel");
    const inside = through(tunnelled());
    await vm.comeBy(inside);
    await carriedOut(vm, closing);
    expect((await inside.run(`${confirmClosed(rules).create}`, { fresh: true })).code).toBe(0);
  });

  it("a tunnel that does not start lets SSH in from outside again, until it does", async () => {
    const { vm } = tunnelled();
    const outside = new SecureShell(vm.folder, { ...vm.parts.login, address: guest4 }, "outside");
    const unit = "wg-quick@wg-roadstead.service";
    const config = "/etc/wireguard/wg-roadstead.conf";
    const spoil = `sudo cp -a ${config} ${config}.kept && echo nonsense | sudo tee --append ${config} >/dev/null`;
    await vm.says(`${spoil} && sudo systemctl restart --no-block ${unit}`);
    await vm.reachable("true", { shell: outside, seconds: 120 });
    const mend = `sudo mv ${config}.kept ${config} && sudo systemctl restart ${unit}`;
    const { code, err } = await outside.run(`${mend} && sudo systemctl reload roadstead-firewall.service`);
    expect([code, err]).toEqual([0, ""]);
    await outside.hangUp();
    // The peer notices only after some seconds that the machine has forgotten what they had agreed upon.
    await vm.shell.hangUp();
    await vm.reachable("true", { seconds: 180 });
  });
}
