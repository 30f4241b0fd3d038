import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hardenings, machineImages } from "./args";
import type { MachineToRender } from "./artefacts";
import { hardeningSettings, hardeningTable } from "./hardening";
import { renderMachine } from "./render";
import { machineCases } from "./render-trial";

const [[, usual]] = machineCases;

/** Lines of each file that the machine boots with. */
function rendered(machine: MachineToRender): ReadonlyMap<string, readonly string[]> {
  return new Map(
    renderMachine(machine).files.map(({ path, content }) => [path, content.split("\n").map((line) => line.trimEnd())]),
  );
}

const holds = (files: ReadonlyMap<string, readonly string[]>, [path, line]: readonly [string, string]): boolean => {
  const lines = files.get(path) ?? [];
  return path === "user-data" ? lines.some((each) => each.trim() === line) : lines.includes(line);
};

describe.each(machineImages)("on %s", (image) => {
  describe.each(hardenings)("%s hardening", (hardening) => {
    const files = rendered({ ...usual, image, hardening });
    const other = hardening === "strict" ? "standard" : "strict";

    it.each(hardeningSettings.map((setting) => [setting.what, setting] as const))(
      "is what the README's table says of %s",
      (_, { proof }) => {
        for (const each of [...proof.both, ...proof[hardening]])
          expect([each, holds(files, each)]).toEqual([each, true]);
        for (const each of proof[other]) expect([each, holds(files, each)]).toEqual([each, false]);
      },
    );
  });
});

it.each([
  ["existing", "standard", false],
  ["existing", "strict", true],
  ["linode", "standard", true],
  ["linode", "strict", true],
] as const)("at %s, %s: a disk that somebody plugs in is shut out: %s", (kind, hardening, isShutOut) => {
  const files = rendered({ ...usual, vendor: { kind }, hardening });
  const line = ["/etc/modprobe.d/60-roadstead.conf", "install usb-storage /bin/false"] as const;
  expect(holds(files, line)).toBe(isShutOut);
});

it("every setting is proved by something", () => {
  for (const { what, proof } of hardeningSettings) {
    expect([what, Object.values(proof).flat().length > 0]).toEqual([what, true]);
  }
});

it("the README shows the table", () => {
  // Its columns may be aligned.
  const compact = (text: string) => text.replaceAll(/-{3,}/g, "---").replaceAll(/ *\| */g, "|");
  const readme = readFileSync(join(__dirname, "README.md"), "utf8");
  expect(compact(readme)).toContain(compact(hardeningTable()));
});

it("what strict adds to a vendor's user data is not in standard's: neither files nor packages", () => {
  const paths = (hardening: MachineToRender["hardening"]) => [...rendered({ ...usual, hardening }).keys()];
  const added = paths("strict").filter((path) => !paths("standard").includes(path));
  expect(added).toEqual([
    "/etc/sysctl.d/99-roadstead-strict.conf",
    "/etc/systemd/system/fail2ban.service.d/60-roadstead.conf",
    "/etc/apt/apt.conf.d/60roadstead-scripts",
    "/etc/apt/preferences.d/60-roadstead",
    "/etc/audit/rules.d/60-roadstead.rules",
    "/usr/local/sbin/roadstead-strict-setup",
  ]);
  const packages = (hardening: MachineToRender["hardening"]) =>
    /^packages: .*$/m.exec(renderMachine({ ...usual, hardening }).files[0]?.content ?? "")?.[0];
  expect(packages("standard")).not.toContain("auditd");
  expect(packages("strict")).toContain("auditd");
});

it("no file of a distribution takes a kernel setting back: ours are read after Debian's 99-protect-links.conf", () => {
  const names = [...rendered({ ...usual, hardening: "strict" }).keys()]
    .filter((path) => path.startsWith("/etc/sysctl.d/"))
    .map((path) => path.replace("/etc/sysctl.d/", ""));
  const [base, strict, ...more] = names;
  expect(more).toEqual([]);
  expect(["99-protect-links.conf", base, strict]).toEqual(["99-protect-links.conf", base, strict].sort());
});
