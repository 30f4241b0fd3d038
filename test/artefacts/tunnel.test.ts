import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { MachineToRender } from "../../components/machine/artefacts";
import { renderMachine } from "../../components/machine/render";
import { machineCases } from "../../components/machine/render-trial";
import { peerConfiguration, type ResolvedWireguard } from "../../components/machine/wireguard";
import { tunnelFile, wireguardFiles } from "../../components/machine/wireguard-command";

// SSH through a tunnel, as it is rendered: the real wg, wg-quick and nft on a machine and a peer, each in a network of its own.

const scratch = mkdtempSync(join(tmpdir(), "roadstead-tunnel-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const outside = ["203.0.113.0/24"];
const laptop = { name: "laptop", publicKey: "@LAPTOP@", address: "10.88.0.2", preshared: false };
const runner = { name: "runner", publicKey: "@RUNNER@", address: "10.88.0.3", preshared: false };
const tunnel: ResolvedWireguard = {
  ...{ mode: "beside", address: "10.88.0.1", range: "10.88.0.0/24", port: 51820, from: ["0.0.0.0/0"] },
  ...{ outside, peers: [laptop] },
};

function machine(mode: "beside" | "only"): MachineToRender {
  const ssh = { port: 22, from: mode === "only" ? [] : outside, world: false, wireguard: { ...tunnel, mode } };
  return { ...machineCases[0][1], ssh };
}

const firewallOf = (mode: "beside" | "only") =>
  renderMachine(machine(mode)).files.filter(({ path }) => path === "/etc/roadstead/firewall.nft");

let said: readonly string[] = [];

beforeAll(() => {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), text);
  };
  const { ssh } = machine("beside");
  for (const { path, content } of [...firewallOf("beside"), ...wireguardFiles(ssh, tunnel)]) {
    write(`machine${path}`, content);
  }
  write("only.nft", firewallOf("only")[0]?.content ?? "");
  write("one.conf", tunnelFile(tunnel).content);
  write("two.conf", tunnelFile({ ...tunnel, peers: [runner, laptop] }).content);
  // The peer's own private key and address stand in place of what it is told to fill in.
  const known = { publicKey: "@MACHINE@", ipv4: "203.0.113.5" };
  write("laptop.conf", peerConfiguration("harbour", tunnel, laptop, known).split("\n\n")[1] ?? "");
  const folder = join(__dirname, "tunnel");
  const { status, stdout, stderr } = spawnSync(
    "unshare",
    ["--net", "--mount", "--", join(folder, "tunnel.sh"), scratch],
    {
      encoding: "utf8",
      timeout: 120_000,
      env: {
        PATH: `${folder}:/usr/sbin:/usr/bin:/sbin:/bin`,
        LC_ALL: "C.UTF-8",
        WG_QUICK_USERSPACE_IMPLEMENTATION: "wireguard-go",
      },
    },
  );
  expect({ status, stderr, stdout }).toMatchObject({ status: 0 });
  said = stdout.trim().split("\n");
});

/** What was said from one word up to another. */
function between(first: string, last: string): readonly string[] {
  return said.slice(said.indexOf(first) + 1, said.indexOf(last));
}

/** What was said of each of these. */
const of = (...what: readonly string[]) => what.map((each) => said.find((line) => line.startsWith(`${each} `)));

it("the machine makes its own key, says the public half, and keeps the private one where only root reads it", () => {
  expect(between("apply 0 ", "beside")).toEqual([
    "prints its public key",
    "key 600 /etc/wireguard/wg-roadstead.conf /etc/wireguard/wg-roadstead.key ",
  ]);
});

it("beside the tunnel SSH answers both ways, and nothing else answers in it", () => {
  expect(between("beside", "more peers 0 ")).toEqual([
    "203.0.113.5:22 reached",
    "10.88.0.1:22 reached",
    "10.88.0.1:8080 refused",
  ]);
});

it("another list of peers cuts nobody who stays, and changes neither the interface nor its key", () => {
  expect(of("more peers", "held")).toEqual(["more peers 0 ", "held alive same 2"]);
});

it("what is no preshared key is refused, and not repeated", () => {
  expect(of("no key")).toEqual([
    "no key 64 roadstead-wireguard: a preshared key is not the 44 characters that wg genpsk prints. It is not repeated here.",
  ]);
});

it("only a login of a peer, through the tunnel, of late, is a proof", () => {
  const none = "Nothing was closed.";
  expect(of("prove outside", "prove stranger", "prove unused", "prove used", "close outside")).toEqual([
    `prove outside 76 roadstead-wireguard: this login did not come through the tunnel, but to 203.0.113.5. ${none}`,
    `prove stranger 76 roadstead-wireguard: 10.88.0.77 is no peer of the tunnel. ${none}`,
    `prove unused 76 roadstead-wireguard: the tunnel had no handshake with 10.88.0.3 of late. ${none}`,
    "prove used 0 ",
    `close outside 76 roadstead-wireguard: this login did not come through the tunnel, but to 203.0.113.5. ${none}`,
  ]);
});

it("what was closed opens by itself where nobody confirms, and stays closed, on disk too, where a new login does", () => {
  const tried = between(
    "only",
    "open 0 roadstead-wireguard: SSH answers from outside too, until the machine restarts or the next deployment",
  );
  expect(tried.map((line) => line.replace(/ roadstead-wireguard: .*/, ""))).toEqual([
    "close outside 76",
    "203.0.113.5:22 reached",
    "close 0",
    "203.0.113.5:22 refused",
    "10.88.0.1:22 reached",
    "nobody confirmed",
    "203.0.113.5:22 reached",
    "keep too late 76",
    "203.0.113.5:22 refused",
    "keep by the same 76",
    "keep 0",
    "keep again 0",
    "timer stopped",
    "203.0.113.5:22 refused",
    "10.88.0.1:22 reached",
  ]);
});

it("SSH is opened again on request, from whom ssh.from names", () => {
  expect(said[said.indexOf("end") - 1]).toBe("203.0.113.5:22 reached");
});

it("a range that the machine reaches already is refused; the tunnel ends later for whom it carries, and leaves nothing", () => {
  expect(said.slice(said.indexOf("end") + 1)).toEqual([
    "overlap 69 roadstead-wireguard: 10.88.0.1/24 overlaps 10.88.7.7/16, which this machine has or reaches already. Use another range in ssh.wireguard.address.",
    "remove through it 0 roadstead-wireguard: the tunnel ends in a quarter of an hour, since this login goes through it",
    "10.88.0.1:22 reached",
    "remove 0 ",
    "interface gone",
  ]);
});
