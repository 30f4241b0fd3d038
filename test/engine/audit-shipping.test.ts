import { afterAll, beforeAll, expect, it } from "vitest";
import { trialCertificate } from "../../components/machine/audit-shipping-trial";
import { type SentCommand, sentCommands } from "../faults/ship-copies";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";
import { type Entry, environmentText, planetEntry, testSecrets } from "./environments";

// The audit log's way off a machine is set up, changed and taken away in place: one command each, and none that a ship hears of.

const to = (host: string): Entry => ({ auditShipping: { to: host, authority: trialCertificate } });
let run: EngineRun;
let seen = 0;

beforeAll(async () => {
  run = await EngineRun.start({ environment: environmentText({}), secrets: testSecrets });
});
afterAll(removeEngineRuns);

async function up(machine: Entry): Promise<readonly SentCommand[]> {
  run.replaceEnvironment(environmentText({ harbour: planetEntry("~sampel-palnet", { machine }) }));
  await run.must("up");
  const commands = sentCommands(run.sandbox.folder);
  const since = commands.slice(seen);
  seen = commands.length;
  return since;
}

const said = (commands: readonly SentCommand[]) => commands.map(({ phase, name, command }) => [phase, name, command]);
const apply = "sudo roadstead-install-files >/dev/null && sudo -n /usr/local/sbin/roadstead-audit-shipping apply";

it("on a machine in use it is set up, sent to another collector, and taken away, by one command each", async () => {
  await up({});
  expect(said(await up(to("logs.example.org")))).toEqual([["create", "harbour-audit-shipping", apply]]);
  expect((await run.must("preview")).changes).toEqual([]);
  expect(said(await up(to("logs.example.net")))).toEqual([["update", "harbour-audit-shipping", apply]]);
  expect(said(await up({}))).toEqual([
    [
      "delete",
      "harbour-audit-shipping",
      "[ ! -e /usr/local/sbin/roadstead-audit-shipping ] || sudo -n /usr/local/sbin/roadstead-audit-shipping remove",
    ],
  ]);
});
