import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitUntilReady } from "../../../../components/machine/commands";
import { Harbour, report } from "../../harbour";
import { machineText } from "../../rendered";
import { usualMachine } from "../../usual-arguments";

// lynis on the image as it is, and with Roadstead at both degrees. Under emulation each audit takes ten minutes or more.

interface Audit {
  readonly index: number;
  /** Test ids with their text, warnings first. */
  readonly findings: readonly string[];
}

let harbour: Harbour;
const audits = new Map<string, Audit>();

beforeAll(async () => {
  harbour = await Harbour.open();
});
afterAll(async () => harbour?.close());

const bare = (key: string) =>
  `#cloud-config\nusers:\n  - name: operator\n    primary_group: operator\n    sudo: "ALL=(ALL) NOPASSWD:ALL"\n    shell: /bin/bash\n    ssh_authorized_keys: ["${key}"]\n`;

function userData(degree: string): string {
  if (degree === "without") return bare(harbour.deployment.publicKey);
  const hardening = degree === "strict" ? "strict" : "standard";
  return machineText({ ...usualMachine(harbour), hardening }).userData;
}

describe.each(["without", "standard", "strict"])("%s", (degree) => {
  it("is audited", async () => {
    const vm = harbour.machine({ name: `audited-${degree}`, userData: userData(degree), instanceId: `49-${degree}` });
    vm.powerOn();
    await vm.reachable();
    await vm.run(degree === "without" ? "sudo cloud-init status --wait" : waitUntilReady, { seconds: 900 });
    const install =
      "sudo apt-get update -qq && sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends lynis";
    await vm.says(install, { seconds: 900 });
    await vm.run("sudo lynis audit system --quick --no-colors >/dev/null", { seconds: 3600 });
    const said = await vm.says(
      "sudo grep -E '^(hardening_index|warning\\[\\]|suggestion\\[\\])=' /var/log/lynis-report.dat",
    );
    const lines = said.split("\n");
    const index = Number(lines.find((line) => line.startsWith("hardening_index="))?.split("=")[1]);
    const findings = lines
      .filter((line) => !line.startsWith("hardening"))
      .sort()
      .reverse();
    audits.set(degree, { index, findings });
    report(`lynis ${degree}: ${index}`);
    for (const each of findings) report(`       ${each}`);
    await vm.cutPower();
    expect(index).toBeGreaterThan(0);
  }, 5_400_000);
});

describe("with Roadstead", () => {
  const indexOf = (degree: string): number => audits.get(degree)?.index ?? Number.NaN;

  it("the index is 15 points above the bare image at standard, 20 at strict", () => {
    expect(indexOf("standard") - indexOf("without")).toBeGreaterThanOrEqual(15);
    expect(indexOf("strict") - indexOf("without")).toBeGreaterThanOrEqual(20);
  });

  it("what is still found has its reason in lynis.md", () => {
    const explained = readFileSync(join(__dirname, "../../lynis.md"), "utf8");
    const findings = ["standard", "strict"].flatMap((degree) => audits.get(degree)?.findings ?? []);
    const ids = findings.map((line) => /=([A-Z]+(?:-[0-9]+)?)\|/.exec(line)?.[1] ?? line);
    expect(ids.filter((id) => !explained.includes(id))).toEqual([]);
  });
});
