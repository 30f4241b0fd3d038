import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { RenderedFile } from "../../../components/core/rendered-file";
import { report } from "../harbour";
import type { VirtualMachine } from "../machine/virtual-machine";

/** What systemd-analyze found of one unit, as exposure.md has it. */
interface Exposure {
  readonly figure: string;
  /** Settings that are not made, by the names that systemd-analyze gives them; undefined where the unit is not closed at all. */
  readonly remaining: readonly string[] | undefined;
}

const committed = join(__dirname, "../exposure.md");

/** A unit's name without the ship that it is for. */
const kindOf = (unit: string, ship: string): string => unit.replace(ship, "SHIP").replace(/@.*\.service$/, "@.service");

/** The rows `| unit | figure | remaining, remaining | why |` of exposure.md. */
function explained(): Map<string, Exposure> {
  const rows = readFileSync(committed, "utf8").matchAll(/^\| `([^`]+\.service)` \| (\d+\.\d) \| (.*?) \| (.+?) \|$/gm);
  return new Map(
    [...rows].map(([, unit = "", figure = "", remaining = ""]) => [
      unit,
      { figure, remaining: remaining.startsWith("not closed") ? undefined : names(remaining) },
    ]),
  );
}

const names = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name).sort();

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Names of what is left open, from the tool's own JSON. */
function leftOpen(json: string): string[] {
  const list: unknown = JSON.parse(json);
  if (!isList(list)) throw new Error(`systemd-analyze security gave no list: ${json}`);
  const open = list.flatMap((each) => {
    if (typeof each !== "object" || each === null) return [];
    const isOpen = Reflect.get(each, "set") === false && Number(Reflect.get(each, "exposure")) > 0;
    return isOpen ? [String(Reflect.get(each, "json_field"))] : [];
  });
  return [...new Set(open)].sort();
}

export interface Installed {
  readonly vm: VirtualMachine;
  readonly files: readonly RenderedFile[];
}

const unitsOf = ({ files }: Installed, form: RegExp): string[] =>
  files
    .map(({ path }) => path)
    .filter((path) => form.test(path))
    .map((path) => path.slice(path.lastIndexOf("/") + 1))
    // A template is judged through one of its instances.
    .map((unit) => unit.replace("@.service", "@ssh.service.service"));

/** Every unit that is there now, in the eyes of the very machine's systemd. */
export function unitsAreSound(installed: () => Installed): void {
  it("systemd finds no fault in any unit that was installed", async () => {
    const units = unitsOf(installed(), /^\/etc\/systemd\/system\/[^/]+\.(service|mount|timer)$/);
    const { code, out, err } = await installed().vm.run(`sudo systemd-analyze verify --man=no ${units.join(" ")}`);
    expect((out + err).split("\n").filter((line) => line.trim() !== "")).toEqual([]);
    expect(code).toBe(0);
    expect(units.length).toBeGreaterThan(1);
  });
}

/** How closed each service is: exactly as exposure.md says, with a reason for whatever is left open. */
export function unitsAreClosed(installed: () => Installed & { readonly shipName: string }): void {
  it("each service is as closed as exposure.md says, and what stays open is explained there", async () => {
    const { vm, shipName } = installed();
    const services = unitsOf(installed(), /^\/etc\/systemd\/system\/[^/]+\.service$/);
    const analyze = "sudo systemd-analyze security --no-pager";
    const script = services
      .map(
        (unit) =>
          `${analyze} --json=short ${unit}; ${analyze} ${unit} | sed -n 's/.*exposure level.*: \\([0-9.]*\\) .*/\\1/p'`,
      )
      .join("\n");
    const lines = (await vm.says("bash -s", { stdin: script, seconds: 300 })).split("\n");
    const found = services.map((unit, index) => {
      const [json = "", figure = ""] = lines.slice(2 * index);
      return { unit: kindOf(unit, shipName), figure, open: leftOpen(json) };
    });
    const wrong = found.filter(({ unit, figure, open }) => {
      const row = explained().get(unit);
      return row?.figure !== figure || (row.remaining !== undefined && row.remaining.join() !== open.join());
    });
    for (const { unit, figure, open } of wrong) {
      report(`       | \`${unit}\` | ${figure} | ${open.map((name) => `\`${name}\``).join(", ")} | why |`);
    }
    expect(wrong.map(({ unit }) => unit)).toEqual([]);
  });
}
