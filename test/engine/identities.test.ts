import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sentCommands } from "../faults/ship-copies";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";
import { environmentText, planetEntry, testSecrets } from "./environments";

// A ship on its way from one machine to another, on the real engine: never started where it could be a second copy.

const harbour = planetEntry("~sampel-palnet", { boot: { mode: "create" } });
// The key is not what this is about; one that nothing uses would be refused.
const { "roadstead:secret-sampel-key": _, ...secrets } = testSecrets;
const quay = planetEntry("~sampel-palnet", { boot: { mode: "resume" } });
const at = (host: string): string => `{ environment: test, host: ${host} }`;

let run: EngineRun;
beforeAll(async () => {
  run = await EngineRun.start({ environment: environmentText({ harbour }), secrets });
});
afterAll(removeEngineRuns);

function place(planets: Parameters<typeof environmentText>[0], line: string): void {
  run.replaceEnvironment(environmentText(planets));
  writeFileSync(join(dirname(run.workspace.environmentFile), "identities.yaml"), `~sampel-palnet: ${line}\n`);
}

/** What was sent to machines to start a ship, and to stop or prove it. */
function sent(): string[] {
  return sentCommands(run.sandbox.folder).flatMap(({ phase, name }) =>
    /-(running|stopped|licence)$/.test(name) ? [`${phase} ${name}`] : [],
  );
}

it("a project without the file is told so, once, and as no warning", async () => {
  const { text, warnings } = await run.must("preview");
  expect(
    text
      .split("Diagnostics:")
      .at(-1)
      ?.match(/There is no identities\.yaml beside Pulumi\.test\.yaml/g),
  ).toHaveLength(1);
  expect(warnings).toEqual([]);
});

it("a ship in the wrong place is refused before anything registers", async () => {
  place({ harbour }, "{ environment: prod, host: harbour }");
  const { ok, errors, changes } = await run.run("preview");
  expect([ok, changes]).toEqual([false, ["create roadstead-test"]]);
  expect(errors.join()).toContain("identities.yaml gives ~sampel-palnet to harbour of prod (line 1)");
});

it("invariant 1: a ship is moved in two phases, and never started while it may still run where it was", async () => {
  place({ harbour }, at("harbour"));
  expect((await run.must("up")).outputs["runs"]).toEqual({ "~sampel-palnet": "harbour" });

  // In one step, it would start there before it is stopped here.
  place({ quay }, at("quay"));
  const direct = await run.run("preview");
  expect([direct.ok, direct.changes]).toEqual([false, []]);
  expect(direct.errors.join()).toContain(
    "~sampel-palnet still runs on harbour of test, as that environment was last deployed",
  );

  const before = sent().length;
  place({ harbour, quay }, `{ environment: test, host: harbour, movingTo: ${at("quay")} }`);
  const first = await run.must("up");
  expect(first.outputs["runs"]).toEqual({});
  expect(first.changes.filter((change) => /quay-(licence|key|running)/.test(change))).toEqual([]);
  const proofs = sent().slice(before);
  expect(proofs.indexOf("create harbour-stopped")).toBeGreaterThanOrEqual(0);
  expect(proofs.indexOf("create harbour-stopped")).toBeLessThan(proofs.indexOf("delete harbour-licence"));
  expect(proofs).not.toContain("create quay-running");
  expect((await run.must("preview")).changes).toEqual([]);

  place({ quay }, at("quay"));
  // The old machine's volume and addresses leave the stack, and stay at the vendor.
  expect((await run.pulumi(["state", "unprotect", "--all", "--yes", "--stack", "test"])).code).toBe(0);
  const second = await run.must("up");
  expect(second.outputs["runs"]).toEqual({ "~sampel-palnet": "quay" });
  expect(second.of("quay-running")).toEqual(["create"]);
  expect((await run.must("preview")).changes).toEqual([]);
  // The old pier stays, until somebody deletes it.
  expect(run.holdings("hcloud").filter(({ type }) => type.endsWith(":Volume"))).toHaveLength(2);
}, 300_000);
