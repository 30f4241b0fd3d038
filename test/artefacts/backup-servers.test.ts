import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { argumentsOf } from "../../components/core/arguments";
import { secret } from "../../components/core/secret";
import { backupsArgs } from "../../components/planet/backups/resolve";
import { SshServer } from "../harness/servers/ssh-server";
import { BackedUpShip, done, password, type Repository, shipFolder } from "./backed-up-ship";
import { accessKey, bucket, ObjectStore, secretKey } from "./backup-servers/object-store";

// Backups over the network: our scripts and the real restic, to a server that speaks S3 over TLS, and to a real sshd.

/** A repository as a user gives it. */
function given(repository: object, secrets: Readonly<Record<string, string>>): Repository {
  const resolved = backupsArgs(
    argumentsOf("backups"),
    { repository, password: secret(password) },
    "sampel-palnet",
    "/srv/roadstead",
  );
  if (resolved === undefined) throw new Error("no backups");
  return { at: resolved.repository, secrets };
}

const hidden = secret("delivered by itself");
let store: ObjectStore;
let server: SshServer;
beforeAll(async () => {
  store = await ObjectStore.started();
  server = await SshServer.started();
}, 700_000);
afterAll(() => {
  store.stop();
  server.stop();
});

const inBucket = (keys = { "access-key": accessKey, "secret-key": secretKey }): Repository =>
  given({ kind: "s3", endpoint: store.endpoint, bucket, accessKey: hidden, secretKey: hidden }, keys);
const overSsh = (login: "login" | "stranger" = "login", host: "host" | "stranger" = "host"): Repository => {
  const { port, place } = server;
  const there = { kind: "sftp", host: "127.0.0.1", user: "root", port, path: place, hostKey: server.hostKey(host) };
  return given({ ...there, privateKey: hidden }, { "ssh-key": server.privateKey(login) });
};

/** The authority of the test's own server stands where a system keeps those that it trusts. */
function trusting(ship: BackedUpShip): BackedUpShip {
  const lines = ["#!/bin/sh", 'echo "$*" >>"$STAND_IN/restic-arguments"', `export SSL_CERT_FILE=${store.authority}`];
  ship.machine.write("/usr/local/sbin/restic", `${lines.join("\n")}\nexec /usr/bin/restic "$@"\n`, 0o755);
  return ship;
}

describe.each([
  ["a bucket over TLS", () => inBucket(), [accessKey, secretKey], ["access-key", "secret-key"]],
  ["a machine with SSH", () => overSsh(), ["PRIVATE KEY"], ["ssh-key"]],
] as const)("backups to %s", (_, repository, secrets, files) => {
  let ship: BackedUpShip;
  beforeAll(() => {
    ship = trusting(BackedUpShip.onMachine(repository())).created();
    ship.lives(20);
  });
  afterAll(() => ship.machine.dispose());

  it("are made, kept and restored as they were", () => {
    const first = JSON.parse(done(ship.backup("now")).out);
    expect(first).toMatchObject({ result: "done", answersAgain: true });
    ship.lives(5);
    done(ship.machine.ship("stop"));
    const sum = ship.sum();
    const second = JSON.parse(done(ship.backup("now")).out);
    expect(ship.wholeBackups().map(({ id }) => id.slice(0, 8))).toContain(second.snapshot);
    const told = JSON.parse(done(ship.restore("restore", "latest", "archive")).out);
    expect(ship.sum(told.place)).toBe(sum);
    done(ship.machine.ship("start"));
  });

  it("keep their keys in files that only root reads, and in no argument", () => {
    const places = secrets
      .flatMap((text) => ship.machine.whereIs(text))
      .map((place) => place.replace(ship.machine.root, ""));
    expect(places).toEqual(files.map((name) => `/etc/roadstead/backups/sampel-palnet/${name}`));
    for (const text of secrets) expect(ship.machine.heard("restic-arguments")).not.toContain(text);
  });

  it("are handed over with the stop that was their last", () => {
    done(ship.machine.ship("stop"));
    ship.machine.remove("/etc/roadstead/licences/sampel-palnet.json");
    expect(JSON.parse(done(ship.backup("hand-over")).out)).toMatchObject({ handedOver: true });
    expect(ship.wholeBackups().at(-1)).toMatchObject({ final: true });
    expect(ship.machine.has(`${shipFolder}/pier`)).toBe(true);
  });
});

describe("before anything is stopped it is known that", () => {
  it.each([
    [
      "the keys of the bucket are right",
      () => inBucket({ "access-key": accessKey, "secret-key": "CANARY-wrong" }),
      true,
    ],
    ["the bucket's server is who it says", () => inBucket(), false],
    ["the SSH server takes the key", () => overSsh("stranger"), true],
    ["the SSH server shows the key that was given", () => overSsh("login", "stranger"), true],
  ] as const)("%s", (_what, repository, isTrusted) => {
    const ship = BackedUpShip.onMachine(repository());
    if (isTrusted) trusting(ship);
    const ended = ship.backup("apply", "scheduled");
    expect(ended).toMatchObject({ code: 71, err: expect.stringContaining("can be neither opened nor begun") });
    expect(ended.err + ended.out).not.toContain("CANARY");
    ship.machine.dispose();
  });
});
