// Images that Linode keeps: vps-providers.md 3.2, and the API's list with what it has deprecated.
import { isSlip, type Listed, leadOf } from "../open-catalogue";

export interface Image extends Listed {
  readonly id: string;
  readonly label: string;
  readonly vendor: string;
  /** MB */
  readonly size: number;
  readonly deprecated: boolean;
}

const image = (id: string, label: string, deprecated = false): Image => ({
  id,
  label,
  vendor: label.split(" ")[0] ?? "",
  size: 2000,
  deprecated,
});

export const images: readonly Image[] = [
  image("linode/debian10", "Debian 10", true),
  image("linode/debian11", "Debian 11", true),
  image("linode/debian12", "Debian 12"),
  image("linode/debian13", "Debian 13"),
  image("linode/ubuntu18.04", "Ubuntu 18.04 LTS", true),
  image("linode/ubuntu20.04", "Ubuntu 20.04 LTS", true),
  image("linode/ubuntu22.04", "Ubuntu 22.04 LTS"),
  image("linode/ubuntu24.04", "Ubuntu 24.04 LTS"),
  image("linode/ubuntu24.10", "Ubuntu 24.10", true),
  image("linode/ubuntu25.04", "Ubuntu 25.04"),
  image("linode/alpine3.18", "Alpine 3.18", true),
  image("linode/alpine3.19", "Alpine 3.19"),
  image("linode/alpine3.20", "Alpine 3.20"),
  image("linode/alpine3.21", "Alpine 3.21"),
  image("linode/alpine3.22", "Alpine 3.22"),
  image("linode/rocky8", "Rocky Linux 8"),
  image("linode/rocky9", "Rocky Linux 9"),
  image("linode/rocky10", "Rocky Linux 10"),
  image("linode/almalinux8", "AlmaLinux 8"),
  image("linode/almalinux9", "AlmaLinux 9"),
  image("linode/almalinux10", "AlmaLinux 10"),
  image("linode/arch", "Arch Linux"),
  image("linode/centos7", "CentOS 7", true),
  image("linode/centos-stream8", "CentOS Stream 8", true),
  image("linode/centos-stream9", "CentOS Stream 9"),
  image("linode/centos-stream10", "CentOS Stream 10"),
  image("linode/fedora40", "Fedora 40", true),
  image("linode/fedora41", "Fedora 41"),
  image("linode/fedora42", "Fedora 42"),
  image("linode/gentoo", "Gentoo"),
  image("linode/kali", "Kali Linux"),
  image("linode/opensuse15.5", "openSUSE Leap 15.5", true),
  image("linode/opensuse15.6", "openSUSE Leap 15.6"),
  image("linode/slackware15.0", "Slackware 15.0"),
];

const leads = [...new Set(images.map(({ id }) => leadOf(id.replace("linode/", ""))))];

/** `linode/` and a distribution with its version; `private/` and `shared/` are an account's own, by number. */
function imageRead(id: string): Image | undefined {
  const name = /^linode\/([a-z][a-z0-9.-]*)$/.exec(id)?.[1];
  if (name === undefined || isSlip(leadOf(name), leads)) return undefined;
  return { ...image(id, name), assumed: true };
}

export function imageNamed(id: string): Image | undefined {
  return images.find((one) => one.id === id) ?? imageRead(id);
}

/** Images that belong to the account, which nobody here can know. */
export function isOwnImage(id: string): boolean {
  return /^(private|shared)\/\d+$/.test(id);
}
