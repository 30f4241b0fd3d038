import { createHash, generateKeyPairSync } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { encrypted, notKnown, saying, secretly, verdicts } from "../rule-trial";
import { digitalOceanDroplet, hetznerServer, linodeInstance, vultrInstance } from "../vendor-types";
import { rule } from "./keep-secrets-out-of-user-data";
import { cases } from "./keep-secrets-out-of-user-data.cases";

judgesAsRecorded(rule, cases);

const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
/** Bytes without a pattern, the same on every run. */
const noise = (length: number) => {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash("sha256").update(`${index}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
};
const privateKey = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const cloudConfig = (lines: string) => `#cloud-config\nruncmd:\n${lines}\n`;
const judged = (userData: unknown) => saying(rule, { type: hetznerServer, props: { userData } }).split(" ")[0];
const urbitKey = `0w${Array.from({ length: 14 }, () => "a1B-~").join(".")}`;

const secrets: ReadonlyArray<readonly [name: string, text: string]> = [
  ["a private key", privateKey],
  ["an OpenSSH key", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----"],
  ["an indented key", privateKey.replace(/^/gm, "      ")],
  ["an Urbit keyfile", `  - echo '${urbitKey}' > /tmp/zod.key`],
  ["an Urbit key without dots", `key: 0w${"aB3-~".repeat(12)}`],
  ["an Urbit key over two lines", urbitKey.replace("a1B-~.a1B-~.", "a1B-~.\n    a1B-~.")],
  ["a master ticket", "ticket: ~sampel-ticlyt-migfun-falmel"],
  ["a ticket among words", "boot with ~sampel-ticlyt-migfun-falmel now"],
  ["a login code", "code: lidlut-tabwed-pillex-ridrup"],
  ["a YAML password", "password: hunter2"],
  ["a quoted password", 'root_password = "correct horse"'],
  ["a shell password", "export DB_PASSWORD=hunter2"],
  ["a JSON token", '{"token": "abcdefgh"}'],
  ["a camel-case secret", '{"clientSecret": "abcdefgh"}'],
  ["a flag", "tool login --token abcdef123456"],
  ["a password hash", "passwd: $6$rounds=4096$abcdefgh$0123456789"],
  ["a chpasswd list", "chpasswd:\n  list: |\n    root:hunter2"],
  ["a chpasswd pipe", "echo 'root:hunter2' | chpasswd"],
  ["an AWS key", "aws configure set x AKIAIOSFODNN7EXAMPLE"],
  ["a web token", "x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlMTIz"],
  ["a DigitalOcean token", `x dop_v1_${"0a".repeat(32)}`],
  ["a GitHub token", `x ghp_${"aB3".repeat(12)}`],
  ["a URL with a password", "git clone https://bot:hunter2@example.org/x.git"],
  ["an authorization header", "curl -H 'Authorization: Bearer abcdef0123456789' https://example.org"],
  ["curl's user option", "curl -u admin:hunter2 https://example.org"],
  ["a WireGuard key", "PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk="],
  ["a random value for a key", `LICENSE_KEY=${noise(24).toString("hex")}`],
];

const harmless: ReadonlyArray<readonly [name: string, text: string]> = [
  ["nothing", ""],
  [
    "a public key",
    "ssh_authorized_keys:\n  - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me",
  ],
  [
    "a host's public key",
    "ed25519_public: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
  ],
  ["a public key block", "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----"],
  ["a certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"],
  ["a checksum", `sha256sum -c <<< "${"0a1b".repeat(16)}  vere"\nsha256: ${"0a1b".repeat(16)}`],
  ["an image digest", `image: tloncorp/vere@sha256:${"0a1b".repeat(16)}`],
  ["a variable", `PASSWORD="$DB_PASSWORD"\ntoken: \${TOKEN}\npassword: {{ password }}`],
  ["a command", "TOKEN=$(cat /run/credentials/token)"],
  ["a path", "password_file: /run/secrets/x\nprivate_key=/etc/ssl/key.pem\npassword: /run/secrets/x"],
  ["locked passwords", "lock_passwd: true\npasswd: '*'\nssh_pwauth: false\nchpasswd: { expire: false }"],
  ["a random password that nobody knows", "chpasswd:\n  list: |\n    root:RANDOM"],
  ["sshd settings", "PasswordAuthentication no\nHostKeyAlgorithms=ssh-ed25519-cert-v01@openssh.com"],
  [
    "a package key",
    "keyid: 9DC858229FC7DD38854AE2D88D81803C0EBFCD88\nsigned-by=/usr/share/keyrings/docker-archive-keyring.gpg",
  ],
  ["a systemd credential by path", "LoadCredential=ship-key:/run/roadstead/ship-key-of-sampel-palnet"],
  ["a moon's name", "ship: ~dabnev-nisseb-nomlec-sormug"],
  ["a planet's name", "ship: ~sampel-palnet\nurbit -w sampel-palnet"],
  ["a short @uw number", "0w3.abcde"],
  ["a URL", "wget https://example.org:8443/a/b?c=d"],
];

describe("user data", () => {
  it.each(secrets)("with %s fails", (_name, text) => {
    expect(judged(cloudConfig(text))).toBe("fail");
  });

  it.each(harmless)("with %s passes", (_name, text) => {
    expect(judged(cloudConfig(text))).toBe("pass");
  });

  it.each(secrets)("with %s, never shows it", (_name, text) => {
    const [verdict] = verdicts(rule, [{ type: hetznerServer, props: { userData: cloudConfig(text) } }]);
    const telling = text.match(
      /hunter2|AKIA\w+|eyJ[\w.-]+|dop_\w+|ghp_\w+|a1B-~|~[a-z]{6}-\w+|yAnz5\S+|[0-9a-f]{48}|MC4C\S+|abcdef\w*/,
    );
    if (telling !== null) expect(verdict?.message).not.toContain(telling[0]);
  });

  it("says on which line", () => {
    const [verdict] = verdicts(rule, [
      { type: hetznerServer, props: { userData: "#cloud-config\nx: 1\npassword: hunter2\n" } },
    ]);
    expect(verdict?.message).toMatch(/^userData holds a value for password \(line 3\)\. Allowed: .* Fix: /);
  });

  const hidden = cloudConfig("password: hunter2");
  const files = (encoding: string, content: string) =>
    `#cloud-config\nwrite_files:\n  - path: /x\n    encoding: ${encoding}\n    content: ${content}\n    owner: root\n`;
  it.each([
    ["base64", base64(hidden)],
    ["folded base64", base64(hidden.repeat(3)).replace(/(.{60})/g, "$1\n")],
    ["gzip in base64", base64(gzipSync(hidden))],
    ["base64 twice", base64(base64(hidden))],
    ["a file in base64", files("b64", base64(hidden))],
    ["a file in gzip", files("gz+b64", base64(gzipSync(hidden)))],
    [
      "a folded file in gzip",
      files(
        "gz+b64",
        `|\n      ${base64(gzipSync(hidden + noise(90).toString("hex"))).replace(/(.{40})/g, "$1\n      ")}`,
      ),
    ],
  ])("hidden in %s fails", (_name, userData) => {
    expect(judged(userData)).toBe("fail");
  });

  it("without a secret inside its encoding passes", () => {
    expect(judged(base64(gzipSync(cloudConfig("echo hello"))))).toBe("pass");
    expect(judged(files("gz+b64", base64(gzipSync("echo hello"))))).toBe("pass");
  });

  it("is undecided where nobody can look inside, and judged where only the mark says secret", () => {
    expect(judged(notKnown)).toBe("unknown");
    expect(judged(encrypted)).toBe("unknown");
    expect(judged(secretly(notKnown))).toBe("unknown");
    expect(judged("[secret]")).toBe("unknown");
    expect(judged(secretly(hidden))).toBe("fail");
    expect(judged(secretly(cloudConfig("true")))).toBe("pass");
    expect(judged({ odd: true })).toBe("unknown");
    expect(judged(undefined)).toBe("not-applicable");
  });

  it("is found where each vendor keeps it", () => {
    for (const type of [digitalOceanDroplet, vultrInstance]) {
      expect(saying(rule, { type, props: { userData: hidden } })).toBe("fail userData");
    }
    const linode = (metadatas: unknown) => saying(rule, { type: linodeInstance, props: { metadatas } });
    expect(linode([{ userData: base64(hidden) }])).toBe("fail metadatas[0].userData");
    expect(linode([{ userData: notKnown }])).toBe("unknown metadatas[0].userData");
    expect(linode(notKnown)).toBe("unknown metadatas");
    const stackscriptData = { password: "password: hunter2" };
    expect(saying(rule, { type: linodeInstance, props: { stackscriptData } })).toBe("fail stackscriptData.password");
  });

  it("of half a megabyte is read in a moment", () => {
    // Time of the processor, so that a busy machine does not count.
    const started = process.cpuUsage();
    expect(judged(`#cloud-config\n# ${"key_".repeat(16_000)}\n${base64(noise(48_000))}`)).toBe("pass");
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(3000);
  });
});

describe("boot data in less usual places", () => {
  const places: readonly (readonly [string, string, (text: unknown) => object])[] = [
    [
      "a pool of droplets",
      "digitalocean:index/dropletAutoscale:DropletAutoscale",
      (text) => ({ dropletTemplate: { userData: text } }),
    ],
    ["a Linode disk", "linode:index/instanceDisk:InstanceDisk", (text) => ({ stackscriptData: { answer: text } })],
    ["a disk inside a Linode", linodeInstance, (text) => ({ disks: [{ stackscriptData: { answer: text } }] })],
    [
      "a regional template",
      "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
      (text) => ({ metadata: { "user-data": text } }),
    ],
    [
      "an instance from a template",
      "gcp:compute/instanceFromTemplate:InstanceFromTemplate",
      (text) => ({ metadataStartupScript: text }),
    ],
  ];
  it.each(places)("is judged in %s", (_name, type, props) => {
    const said = (text: unknown) => saying(rule, { type, props: { ...props(text) } }).split(" ")[0];
    expect([said(privateKey), said(base64(privateKey)), said(notKnown), said("#cloud-config")]).toEqual([
      "fail",
      "fail",
      "unknown",
      "pass",
    ]);
  });
});
