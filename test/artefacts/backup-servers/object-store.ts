import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort, must, RunningServer } from "../../harness/servers/running-server";
import { goTool } from "../go-tool";

export const accessKey = "CANARYACCESSKEY00001";
export const secretKey = "CANARY-secret-key-of-the-bucket";
export const bucket = "harbour-backups";

/** A server that speaks S3 over TLS and checks signatures (Versity's gateway), with one bucket in a folder. */
export class ObjectStore extends RunningServer {
  readonly authority = join(this.folder, "certificate.pem");
  endpoint = "";

  static async started(): Promise<ObjectStore> {
    const binary = goTool("github.com/versity/versitygw/cmd/versitygw", "v1.0.14");
    const store = new ObjectStore();
    const { folder, authority } = store;
    const key = join(folder, "key.pem");
    const port = await freePort();
    store.endpoint = `https://localhost:${port}`;
    mkdirSync(join(folder, "buckets", bucket), { recursive: true });
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key];
    const name = ["-out", authority, "-days", "9", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    must("openssl", ["req", "-x509", ...curve, ...name]);
    const keys = ["--access", accessKey, "--secret", secretKey, "--cert", authority, "--key", key];
    await store.start(
      binary,
      ["--port", `127.0.0.1:${port}`, ...keys, "posix", join(folder, "buckets")],
      ["curl", "--silent", "--output", "/dev/null", "--cacert", authority, store.endpoint],
    );
    return store;
  }
}
