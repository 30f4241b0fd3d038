import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";

const world = ["0.0.0.0/0", "::/0"];
const place = { region: "fra1", size: "s-2vcpu-4gb", image: "debian-12-x64" };
const ship = (name: pulumi.Input<string>) => ["owner:crew", pulumi.interpolate`roadstead-ship:${name}`];

/** Ships by hand at DigitalOcean: firewalls by droplet, by tag and by neither. */
export function byHandAtDigitalOcean(): void {
  const password = new pulumi.Config().requireSecret("boxPassword");
  const web = new digitalocean.Tag("web");
  const wide = [{ protocol: "tcp", portRange: "443", sourceAddresses: world }];

  const bastion = new digitalocean.Droplet("bastion", { ...place, tags: [] });
  const fromBastion = [bastion.ipv4Address];
  const zod = new digitalocean.Droplet("zod", { ...place, tags: ["roadstead-ship:zod"], backups: true });
  new digitalocean.Droplet(
    "nec",
    {
      ...place,
      tags: ship("nec"),
      backups: false,
      userData: pulumi.interpolate`#cloud-config\nruncmd:\n  - [sh, -c, "export ADMIN_PASSWORD=${password}"]\n`,
    },
    { deleteBeforeReplace: true },
  );
  new digitalocean.Droplet("tagged", {
    ...place,
    tags: [web.id],
    userData: pulumi.interpolate`#!/bin/sh\nhostname ${web.id}\n`,
  });
  new digitalocean.Droplet("ship-told-later", {
    ...place,
    tags: ship(web.id),
    backupPolicy: { plan: "daily" },
  });
  new digitalocean.Firewall("by-droplet", { dropletIds: [zod.id.apply(Number)], inboundRules: wide });
  new digitalocean.Firewall("by-tag", { tags: [web.id], inboundRules: wide });
  new digitalocean.Firewall("open", {
    inboundRules: [
      { protocol: "tcp", portRange: "1-65535", sourceAddresses: world },
      { protocol: "icmp", sourceAddresses: world },
    ],
  });
  new digitalocean.Firewall("windows", {
    inboundRules: [{ protocol: "tcp", portRange: "3389", sourceAddresses: world }],
  });
  new digitalocean.Firewall("from-bastion", {
    inboundRules: [
      { protocol: "tcp", portRange: "22", sourceAddresses: fromBastion },
      { protocol: "tcp", portRange: "6443", sourceAddresses: fromBastion },
      { protocol: "tcp", portRange: "all", sourceAddresses: fromBastion },
    ],
  });
  new digitalocean.Firewall("without-ports", { inboundRules: [{ protocol: "tcp", sourceAddresses: world }] });
  new digitalocean.Firewall("ssh", {
    inboundRules: [{ protocol: "tcp", portRange: "22", sourceAddresses: world }],
  });

  const pier = { region: "fra1", size: 40 };
  const volume = new digitalocean.Volume("pier", { ...pier, tags: ship("zod") });
  const kept = new digitalocean.VolumeSnapshot("kept", { volumeId: volume.id, tags: ship("zod") });
  new digitalocean.VolumeSnapshot("kept-stopped", {
    volumeId: volume.id,
    tags: [...ship("zod"), "roadstead-quiesced:true"],
  });
  new digitalocean.Volume("pier-from-snapshot", {
    ...pier,
    tags: ship("nec"),
    snapshotId: "fbe805e8-866b-11e6-96bf-000f53315a41",
  });
  new digitalocean.Volume("pier-from-today", { ...pier, tags: ship("bud"), snapshotId: kept.id }, { protect: true });
  new digitalocean.Volume("pier-of-whom", { ...pier, tags: ship(web.id) }, { protect: true });
  new digitalocean.ReservedIp("address", { region: "fra1" });
  new digitalocean.ReservedIp("address-kept", { region: "fra1" }, { protect: true });
}
