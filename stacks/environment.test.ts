import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { trialCertificate } from "../components/machine/audit-shipping-trial";
import { readEnvironment } from "./environment";
import { handedOver } from "./environment-trial";
import {
  type Change,
  environmentName,
  goodEnvironment,
  planetOf,
  token,
  wrongEnvironments,
} from "./wrong-environments";

/** Every problem of the changed environment, in the words that a person would read. */
function problemsAfter(change: Change): string[] {
  const { config, secrets } = goodEnvironment();
  change({ config, secrets, planet: planetOf(config) });
  const checked = readEnvironment(handedOver(environmentName, config, secrets));
  return checked.ok ? [] : checked.problems.map((each) => `${each.path}: ${each.message}`);
}

describe("a wrong environment is told whole, in the words of its file", () => {
  it.each(wrongEnvironments)("%s", (_what, change, messages) => {
    expect(problemsAfter(change)).toEqual(messages);
  });

  it("repeats no secret in any of these messages", () => {
    for (const [, change] of wrongEnvironments) {
      const all = problemsAfter(change).join("\n");
      for (const piece of [token, "b3BlbnNzaC1r", "private half", "ipaJj"]) expect(all).not.toContain(piece);
    }
  });
});

describe("whom to alert", () => {
  const alerting = (alerts: unknown, forAll = false) =>
    problemsAfter(({ config, secrets, planet }) => {
      secrets["hook"] = "https://hooks.example/b3BlbnNzaC1r";
      if (forAll) config["machine"] = { ...Object(config["machine"]), alerts };
      else planet.machine["alerts"] = alerts;
    });

  it("is said by the names of secrets, for one machine or for all", () => {
    expect(alerting({ webhook: "hook" })).toEqual([]);
    expect(alerting({ deadManPing: { url: "hook", everyMinutes: 10 } }, true)).toEqual([]);
  });

  it("is never an address in plain text, which is not repeated", () => {
    const problems = alerting({ webhook: "https://hooks.example/b3BlbnNzaC1r" }, true);
    expect(problems[0]).toMatch(
      /^Pulumi\.[a-z]+\.yaml\.machine\.alerts\.webhook: no secret has this name \(it is not repeated here/,
    );
    expect(problems.join()).not.toContain("b3BlbnNzaC1r");
  });

  it("is judged with the machine", () => {
    expect(alerting({ webhook: "hook", deadManPing: { url: "hook", everyMinutes: 0 } })).toEqual([
      `Pulumi.${environmentName}.yaml.planets.sampel.machine.alerts.deadManPing.everyMinutes: 0 is not allowed. Use a whole number from 1 to 1440 (minutes).`,
    ]);
  });
});

describe("a tunnel for SSH", () => {
  const tunnelled = (presharedKey: string, more: object = {}) =>
    problemsAfter(({ config, secrets }) => {
      secrets["runner"] = "b3BlbnNzaC1r";
      const peer = { name: "runner", publicKey: `${"R".repeat(42)}A=`, address: "10.88.0.2", presharedKey, ...more };
      const wireguard = { mode: "beside", address: "10.88.0.1/24", peers: [peer] };
      config["machine"] = { ...Object(config["machine"]), ssh: { from: ["203.0.113.0/24"], wireguard } };
    });

  it("takes the preshared key of a peer by its name, and never repeats one that stands in its place", () => {
    expect(tunnelled("runner")).toEqual([]);
    const problems = tunnelled("b3BlbnNzaC1r");
    expect(problems[0]).toMatch(
      /^Pulumi\.[a-z]+\.yaml\.machine\.ssh\.wireguard\.peers\[0\]\.presharedKey: no secret has this name/,
    );
    expect(problems.join()).not.toContain("b3BlbnNzaC1r");
  });

  it("is judged with the machine", () => {
    expect(tunnelled("runner", { address: "10.89.0.2" })).toContain(
      `Pulumi.${environmentName}.yaml.machine.ssh.wireguard.peers[0].address: "10.89.0.2" is no address of a machine in 10.88.0.0/24. Use another one in it.`,
    );
  });
});

describe("where the audit log goes", () => {
  const shipped = (key: string, more: object = {}) =>
    problemsAfter(({ config, secrets }) => {
      secrets["machine-key"] = "b3BlbnNzaC1r";
      const client = { certificate: trialCertificate, key };
      const auditShipping = { to: "logs.example.org", authority: trialCertificate, client, ...more };
      config["machine"] = { ...Object(config["machine"]), auditShipping };
    });

  it("takes the client's key by its name, and never repeats one that stands in its place", () => {
    expect(shipped("machine-key")).toEqual([]);
    const problems = shipped("b3BlbnNzaC1r");
    expect(problems[0]).toMatch(/^Pulumi\.[a-z]+\.yaml\.machine\.auditShipping\.client\.key: no secret has this name/);
    expect(problems.join()).not.toContain("b3BlbnNzaC1r");
  });

  it("is judged with the machine", () => {
    expect(shipped("machine-key", { port: 0 })).toContain(
      `Pulumi.${environmentName}.yaml.machine.auditShipping.port: 0 is not allowed. Use a whole number from 1 to 65535 (a port).`,
    );
  });
});

describe("backups", () => {
  const backedUp = (repository: unknown, restore?: unknown) =>
    problemsAfter(({ secrets, planet }) => {
      Object.assign(secrets, { "backup-password": "sesame", "s3-access": "AKIA-open", "s3-secret": "b3BlbnNzaC1r" });
      planet["backups"] = { repository, password: "backup-password" };
      if (restore !== undefined) planet["restore"] = restore;
    });
  const bucket = { kind: "s3", endpoint: "https://s3.example.org", bucket: "harbour" };
  const at = `Pulumi.${environmentName}.yaml.planets.sampel`;

  it("take their secrets by name", () => {
    expect(backedUp({ ...bucket, accessKey: "s3-access", secretKey: "s3-secret" })).toEqual([]);
  });

  it("never repeat a secret that stands where its name belongs", () => {
    const problems = backedUp({ ...bucket, accessKey: "s3-access", secretKey: "b3BlbnNzaC1r" });
    expect(problems[0]).toMatch(/backups\.repository\.secretKey: no secret has this name \(it is not repeated here/);
    expect(problems.join()).not.toContain("b3BlbnNzaC1r");
  });

  it("are judged with the planet", () => {
    expect(backedUp({ kind: "folder", path: "/srv/roadstead/backups" })).toContain(
      `${at}.backups.repository.path: /srv/roadstead/backups lies on the ship's own volume, with which it would be lost. Use a folder on another disk.`,
    );
    expect(backedUp({ kind: "folder", path: "/mnt/backups" }, { snapshot: "latest", as: "live" })).toContain(
      `${at}.restore.as: "live" goes on with a pier that there is, but boot.mode is "create". Use boot: { mode: "resume" }.`,
    );
  });
});

describe("a right environment", () => {
  it("becomes accounts, machines and planets, with every secret marked", async () => {
    const { config, secrets } = goodEnvironment();
    const checked = readEnvironment(handedOver(environmentName, config, secrets));
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    const [planet] = checked.value.planets;
    expect(checked.value.owner).toBe("harbour-crew");
    expect(planet).toMatchObject({
      name: "sampel",
      accounts: ["hetzner"],
      resolvedMachine: {
        hostname: `roadstead-${environmentName}-sampel-server`,
        volume: { mode: "separate", gib: 40 },
      },
      planet: { ship: "~sampel-palnet" },
    });
    expect(JSON.stringify(checked.value)).not.toContain("private half");
    for (const each of [checked.value.deployment.privateKey, checked.value.accounts[0]?.token]) {
      expect(each !== undefined && (await pulumi.isSecret(each.reveal()))).toBe(true);
    }
  });

  it("opens the ship's port by itself, unless the file opens it to some networks only", () => {
    const opened = (openPorts: unknown): unknown => {
      const { config, secrets } = goodEnvironment();
      planetOf(config).machine["openPorts"] = openPorts;
      const checked = readEnvironment(handedOver(environmentName, config, secrets));
      return checked.ok ? checked.value.planets[0]?.resolvedMachine.openPorts : checked.problems;
    };
    const world = ["0.0.0.0/0", "::/0"];
    const web = { protocol: "tcp", port: 443, purpose: "web" };
    const some = { protocol: "udp", port: 34543, purpose: "Ames", from: ["198.51.100.0/24"] };
    expect(opened([web])).toEqual([
      { ...web, from: world },
      { protocol: "udp", port: 34543, purpose: "Ames", from: world },
    ]);
    expect(opened([some])).toEqual([some]);
  });

  it("may keep a ship at rest, say while its machine changes plan", () => {
    const runs = (change: object): unknown => {
      const { config, secrets } = goodEnvironment();
      Object.assign(planetOf(config), change);
      const checked = readEnvironment(handedOver(environmentName, config, secrets));
      return checked.ok ? checked.value.planets[0]?.planet.runs : checked.problems;
    };
    expect([runs({}), runs({ runs: true }), runs({ runs: false })]).toEqual([true, true, false]);
  });

  it("lets one machine differ from what all share", () => {
    const { config, secrets } = goodEnvironment();
    planetOf(config).machine["vendor"] = { kind: "hetzner", location: "hel1", serverType: "cpx32" };
    const checked = readEnvironment(handedOver(environmentName, config, secrets));
    expect(checked.ok && checked.value.planets[0]?.resolvedMachine).toMatchObject({
      vendor: { location: "hel1", serverType: "cpx32" },
      ssh: { from: ["203.0.113.0/24"] },
    });
  });

  it("may hold what belongs to others: keys of other namespaces are left alone", () => {
    expect(
      problemsAfter(({ config }) => {
        config["hcloud:pollInterval"] = "500ms";
      }),
    ).toEqual([]);
  });
});
