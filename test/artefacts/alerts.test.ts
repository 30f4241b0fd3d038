import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alertFiles } from "../../components/machine/alert-command";
import { hangUp, Listener, runBeside } from "./listener";
import { MachineInAFolder } from "./machine-in-a-folder";

// `roadstead-alerts` with the real curl, against a server of its own.

const canary = "CANARY-of-the-path";
const path = `${canary}?a=1&b=2`;

let machine: MachineInAFolder;
let listener: Listener;
beforeEach(() => {
  machine = new MachineInAFolder();
  machine.put(alertFiles({ webhook: true, ping: { everyMinutes: 7 } }));
  listener = new Listener();
});
afterEach(() => {
  machine.dispose();
  listener.close();
});

const put = (what: "webhook" | "ping", url: string) =>
  machine.write(`/etc/roadstead/alerts/${what}.curl`, `url = "${url}"\n`, 0o600);

const run = (command: string, args: readonly string[], tries = 0) => runBeside(machine, command, args, tries);

describe("a failed unit", () => {
  it("is posted to the webhook, in a form that chat programs show", async () => {
    put("webhook", await listener.at(path));
    const ended = await run("roadstead-failure", ["roadstead-ship-sampel-palnet.service"]);
    expect(ended).toEqual({ code: 0, said: "" });
    expect(listener.heard).toMatchObject([{ method: "POST", path: `/${canary}?a=1&b=2` }]);
    const told: unknown = JSON.parse(listener.heard[0]?.body ?? "");
    expect(told).toMatchObject({ unit: "roadstead-ship-sampel-palnet.service" });
    expect(told).toHaveProperty("text", Reflect.get(Object(told), "content"));
    expect(told).toHaveProperty("at", expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+Z$/));
  });

  it("is told once the server has recovered", async () => {
    listener.close();
    listener = new Listener([503, hangUp]);
    put("webhook", await listener.at(path));
    expect(await run("roadstead-alerts", ["tell", "a.service", 'quo"ted'], 3)).toMatchObject({ code: 0 });
    expect(listener.heard.map(({ body }) => JSON.parse(body))).toMatchObject(new Array(3).fill({ result: 'quo"ted' }));
  });

  it("fails visibly where nobody answers, without the address in what it says", async () => {
    put("webhook", `http://127.0.0.1:9/${canary}`);
    const ended = await run("roadstead-failure", ["a.service"]);
    expect(ended.code).toBe(1);
    expect(ended.said).toContain("curl ended with 7");
    expect(ended.said).not.toContain(canary);
  });

  it("is tried again while its name does not resolve", async () => {
    put("webhook", `https://nowhere.invalid/${canary}`);
    const started = Date.now();
    const ended = await run("roadstead-alerts", ["tell", "a.service", "exit-code"], 1);
    expect(ended).toMatchObject({ code: 70 });
    expect(ended.said).toContain("curl ended with 6");
    // One second lies between the first try and the second.
    expect(Date.now() - started).toBeGreaterThan(950);
  });

  it("is told to the journal alone where there is no webhook", async () => {
    expect(await run("roadstead-failure", ["a.service"])).toMatchObject({ code: 0 });
  });
});

describe("the dead man's switch", () => {
  it("is called with the address that systemd hands over", async () => {
    put("ping", await listener.at(path));
    expect(await run("roadstead-alerts", ["ping"])).toEqual({ code: 0, said: "" });
    expect(listener.heard).toEqual([{ method: "GET", path: `/${canary}?a=1&b=2`, body: "" }]);
  });

  it("says no where it answers with an error", async () => {
    listener.close();
    listener = new Listener([404]);
    put("ping", await listener.at(path));
    expect(await run("roadstead-alerts", ["ping"])).toMatchObject({ code: 70 });
  });
});

describe("what was put in place", () => {
  it("is taken into use, and the timer started afresh", () => {
    put("webhook", "https://hooks.example/services/T0/B0/x-Y_z");
    put("ping", "https://ping.example/1");
    const ended = machine.run("roadstead-alerts", ["apply", "webhook", "ping"]);
    expect(ended).toMatchObject({ code: 0, out: "roadstead-alerts: in use: webhook ping\n" });
    expect(machine.calls("systemctl")).toContain("systemctl restart roadstead-ping.timer");
    expect(machine.isEnabled("roadstead-ping.timer")).toBe(true);
  });

  it("is forgotten where it is not wanted any more", () => {
    put("webhook", "https://hooks.example/1");
    put("ping", "https://ping.example/1");
    expect(machine.run("roadstead-alerts", ["apply", "webhook"]).code).toBe(0);
    expect(machine.has("/etc/roadstead/alerts/ping.curl")).toBe(false);
    expect(machine.isEnabled("roadstead-ping.timer")).toBe(false);
    expect(machine.run("roadstead-alerts", ["clear"]).code).toBe(0);
    expect(machine.has("/etc/roadstead/alerts/webhook.curl")).toBe(false);
  });

  it.each([
    ["plain HTTP", `http://hooks.example/${canary}`],
    ["another protocol", `file:///etc/shadow?${canary}`],
    ["a second option for curl", `https://hooks.example/${canary}"\noutput = "/etc/passwd`],
    ["a space", `https://hooks.example/ ${canary}`],
    ["an escaped quote", `https://hooks.example/\\"${canary}`],
    ["nothing", ""],
  ])("is refused where it is %s, and not repeated", (_, url) => {
    put("webhook", url);
    const ended = machine.run("roadstead-alerts", ["apply", "webhook"]);
    expect(ended).toMatchObject({ code: 64 });
    expect(ended.err + ended.out).not.toContain(canary);
  });

  it("is no argument of any program", async () => {
    put("webhook", await listener.at(path));
    machine.write("/first/curl", '#!/bin/bash\necho "$*" >>"$STAND_IN/arguments"\nexec /usr/bin/curl "$@"\n', 0o755);
    await run("roadstead-failure", ["a.service"]);
    expect(machine.heard("arguments")).toContain("webhook.curl");
    expect(machine.heard("arguments")).not.toContain(canary);
  });
});
