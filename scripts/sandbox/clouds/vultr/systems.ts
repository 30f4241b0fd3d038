// Operating systems by number: vps-providers.md 3.2, and what programs in public use.
import type { Listed } from "../open-catalogue";

export interface System extends Listed {
  readonly id: number;
  readonly name: string;
  readonly family: string;
}

export const systems: readonly System[] = [
  { id: 2136, name: "Debian 12 x64 (bookworm)", family: "debian" },
  { id: 2625, name: "Debian 13 x64 (trixie)", family: "debian" },
  { id: 1743, name: "Ubuntu 22.04 LTS x64", family: "ubuntu" },
  { id: 2284, name: "Ubuntu 24.04 LTS x64", family: "ubuntu" },
  { id: 477, name: "Debian 11 x64 (bullseye)", family: "debian" },
  { id: 352, name: "Debian 10 x64 (buster)", family: "debian" },
  { id: 387, name: "Ubuntu 20.04 LTS x64", family: "ubuntu" },
  { id: 270, name: "Ubuntu 18.04 LTS x64", family: "ubuntu" },
  { id: 167, name: "CentOS 7 x64", family: "centos" },
  { id: 401, name: "CentOS 8 Stream x64", family: "centos" },
  { id: 542, name: "CentOS 9 Stream x64", family: "centos" },
  // The numbers of those below are UNVERIFIED.
  { id: 1868, name: "AlmaLinux 9 x64", family: "almalinux" },
  { id: 1869, name: "Rocky Linux 9 x64", family: "rockylinux" },
  { id: 2076, name: "Alpine Linux x64", family: "alpinelinux" },
  { id: 535, name: "Arch Linux x64", family: "archlinux" },
];

// Not systems to choose, but what the API tells of a machine made otherwise.
const placeholders = [159, 164, 180, 186];

/** Any other number may well be a system: a number cannot be misspelt. */
export function systemNumbered(id: number): System | undefined {
  const listed = systems.find((one) => one.id === id);
  if (listed !== undefined || !Number.isInteger(id) || id <= 0 || placeholders.includes(id)) return listed;
  return { id, name: `Operating system ${id}`, family: "", assumed: true };
}
