import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runSuite } from "./suites/run-suite";

// `npm run test:artefacts`: every rendered artefact before the tool that reads it on the machine, and our scripts in a folder.
// Needs root on Debian 12 or Ubuntu 24.04, where it installs what is missing with apt; elsewhere a missing tool fails by name.

/** Each tool, and the Debian package that brings it. */
const tools: Readonly<Record<string, string>> = {
  age: "age",
  ausyscall: "auditd",
  bash: "bash",
  blkid: "util-linux",
  certbot: "certbot",
  "cloud-init": "cloud-init",
  curl: "curl",
  "fail2ban-client": "fail2ban",
  ip: "iproute2",
  jq: "jq",
  modprobe: "kmod",
  cryptsetup: "cryptsetup-bin",
  "mkfs.ext4": "e2fsprogs",
  nft: "nftables",
  nginx: "nginx",
  openssl: "openssl",
  lmdb: "python3-lmdb",
  python3: "python3",
  restic: "restic",
  shellcheck: "shellcheck",
  ssh: "openssh-client",
  "ssh-audit": "ssh-audit",
  sshd: "openssh-server",
  "systemd/journal.py": "python3-systemd",
  "systemd-analyze": "systemd",
  unshare: "util-linux",
  visudo: "sudo",
  wg: "wireguard-tools",
  "wireguard-go": "wireguard-go",
};

const folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/lib/python3/dist-packages"];
const missing = () => Object.keys(tools).filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))));

function install(packages: readonly string[]): void {
  console.log(`Installing ${packages.join(", ")} with apt`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "--quiet"],
    ["install", "--quiet", "--yes", "--no-install-recommends", ...packages],
  ]) {
    spawnSync("apt-get", args, { stdio: "inherit", env: environment, timeout: 600_000 });
  }
}

function main(): number {
  const before = missing();
  const isRoot = process.getuid?.() === 0;
  if (before.length > 0 && isRoot) install([...new Set(before.map((tool) => tools[tool] ?? tool))]);
  const still = missing();
  for (const tool of still) {
    console.error(
      `${tool} is missing. Install the package ${tools[tool] ?? tool}${isRoot ? "" : ", or run this as root"}.`,
    );
  }
  if (still.length > 0) {
    console.log(`\n0 passed, ${still.length} failed`);
    return 1;
  }
  return runSuite("artefacts", ["--config", "test/artefacts/vitest.config.mts", ...process.argv.slice(2)]);
}

process.exitCode = main();
