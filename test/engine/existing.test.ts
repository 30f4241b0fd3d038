import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EngineResult, EngineRun, removeEngineRuns } from "../harness/engine-run";
import { environmentText, planetEntry, publicKey, testSecrets } from "./environments";

// A planet on a machine that is there already, on the real engine. Its commands are recorded and not executed.

const vendor = {
  kind: "existing",
  address: "203.0.113.7",
  hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX",
  architecture: "amd64",
  memoryGib: 8,
  diskGib: 160,
  monthlyCost: { amount: 6.5, currency: "USD", read: "2026-11-21" },
};
const machine = { vendor, ssh: { from: ["198.51.100.0/24"] } };
const operatorPath = ["roadstead:operator"];
const machinePath = ["roadstead:planets", "sampel", "machine"];
const secrets = Object.fromEntries(Object.entries(testSecrets).filter(([key]) => !/-token$/.test(key)));

let run: EngineRun;
let first: EngineResult;
let deployed: EngineResult;

beforeAll(async () => {
  const environment = environmentText(
    { sampel: planetEntry("~sampel-palnet", { machine: { dns: undefined } }) },
    { accounts: {}, machine },
  );
  run = await EngineRun.start({ environment, secrets });
  first = await run.must("preview");
  deployed = await run.must("up");
}, 600_000);

afterAll(removeEngineRuns);

describe("a planet on a machine that is there already", () => {
  it("is deployed as its preview said, step by step, without an account, and says what it costs", async () => {
    expect([...first.changes].sort()).toEqual([...deployed.changes].sort());
    const steps = [
      "removed",
      "preflight",
      "bootstrap",
      "ready",
      "restored",
      "own-firewall",
      "confirmed",
      "mounted",
      "running",
    ];
    const at = steps.map((each) => deployed.changes.indexOf(`create sampel-${each}`));
    expect(at[0]).toBeGreaterThanOrEqual(0);
    expect([...at].sort((one, other) => one - other)).toEqual(at);
    expect(deployed.outputs).toMatchObject({ addresses: { sampel: "203.0.113.7" }, monthlyCost: { USD: 6.5 } });
    expect(String(deployed.outputs["protectedResources"])).toContain("/srv/roadstead-data at 203.0.113.7");
    const again = await run.must("preview");
    expect(again.changes).toEqual([]);
    expect([first, deployed, again].flatMap(({ warnings }) => warnings)).toEqual([]);
  });

  it("takes another port in place, without touching the ship, and refuses another address in the preview", async () => {
    run.edit([...machinePath, "openPorts"], [{ protocol: "tcp", port: 443, purpose: "Web" }]);
    const opened = await run.must("up");
    expect(opened.changes.filter((each) => !/ sampel$/.test(each)).sort()).toEqual([
      "update sampel-confirmed",
      "update sampel-own-firewall",
    ]);
    run.edit([...machinePath, "vendor"], { ...vendor, address: "203.0.113.8" });
    const refused = await run.run("preview");
    expect(refused.errors.join("\n")).toContain("this is the machine at 203.0.113.7");
    run.edit([...machinePath, "vendor"], vendor);
  });

  it("operators' keys are added, then the old one removed, in place; nobody is left with keys that never logged in", async () => {
    const next = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX next";
    run.edit(operatorPath, { keys: [next] });
    expect((await run.run("preview")).errors.join("\n")).toContain(
      "Add the new keys beside an old one and run pulumi up; log in with each",
    );
    for (const keys of [[publicKey, next], [next]]) {
      run.edit(operatorPath, { keys });
      const { changes } = await run.must("up");
      expect(changes.filter((each) => !/ sampel$/.test(each))).toEqual(["update sampel-own-firewall"]);
    }
  });

  it("is left in the other order: the ship stops, data is let go, then access goes back, then what was added", async () => {
    const gone = await run.must("destroy");
    const steps = ["running", "mounted", "restored", "removed"].map((each) =>
      gone.changes.indexOf(`delete sampel-${each}`),
    );
    expect(steps[0]).toBeGreaterThanOrEqual(0);
    expect([...steps].sort((one, other) => one - other)).toEqual(steps);
    expect((await run.must("up")).outputs).toEqual(deployed.outputs);
  });
});
