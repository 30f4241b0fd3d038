import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SentCommand, sentCommands } from "../faults/ship-copies";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";
import { type Entry, environmentText, planetEntry, testSecrets } from "./environments";

// SSH through a tunnel: set up beside the open port, then alone, and back. What is in place follows to the address at which it will be
// undone, no ship is started, stopped or asked for anything, and no change can lock out.

const inside = "10.88.0.1";
const key = (letter: string) => `${letter.repeat(42)}A=`;
const laptop = { name: "laptop", publicKey: key("L"), address: "10.88.0.2" };
const runner = { name: "runner", publicKey: key("R"), address: "10.88.0.3" };
const from = ["198.51.100.0/24"];
const without: Entry = { ssh: { from } };
const tunnel = (mode: string, more: Entry = {}): Entry => ({
  ssh: { from, wireguard: { mode, address: `${inside}/24`, peers: [laptop, runner], ...more } },
});
const there = {
  kind: "existing",
  address: "203.0.113.7",
  hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX",
  architecture: "amd64",
  memoryGib: 8,
  diskGib: 80,
};
/** Commands by which a ship would notice. */
const acts = /roadstead-ship (start|stop|key|revoke|prove-stopped)|roadstead-(backup|maintenance|updates)/;

/** One machine with its ship. */
class Deployed {
  readonly run: EngineRun;
  readonly vendor: Entry;
  #sent = 0;

  private constructor(run: EngineRun, vendor: Entry) {
    this.run = run;
    this.vendor = vendor;
  }

  static async with(vendor: Entry): Promise<Deployed> {
    return new Deployed(await EngineRun.start({ environment: environmentText({}), secrets: testSecrets }), vendor);
  }

  declare(machine: Entry): void {
    const planet = planetEntry("~sampel-palnet", { machine: { ...this.vendor, ...machine } });
    this.run.replaceEnvironment(environmentText({ harbour: planet }));
  }

  /** What is sent to the machine by this change. */
  async up(machine: Entry): Promise<readonly SentCommand[]> {
    this.declare(machine);
    await this.run.must("up");
    return this.since();
  }

  since(): readonly SentCommand[] {
    const commands = sentCommands(this.run.sandbox.folder);
    const since = commands.slice(this.#sent);
    this.#sent = commands.length;
    return since;
  }

  async refuses(operation: "preview" | "up", machine: Entry, says: string): Promise<void> {
    this.declare(machine);
    const { ok, errors } = await this.run.run(operation);
    expect({ ok, says: errors.join("\n").includes(says) ? says : errors }).toEqual({ ok: false, says });
    expect(this.since()).toEqual([]);
  }
}

const named = (commands: readonly SentCommand[]) => commands.map(({ phase, name }) => `${phase} ${name.slice(8)}`);
const hosts = (commands: readonly SentCommand[]) => [...new Set(commands.map(({ host }) => host))];
const heardByShip = (commands: readonly SentCommand[]) => commands.filter(({ command }) => acts.test(command));
const place = (commands: readonly SentCommand[], what: string) => named(commands).indexOf(what);

afterAll(removeEngineRuns);

describe.each<[string, Entry]>([
  ["rented", {}],
  ["that was there already", { vendor: there }],
])("a machine %s", (kind, vendor) => {
  const rented = kind === "rented";
  let harbour: Deployed;
  beforeAll(async () => {
    harbour = await Deployed.with(vendor);
  });

  it("is not reached through a tunnel alone that nobody has ever used", async () => {
    const says = "no tunnel of this machine was ever set up, and nobody could log in";
    await harbour.refuses("up", tunnel("only"), says);
    await harbour.up(without);
    await harbour.refuses("preview", tunnel("only"), says);
  });

  it("gets a tunnel in place, and goes on being reached at its public address", async () => {
    const sent = await harbour.up(tunnel("beside"));
    expect(hosts(sent)).not.toContain(inside);
    expect(heardByShip(sent)).toEqual([]);
    expect(named(sent)).toEqual([
      ...(rented ? ["update own-firewall"] : ["update own-firewall", "update confirmed"]),
      "create wireguard",
    ]);
  });

  it("is reached through it alone: first its own firewall, then all that will be undone there, and no ship hears of it", async () => {
    const sent = await harbour.up(tunnel("only"));
    expect(hosts(sent)).toEqual([inside]);
    expect(heardByShip(sent)).toEqual([]);
    expect(named(sent).slice(0, 2)).toEqual(
      rented ? ["create own-firewall", "create proven"] : ["create own-firewall", "update confirmed"],
    );
    expect(sent[0]?.command).toMatch(
      rented ? /roadstead-wireguard close [0-9a-f]{32} "\$SSH_CONNECTION"$/ : /roadstead-wireguard prove /,
    );
    expect(sent.find(({ name }) => name === "harbour-running")?.command).toBe(": reached at another address");
    expect((await harbour.run.must("preview")).changes).toEqual([]);
  });

  it("then keeps its way in, whatever is asked", async () => {
    await harbour.refuses("up", without, "it cannot be taken away");
    // Judged by one function wherever the machine is: components/machine/way-in.test.ts.
    if (!rented) return;
    await harbour.refuses("preview", { ...tunnel("only"), generation: 2 }, "a new server without a tunnel");
    await harbour.refuses("preview", tunnel("only", { port: 51821 }), "MachineArgs.ssh.wireguard.port would change");
    await harbour.refuses("preview", tunnel("only", { peers: [{ ...laptop, publicKey: key("N") }] }), "no peer of");
  });

  it("follows another list of peers, and a change of the ship's, through the tunnel", async () => {
    const sent = await harbour.up(tunnel("only", { peers: [laptop] }));
    expect(named(sent)).toEqual(["update wireguard"]);
    expect(hosts(sent)).toEqual([inside]);
  });

  it("is opened again through the tunnel before anything else is told its public address", async () => {
    const sent = await harbour.up(tunnel("beside"));
    expect(named(sent)[0]).toBe("delete own-firewall");
    expect(sent[0]).toMatchObject({ host: inside, command: expect.stringMatching(/roadstead-wireguard open$/) });
    expect(hosts(sent.slice(1))).not.toContain(inside);
    expect(heardByShip(sent)).toEqual([]);
  });

  it("is rebuilt beside its tunnel; taken away from there, nothing is left at the tunnel's address", async () => {
    await harbour.up(tunnel("only"));
    const rebuilt = await harbour.up({ ...tunnel("beside"), generation: 2 });
    const stopped = rebuilt[place(rebuilt, "delete running")];
    expect(stopped).toMatchObject({ host: inside, command: expect.stringContaining("stop sampel-palnet") });
    expect(hosts(rebuilt.filter(({ phase }) => phase !== "delete"))).not.toContain(inside);
    await harbour.up({ ...without, generation: 2 });
    await harbour.run.must("destroy");
    expect(hosts(harbour.since())).not.toContain(inside);
  });
});
