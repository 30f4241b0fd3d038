import { join } from "node:path";
import { type RenderedFile, rootFile } from "../core/rendered-file";
import { filesOf } from "./template";

const read = filesOf(join(__dirname, "files"));

/** What notes down which timers are expected to do what, and when they did. Byte for byte the same from whoever delivers it. */
export function overdueTool(): RenderedFile {
  return rootFile("/usr/local/sbin/roadstead-overdue", "0755", read("roadstead-overdue"));
}

/** The units by which a machine looks for what is late. */
export function overdueUnits(): readonly RenderedFile[] {
  return ["roadstead-overdue.service", "roadstead-overdue.timer"].map((name) =>
    rootFile(`/etc/systemd/system/${name}`, "0644", read(name)),
  );
}
