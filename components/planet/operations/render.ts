import { join } from "node:path";
import { type RenderedFile, rootFile } from "../../core/rendered-file";
import { fill } from "../../machine/template";
import type { ResolvedMaintenance, ResolvedOta } from "./resolve";

/** The units of a ship's operations: there before they are asked for, since whoever asks may be cut off. */
export function operationUnits(shipName: string, unit: string, read: (name: string) => string): RenderedFile[] {
  const units = [
    ["maintenance.service", `roadstead-maintain-${shipName}.service`],
    ["updates.service", `roadstead-updates-${shipName}.service`],
    ["updates.timer", `roadstead-updates-${shipName}.timer`],
  ] as const;
  return units.map(([file, name]) => {
    const text = read(file);
    const values = { SHIP_NAME: shipName, ...(text.includes("@@UNIT@@") ? { UNIT: unit } : {}) };
    return rootFile(join("/etc/systemd/system", name), "0644", fill(file, text, values));
  });
}

/** What the deployment runs. `shipName` is an @p without its sig, and so is all else: nothing needs quoting. */
export function maintenanceCommand(shipName: string, { operation, request }: ResolvedMaintenance): string {
  return `sudo -n /usr/local/sbin/roadstead-ship maintain ${shipName} ${operation} ${request}`;
}

export function otaCommand(shipName: string, { mode, source, request }: ResolvedOta): string {
  return `sudo -n /usr/local/sbin/roadstead-ship ota ${shipName} ${mode} ${source ?? "-"} ${request}`;
}
