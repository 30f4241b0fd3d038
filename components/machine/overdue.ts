import { join } from "node:path";
import type { RenderedFile } from "../core/rendered-file";
import { filesOf } from "./template";

const read = filesOf(join(__dirname, "files"));

const root = (path: string, mode: RenderedFile["mode"], name: string): RenderedFile => ({
  path,
  mode,
  owner: "root:root",
  content: read(name),
});

/** What notes down which timers are expected to do what, and when they did. Byte for byte the same from whoever delivers it. */
export function overdueTool(): RenderedFile {
  return root("/usr/local/sbin/roadstead-overdue", "0755", "roadstead-overdue");
}

/** The units by which a machine looks for what is late. */
export function overdueUnits(): readonly RenderedFile[] {
  return ["roadstead-overdue.service", "roadstead-overdue.timer"].map((name) =>
    root(`/etc/systemd/system/${name}`, "0644", name),
  );
}
