import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, must, RunningServer } from "./running-server";

/** The real sshd, which gives one key files and nothing else. */
export class SshServer extends RunningServer {
  port = 0;
  readonly place = join(this.folder, "ships");

  static async started(address = "127.0.0.1"): Promise<SshServer> {
    const server = new SshServer();
    const { folder } = server;
    server.port = await freePort(address);
    for (const name of ["host", "login", "stranger"]) {
      must("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", join(folder, name)]);
    }
    mkdirSync("/run/sshd", { recursive: true });
    writeFileSync(join(folder, "authorized_keys"), `restrict ${server.publicKey("login")}`);
    const settings = [
      `Port ${server.port}`,
      `ListenAddress ${address}`,
      `HostKey ${join(folder, "host")}`,
      `PidFile ${join(folder, "pid")}`,
      `AuthorizedKeysFile ${join(folder, "authorized_keys")}`,
      "StrictModes no",
      "UsePAM no",
      "PermitRootLogin prohibit-password",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "Subsystem sftp internal-sftp",
      "ForceCommand internal-sftp",
    ];
    writeFileSync(join(folder, "sshd_config"), settings.map((line) => `${line}\n`).join(""));
    await server.start(
      "/usr/sbin/sshd",
      ["-D", "-e", "-f", join(folder, "sshd_config")],
      ["ssh-keyscan", "-p", String(server.port), address],
    );
    return server;
  }

  privateKey(name: "login" | "stranger"): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  publicKey(name: "host" | "login" | "stranger"): string {
    return readFileSync(join(this.folder, `${name}.pub`), "utf8");
  }

  /** As `backups.repository.hostKey` wants it. */
  hostKey(name: "host" | "stranger" = "host"): string {
    return this.publicKey(name).split(" ").slice(0, 2).join(" ");
  }
}
