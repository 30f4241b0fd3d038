import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";

/** Each program of the host, and the Debian package that brings it. */
const tools: Readonly<Record<string, string>> = {
  chroot: "coreutils",
  debootstrap: "debootstrap",
  "dpkg-scanpackages": "dpkg-dev",
  genisoimage: "genisoimage",
  ip: "iproute2",
  mke2fs: "e2fsprogs",
  openssl: "openssl",
  python3: "python3",
  "qemu-img": "qemu-utils",
  "qemu-system-x86_64": "qemu-system-x86",
  ssh: "openssh-client",
  sshd: "openssh-server",
  "ssh-audit": "ssh-audit",
  tar: "tar",
  unshare: "util-linux",
  wg: "wireguard-tools",
  "wireguard-go": "wireguard-go",
};

const folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];
const missing = () => Object.keys(tools).filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))));

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Installs what is missing where that is possible, and says what is missing still. */
export function prepareHost(): string[] {
  const wanted = [...new Set(missing().map((tool) => tools[tool] ?? tool))];
  if (wanted.length > 0 && isRoot()) {
    console.log(`Installing ${wanted.join(", ")} with apt`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const words of [["update"], ["install", "--yes", "--no-install-recommends", ...wanted]]) {
      spawnSync("apt-get", ["--quiet", ...words], { stdio: ["ignore", "ignore", "inherit"], env, timeout: 900_000 });
    }
  }
  const advice = isRoot() ? "" : ", or run this as root";
  const still = missing().map((tool) => `${tool} is missing. Install the package ${tools[tool] ?? tool}${advice}.`);
  try {
    accessSync("/dev/net/tun", constants.R_OK | constants.W_OK);
  } catch {
    still.push(
      "/dev/net/tun cannot be opened: the virtual machine would have no network. In a container, pass the device in.",
    );
  }
  return still;
}
