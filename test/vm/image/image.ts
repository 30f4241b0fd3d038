import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { packagesOf } from "../../../components/machine/packages";
import { packageSource } from "./package-source";

/**
 * What a vendor's Debian image has, roughly, and what a machine needs to be looked at. What user data installs beyond it, it
 * installs for real, from a repository that lies beside the image.
 */
const imagePackages = [
  ...["systemd-sysv", "dbus", "libpam-systemd", "linux-image-cloud-amd64", "initramfs-tools", "udev", "kmod"],
  ...[
    "cloud-init",
    "cloud-guest-utils",
    "netplan.io",
    "systemd-resolved",
    "systemd-timesyncd",
    "openssh-server",
    "sudo",
  ],
  ...[
    "ca-certificates",
    "curl",
    "iproute2",
    "iputils-ping",
    "python3",
    "apt-utils",
    "unattended-upgrades",
    "logrotate",
  ],
  ...["e2fsprogs", "util-linux", "tzdata", "apparmor", "procps", "psmisc", "less", "vim-tiny", "netbase"],
];

/** What a machine or a ship asks for when an argument calls for it, and what looks at it. */
const askedForLater = [
  "certbot",
  "cryptsetup",
  "lynis",
  "needrestart",
  "nginx",
  "openssl",
  "restic",
  "wireguard-tools",
];

const recipe = {
  suite: "bookworm",
  diskGib: 5,
  image: imagePackages,
  // fuser and the like come with the image; whatever a machine asks for comes from the repository.
  offered: [...new Set([...packagesOf({ hardening: "strict" }), ...askedForLater])],
};

const sources = ["build-image", "files/90-vm.cfg", "files/sources.list"];

/** The image, ready to be started from. */
export interface Image {
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly repository: string;
  readonly authority: { readonly certificate: string; readonly key: string };
}

function imageCache(environment: NodeJS.ProcessEnv): string {
  const own = environment["ROADSTEAD_CACHE"];
  if (own !== undefined && isAbsolute(own)) return join(own, "roadstead", "vm");
  const xdg = environment["XDG_CACHE_HOME"];
  return join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache"), "roadstead", "vm");
}

/** Names the image by all that it is made from, apart from what the mirror holds on the day. */
function recipeHash(): string {
  const hash = createHash("sha256").update(JSON.stringify(recipe));
  for (const name of sources) hash.update(readFileSync(join(__dirname, name)));
  return hash.digest("hex").slice(0, 16);
}

function imageIn(folder: string): Image {
  return {
    disk: join(folder, "disk.raw"),
    kernel: join(folder, "vmlinuz"),
    initrd: join(folder, "initrd"),
    repository: join(folder, "repository"),
    authority: { certificate: join(folder, "authority.crt"), key: join(folder, "authority.key") },
  };
}

/** The image that is there already. */
export function cachedImage(environment: NodeJS.ProcessEnv = process.env): Image {
  const folder = join(imageCache(environment), recipeHash());
  if (!existsSync(join(folder, "built"))) throw new Error("The image is not built. Run npm run test:vm.");
  return imageIn(folder);
}

/** Builds the image unless it is there; whole or not at all. Needs root. */
export async function buildImage(
  report: (line: string) => void,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Image> {
  const cache = imageCache(environment);
  const folder = join(cache, recipeHash());
  if (existsSync(join(folder, "built"))) {
    report(`image: from the cache (${readFileSync(join(folder, "built"), "utf8").trim()})`);
    return imageIn(folder);
  }
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, "draft-"));
  const started = Date.now();
  try {
    await run(draft, environment);
    const seconds = Math.round((Date.now() - started) / 1000);
    report(`image: built in ${seconds} s`);
    writeFileSync(join(draft, "built"), `built ${new Date().toISOString()} in ${seconds} s\n`);
    // Another run may have been faster; then its image is as good.
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  for (const old of readdirSync(cache)) {
    if (/^[0-9a-f]{16}$/.test(old) && old !== recipeHash()) rmSync(join(cache, old), { recursive: true, force: true });
  }
  return imageIn(folder);
}

function run(draft: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const { mirror, securityMirror } = packageSource();
  return new Promise((resolve, reject) => {
    const child = spawn(join(__dirname, "build-image"), [draft], {
      stdio: "inherit",
      env: {
        ...environment,
        MIRROR: mirror,
        SECURITY_MIRROR: securityMirror,
        SUITE: recipe.suite,
        DISK_GIB: String(recipe.diskGib),
        IMAGE_PACKAGES: recipe.image.join(","),
        OFFERED_PACKAGES: recipe.offered.join(","),
      },
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `The image could not be built: build-image ended with ${signal ?? code}. Its last words stand above.`,
          ),
        );
    });
  });
}
