import { expect, it } from "vitest";
import { report } from "../harbour";
import type { Sailing } from "./ship";

const said = (line: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(line.trim().split("\n").at(-1) ?? "");
  return typeof value === "object" && value !== null ? { ...value } : {};
};

const ofShip = ({ planet, recorder }: Sailing, kind: "start" | "live" | "end", deed?: string) =>
  recorder.of(kind, deed).filter(({ ship }) => ship === planet.resolved.ship);

/** Backups of the stopped ship, what comes out of them, and that it is not the ship. */
export function isBackedUp(sailing: () => Sailing): void {
  const tool = "/usr/local/sbin/roadstead-restore";
  let snapshot = "";

  it("restic, its repository and its timers are there", async () => {
    const { vm, planet } = sailing();
    const { shipName, backups } = planet.resolved;
    const timers = ["backup", ...(backups?.drill === "never" ? [] : ["drill"])].map(
      (each) => `roadstead-${each}-${shipName}.timer`,
    );
    expect(await vm.says(`systemctl is-active ${timers.join(" ")}`)).toBe(timers.map(() => "active").join("\n"));
    expect(await vm.says("sudo test -f /var/local/backups/config && command -v restic")).toContain("restic");
  });

  it("a backup stops the ship for its copy only, is verified whole, and says for how long it was stopped", async () => {
    const { vm, planet } = sailing();
    const [ends, lives] = [ofShip(sailing(), "end", "run").length, ofShip(sailing(), "live", "run").length];
    const made = said(await vm.says(planet.backups?.commands.now ?? "", { seconds: 900 }));
    expect(made).toMatchObject({ result: "done", answersAgain: true });
    snapshot = String(made["snapshot"]);
    const [ended, again] = [ofShip(sailing(), "end", "run")[ends], ofShip(sailing(), "live", "run")[lives]];
    // A clean end, and the event at which it was made.
    expect(made["event"]).toBe(ended?.event);
    const seen = ((again?.at ?? Number.NaN) - (ended?.at ?? Number.NaN)) / 1000;
    const downtime = Number(made["downtimeSeconds"]);
    report(`backup: stopped for ${downtime} s as the machine says, ${seen.toFixed(1)} s as the recorder saw it`);
    // From before the stop until it answers: never less than what was seen from outside.
    expect(downtime).toBeGreaterThanOrEqual(Math.floor(seen));
    expect(downtime - seen).toBeLessThan(60);
    expect(
      await vm.says(
        "sudo bash -c 'RESTIC_PASSWORD_FILE=/etc/roadstead/backups/*/password; RESTIC_PASSWORD_FILE=$(echo $RESTIC_PASSWORD_FILE) restic --repo /var/local/backups check --read-data 2>&1'",
        { seconds: 300 },
      ),
    ).toContain("no errors were found");
  });

  it("restored as an archive it lies there, and never starts", async () => {
    const { vm, planet } = sailing();
    const starts = ofShip(sailing(), "start").length;
    const restored = said(
      await vm.says(`sudo ${tool} restore ${planet.resolved.shipName} ${snapshot} archive`, { seconds: 600 }),
    );
    expect(restored).toMatchObject({ verdict: "archive", snapshot });
    const place = String(restored["place"]);
    expect(await vm.says(`sudo test -d ${place}/.urb && sudo cat ${place}/.roadstead-archive`)).toContain("event");
    expect(ofShip(sailing(), "start")).toHaveLength(starts);
  });

  it("restored to live while the ship went on it is refused, and the live ship does not notice", async () => {
    const { vm, planet, recorder } = sailing();
    const starts = ofShip(sailing(), "start").length;
    const { code, err } = await vm.run(`sudo ${tool} restore ${planet.resolved.shipName} ${snapshot} live`, {
      seconds: 600,
    });
    expect([code, err]).toEqual([99, expect.stringContaining("stays an archive")]);
    expect(ofShip(sailing(), "start")).toHaveLength(starts);
    expect(recorder.live().filter(({ ship }) => ship === planet.resolved.ship)).toHaveLength(1);
  });

  it("the drill starts the restored copy without any network, and nobody outside hears it", async () => {
    const { vm, planet, recorder } = sailing();
    const starts = ofShip(sailing(), "start").length;
    const drilled = said(await vm.says(`sudo ${tool} drill ${planet.resolved.shipName}`, { seconds: 900 }));
    expect(drilled).toMatchObject({ result: "done", snapshot });
    const journal = await vm.says(
      `sudo journalctl --boot --unit roadstead-drilled-${planet.resolved.shipName} --output cat`,
    );
    expect(journal).toContain("no recorder");
    expect(journal).toContain("is live at event");
    expect(ofShip(sailing(), "start")).toHaveLength(starts);
    expect(recorder.live().filter(({ ship }) => ship === planet.resolved.ship)).toHaveLength(1);
    expect(await vm.says(`sudo ls /srv/roadstead/drills 2>/dev/null | wc -l`)).toBe("0");
  });
}
