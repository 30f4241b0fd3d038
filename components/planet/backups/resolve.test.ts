import { describe, expect, it } from "vitest";
import { argumentsOf } from "../../core/arguments";
import { secret } from "../../core/secret";
import { backupsArgs, restoreArgs } from "./resolve";

const password = secret("sesame");
const keys = { accessKey: secret("a"), secretKey: secret("b") };
const s3 = { kind: "s3", endpoint: "https://s3.example.org", bucket: "harbour", ...keys };
const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm";
const sftp = { kind: "sftp", host: "box.example.org", user: "u1", path: "/ships", privateKey: secret("k"), hostKey };
const folder = { kind: "folder", path: "/mnt/backups" };

function judged(value: unknown) {
  const check = argumentsOf("backups");
  const resolved = backupsArgs(check, value, "sampel-palnet", "/srv/roadstead");
  const result = check.result(() => resolved);
  return { resolved, problems: result.ok ? [] : result.problems.map(({ path, message }) => `${path}: ${message}`) };
}

describe("right backups", () => {
  it.each([
    ["a bucket, in a folder by the ship's name", s3, "s3:https://s3.example.org/harbour/sampel-palnet"],
    ["a bucket with a folder", { ...s3, prefix: "a/b" }, "s3:https://s3.example.org/harbour/a/b"],
    ["a machine with SSH", sftp, "sftp:u1@box.example.org:/ships"],
    ["one with an IPv6 address", { ...sftp, host: "2001:db8::7", port: 2222 }, "sftp:u1@[2001:db8::7]:/ships"],
    ["a folder", folder, "/mnt/backups"],
  ])("go to %s", (_what, repository, location) => {
    const { resolved, problems } = judged({ repository, password });
    expect(problems).toEqual([]);
    expect(resolved?.repository.location).toBe(location);
    expect(JSON.stringify(resolved)).not.toMatch(/sesame|secret/);
  });

  it("are daily at night, with 7, 4 and 6 kept, unless told otherwise", () => {
    const { resolved } = judged({ repository: folder, password });
    expect(resolved).toMatchObject({
      at: "03:15",
      keep: { daily: 7, weekly: 4, monthly: 6 },
      drill: "never",
      request: 0,
    });
    expect(judged(undefined)).toEqual({ resolved: undefined, problems: [] });
  });
});

describe("wrong backups are told what is allowed", () => {
  const good = { repository: folder, password };
  it.each<[string, unknown, RegExp[]]>([
    ["no mapping", "s3", [/^backups: "\[2 characters\]" is not a mapping/]],
    ["no password", { repository: folder }, [/^backups\.password: is missing/]],
    ["a plain password", { repository: folder, password: "sesame" }, [/^backups\.password: was given in plain form/]],
    ["no repository", { password }, [/^backups\.repository: is missing/]],
    [
      "an unknown kind",
      { ...good, repository: { kind: "ftp" } },
      [/repository\.kind: "ftp" is not a kind of repository. Use one of s3, sftp, folder. Did you mean sftp\?/],
    ],
    [
      "keys of another kind",
      { ...good, repository: { ...folder, bucket: "b" } },
      [/repository\.bucket: is not known here. Known: kind, path\./],
    ],
    [
      "plain http",
      { ...good, repository: { ...s3, endpoint: "http://s3.example.org" } },
      [/endpoint: .* Use an address such as https:/],
    ],
    [
      "an endpoint with a path",
      { ...good, repository: { ...s3, endpoint: "https://s3.example.org/b" } },
      [/endpoint: /],
    ],
    ["a bucket that is none", { ...good, repository: { ...s3, bucket: "B" } }, [/bucket: "B" is not allowed/]],
    ["a prefix that climbs", { ...good, repository: { ...s3, prefix: "../x" } }, [/prefix: /]],
    ["a host that is an option", { ...good, repository: { ...sftp, host: "-oProxyCommand=x" } }, [/host: /]],
    [
      "a host key with a name",
      { ...good, repository: { ...sftp, hostKey: `box ${hostKey}` } },
      [/hostKey: .*without a name/],
    ],
    [
      "a folder that is relative",
      { ...good, repository: { kind: "folder", path: "backups" } },
      [/path: "backups" is not allowed/],
    ],
    [
      "a folder on the ship's own volume",
      { ...good, repository: { kind: "folder", path: "/srv/roadstead/b" } },
      [/path: \/srv\/roadstead\/b lies on the ship's own volume/],
    ],
    ["an hour that is none", { ...good, at: "24:00" }, [/^backups\.at: "24:00" is not allowed\. Use a time of day/]],
    [
      "nothing kept",
      { ...good, keep: { daily: 0, weekly: 0, monthly: 0 } },
      [/^backups\.keep: keeps no backup but the last/],
    ],
    ["more than all", { ...good, readBackPercent: 101 }, [/^backups\.readBackPercent: 101 is not allowed/]],
    ["a drill each day", { ...good, drill: "daily" }, [/^backups\.drill: "daily" is not how often/]],
    ["half a request", { ...good, request: 0.5 }, [/^backups\.request: 0\.5 is not allowed/]],
    ["an unknown argument", { ...good, schedule: "03:00" }, [/^backups\.schedule: is not known here/]],
  ])("%s", (_what, value, messages) => {
    const { problems } = judged(value);
    expect(problems).toHaveLength(messages.length);
    for (const [index, message] of messages.entries()) expect(problems[index]).toMatch(message);
    expect(problems.join()).not.toContain("sesame");
  });
});

describe("restore", () => {
  const beside = { hasBackups: true, boot: "resume" } as const;
  function problems(value: unknown, change: Partial<Parameters<typeof restoreArgs>[2]> = {}): string[] {
    const check = argumentsOf("restore");
    const resolved = restoreArgs(check, value, { ...beside, ...change });
    const result = check.result(() => resolved);
    return result.ok ? [] : result.problems.map(({ path, message }) => `${path}: ${message}`);
  }
  const live = { snapshot: "latest", as: "live" };

  it("is opt-in and says what it wants", () => {
    expect(problems(undefined)).toEqual([]);
    expect(problems(live)).toEqual([]);
    expect(problems({ snapshot: "0123abcd", as: "archive", attempt: 2 }, { boot: "create" })).toEqual([]);
  });

  it.each<[string, unknown, Partial<Parameters<typeof restoreArgs>[2]>, RegExp]>([
    [
      "without saying what it is to be",
      { snapshot: "latest" },
      {},
      /^restore\.as: is missing\. Use one of archive, live/,
    ],
    ["of something that is no backup", { snapshot: "yesterday", as: "archive" }, {}, /^restore\.snapshot: "yesterday"/],
    ["without backups", live, { hasBackups: false }, /^restore: needs backups to restore from/],
    ["as the ship that is to be created", live, { boot: "create" }, /^restore\.as: "live" goes on with a pier/],
  ])("is refused %s", (_what, value, change, message) => {
    const found = problems(value, change);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });
});
