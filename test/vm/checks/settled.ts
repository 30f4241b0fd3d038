import { expect, it } from "vitest";
import { encryptionOf } from "../../../components/machine/encryption";
import type { Looked } from "./booted";

/** `name = value` lines of a rendered sysctl file; a leading dash marks what some kernels lack. */
function sysctls(content: string): [name: string, value: string][] {
  return content.split("\n").flatMap((line) => {
    const found = /^-?([a-z][\w./-]*) = (.+)$/.exec(line);
    return found === null ? [] : [[found[1] ?? "", found[2] ?? ""] as [string, string]];
  });
}

/** Settings as the running machine has them, not as a file says them. */
export function settledAsRendered(looked: () => Looked): void {
  it("every kernel setting is in force", async () => {
    const { vm, text } = looked();
    const files = text.files.filter(({ path }) => path.startsWith("/etc/sysctl.d/"));
    // The last file has the last word.
    const wanted = new Map(files.flatMap(({ content }) => sysctls(content)));
    const names = [...wanted.keys()];
    const said = await vm.says("sudo bash -s", {
      stdin: names.map((name) => `sysctl -n ${name} 2>/dev/null || echo missing`).join("\n"),
    });
    const found = new Map(said.split("\n").map((value, index) => [names[index] ?? "", value]));
    const lacking = new Set(
      files.flatMap(({ content }) => content.match(/^-[\w.]+/gm) ?? []).map((each) => each.slice(1)),
    );
    for (const name of lacking) if (found.get(name) === "missing") wanted.delete(name);
    expect([...wanted].filter(([name, value]) => found.get(name) !== value)).toEqual([]);
    expect(wanted.size).toBeGreaterThan(30);
  });

  it("swap is there, as large as declared, and closed to all but root", async () => {
    const { vm, text } = looked();
    const { swapMib, volume } = text.resolved;
    const lines = (await vm.says("sudo swapon --show=NAME,SIZE --bytes --noheadings"))
      .split("\n")
      .filter((line) => line !== "");
    if (swapMib === 0) return expect(lines).toEqual([]);
    // Beside an encrypted volume it comes later, and is looked at with it.
    if (encryptionOf(volume) !== undefined) return expect(lines.join("\n")).not.toContain("/swap.roadstead");
    const [name, size] = lines[0]?.split(/\s+/) ?? [];
    expect([lines.length, name]).toEqual([1, "/swap.roadstead"]);
    expect(Math.round(Number(size) / 1048576)).toBeGreaterThanOrEqual(swapMib - 1);
    return expect(await vm.says("sudo stat -c %a:%U /swap.roadstead")).toBe("600:root");
  });

  it("the clock follows the network's time", async () => {
    const { vm } = looked();
    await expect
      .poll(() => vm.says("timedatectl show --property=NTPSynchronized --value"), { timeout: 420_000, interval: 2000 })
      .toBe("yes");
    const there = Number(await vm.says("date +%s"));
    expect(Math.abs(there - Date.now() / 1000)).toBeLessThan(30);
    expect(await vm.says("date +%Z")).toBe("UTC");
  });

  it("the journal is kept on disk, within its limits", async () => {
    const { vm } = looked();
    expect(await vm.says("sudo ls /var/log/journal/$(cat /etc/machine-id)/system.journal")).toMatch(/system\.journal$/);
    const config = await vm.says(
      "systemd-analyze cat-config systemd/journald.conf | grep -E '^(Storage|SystemMaxUse|SystemKeepFree|MaxRetentionSec)='",
    );
    expect(config.split("\n").slice(-4).sort()).toEqual([
      "MaxRetentionSec=90day",
      "Storage=persistent",
      "SystemKeepFree=1G",
      "SystemMaxUse=500M",
    ]);
    // journald says itself what it works by: a limit of 500M, of which 1G must stay free on this disk.
    expect(await vm.says("sudo journalctl --unit systemd-journald --grep 'max ' --output cat | tail -n 1")).toMatch(
      /max (500\.0M|[0-9.]+M)/,
    );
  });

  it("nothing dumps core, and no file system of another age can be loaded", async () => {
    const { vm } = looked();
    expect(await vm.says("ulimit -Hc; systemctl show --property=DefaultLimitCORE --value")).toBe("0\n0");
    for (const module of ["dccp", "sctp", "rds", "tipc", "cramfs", "hfsplus"]) {
      expect((await vm.run(`sudo modprobe ${module}`)).code, module).not.toBe(0);
    }
  });

  it("/tmp lies in memory, and runs no set-uid program", async () => {
    const options = await looked().vm.says("findmnt --noheadings --output FSTYPE,OPTIONS --mountpoint /tmp");
    expect(options).toMatch(/^tmpfs\s/);
    const wanted = ["nosuid", "nodev", ...(looked().text.resolved.hardening === "strict" ? ["noexec"] : [])];
    expect(wanted.filter((option) => !options.split(/[\s,]+/).includes(option))).toEqual([]);
  });

  it("security updates come by themselves, and restart as declared", async () => {
    const { vm, text } = looked();
    const said = await vm.says("apt-config dump | grep -E 'Periodic::(Update|Unattended)|Automatic-Reboot'");
    expect(said).toContain('APT::Periodic::Unattended-Upgrade "1";');
    expect(said).toContain(
      `Unattended-Upgrade::Automatic-Reboot "${text.resolved.unattendedReboot.mode === "window"}";`,
    );
    expect(await vm.says("systemctl is-active apt-daily.timer apt-daily-upgrade.timer")).toBe("active\nactive");
    const { code, err } = await vm.run("sudo unattended-upgrade --dry-run", { seconds: 300 });
    expect(`${code}: ${err}`).toMatch(/^0: /);
  });
}
