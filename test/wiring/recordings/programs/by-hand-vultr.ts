import * as vultr from "@ediri/vultr";
import * as pulumi from "@pulumi/pulumi";

const place = { region: "fra", plan: "vc2-2c-4gb", osId: 2136 };
const ship = (name: pulumi.Input<string>) => ["owner:crew", pulumi.interpolate`roadstead-ship:${name}`];

/** Ships by hand at Vultr: each opening is a resource of its own. */
export function byHandAtVultr(): void {
  const password = new pulumi.Config().requireSecret("boxPassword");
  const group = new vultr.FirewallGroup("group", { description: "ships" });
  const bastion = new vultr.Instance("bastion", { ...place, tags: ["owner:crew"] });
  const opening = (name: string, more: Partial<vultr.FirewallRuleArgs>) => {
    const everywhere = { protocol: "tcp", ipType: "v4", subnet: "0.0.0.0", subnetSize: 0 };
    new vultr.FirewallRule(name, { firewallGroupId: group.id, ...everywhere, ...more });
  };
  opening("web", { port: "443" });
  opening("docker", { port: "2376" });
  opening("docker-from-bastion", { port: "2376", subnet: bastion.mainIp, subnetSize: 32 });
  opening("docker-from-networks", {
    port: "2376",
    subnet: bastion.mainIp,
    subnetSize: bastion.netmaskV4.apply(() => 24),
  });
  opening("docker-from-some", { port: "2376", subnet: "10.0.0.0", subnetSize: bastion.netmaskV4.apply(() => 24) });
  opening("everything", {});
  opening("ssh", { port: "22" });
  opening("ssh-declared", { port: "22", notes: "roadstead-ssh-exposure: world" });
  opening("ssh-told-later", { port: "22", notes: bastion.label });
  opening("port-told-later", { port: bastion.serverStatus.apply(() => "22"), subnet: "10.0.0.0", subnetSize: 8 });
  opening("ship-ports", { port: "12300:12400", subnet: "10.0.0.0", subnetSize: 8 });

  new vultr.Instance(
    "zod",
    { ...place, tags: ship("zod"), firewallGroupId: group.id, backups: "enabled", backupsSchedule: { type: "daily" } },
    { deleteBeforeReplace: true },
  );
  new vultr.Instance("nec", {
    ...place,
    tags: ship("nec"),
    firewallGroupId: "",
    backups: "disabled",
    snapshotId: "cb676a46-66fd-4dfb-b839-443f2e6c0b60",
    userData: pulumi.interpolate`#cloud-config\npassword: ${password}\n`,
  });
  const kept = new vultr.Snapshot("kept", { instanceId: bastion.id });
  new vultr.Instance("bud", {
    ...place,
    tags: ship("bud"),
    snapshotId: kept.id,
    userData: pulumi.interpolate`#!/bin/sh\necho ${bastion.mainIp} bastion >> /etc/hosts\n`,
  });
  new vultr.StartupScript("tutorial", {
    script: Buffer.from("#!/bin/sh\ncurl -fsSL https://example.org/install.sh | sh\n").toString("base64"),
  });
  new vultr.BlockStorage("pier", { region: "fra", sizeGb: 40 });
  new vultr.BlockStorage("pier-kept", { region: "fra", sizeGb: 40 }, { protect: true });
  new vultr.ReservedIp("address", { region: "fra", ipType: "v4" });
  new vultr.ReservedIp("address-kept", { region: "fra", ipType: "v4" }, { protect: true });
}
