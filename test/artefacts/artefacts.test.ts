import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { RenderedFile } from "../../components/core/rendered-file";
import { alertFiles } from "../../components/machine/alert-command";
import { auditShippingFiles } from "../../components/machine/audit-shipping-command";
import { encryptionOf } from "../../components/machine/encryption";
import { encryptionFiles } from "../../components/machine/encryption-command";
import { outsidePorts } from "../../components/machine/firewall-rules";
import { renderMachine } from "../../components/machine/render";
import { machineCases } from "../../components/machine/render-trial";
import { tunnelFile, wireguardFiles } from "../../components/machine/wireguard-command";
import { renderPlanet } from "../../components/planet/render";
import { planetCases } from "../../components/planet/render-trial";
import { webFiles } from "../../components/planet/web/render";
import { webCases } from "../../components/planet/web/render-trial";

// Every rendered artefact before the tool that reads it on the machine. A tool that is missing is a failure.

const scratch = mkdtempSync(join(tmpdir(), "roadstead-artefacts-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Judged {
  readonly code: number;
  readonly said: string;
}

function ask(tool: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Judged {
  const { status, error, stdout, stderr } = spawnSync(tool, args, {
    encoding: "utf8",
    timeout: 50_000,
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8", ...environment },
  });
  if (error !== undefined)
    throw new Error(`${tool} could not be run (${error.message}). scripts/test-artefacts.ts installs it.`);
  return { code: status ?? -1, said: stdout + stderr };
}

const accepts = (judged: Judged) => expect(judged).toMatchObject({ code: 0 });

/** Writes files as they lie on a machine, below a folder of their own. */
function laidOut(name: string, files: readonly RenderedFile[]): string {
  const root = join(scratch, name);
  for (const { path, content, mode } of files.filter((file) => file.path.startsWith("/"))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode: Number.parseInt(mode, 8) });
  }
  return root;
}

const alerting = alertFiles({ webhook: true, ping: { everyMinutes: 5 } });
const shipping = auditShippingFiles({
  to: "logs.example.org",
  port: 6514,
  name: "logs.example.org",
  authority: "",
  clientCertificate: "",
});
const machines = machineCases.map(([name, machine]) => ({
  name,
  machine,
  files: [
    ...renderMachine(machine).files,
    ...alerting,
    ...shipping,
    ...(encryptionOf(machine.volume) === undefined ? [] : encryptionFiles(machine.swapMib)),
    ...(machine.ssh.wireguard === undefined
      ? []
      : [...wireguardFiles(machine.ssh, machine.ssh.wireguard), tunnelFile(machine.ssh.wireguard)]),
  ],
}));
const planets = planetCases.map(([name, planet]) => {
  const { files, backups } = renderPlanet(planet);
  return { name, files: [...files, ...(backups?.files ?? [])] };
});
const webs = webCases.map(([name, ship, web]) => ({ name, files: webFiles(ship, web, ["203.0.113.5"]) }));
const all = [...machines, ...planets, ...webs].map(({ name, files }) => ({ name, files, root: laidOut(name, files) }));
/** Where a script finds what it reads in, in the form that shellcheck takes. */
const librariesOf = (root: string) => ["lib/roadstead", "sbin"].map((each) => join(root, "usr/local", each)).join(":");
const rootOf = (name: string) => join(scratch, name);

/** The drop-in as a whole configuration, with a host key that exists here. */
function sshdConfig(name: string): string {
  const key = join(scratch, `${name}-host-key`);
  if (!existsSync(key)) accepts(ask("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]));
  const files = machines.find((each) => each.name === name)?.files ?? [];
  const settings = files.find((file) => file.path.endsWith("10-roadstead.conf"))?.content ?? "";
  // This host's OpenSSH may be older than the image's: names that it does not know yet are left out for it.
  const known = ask("ssh", ["-Q", "kex"]).said.split("\n");
  const here = settings.replace(
    /^KexAlgorithms (.*)$/m,
    (_, wanted: string) =>
      `KexAlgorithms ${wanted
        .split(",")
        .filter((each) => known.includes(each))
        .join(",")}`,
  );
  const file = join(scratch, `${name}-sshd.conf`);
  writeFileSync(file, here.replace(/^HostKey .*$/m, `HostKey ${key}`));
  mkdirSync("/run/sshd", { recursive: true });
  return file;
}

describe.each(machines)("user data of $name", ({ name, machine }) => {
  it("is valid to cloud-init's own schema, without a deprecation", () => {
    const file = join(scratch, `${name}.yaml`);
    writeFileSync(file, renderMachine(machine, { userDataBytes: Number.POSITIVE_INFINITY }).userData);
    const judged = ask("cloud-init", ["schema", "--config-file", file]);
    accepts(judged);
    expect(judged.said).not.toMatch(/deprecat|warn|invalid/i);
  });

  it("arrives whole where it has to be packed into a message, Vultr's case", () => {
    const packed = renderMachine(machine, { userDataBytes: 16_384, userDataPacking: "message" });
    const plain = packed.files.find(({ path }) => path === "user-data")?.content;
    expect(packed.userData).not.toBe(plain);
    const file = join(scratch, `${name}-packed`);
    writeFileSync(file, packed.userData);
    const judged = ask("/usr/bin/python3", [join(__dirname, "unpacked-user-data.py"), file]);
    expect(judged).toEqual({ code: 0, said: `text/cloud-config\n${plain}` });
  });

  it("configures sshd with names it knows, and as it was meant", () => {
    const judged = ask("sshd", [
      "-T",
      "-f",
      sshdConfig(name),
      "-C",
      `user=${machine.operator.user},host=h,addr=203.0.113.9`,
    ]);
    accepts(judged);
    for (const line of [
      `port ${machine.ssh.port}`,
      "permitrootlogin no",
      "passwordauthentication no",
      "kbdinteractiveauthentication no",
      "authenticationmethods publickey",
      `allowusers ${machine.operator.user}`,
    ]) {
      expect(judged.said.split("\n")).toContain(line);
    }
  });

  it("lets ssh-audit find no failure", () => {
    const pid = join(scratch, `${name}-sshd.pid`);
    const script =
      'ip link set lo up && /usr/sbin/sshd -f "$1" -p 22 -o "PidFile=$2" && ssh-audit -n 127.0.0.1; kill "$(cat "$2")"';
    const { said } = ask("unshare", ["--net", "--", "sh", "-c", script, "sh", sshdConfig(name), pid]);
    expect(said).toContain("(key) ssh-ed25519");
    expect(said.split("\n").filter((line) => line.includes("[fail]"))).toEqual([]);
  });

  it("is a firewall that nftables loads, twice in a row, in a network of its own", () => {
    const rules = join(rootOf(name), "etc/roadstead/firewall.nft");
    const script = 'nft --file "$1" && nft --file "$1" && nft list table inet roadstead';
    const judged = ask("unshare", ["--net", "--", "sh", "-c", script, "sh", rules]);
    accepts(judged);
    expect(judged.said).toContain("hook input priority filter; policy drop;");
    expect(judged.said.match(/accept comment/g) ?? []).toHaveLength(
      outsidePorts(machine).reduce(
        (count, { from }) => count + (from.includes("0.0.0.0/0") && from.includes("::/0") ? 1 : familiesOf(from)),
        0,
      ),
    );
  });

  it("is a jail that fail2ban reads, on the port of sshd", () => {
    const folder = join(scratch, `${name}-fail2ban`);
    accepts(ask("cp", ["-r", "/etc/fail2ban", folder]));
    for (const { path, content } of renderMachine(machine).files.filter((file) =>
      file.path.startsWith("/etc/fail2ban/"),
    )) {
      writeFileSync(join(folder, path.slice("/etc/fail2ban/".length)), content);
    }
    const judged = ask("fail2ban-client", ["-c", folder, "-d"]);
    accepts(judged);
    expect(judged.said).toContain("['add', 'sshd', 'systemd']");
    expect(judged.said).toMatch(
      /'addjournalmatch', '_SYSTEMD_UNIT=ssh.service', '\+', '_COMM=sshd', '\+', '_COMM=sshd-session'/,
    );
    expect(judged.said).toContain(`'port', '${machine.ssh.port}'`);
    // What the distribution's own files lack is not ours.
    const ours = judged.said
      .split("\n")
      .filter((line) => /\b(ERROR|WARNING)\b/.test(line) && !line.includes("'allowipv6'"));
    expect(ours).toEqual([]);
  });

  it("is a privilege that sudo reads: deployments keep their umask, whatever the operator's is", () => {
    const file = join(rootOf(name), "etc/sudoers.d/60-roadstead");
    accepts(ask("visudo", ["--check", "--strict", "--file", file]));
    // As on a machine, in a mount namespace of its own: the operator's umask is tight, the deployment's tool sees 022.
    const tool = "/usr/local/sbin/roadstead-umask-trial";
    const script = `
      mount --bind "$1" /etc/sudoers.d && mkdir -p /usr/local/sbin && mount -t tmpfs none /usr/local/sbin &&
      printf '#!/bin/sh\\numask\\n' >${tool} && chmod 755 ${tool} && umask 077 && sudo ${tool} && sudo sh -c umask`;
    const folder = join(scratch, `${name}-sudoers.d`);
    mkdirSync(folder, { recursive: true });
    accepts(ask("install", ["--mode=0440", file, folder]));
    expect(ask("unshare", ["--mount", "--", "sh", "-c", script, "sh", folder])).toEqual({
      code: 0,
      said: "0022\n0077\n",
    });
  });

  it("keeps the kernel modules out that nobody needs", () => {
    const folder = join(rootOf(name), "etc/modprobe.d");
    const judged = ask("modprobe", ["--config", folder, "--showconfig"]);
    accepts(judged);
    expect(judged.said).toContain("install sctp /bin/false");
    expect(judged.said.includes("install usb_storage /bin/false")).toBe(
      machine.hardening === "strict" || machine.vendor.kind !== "existing",
    );
  });

  it("is configuration that apt parses", () => {
    const judged = ask("apt-config", ["dump"], {
      APT_CONFIG: join(rootOf(name), "etc/apt/apt.conf.d/60roadstead-upgrades"),
    });
    accepts(judged);
    expect(judged.said).toContain(
      `Unattended-Upgrade::Automatic-Reboot "${machine.unattendedReboot.mode === "window"}";`,
    );
  });
});

describe.each(machines.filter(({ machine }) => machine.hardening === "strict"))(
  "strict hardening of $name",
  ({ name }) => {
    it("leaves no compiler to install, and every library that carries a compiler's name", () => {
      const preferences = join(rootOf(name), "etc/apt/preferences.d/60-roadstead");
      const candidate = (pack: string) => {
        const { said } = ask("apt-cache", ["-o", `Dir::Etc::preferences=${preferences}`, "policy", pack]);
        return /Candidate: (\S+)/.exec(said)?.[1];
      };
      for (const compiler of ["gcc", "gcc-12", "g++", "clang", "clang-14", "tcc", "make", "build-essential", "rustc"]) {
        expect([compiler, candidate(compiler)]).toEqual([compiler, "(none)"]);
      }
      for (const library of ["gcc-12-base", "libgcc-s1", "libstdc++6", "makedev", "python3"]) {
        expect([library, candidate(library)]).not.toEqual([library, "(none)"]);
      }
    });

    it("is a set of audit rules whose system calls this architecture's kernel has", () => {
      const rules = readFileSync(join(rootOf(name), "etc/audit/rules.d/60-roadstead.rules"), "utf8").split("\n");
      const calls = new Set(rules.flatMap((rule) => /-S (\S+)/.exec(rule)?.[1]?.split(",") ?? []));
      expect(calls.size).toBeGreaterThan(10);
      for (const call of calls)
        accepts(ask("ausyscall", [name.includes("debian-13") ? "aarch64" : "x86_64", call, "--exact"]));
      for (const call of calls) accepts(ask("ausyscall", ["i386", call, "--exact"]));
      expect(rules.filter((rule) => rule !== "").at(-1)).toBe("-e 2");
    });
  },
);

function familiesOf(from: readonly string[]): number {
  return new Set(from.map((network) => network.includes(":"))).size;
}

describe.each(all)("artefacts of $name", ({ files, root }) => {
  const shell = files.filter((file) => /^#!\/bin\/bash|^# shellcheck shell=bash/.test(file.content));
  const python = files.filter((file) => file.content.startsWith("#!/usr/bin/python3"));
  const units = files.filter((file) => /^\/etc\/systemd\/system\/.*\.(service|mount|timer)$/.test(file.path));
  const dropIns = files.filter((file) => /^\/etc\/systemd\/system\/.*\.d\/.*\.conf$/.test(file.path));

  it("are scripts without a finding of shellcheck", () => {
    expect(shell.length).toBeGreaterThan(0);
    const paths = shell.map((file) => join(root, file.path));
    // A library is judged through the script that reads it in (-x, -a), from the folder of the machine (-P).
    const scripts = shell.filter((file) => file.content.startsWith("#!")).map((file) => join(root, file.path));
    const judged = ask("shellcheck", ["-x", "-a", "-P", librariesOf(root), ...scripts]);
    expect(judged).toEqual({ code: 0, said: "" });
    for (const path of paths) expect(ask("bash", ["-n", path])).toEqual({ code: 0, said: "" });
  });

  it("are scripts that do everything in main, called last", () => {
    for (const file of shell.filter((each) => each.content.startsWith("#!"))) {
      expect(file.content).toContain("\nset -euo pipefail\n");
      expect(file.content.trimEnd().split("\n").at(-1)).toBe('main "$@"');
    }
  });

  it("are Python that compiles", () => {
    for (const file of python)
      accepts(ask("python3", ["-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())", join(root, file.path)]));
  });

  it("are units without a finding of systemd", () => {
    // systemd asks whether each command exists: our tools stand where this run put them.
    const placed = ({ path, content }: RenderedFile): string => {
      const place = join(root, "checked", path.slice("/etc/systemd/system/".length));
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, content.replaceAll("/usr/local/sbin/", join(root, "usr/local/sbin/")));
      return place;
    };
    for (const dropIn of dropIns) placed(dropIn);
    const checked = units.map(placed);
    const judged = ask("systemd-analyze", ["verify", "--recursive-errors=no", "--man=no", ...checked], {
      SYSTEMD_LOG_LEVEL: "warning",
      SYSTEMD_UNIT_PATH: `${join(root, "checked")}:/usr/lib/systemd/system`,
    });
    expect(judged).toEqual({ code: 0, said: "" });
  });

  it("invariant 10: give a restored copy no network to speak on, as systemd itself reads its unit", () => {
    for (const file of units.filter((each) => each.path.includes("/roadstead-drilled-"))) {
      const args = ["security", "--offline=true", "--json=short", "--no-pager", join(root, file.path)];
      const rows: { json_field: string; set: boolean; exposure: string | null; description: string }[] = JSON.parse(
        ask("systemd-analyze", args).said.split("\n")[0] ?? "",
      );
      const row = (name: string) => rows.find((each) => each.json_field === name);
      expect(row("PrivateNetwork")).toMatchObject({ set: true, exposure: null });
      expect(row("IPAddressDeny")?.description).toBe(
        "Service defines IP address allow list with only localhost entries",
      );
    }
  });

  it("expose little where they face the network", () => {
    for (const file of units.filter((each) =>
      /roadstead-((ship|create|drilled)-[a-z-]+|ping|web|audit-shipping)\.service$/.test(each.path),
    )) {
      const judged = ask("systemd-analyze", [
        "security",
        "--offline=true",
        "--no-pager",
        "--threshold=15",
        join(root, file.path),
      ]);
      accepts(judged);
    }
  });
});
