import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readHostKey } from "../../../../components/machine/commands";
import { writeSetting } from "../../../../scripts/sandbox/setting";
import { type Entry, environmentText, planetEntry, testSecrets } from "../../../engine/environments";
import { EngineRun, removeEngineRuns } from "../../../harness/engine-run";
import { SshServer } from "../../../harness/servers/ssh-server";
import { Harbour, report } from "../../harbour";
import { blankVolume, type VirtualMachine } from "../../machine/virtual-machine";
import { freshKey, orderedGib } from "../../usual-arguments";
import { type Berth, ownDomain, secondBerth, usualBerth, world4 } from "../../world/addresses";
import { orderedAtVendor } from "../ordered";

// A ship moves to another machine as stacks/README.md tells it: the project's own program, the engine, both machines on, and
// between them nothing but a repository of backups on a third.

const ship = "~sampel-palnet";
const key = freshKey();
const backupPassword = "CANARY opens the backups of a move";

let harbour: Harbour;
let backupHost: SshServer;
let run: EngineRun;
let runtime: Entry;
/** The machines that the vendor has, by the name of their entry. */
const machines = new Map<string, VirtualMachine>();
const addresses: Record<string, string> = {};

const backups = (): Entry => ({
  repository: {
    kind: "sftp",
    host: `backups.${ownDomain}`,
    user: "root",
    port: backupHost.port,
    path: backupHost.place,
    hostKey: backupHost.hostKey(),
    privateKey: "backup-login",
  },
  password: "backup-password",
  readBackPercent: 100,
});
const place = (planets: Readonly<Record<string, Entry>>, line: string): void => {
  const { operator, deployment } = harbour;
  const text = environmentText(planets, {
    accounts: { hetzner: { vendor: "hetzner", token: "hetzner-token" } },
    operator: { keys: [operator.publicKey] },
    deployment: { publicKey: deployment.publicKey, privateKey: "deployment-key" },
    machine: {
      vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx22" },
      ssh: { from: "anywhere" },
      swap: "512 MiB",
      volume: { mode: "separate", size: `${orderedGib} GiB` },
    },
  });
  run.replaceEnvironment(text);
  writeFileSync(join(dirname(run.workspace.environmentFile), "identities.yaml"), `${ship}: ${line}\n`);
};
const at = (host: string): string => `{ environment: test, host: ${host} }`;
const before = (): Entry => planetEntry(ship, { runtime, backups: backups() });
/** The same once its key has done its part, and left the configuration. */
const booted = (): Entry => ({ ...before(), boot: { mode: "create" } });
// Where it goes to: the pier is made by nobody, it comes out of the repository.
const after = (): Entry =>
  planetEntry(ship, {
    runtime,
    boot: { mode: "resume" },
    backups: backups(),
    restore: { snapshot: "latest", as: "live" },
  });

/** Lets the vendor make what is ordered, and boots the new server as it would. Nothing is delivered yet. */
async function boots(host: string, berth: Berth): Promise<VirtualMachine> {
  const { userData, serverId, volumeId, address } = await orderedAtVendor(run, host);
  addresses[address] = berth.ip4;
  writeSetting(run.sandbox.folder, { machines: addresses });
  const volumes = [blankVolume(harbour.folder, volumeId, orderedGib * 1024)];
  const vm = harbour.machine({ name: host, userData, instanceId: serverId, volumes, berth });
  machines.set(host, vm);
  report(`${host}: first boot`);
  vm.powerOn();
  await vm.reachable(readHostKey);
  return vm;
}

const machine = (host: string): VirtualMachine => {
  const vm = machines.get(host);
  if (vm === undefined) throw new Error(`${host} was not booted.`);
  return vm;
};
const live = (): readonly string[] => harbour.recorder.live().map(({ machine: on }) => on);
/** What the ship's unit says when somebody starts it by hand: the reasons of a refusal begin at 80. */
const startedByHand = async (host: string): Promise<number> =>
  (await machine(host).run("sudo roadstead-ship start sampel-palnet", { seconds: 300 })).code;

beforeAll(async () => {
  harbour = await Harbour.open();
  backupHost = await SshServer.started(world4);
  runtime = { version: "4.5", sha256: harbour.releaseRuntime("4.5") };
  const secrets = Object.fromEntries(
    Object.entries({
      "hetzner-token": testSecrets["roadstead:secret-hetzner-token"] ?? "",
      "deployment-key": readFileSync(harbour.deployment.file, "utf8"),
      "sampel-key": key,
      "backup-login": backupHost.privateKey("login"),
      "backup-password": backupPassword,
    }).map(([name, value]) => [`roadstead:secret-${name}`, value]),
  );
  run = await EngineRun.start({ environment: "config: {}\n", secrets, seconds: 2400 });
  place({ harbour: before() }, at("harbour"));
  await boots("harbour", usualBerth);
});
afterAll(async () => {
  backupHost?.stop();
  await harbour?.close();
  await removeEngineRuns();
});

it("the ship is deployed where it lives first", async () => {
  expect((await run.must("up")).outputs["runs"]).toEqual({ [ship]: "harbour" });
  expect(live()).toHaveLength(1);
  expect((await run.pulumi(["config", "rm", "roadstead:secret-sampel-key", "--stack", "test"])).code).toBe(0);
  place({ harbour: booted() }, at("harbour"));
  expect((await run.must("preview")).changes).toEqual([]);
}, 2_400_000);

it("phase one: it ends there, is proven to have ended, and is handed over; at the new place it cannot start", async () => {
  place({ harbour: booted(), quay: after() }, `{ environment: test, host: harbour, movingTo: ${at("quay")} }`);
  await boots("quay", secondBerth);
  // What nobody has delivered yet has ended nothing.
  expect(live()).toHaveLength(1);
  const { outputs } = await run.must("up");
  expect(outputs["runs"]).toEqual({});
  expect(live()).toEqual([]);
  expect(harbour.recorder.of("end", "run")).toHaveLength(1);
  const starts = harbour.recorder.of("start").length;
  for (const host of ["harbour", "quay"]) expect([host, (await startedByHand(host)) >= 80]).toEqual([host, true]);
  expect(harbour.recorder.of("start")).toHaveLength(starts);
  expect((await run.must("preview")).changes).toEqual([]);
}, 2_400_000);

it("phase two: restored whole and licensed, it goes on at the new place from the very event at which it ended", async () => {
  const ended = harbour.recorder.of("end").at(-1)?.event ?? Number.NaN;
  place({ quay: after() }, at("quay"));
  expect((await run.pulumi(["state", "unprotect", "--all", "--yes", "--stack", "test"])).code).toBe(0);
  const { outputs } = await run.must("up");
  expect(outputs["runs"]).toEqual({ [ship]: "quay" });
  const lives = harbour.recorder.of("live", "run");
  expect(lives).toHaveLength(2);
  expect(lives.at(-1)?.event).toBe(ended);
  expect([harbour.recorder.piersOf(ship).length, harbour.recorder.creationsOf(ship)]).toEqual([1, 1]);
  expect(live()).toHaveLength(1);
  expect((await run.must("preview")).changes).toEqual([]);
}, 2_400_000);

it("the machine that it left starts it no more, whatever is tried there", async () => {
  const starts = harbour.recorder.of("start").length;
  // The vendor has deleted the server; here it is looked at before its disk is thrown away.
  await machine("harbour").restart();
  expect((await startedByHand("harbour")) >= 80).toBe(true);
  await machine("harbour").run("sudo systemctl start roadstead-ship-sampel-palnet.service");
  expect(harbour.recorder.of("start")).toHaveLength(starts);
  expect(live()).toHaveLength(1);
}, 900_000);

it("neither state nor either machine holds the ship's key or the password of its backups where others read", async () => {
  for (const canary of [key, backupPassword]) expect(run.stateText()).not.toContain(canary);
  for (const host of ["harbour", "quay"]) {
    const readable = `grep -rlsF -e '${backupPassword}' -e '${key}' /etc /usr/local /srv /var/lib/cloud 2>/dev/null || true`;
    expect([host, await machine(host).says(readable)]).toEqual([host, ""]);
  }
}, 900_000);
