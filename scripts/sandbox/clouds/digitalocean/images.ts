// Images: vps-providers.md 3.2, and what the documentation's lists of distributions and of the Marketplace have.
import { digest } from "../inventing";
import { isSlip, type Listed, leadOf } from "../open-catalogue";

export interface Image extends Listed {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly distribution: string;
  readonly application?: true;
}

const image = (id: number, slug: string, distribution: string, name: string): Image => ({
  id,
  slug,
  name,
  distribution,
});

const base: readonly Image[] = [
  image(200_000_012, "debian-12-x64", "Debian", "12 x64"),
  image(200_000_013, "debian-13-x64", "Debian", "13 x64"),
  image(200_000_022, "ubuntu-22-04-x64", "Ubuntu", "22.04 (LTS) x64"),
  image(200_000_024, "ubuntu-24-04-x64", "Ubuntu", "24.04 (LTS) x64"),
  image(200_000_010, "rockylinux-10-x64", "Rocky Linux", "10 x64"),
  image(200_000_009, "rockylinux-9-x64", "Rocky Linux", "9 x64"),
];

// Ids of these are made up.
const others: Readonly<Record<string, readonly string[]>> = {
  "AlmaLinux almalinux": ["8", "9", "10"],
  "CentOS centos": ["7", "stream-9", "stream-10"],
  "Debian debian": ["10", "11"],
  "Fedora fedora": ["39", "40", "41", "42", "43"],
  "Rocky Linux rockylinux": ["8"],
  "Ubuntu ubuntu": ["18-04", "20-04", "24-10", "25-04", "25-10"],
};

const distributions = [...Object.keys(others).map((one) => one.split(" ").at(-1) ?? ""), "freebsd"];

const applications = [
  ...["caprover", "discourse", "django", "docker", "dokku", "ghost", "gitlab", "grafana", "jenkins", "lamp", "lemp"],
  ...["minecraft", "mongodb", "mysql", "nextcloud", "nodejs", "openvpn", "phpmyadmin", "plesk", "prometheus"],
  ...["rabbitmq", "rails", "wordpress"],
];

export const images: readonly Image[] = [
  ...base,
  ...Object.entries(others).flatMap(([key, versions], family) => {
    const [slug = "", ...words] = key.split(" ").reverse();
    return versions.map((version, index) =>
      image(
        200_000_100 + family * 10 + index,
        `${slug}-${version}-x64`,
        words.reverse().join(" "),
        `${version.replace(/^(\d+)-(\d+)$/, "$1.$2")} x64`,
      ),
    );
  }),
  ...applications.map(
    (name, index): Image => ({
      ...image(200_000_200 + index, `${name}-20-04`, "Ubuntu", `${name} on Ubuntu 20.04`),
      application: true,
    }),
  ),
];

const versioned = /^[a-z]+(-stream)?-\d+(-\d+)?-x64(-[a-z0-9]+)*$/;

/** A distribution's image ends in its architecture; the Marketplace names its own as it likes. */
function imageRead(slug: string): Image | undefined {
  const lead = leadOf(slug);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug) || slug.length > 80) return undefined;
  const isBase = distributions.includes(lead);
  if (isBase ? !versioned.test(slug) : isSlip(lead, [...distributions, ...applications])) return undefined;
  const id = 201_000_000 + digest(slug).readUInt16BE(0);
  return {
    ...image(id, slug, isBase ? lead : "Unknown", slug),
    assumed: true,
    ...(isBase ? {} : { application: true }),
  };
}

export function imageNamed(name: string): Image | undefined {
  return images.find((one) => one.slug === name || String(one.id) === name) ?? imageRead(name);
}
