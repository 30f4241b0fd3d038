import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { atItsSize } from "./commands";

// The text that goes over SSH, in a shell, with a disk that is played.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "roadstead-commands-"));
  const tool = (name: string, text: string) =>
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  tool("sudo", 'exec "$@"');
  tool("blockdev", 'cat "$DISK/size"');
  tool("readlink", 'echo "$DISK/name"');
  tool("basename", 'echo "../../..$DISK"');
  mkdirSync(join(folder, "device"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function mounted(
  bytes: number,
  gib: number,
  command = "echo mounted; cat >/dev/null",
): { code: number | null; out: string; err: string } {
  writeFileSync(join(folder, "size"), `${bytes}\n`);
  const { status, stdout, stderr } = spawnSync(
    "sh",
    ["-c", atItsSize("/dev/disk/by-id/data", gib, `{ ${command}; }`)],
    {
      encoding: "utf8",
      input: "the key",
      env: { PATH: `${folder}:/usr/bin:/bin`, DISK: folder },
    },
  );
  return { code: status, out: stdout, err: stderr };
}

describe("a volume that was grown", () => {
  it.each([
    ["of so many GiB", 30 * 2 ** 30],
    ["of so many GB", 30 * 10 ** 9],
    ["larger than was asked for", 40 * 2 ** 30],
  ])("is done where the machine sees one %s", (_, bytes) => {
    expect(mounted(bytes, 30)).toEqual({ code: 0, out: "mounted\n", err: "" });
  });

  it("is told, after it was mounted, where the machine still sees the old size, with what to do", () => {
    const { code, out, err } = mounted(20 * 2 ** 30, 30);
    expect([code, out]).toEqual([75, "mounted\n"]);
    expect(err).toContain("is to have 30 GiB, but the machine sees 20. Nothing is lost");
    expect(err).toContain("sudo systemctl reboot");
  });

  it("fails as its mounting fails", () => {
    expect(mounted(30 * 2 ** 30, 30, "exit 12")).toEqual({ code: 12, out: "", err: "" });
  });

  it("is looked at again first, where the kernel can be asked to", () => {
    writeFileSync(join(folder, "device", "rescan"), "");
    const rescan = join(folder, "device", "rescan");
    expect(mounted(30 * 2 ** 30, 30, `cat ${rescan}`)).toMatchObject({ code: 0, out: "1\n" });
    rmSync(rescan);
  });
});
