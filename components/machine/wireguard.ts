import * as pulumi from "@pulumi/pulumi";
import ipaddr from "ipaddr.js";
import { listOf, network, oneOf, orDefault, record, text, wholeNumber } from "../core/argument-checks";
import { type ArgumentCheck, shown } from "../core/arguments";
import { secretText } from "../core/secret";

/** Somebody who may connect through the tunnel. The preshared key is a secret, and no part of what is decided. */
export interface ResolvedPeer {
  readonly name: string;
  readonly publicKey: string;
  readonly address: string;
  readonly preshared: boolean;
}

/** The tunnel through which SSH answers, beside the open port or alone. */
export interface ResolvedWireguard {
  readonly mode: "beside" | "only";
  /** The machine's own address in the tunnel, and the range that it shares with its peers. */
  readonly address: string;
  readonly range: string;
  readonly port: number;
  readonly from: readonly string[];
  readonly peers: readonly ResolvedPeer[];
  /** Who may use SSH beside the tunnel: `ssh.from`, which waits while the mode is `only`. */
  readonly outside: readonly string[];
}

/** Interface of the tunnel on the machine: a name of our own, since a machine that was there may have a `wg0`. */
export const tunnelInterface = "wg-roadstead";
export const wireguardPort = 51_820;

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
const exampleAddress =
  "the machine's address in the tunnel with its range, such as 10.88.0.1/24, private (RFC 1918), from /16 to /30";

function overlap(one: string, other: string): boolean {
  const [first, firstBits] = ipaddr.IPv4.parseCIDR(one);
  const [second, secondBits] = ipaddr.IPv4.parseCIDR(other);
  return first.match(second, Math.min(firstBits, secondBits));
}

/** An address that a machine of this range can have: neither the range's own nor the one that means all. */
function isHost(address: string, range: string): boolean {
  const [parsed, bits] = [ipaddr.IPv4.parse(address), ipaddr.IPv4.parseCIDR(range)[1]];
  const edges = [ipaddr.IPv4.networkAddressFromCIDR(range), ipaddr.IPv4.broadcastAddressFromCIDR(range)];
  const inside = parsed.match(ipaddr.IPv4.parseCIDR(range)[0], bits);
  return inside && edges.every((edge) => edge.toString() !== address);
}

interface Place {
  readonly address: string;
  readonly range: string;
}

function place(check: ArgumentCheck, value: unknown): Place | undefined {
  const written = text(check, value, { pattern: /^[0-9.]{7,15}\/[0-9]{1,2}$/, use: exampleAddress });
  if (written === "") return undefined;
  const [address = "", length = ""] = written.split("/");
  const bits = Number(length);
  if (ipaddr.IPv4.isValidFourPartDecimal(address) && !/(^|\.)0\d/.test(address) && bits >= 16 && bits <= 30) {
    const range = `${ipaddr.IPv4.networkAddressFromCIDR(written).toString()}/${bits}`;
    const isPrivate = privateRanges.some((each) => overlap(each, range));
    if (isPrivate && isHost(address, range)) return { address, range };
  }
  check.problem(`${shown(value)} is not allowed. Use ${exampleAddress}.`);
  return undefined;
}

/** A point on Curve25519 is 32 bytes; in base64 43 characters and one sign that fills up. */
function publicKey(check: ArgumentCheck, value: unknown): string {
  const use = "the 44 characters that `wg pubkey` prints";
  const key = text(check, value, { pattern: /^[A-Za-z0-9+/]{43}=$/, use });
  if (key !== "" && Buffer.from(key, "base64").toString("base64") !== key) {
    check.problem(`${shown(value)} is damaged: it is not the base64 form of 32 bytes. Use ${use}.`);
  }
  return key;
}

function peer(check: ArgumentCheck, value: unknown, own: Place | undefined): ResolvedPeer {
  const given = record(check, value, ["name", "publicKey", "address", "presharedKey"]);
  const name = text(check.at("name"), given["name"], {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    maxLength: 40,
    use: "who or what connects, in letters, digits, dots and dashes, such as anns-laptop",
  });
  const key = publicKey(check.at("publicKey"), given["publicKey"]);
  const at = check.at("address");
  const address = text(at, given["address"], {
    pattern: /^(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}$/,
    use: "the peer's address in the tunnel, without a prefix, such as 10.88.0.2",
  });
  if (address !== "" && own !== undefined) {
    if (!ipaddr.IPv4.isValidFourPartDecimal(address) || !isHost(address, own.range)) {
      at.problem(`${shown(address)} is no address of a machine in ${own.range}. Use another one in it.`);
    } else if (address === own.address) {
      at.problem(`${address} is the machine's own. Use another one in ${own.range}.`);
    }
  }
  if (given["presharedKey"] !== undefined) secretText(check.at("presharedKey"), given["presharedKey"]);
  return { name, publicKey: key, address, preshared: given["presharedKey"] !== undefined };
}

function saidOnce(check: ArgumentCheck, peers: readonly ResolvedPeer[]): void {
  for (const [key, why] of [
    ["name", "Give each a name of its own."],
    ["publicKey", "The tunnel knows peers by it: each has a key of its own."],
    ["address", "Give each an address of its own."],
  ] as const) {
    peers.forEach((each, index) => {
      const first = peers.findIndex((other) => other[key] === each[key]);
      if (each[key] !== "" && first < index)
        check.at(index).at(key).problem(`${each[key]} is peer ${first}'s too. ${why}`);
    });
  }
}

/** Judges `ssh.wireguard`. `outside` is who may use SSH without it. */
export function wireguardArgs(
  check: ArgumentCheck,
  value: unknown,
  outside: readonly string[],
): ResolvedWireguard | undefined {
  if (value === undefined) return undefined;
  const given = record(check, value, ["mode", "address", "port", "from", "peers"]);
  const mode = oneOf(check.at("mode"), given["mode"], ["beside", "only"], "a way to use the tunnel") ?? "beside";
  const own = place(check.at("address"), given["address"]);
  const port = wholeNumber(check.at("port"), orDefault(given["port"], wireguardPort), {
    min: 1,
    max: 65_535,
    what: "a port",
  });
  const from =
    given["from"] === undefined
      ? ["0.0.0.0/0", "::/0"]
      : listOf(check.at("from"), given["from"], { min: 1, what: "networks in CIDR form" }, network);
  const peersAt = check.at("peers");
  const peers = listOf(peersAt, given["peers"], { min: 1, what: "peers" }, (at, item) => peer(at, item, own));
  saidOnce(peersAt, peers);
  const { address, range } = own ?? { address: "10.88.0.1", range: "10.88.0.0/24" };
  return { mode, address, range, port, from, peers, outside };
}

/** What the tunnel must not get in the way of. `privateRange` is a network of the machine's own at its vendor. */
export function besideWireguard(
  check: ArgumentCheck,
  { wireguard }: { readonly wireguard?: ResolvedWireguard },
  privateRange: string | undefined,
): void {
  if (wireguard === undefined || privateRange === undefined || !overlap(wireguard.range, privateRange)) return;
  check
    .at("address")
    .problem(`${wireguard.range} overlaps the private network ${privateRange} of this machine. Use another range.`);
}

/** Where deployments connect to. */
export function sshHost(wireguard: ResolvedWireguard | undefined, ipv4: pulumi.Output<string>): pulumi.Output<string> {
  return wireguard?.mode === "only" ? pulumi.output(wireguard.address) : ipv4;
}

/** What a peer's own configuration needs of the machine; the peer's private key never comes here. */
export function peerConfiguration(
  machine: string,
  { address, port }: Pick<ResolvedWireguard, "address" | "port">,
  peer: ResolvedPeer,
  known: { readonly publicKey: string; readonly ipv4: string },
): string {
  const lines = [
    "[Interface]",
    "# Made with `wg genkey` where it is used; it never leaves that place.",
    "PrivateKey = ",
    `Address = ${peer.address}/32`,
    "",
    "[Peer]",
    `# ${machine}`,
    `PublicKey = ${known.publicKey}`,
    ...(peer.preshared ? ["# The preshared key of this peer, as it was given.", "PresharedKey = "] : []),
    `Endpoint = ${known.ipv4}:${port}`,
    `AllowedIPs = ${address}/32`,
    "PersistentKeepalive = 25",
  ];
  return lines.map((line) => `${line}\n`).join("");
}
