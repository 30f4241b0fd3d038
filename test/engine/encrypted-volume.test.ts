import { afterAll, beforeAll, expect, it } from "vitest";
import { sentCommands } from "../faults/ship-copies";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";
import { type Entry, environmentText, planetEntry, testSecrets } from "./environments";

// What an encrypted volume does when its arguments change: in place, over SSH, or not at all; and no ship hears of it.

let run: EngineRun;
let sent = 0;

function environment(volume: Entry, more: Entry = {}): string {
  const machine = { volume: { mode: "separate", ...volume }, unattendedReboot: { mode: "never" }, ...more };
  return environmentText({ harbour: planetEntry("~sampel-palnet", { machine }) });
}

/** A secret that is there already stands for the key, so that none is left over when it is not used. */
const delivered = (more: Entry = {}): Entry => ({
  encryption: { unlock: "delivered", key: "sampel-key", ...more },
});

/** What was sent to the machine, after a change that has no other effect there. */
async function deployed(text: string): Promise<{ changes: readonly string[]; since: readonly string[] }> {
  run.replaceEnvironment(text);
  const { changes } = await run.must("up");
  const commands = sentCommands(run.sandbox.folder);
  const since = commands.slice(sent).map(({ phase, name }) => `${phase} ${name}`);
  sent = commands.length;
  return { changes: changes.filter((each) => each.includes(" harbour-")), since };
}

async function refused(text: string, says: string): Promise<void> {
  run.replaceEnvironment(text);
  for (const operation of ["preview", "up"] as const) {
    const { ok, errors } = await run.run(operation);
    expect(ok).toBe(false);
    expect(errors.join()).toContain(says);
  }
  expect(sentCommands(run.sandbox.folder)).toHaveLength(sent);
}

beforeAll(async () => {
  run = await EngineRun.start({ environment: environment(delivered()), secrets: testSecrets });
  const { since } = await deployed(environment(delivered()));
  const place = (name: string) => since.indexOf(`create harbour-${name}`);
  expect(place("encryption")).toBeGreaterThan(place("own-firewall"));
  expect(place("mounted")).toBeGreaterThan(place("encryption"));
  expect(place("licence")).toBeGreaterThan(place("mounted"));
});
afterAll(removeEngineRuns);

it("a key delivered again, another key, and unlocking by hand touch nothing but the volume's own command", async () => {
  const mounted = { changes: ["update harbour-mounted"], since: ["update harbour-mounted"] };
  expect((await run.must("preview")).changes).toEqual([]);
  expect(await deployed(environment(delivered({ delivery: 2 })))).toEqual(mounted);
  expect(await deployed(environment(delivered({ delivery: 2, key: "deployment-key" })))).toEqual(mounted);
  expect(await deployed(environment({ encryption: { unlock: "manual" } }))).toEqual(mounted);
  expect(await deployed(environment(delivered()))).toEqual(mounted);
});

it("a larger volume is grown through its container, in place", async () => {
  expect(await deployed(environment({ size: "60 GiB", ...delivered() }))).toEqual({
    changes: ["update harbour-volume", "update harbour-mounted"],
    since: ["update harbour-mounted"],
  });
});

it("encryption is not taken away from a volume that is there, in a preview already", async () => {
  const says = "harbour: the data volume is encrypted, and cannot become plain";
  await refused(environment({ size: "60 GiB" }), says);
  // Nor together with a rebuild, before which nothing of the machine may be touched.
  await refused(environment({ size: "60 GiB" }, { generation: 2 }), says);
});

it("a rebuilt machine opens the same volume with the same key", async () => {
  const { changes, since } = await deployed(environment({ size: "60 GiB", ...delivered() }, { generation: 2 }));
  expect(changes.filter((each) => each.includes("harbour-volume"))).toEqual(
    changes.filter((each) => each.includes("harbour-volume-attachment")),
  );
  expect(since.indexOf("delete harbour-mounted")).toBeGreaterThan(since.indexOf("delete harbour-running"));
  expect(since.indexOf("create harbour-mounted")).toBeGreaterThan(since.indexOf("create harbour-encryption"));
});
