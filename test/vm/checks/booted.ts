import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { RenderedFile } from "../../../components/core/rendered-file";
import type { VirtualMachine } from "../machine/virtual-machine";
import type { MachineText } from "../rendered";
import { unitsAreSound } from "./units";

/** The machine that a group of checks looks at: known once it has booted. */
export interface Looked {
  readonly vm: VirtualMachine;
  readonly text: MachineText;
}

function failing(lines: string): string[] {
  return lines.split("\n").filter((line) => line.trim() !== "");
}

/** What must hold after each boot, the first as the later ones. */
export function bootedWell(when: string, looked: () => Looked): void {
  it(`${when}: cloud-init ended without error or warning`, async () => {
    const { vm } = looked();
    expect(await vm.says("sudo cloud-init status --wait --long || true", { seconds: 600 })).toMatch(/^status: done$/m);
    expect(JSON.parse(await vm.says("sudo cat /run/cloud-init/result.json"))).toMatchObject({ v1: { errors: [] } });
    const log = await vm.says(
      "sudo grep -hE ' - [^ ]+\\[(WARNING|ERROR|CRITICAL)\\]: ' /var/log/cloud-init.log || true",
    );
    expect(failing(log)).toEqual([]);
  });

  it(`${when}: no unit has failed, and systemd calls the machine running`, async () => {
    const { vm } = looked();
    expect(failing(await vm.says("systemctl --failed --plain --no-legend"))).toEqual([]);
    expect(await vm.says("systemctl is-system-running --wait || true", { seconds: 300 })).toBe("running");
  });

  it(`${when}: the machine is set up to the end`, async () => {
    await looked().vm.says("sudo test -e /var/lib/roadstead/machine-is-set-up");
  });
}

/** What the rendered texts themselves must stand, before the tools of the very machine; `more` came to it later. */
export function acceptedByItsTools(looked: () => Looked, more: () => readonly RenderedFile[] = () => []): void {
  it("cloud-init's own schema accepts the user data that it booted from", async () => {
    const { code, out, err } = await looked().vm.run("sudo cloud-init schema --system");
    expect(out + err).toMatch(/Valid cloud-config/);
    expect(code).toBe(0);
  });

  unitsAreSound(() => ({ vm: looked().vm, files: [...looked().text.files, ...more()] }));
  filesInPlace(looked);
}

export function filesInPlace(looked: () => Looked): void {
  it("every rendered file lies there byte for byte, owned and closed as rendered", async () => {
    const { vm, text } = looked();
    const there = text.files.filter(({ path }) => path.startsWith("/"));
    const script = there.map(({ path }) => `stat -c '%n %04a %U:%G' '${path}'; sha256sum '${path}'`).join("\n");
    const said = await vm.says("sudo bash -s", { stdin: script });
    const sum = (content: string) => createHash("sha256").update(content).digest("hex");
    expect(said.split("\n")).toEqual(
      there.flatMap(({ path, mode, owner, content }) => [`${path} ${mode} ${owner}`, `${sum(content)}  ${path}`]),
    );
  });
}
