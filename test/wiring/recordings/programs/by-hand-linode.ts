import * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";

const place = { region: "nl-ams", type: "g6-standard-2", image: "linode/debian12" };
const base64 = (text: pulumi.Input<string>) =>
  pulumi.output(text).apply((each) => Buffer.from(each).toString("base64"));
const ship = (name: pulumi.Input<string>) => ["owner:crew", pulumi.interpolate`roadstead-ship:${name}`];

/** Ships by hand at Linode: firewalls of three kinds, boot data in metadata, volumes cloned and blank. */
export function byHandAtLinode(): void {
  const password = new pulumi.Config().requireSecret("boxPassword");
  const world = { ipv4s: ["0.0.0.0/0"], ipv6s: ["::/0"] };
  const bastion = new linode.Instance("bastion", { ...place, tags: ["owner:crew"] });
  const fromBastion = { ipv4s: [pulumi.interpolate`${bastion.ipAddress}/32`] };
  const script = (text: pulumi.Input<string>) => ({ metadatas: [{ userData: base64(text) }] });

  const allow = { action: "ACCEPT", protocol: "TCP" };
  const closed = { inboundPolicy: "DROP", outboundPolicy: "ACCEPT", tags: ["owner:crew"] };
  const web = new linode.Firewall("web", {
    ...closed,
    label: "web",
    inbounds: [{ ...allow, ...world, label: "https", ports: "443" }],
  });
  new linode.Firewall("accepting", { ...closed, label: "accepting", inboundPolicy: "ACCEPT" });
  new linode.Firewall("policy-told-later", {
    ...closed,
    label: "later",
    inboundPolicy: bastion.status.apply((status) => (status === "running" ? "DROP" : "ACCEPT")),
  });
  new linode.Firewall("etcd", {
    ...closed,
    label: "etcd",
    inbounds: [{ ...allow, ...world, label: "etcd", ports: "2379-2380" }],
  });
  new linode.Firewall("from-bastion", {
    ...closed,
    label: "from-bastion",
    inbounds: [{ ...allow, ...fromBastion, label: "everything", ports: "1-65535" }],
  });
  new linode.Firewall("without-ports", {
    ...closed,
    label: "without-ports",
    inbounds: [{ ...allow, ...world, label: "tcp" }],
  });
  new linode.Firewall("ssh", {
    ...closed,
    label: "ssh",
    inbounds: [{ ...allow, ...world, label: "ssh", ports: "22" }],
  });

  const inOrder = { deleteBeforeReplace: true };
  new linode.Instance(
    "zod",
    {
      ...place,
      ...script("#cloud-config\nruncmd:\n  - wget https://example.org/vere.tgz\n"),
      tags: ship("zod"),
      backupsEnabled: true,
      firewallId: web.id.apply(Number),
    },
    inOrder,
  );
  const nec = new linode.Instance("nec", {
    ...place,
    ...script(pulumi.interpolate`#cloud-config\npassword: ${password}\n`),
    tags: ship("nec"),
    backupId: 12_345,
    backupsEnabled: bastion.status.apply((status) => status === "running"),
  });
  new linode.Instance("nameless", { region: "nl-ams", type: "g6-nanode-1" });
  new linode.Instance("bud", {
    ...place,
    ...script(pulumi.interpolate`#!/bin/sh\necho ${bastion.ipAddress} bastion >> /etc/hosts\n`),
    tags: [bastion.label],
    backupsEnabled: true,
  });
  new linode.FirewallDevice("nec-behind", { firewallId: web.id.apply(Number), entityId: nec.id.apply(Number) });

  const pier = { region: "nl-ams", size: 40 };
  const protect = { protect: true };
  const volume = new linode.Volume("pier", { ...pier, label: "pier", tags: ship("zod") });
  new linode.Volume(
    "pier-plain",
    { ...pier, label: "plain", tags: ship("nec"), encryption: "disabled" },
    { protect: false },
  );
  new linode.Volume("pier-locked", { ...pier, label: "locked", tags: ship("nec"), encryption: "enabled" }, protect);
  new linode.Volume(
    "pier-like-the-first",
    { label: "like", tags: ship("bud"), encryption: volume.encryption, sourceVolumeId: volume.id.apply(Number) },
    protect,
  );
  new linode.Volume("pier-cloned", { label: "cloned", tags: ship("sev"), sourceVolumeId: 4711 }, protect);
  new linode.NetworkingIp("address", { region: "nl-ams", type: "ipv4", public: true, reserved: true });
  new linode.NetworkingIp("address-in-passing", { linodeId: nec.id.apply(Number), type: "ipv4", public: true });
  new linode.NetworkingIp("address-reserved-later", {
    type: "ipv4",
    public: true,
    region: "nl-ams",
    reserved: bastion.status.apply((status) => status === "running"),
  });
}
