import { isIPv4 } from "node:net";
import ipaddr from "ipaddr.js";
import { expect, it } from "vitest";
import { runToEnd } from "../machine/secure-shell";
import { guest4, guest6, metadata4, stranger4, strangerInside4, world4, world6 } from "../world/addresses";
import { scan } from "../world/scan";
import type { Looked } from "./booted";

/** Whether a firewall that lets these networks in lets this address in. */
function admits(networks: readonly string[], address: string): boolean {
  const [parsed] = ipaddr.parseCIDR(`${address}/${isIPv4(address) ? 32 : 128}`);
  return networks
    .map((each) => ipaddr.parseCIDR(each))
    .some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits));
}

/** Ports that are declared for whoever comes from this address. */
function declared({ text }: Looked, protocol: "tcp" | "udp", from: string): number[] {
  const { openPorts, ssh } = text.resolved;
  const named = openPorts
    .filter((each) => each.protocol === protocol && admits(each.from, from))
    .map(({ port }) => port);
  return protocol === "tcp" && admits(ssh.from, from) ? [...named, ssh.port] : named;
}

const byNumber = (one: number, other: number): number => one - other;

const families = { IPv4: [world4, guest4], IPv6: [world6, guest6] } as const;

/** What a stranger meets at the machine's network. */
export function closedToStrangers(
  looked: () => Looked,
  over: readonly (keyof typeof families)[] = ["IPv4", "IPv6"],
): void {
  for (const family of over) {
    const [from, to] = families[family];
    it(`over ${family}, the declared TCP ports, SSH where it is for everyone, and no other of 65535 are let through`, async () => {
      const { open, refusing } = await scan("tcp", from, to);
      const { ssh } = looked().text.resolved;
      expect([...open, ...refusing].sort(byNumber)).toEqual(declared(looked(), "tcp", from).sort(byNumber));
      if (ssh.world) expect(open).toContain(ssh.port);
    });

    it(`over ${family}, the declared UDP ports are let through, and no other of 65535`, async () => {
      const { open, refusing } = await scan("udp", from, to);
      expect([...open, ...refusing].sort(byNumber)).toEqual(declared(looked(), "udp", from).sort(byNumber));
    });
  }

  it("nobody but root reaches the vendor's metadata, which holds the user data", async () => {
    const ask = `curl --silent --max-time 10 http://${metadata4}/latest/user-data`;
    expect(await looked().vm.says(`sudo ${ask}`)).toContain("metadata of a cloud");
    expect((await looked().vm.run(ask)).code).not.toBe(0);
    expect((await looked().vm.run(`sudo -u nobody ${ask}`)).code).not.toBe(0);
  });
}

/** Whom sshd hears, but nobody knows. */
const strangerOf = ({ text }: Looked): string => (text.resolved.ssh.world ? stranger4 : strangerInside4);

async function attempt(looked: Looked, user: string, ...options: readonly string[]): Promise<string> {
  const { port, privateKey } = looked.vm.parts.login;
  const settings = [
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "ConnectTimeout=20",
    "BatchMode=yes",
    // Refused logins count as guesses: the operator's own address must not be the one that makes them.
    `BindAddress=${strangerOf(looked)}`,
    ...options,
  ];
  const words = ["-F", "none", "-p", String(port), "-i", privateKey, ...settings.flatMap((each) => ["-o", each])];
  const { code, err } = await runToEnd("ssh", [...words, `${user}@${guest4}`, "true"], undefined, 90);
  return `${code}: ${err}`;
}

/** What sshd admits, tried and asked. */
export function loginsRefused(looked: () => Looked): void {
  it("no password, and no way in but a key, is even offered", async () => {
    const { user } = looked().text.resolved.operator;
    const said = await attempt(
      looked(),
      user,
      "PubkeyAuthentication=no",
      "PreferredAuthentications=password,keyboard-interactive",
    );
    expect(said).toMatch(/^255: [\s\S]*Permission denied \(publickey\)/);
  });

  it("root is refused, even with a key that may log in", async () => {
    expect(await attempt(looked(), "root", "IdentitiesOnly=yes")).toMatch(
      /^255: [\s\S]*Permission denied \(publickey\)/,
    );
  });

  it("root has no password, and its account is locked", async () => {
    expect(await looked().vm.says("sudo passwd --status root")).toMatch(/^root L /);
    expect(await looked().vm.says("sudo awk -F: '$2 !~ /^[!*]/ { print $1 }' /etc/shadow")).toBe("");
  });

  it("ssh-audit finds no fault in ciphers, MACs, key exchange or host keys", async () => {
    const { port } = looked().text.resolved.ssh;
    // It opens so many connections that fail2ban counts it as a guesser: it comes by the address that nothing else uses.
    const words = ["-6", "--no-colors", "--port", String(port), guest6];
    const { out } = await runToEnd("ssh-audit", words, undefined, 300);
    expect(out.split("\n").filter((line) => line.includes("[fail]"))).toEqual([]);
    expect(out).toMatch(/\(kex\) sntrup761/);
    // Debian's own version is not told to whoever asks.
    expect(out).toMatch(/^\(gen\) banner: SSH-2\.0-OpenSSH_[0-9.p]+$/m);
    await looked().vm.says("sudo fail2ban-client unban --all");
  });

  it("sshd works by every line of the rendered file", async () => {
    const { vm, text } = looked();
    const file = text.files.find(({ path }) => path.endsWith("sshd_config.d/10-roadstead.conf"));
    const wanted = (file?.content ?? "").split("\n").filter((line) => line !== "" && !/^(#|DebianBanner)/.test(line));
    const effective = (await vm.says("sudo sshd -T")).toLowerCase().split("\n");
    // What the tool itself does not repeat, or writes in other words.
    const asShown = (line: string) => line.toLowerCase().replace(/^(hostkey|kexalgorithms|ciphers|macs)\s+/, "$1 ");
    expect(wanted.map(asShown).filter((line) => !effective.includes(line))).toEqual([]);
    expect(wanted.length).toBeGreaterThan(20);
  });

  it("the host key is the only one, made on this machine", async () => {
    const keys = await looked().vm.says("ls /etc/ssh/ssh_host_*_key.pub; sudo sshd -T | grep -i ^hostkey");
    expect(keys.split("\n").filter((line) => line.startsWith("hostkey "))).toEqual([
      "hostkey /etc/ssh/ssh_host_ed25519_key",
    ]);
  });

  it("fail2ban bans who guesses, and nobody else", async () => {
    const { vm } = looked();
    const guess = () => attempt(looked(), "admin", "PubkeyAuthentication=no");
    // Each refused by sshd itself, until the firewall does.
    for (let tries = 0; tries < 8; tries += 1) {
      if (/timed out|refused|No route/.test(await guess())) break;
    }
    await expect
      .poll(() => vm.says("sudo fail2ban-client get sshd banned"), { timeout: 300_000, interval: 2000 })
      .toContain(strangerOf(looked()));
    expect(await guess()).toMatch(/timed out|refused|No route/);
    expect((await vm.run("true", { fresh: true })).code).toBe(0);
    await vm.says("sudo fail2ban-client unban --all");
  });
}
