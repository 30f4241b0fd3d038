import * as command from "@pulumi/command";
import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";

const site = (listen: string, port: number) =>
  `server {\n  listen ${listen};\n  location / {\n    proxy_pass http://127.0.0.1:${port};\n  }\n}\n`;
const reload = "cat > /etc/nginx/sites-enabled/ship && systemctl reload nginx";

/** Ships that are set up over SSH: what stands in a command, and what it is given to read. */
export function byHandOverSsh(): void {
  const token = new pulumi.Config().requireSecret("boxPassword");
  const box = new hcloud.Server("box", { serverType: "cx22", image: "debian-12", location: "fsn1" });
  const connection = { host: box.ipv4Address, user: "root" };
  const run = (name: string, args: Omit<command.remote.CommandArgs, "connection">) =>
    new command.remote.Command(name, { connection, ...args });

  run("nothing", { delete: "systemctl stop ship" });
  run("only-connected", {});
  run("told", { create: "cat > /etc/ship/token", stdin: token });
  run("in-the-open", { create: pulumi.interpolate`ship-setup --access-token=${token}` });
  run("by-address", { create: pulumi.interpolate`ship-setup --address ${box.ipv4Address}` });
  run("tutorial", { create: "curl -fsSL https://example.org/install.sh | sh" });
  run("checked", {
    create: `curl -fLo vere.tgz https://example.org/v4.5/vere.tgz && echo '${"5a".repeat(32)}  vere.tgz' | sha256sum -c`,
  });
  run("by-tls", { create: reload, stdin: site("443 ssl", 8080) });
  run("in-plain", { create: reload, stdin: site("80", 8080) });
  run("to-the-control-port", { create: reload, stdin: site("443 ssl", 12_321) });
  run("site-told-later", { create: reload, stdin: box.ipv4Address.apply((host) => `# ${host}\n${site("80", 8080)}`) });
  run("nginx-only", { create: "systemctl reload nginx" });
  new command.local.Command("here", { create: pulumi.interpolate`ssh root@${box.ipv4Address} true` });
}
