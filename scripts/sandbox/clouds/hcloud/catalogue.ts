// What Hetzner Cloud sells, as of 2026-09. Hetzner Cloud API, Server Types, Locations, Images: names, sizes, places.
import { isSlip, type Listed, leadOf } from "../open-catalogue";

export interface Location extends Listed {
  readonly name: string;
  readonly id: number;
  readonly city: string;
  readonly country: string;
  readonly zone: string;
  readonly latitude: number;
  readonly longitude: number;
}

export const locations: readonly Location[] = [
  {
    name: "fsn1",
    id: 1,
    city: "Falkenstein",
    country: "DE",
    zone: "eu-central",
    latitude: 50.47612,
    longitude: 12.370071,
  },
  {
    name: "nbg1",
    id: 2,
    city: "Nuremberg",
    country: "DE",
    zone: "eu-central",
    latitude: 49.452102,
    longitude: 11.076665,
  },
  {
    name: "hel1",
    id: 3,
    city: "Helsinki",
    country: "FI",
    zone: "eu-central",
    latitude: 60.169855,
    longitude: 24.938379,
  },
  {
    name: "ash",
    id: 4,
    city: "Ashburn, VA",
    country: "US",
    zone: "us-east",
    latitude: 39.045821,
    longitude: -77.487073,
  },
  {
    name: "hil",
    id: 5,
    city: "Hillsboro, OR",
    country: "US",
    zone: "us-west",
    latitude: 45.54222,
    longitude: -122.951924,
  },
  {
    name: "sin",
    id: 6,
    city: "Singapore",
    country: "SG",
    zone: "ap-southeast",
    latitude: 1.283333,
    longitude: 103.833333,
  },
];

export interface ServerType extends Listed {
  readonly name: string;
  readonly id: number;
  readonly cores: number;
  readonly memory: number;
  readonly disk: number;
  readonly architecture: "x86" | "arm";
  readonly cpu: "shared" | "dedicated";
  readonly locations: readonly string[];
  /** False for lines that existing servers keep and nobody can order. */
  readonly orderable: boolean;
}

const europe = ["fsn1", "nbg1", "hel1"];
const america = ["ash", "hil"];
const asia = ["sin"];

function line(
  cpu: "shared" | "dedicated",
  architecture: "x86" | "arm",
  where: readonly string[],
  orderable: boolean,
  plans: Readonly<Record<string, readonly [id: number, cores: number, memory: number, disk: number]>>,
): readonly ServerType[] {
  return Object.entries(plans).map(([name, [id, cores, memory, disk]]) => ({
    name,
    id,
    cores,
    memory,
    disk,
    architecture,
    cpu,
    locations: where,
    orderable,
  }));
}

export const serverTypes: readonly ServerType[] = [
  ...line("shared", "x86", [...europe, ...asia], true, {
    cpx12: [109, 1, 2, 40],
    cpx22: [110, 2, 4, 80],
    cpx32: [111, 4, 8, 160],
    cpx42: [112, 8, 16, 320],
    cpx52: [113, 12, 24, 480],
    cpx62: [114, 16, 32, 640],
  }),
  // The first generation is ordered in America only (price API, 2026-09).
  ...line("shared", "x86", america, true, {
    cpx11: [22, 2, 2, 40],
    cpx21: [23, 3, 4, 80],
    cpx31: [24, 4, 8, 160],
    cpx41: [25, 8, 16, 240],
    cpx51: [26, 16, 32, 360],
  }),
  ...line("dedicated", "x86", [...europe, ...america, ...asia], true, {
    ccx13: [96, 2, 8, 80],
    ccx23: [97, 4, 16, 160],
    ccx33: [98, 8, 32, 240],
    ccx43: [99, 16, 64, 360],
    ccx53: [100, 32, 128, 600],
    ccx63: [101, 48, 192, 960],
  }),
  // CX and CAX could not be ordered in 2026-09; servers that exist keep running.
  ...line("shared", "x86", europe, false, {
    cx22: [104, 2, 4, 40],
    cx32: [105, 4, 8, 80],
    cx42: [106, 8, 16, 160],
    cx52: [107, 16, 32, 320],
    cx23: [115, 2, 4, 40],
    cx33: [116, 4, 8, 80],
    cx43: [117, 8, 16, 160],
    cx53: [118, 16, 32, 320],
  }),
  ...line("shared", "arm", europe, false, {
    cax11: [45, 2, 4, 40],
    cax21: [93, 4, 8, 80],
    cax31: [94, 8, 16, 160],
    cax41: [95, 16, 32, 320],
  }),
];

export interface Image extends Listed {
  readonly name: string;
  readonly ids: Readonly<Record<"x86" | "arm", number>>;
  readonly description: string;
  readonly flavor: string;
  readonly version: string;
  readonly deprecated: boolean;
}

function image(name: string, x86: number, arm: number, description: string, deprecated = false): Image {
  const [flavor = name, version = ""] = name.split("-");
  return { name, ids: { x86, arm }, description, flavor, version, deprecated };
}

export const images: readonly Image[] = [
  image("debian-11", 45557056, 103907373, "Debian 11", true),
  image("debian-12", 114690387, 114690389, "Debian 12"),
  image("debian-13", 310557660, 310557661, "Debian 13"),
  image("ubuntu-20.04", 15512617, 103908130, "Ubuntu 20.04", true),
  image("ubuntu-22.04", 67794396, 103908070, "Ubuntu 22.04"),
  image("ubuntu-24.04", 161547269, 161547270, "Ubuntu 24.04"),
  image("fedora-42", 236593800, 236593801, "Fedora 42"),
  image("rocky-9", 69726282, 103908141, "Rocky Linux 9"),
  image("rocky-10", 310557662, 310557663, "Rocky Linux 10"),
  image("alma-9", 77510783, 103908080, "AlmaLinux 9"),
  image("alma-10", 310557664, 310557665, "AlmaLinux 10"),
  image("centos-stream-9", 45780808, 103908090, "CentOS Stream 9"),
  image("opensuse-15", 117151910, 117151911, "openSUSE Leap 15"),
  image("docker-ce", 40093247, 105888141, "Docker CE"),
  // The ids of those below are made up.
  ...[
    ...["fedora-40", "fedora-41", "fedora-43", "debian-10", "rocky-8", "alma-8", "centos-stream-10", "opensuse-16"],
    ...["ubuntu-25.04", "ubuntu-25.10", "arch", "lamp", "lemp", "wordpress", "wireguard", "nextcloud", "gitlab"],
    ...["jitsi", "prometheus-grafana", "ruby", "go", "collabora", "owncast", "photoprism", "rustdesk", "coolify"],
  ].map((name, index) => image(name, 300_000_000 + index * 2, 300_000_001 + index * 2, name)),
];

/** A place of three letters and perhaps a number; one letter away from a known one it is a typo. */
function locationRead(name: string): Location | undefined {
  const place = /^([a-z]{3})\d?$/.exec(name)?.[1];
  const known = locations.map((one) => leadOf(one.name));
  if (place === undefined || isSlip(place, known)) return undefined;
  return { name, id: 0, city: name, country: "", zone: "", latitude: 0, longitude: 0, assumed: true };
}

export function locationNamed(name: string): Location | undefined {
  return locations.find((one) => one.name === name) ?? locationRead(name);
}

/** Line, step of the line, generation. A step that is not listed is guessed from what the same step has in the line. */
function serverTypeRead(name: string): ServerType | undefined {
  const [, family, step] = /^(cx|cpx|cax|ccx)(\d)\d$/.exec(name) ?? [];
  if (family === undefined) return undefined;
  const like = serverTypes.find((one) => one.name.startsWith(`${family}${step}`));
  const sample = like ?? serverTypes.find((one) => one.name.startsWith(family));
  return sample === undefined ? undefined : { ...sample, name, id: 0, orderable: true, assumed: true };
}

export function serverTypeNamed(name: string): ServerType | undefined {
  return serverTypes.find((one) => one.name === name || String(one.id) === name) ?? serverTypeRead(name);
}

/** A distribution and its version, or an application. */
function imageRead(name: string): Image | undefined {
  const leads = [...new Set(images.map((one) => leadOf(one.name)))];
  const known = leads.includes(leadOf(name));
  if (!/^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/.test(name) || isSlip(leadOf(name), leads)) return undefined;
  // A system has its version after a dash; an application may be called anything.
  if (known && !name.includes("-")) return undefined;
  return { ...image(name, 0, 0, name), assumed: true };
}

export function imageNamed(name: string): Image | undefined {
  const byId = (one: Image) => Object.values(one.ids).some((id) => String(id) === name);
  return images.find((one) => one.name === name || byId(one)) ?? imageRead(name);
}
