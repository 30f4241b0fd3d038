import { expect, it } from "vitest";
import { problemsOf } from "../core/argument-trial";
import { resolveMachine } from "./resolve";
import { context, good } from "./resolve-trial";
import { wayIn, wayInObjection } from "./way-in";

const key = (letter: string) => `${letter.repeat(42)}A=`;
const laptop = { name: "laptop", publicKey: key("L"), address: "10.88.0.2" };
const runner = { name: "runner", publicKey: key("R"), address: "10.88.0.3" };

interface Way {
  readonly mode: "beside" | "only";
  readonly generation?: number;
  readonly sshPort?: number;
  readonly tunnel?: object;
}

/** What is written down of a machine with this way in; `none` is one without a tunnel. */
function line(way: Way | "none"): string | undefined {
  if (way === "none") return wayIn({ ssh: { port: 22, from: [], world: false }, generation: 1 });
  const { mode, generation = 1, sshPort = 22, tunnel } = way;
  const wireguard = { mode, address: "10.88.0.1/24", peers: [laptop, runner], ...tunnel };
  const args = { ...good, generation, ssh: { ...good.ssh, port: sshPort, wireguard } };
  const checked = resolveMachine("harbour", args, context);
  if (!checked.ok) throw new Error(problemsOf(checked).join("\n"));
  return wayIn(checked.value);
}

const beside: Way = { mode: "beside" };
const only: Way = { mode: "only" };

it.each<[string, Way | "none", Way | "none"]>([
  ["a tunnel beside the open port", "none", beside],
  ["the tunnel alone, once it is there", beside, only],
  ["the way back", only, beside],
  ["no tunnel, from beside", beside, "none"],
  ["the way back together with a rebuild", only, { ...beside, generation: 2 }],
  ["a rebuild beside the tunnel", beside, { ...beside, generation: 2 }],
  [
    "another address and port beside the tunnel",
    beside,
    { ...beside, tunnel: { address: "10.89.0.1/24", port: 443, peers: [{ ...laptop, address: "10.89.0.2" }] } },
  ],
  ["other peers beside the tunnel", beside, { ...beside, tunnel: { peers: [{ ...laptop, publicKey: key("N") }] } }],
  ["one peer more, and one less", only, { ...only, tunnel: { peers: [laptop, { ...runner, publicKey: key("N") }] } }],
  ["other networks for the tunnel's port", only, { ...only, tunnel: { from: ["192.0.2.0/24"] } }],
])("%s is no lock-out", (_, before, now) => {
  expect(wayInObjection("harbour", line(before), line(now))).toBeUndefined();
});

it.each<[string, Way | "none", Way | "none", string]>([
  [
    "the tunnel alone on a machine that never had one",
    "none",
    only,
    "Use mode beside and run pulumi up; connect through the tunnel; then use only",
  ],
  [
    "no tunnel, from the tunnel alone",
    only,
    "none",
    "Use MachineArgs.ssh.wireguard.mode beside and run pulumi up; then remove MachineArgs.ssh.wireguard",
  ],
  ["a rebuild with the tunnel alone", only, { ...only, generation: 2 }, "Raise generation together with mode beside"],
  [
    "a rebuild on the way to the tunnel alone",
    beside,
    { ...only, generation: 2 },
    "Raise generation together with mode beside",
  ],
  [
    "another address",
    only,
    { ...only, tunnel: { address: "10.88.0.9/24" } },
    "MachineArgs.ssh.wireguard.address would change",
  ],
  [
    "another port on the way there",
    beside,
    { ...only, tunnel: { port: 443 } },
    "MachineArgs.ssh.wireguard.port would change",
  ],
  [
    "another port on the way back",
    only,
    { ...beside, tunnel: { port: 443 } },
    "MachineArgs.ssh.wireguard.port would change",
  ],
  ["another SSH port", only, { ...only, sshPort: 2222 }, "MachineArgs.ssh.port would change"],
  [
    "none of the peers",
    only,
    { ...only, tunnel: { peers: [{ ...laptop, publicKey: key("N") }] } },
    "Add the new peers beside an old one",
  ],
  [
    "none of the peers' addresses",
    beside,
    { ...only, tunnel: { peers: [{ ...laptop, address: "10.88.0.7" }] } },
    "Add the new peers beside an old one",
  ],
])("%s is refused, with nothing touched and the way there", (_, before, now, says) => {
  const against = wayInObjection("harbour", line(before), line(now));
  expect(against).toContain(says);
  expect(against).toMatch(/^harbour: .*Nothing was touched\. /);
});
