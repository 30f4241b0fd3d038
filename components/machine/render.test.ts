import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { machineImages } from "./args";
import { renderMachine } from "./render";
import { machineCases } from "./render-trial";
import { traitsOf, vendorKinds } from "./vendors";

const golden = join(__dirname, "../../test/golden/machine");
const [[, example]] = machineCases;
const unpacked = { userDataBytes: Number.POSITIVE_INFINITY };

interface CloudConfig {
  hostname: string;
  users: { name: string; primary_group: string; lock_passwd: boolean; ssh_authorized_keys: string[] }[];
  disable_root: boolean;
  ssh_pwauth: boolean;
  write_files: { path: string; permissions: string; owner?: string; content: string }[];
  runcmd: string[][];
}

function content(machine: Parameters<typeof renderMachine>[0], path: string): string {
  const found = renderMachine(machine).files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`No file ${path}.`);
  return found.content;
}

describe.each(machineCases)("%s", (name, machine) => {
  it("is the text that was reviewed", async () => {
    await expect(renderMachine(machine, unpacked).userData).toMatchFileSnapshot(join(golden, `${name}.yaml`));
  });

  it("is a cloud-config that holds each file byte for byte", () => {
    const { userData, files } = renderMachine(machine, unpacked);
    expect(userData.startsWith("#cloud-config\n")).toBe(true);
    const config: CloudConfig = parse(userData);
    const written = config.write_files.map(({ path, permissions, content: text }) => [path, permissions, text]);
    expect(written).toEqual(files.slice(1).map((file) => [file.path, file.mode, file.content]));
  });

  it("gives the same bytes again", () => {
    expect(renderMachine(structuredClone(machine))).toEqual(renderMachine(machine));
  });

  it.each(vendorKinds)("fits what %s takes, with room for many keys", (kind) => {
    const traits = traitsOf(kind);
    const manyKeys = Array.from({ length: 10 }, (_, index) => `${example.operator.publicKeys[0]}-${index}`);
    const crowded = { ...machine, operator: { ...machine.operator, publicKeys: manyKeys } };
    expect(Buffer.byteLength(renderMachine(crowded, traits).userData)).toBeLessThanOrEqual(traits.userDataBytes);
  });
});

describe("access", () => {
  it.each(["null", "true", "no", "on", "y"])("is for a user named %s too, whatever YAML reads in that word", (user) => {
    const { userData } = renderMachine({ ...example, operator: { ...example.operator, user } });
    for (const version of ["1.1", "1.2"] as const) {
      expect(parse(userData, { version })).toMatchObject({ users: [{ name: user, primary_group: user }] });
    }
  });

  it("is by key only, for one user, and never for root", () => {
    const config: CloudConfig = parse(renderMachine(example).userData);
    expect(config).toMatchObject({ disable_root: true, ssh_pwauth: false });
    expect(config.users).toMatchObject([
      { name: example.operator.user, lock_passwd: true, ssh_authorized_keys: example.operator.publicKeys },
    ]);
    // Without it useradd refuses a user "operator": Debian has a group of that name.
    expect(config.users[0]?.primary_group).toBe(example.operator.user);
    const sshd = content(example, "/etc/ssh/sshd_config.d/10-roadstead.conf").split("\n");
    for (const line of ["PermitRootLogin no", "PasswordAuthentication no", "AuthenticationMethods publickey"]) {
      expect(sshd).toContain(line);
    }
  });

  it("uses the declared port in sshd, firewall and fail2ban alike", () => {
    const moved = { ...example, ssh: { ...example.ssh, port: 2200 } };
    expect(content(moved, "/etc/ssh/sshd_config.d/10-roadstead.conf")).toMatch(/^Port 2200$/m);
    expect(content(moved, "/etc/roadstead/firewall.nft")).toContain("tcp dport 2200 ct state new jump ssh");
    expect(content(moved, "/etc/fail2ban/jail.d/60-roadstead.local")).toMatch(/^port = 2200$/m);
  });

  it("takes a key with quotes, colons and other letters in its comment", () => {
    const odd = `ssh-ed25519 AAAA "o'neil": née #1`;
    const config: CloudConfig = parse(
      renderMachine({ ...example, operator: { user: "hand", publicKeys: [odd] } }).userData,
    );
    expect(config.users[0]?.ssh_authorized_keys).toEqual([odd]);
  });

  it.each(machineImages)("asks OpenSSH of %s only for key exchanges it has", (image) => {
    const sshd = content({ ...example, image }, "/etc/ssh/sshd_config.d/10-roadstead.conf");
    expect(sshd.includes("mlkem768x25519-sha256")).toBe(image === "debian-13");
    expect(sshd).not.toMatch(/sha1\b|group14|ecdh-sha2-nistp|[a-z0-9]-cbc|hmac-md5/);
  });
});

describe("the firewall", () => {
  it("opens exactly what is declared", () => {
    const accepted = content(example, "/etc/roadstead/firewall.nft")
      .split("\n")
      .filter((line) => /dport/.test(line) && !/sport/.test(line))
      .map((line) => line.trim());
    expect(accepted).toEqual([
      "tcp dport 22 ct state new jump ssh",
      'udp dport 34543 accept comment "Ames"',
      'tcp dport 443 accept comment "Web"',
    ]);
  });

  it("opens nothing but SSH where nothing is declared", () => {
    const closed = content({ ...example, openPorts: [] }, "/etc/roadstead/firewall.nft");
    expect(closed.match(/accept comment/g)).toBeNull();
  });
});

describe("restarts after updates", () => {
  it("happen in the window", () => {
    const machine = { ...example, unattendedReboot: { mode: "window", at: "02:15" } } as const;
    expect(content(machine, "/etc/apt/apt.conf.d/60roadstead-upgrades")).toMatch(
      /Automatic-Reboot "true";[\s\S]*Automatic-Reboot-Time "02:15";/,
    );
  });

  it("never happen by themselves where that was asked for", () => {
    const machine = { ...example, unattendedReboot: { mode: "never" } } as const;
    expect(content(machine, "/etc/apt/apt.conf.d/60roadstead-upgrades")).toContain('Automatic-Reboot "false";');
  });
});

it("carries nothing that is not asked for: a private key that slipped into its input comes out nowhere", () => {
  const canary = "CANARY-private-key";
  const slipped = {
    ...example,
    deployment: { privateKey: canary },
    operator: { ...example.operator, privateKey: canary },
    ssh: { ...example.ssh, password: canary },
  };
  expect(JSON.stringify(renderMachine(slipped))).not.toContain(canary);
});
