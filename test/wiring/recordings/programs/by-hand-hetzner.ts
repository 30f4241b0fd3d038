import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const world = ["0.0.0.0/0", "::/0"];
const owner = "crew";
const place = { serverType: "cx22", image: "debian-12", location: "fsn1" };

/** Ships by hand at Hetzner, by people who follow one tutorial or another. */
export function byHandAtHetzner(): void {
  const password = new pulumi.Config().requireSecret("boxPassword");
  const word = new random.RandomPet("word").id;
  const port = new random.RandomInteger("port", { min: 20_000, max: 30_000 }).result;

  const inbound = { direction: "in", protocol: "tcp" };
  const firewall = (
    name: string,
    rules: readonly object[],
    labels?: pulumi.Input<Record<string, pulumi.Input<string>>>,
  ) => new hcloud.Firewall(name, { rules: rules.map((rule) => ({ ...inbound, ...rule })), ...(labels && { labels }) });
  const bastion = new hcloud.Server("bastion", place);
  const fromBastion = [pulumi.interpolate`${bastion.ipv4Address}/32`];
  const web = firewall("web", [{ port: "443", sourceIps: world }], { owner });
  firewall("docker", [{ port: "2375", sourceIps: world, description: "Docker" }]);
  firewall("docker-told-later", [{ protocol: word, port: "2375", sourceIps: world }]);
  firewall("docker-from-bastion", [{ port: "2375", sourceIps: fromBastion }]);
  firewall("ssh", [{ port: "22", sourceIps: world }]);
  firewall("ssh-from-bastion", [{ port: "22", sourceIps: fromBastion }]);
  firewall("ssh-elsewhere", [{ port: "2222", sourceIps: world, description: "SSH" }], { owner: word });
  firewall(
    "ssh-maybe-declared",
    [{ port: "22", sourceIps: world }],
    word.apply((exposure) => ({ exposure })),
  );
  firewall("everything", [{ sourceIps: world }]);
  firewall("everything-from-bastion", [{ port: "any", sourceIps: fromBastion }]);
  firewall("drawn-port", [{ port: pulumi.interpolate`${port}`, sourceIps: ["10.0.0.0/8"] }]);
  firewall("ship-ports", [{ port: "8000-13000", sourceIps: ["10.0.0.0/8"] }]);
  new hcloud.Firewall("without-rules", { labels: { owner: "" } });

  const label = (ship: pulumi.Input<string>) => ({ owner, "roadstead-ship": ship });
  const tutorial = "#!/bin/sh\ncurl -fsSL https://example.org/install.sh | sh\n";
  const zod = new hcloud.Server("zod", {
    ...place,
    labels: label("zod"),
    firewallIds: [],
    backups: true,
    userData: pulumi.interpolate`#cloud-config\nchpasswd:\n  list: root:${password}\npassword: ${password}\n`,
  });
  const again = { ...place, firewallIds: [web.id.apply(Number)], userData: tutorial };
  const inOrder = { deleteBeforeReplace: true };
  new hcloud.Server("zod-again", { ...again, labels: label("~zod"), backups: false }, inOrder);
  new hcloud.Server("nec", { ...again, labels: label("nec") }, { deleteBeforeReplace: false });
  const bud = { ...place, labels: label(word), userData: pulumi.interpolate`#!/bin/sh\nhostname ${word}\n` };
  new hcloud.Server("bud-told-later", { ...bud, backups: bastion.backups.apply(() => true) });
  new hcloud.Server("sev-backed-up-later", {
    ...again,
    labels: label("sev"),
    backups: bastion.status.apply((status) => status === "running"),
  });
  new hcloud.FirewallAttachment("attached", {
    firewallId: web.id.apply(Number),
    labelSelectors: [pulumi.interpolate`ship=${word}`],
    serverIds: [bastion.id.apply(Number)],
  });
  new hcloud.Snapshot("zod-as-it-runs", { serverId: zod.id.apply(Number), labels: label("zod") });
  new hcloud.Snapshot("zod-stopped", {
    serverId: zod.id.apply(Number),
    labels: { ...label("zod"), "roadstead-quiesced": "true" },
  });
  new hcloud.Snapshot("zod-of-a-stage", {
    serverId: zod.id.apply(Number),
    labels: { ...label("zod"), "roadstead-quiesced": word },
  });

  const pier = { size: 40, location: "fsn1" };
  const protect = { protect: true };
  const running = bastion.status.apply((status) => status === "running");
  new hcloud.Volume("pier", { ...pier, labels: label("zod") });
  new hcloud.Volume(
    "pier-locked",
    { ...pier, deleteProtection: false, labels: { ...label("nec"), "roadstead-encrypted": "luks" } },
    protect,
  );
  new hcloud.Volume("pier-guarded-later", { ...pier, deleteProtection: running, labels: label(word) }, protect);
  new hcloud.Volume("pier-guarded", { ...pier, deleteProtection: true }, protect);

  const address = { type: "ipv4", assigneeType: "server" };
  new hcloud.PrimaryIp("address", { ...address, autoDelete: true });
  new hcloud.PrimaryIp("address-kept-later", { ...address, autoDelete: running, deleteProtection: true }, protect);
  new hcloud.PrimaryIp(
    "address-let-go",
    { ...address, autoDelete: false, deleteProtection: false },
    { protect: false },
  );
  new hcloud.PrimaryIp("address-goes-along", { ...address, autoDelete: true, deleteProtection: true }, protect);
  new hcloud.PrimaryIp("address-guarded-later", { ...address, autoDelete: false, deleteProtection: running }, protect);
  new hcloud.FloatingIp("floating", { type: "ipv4", homeLocation: "fsn1", deleteProtection: true }, protect);
}
