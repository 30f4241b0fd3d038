import { execFileSync } from "node:child_process";
import { createReadStream, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { join, normalize } from "node:path";
import type { Image } from "../image/image";
import { metadata4, ownDomain, world4 } from "./addresses";

/** A call to a web address that stands for somebody's webhook or dead man's switch. */
export interface Call {
  readonly host: string;
  readonly path: string;
  readonly body: string;
}

/** Web servers of the world: the package repository, whatever is downloaded, and the places that are called. */
export class Web {
  readonly calls: Call[] = [];
  /** Requests to the metadata address, by path. */
  readonly metadataRequests: string[] = [];
  private readonly files = new Map<string, string>();
  private readonly servers: Server[] = [];
  readonly image: Image;
  private readonly folder: string;

  constructor(image: Image, folder: string) {
    this.image = image;
    this.folder = folder;
  }

  /** Serves a file under an address of the real world. */
  offer(url: string, file: string): void {
    this.files.set(url, file);
  }

  async open(hosts: readonly string[]): Promise<void> {
    const { key, cert } = this.certificateFor([`*.${ownDomain}`, ...hosts], "world");
    const plain: RequestListener = (request, response) => this.handle("http", request, response);
    const secure: RequestListener = (request, response) => this.handle("https", request, response);
    await Promise.all([
      this.listen(createServer(plain), 80, world4),
      this.listen(createSecureServer({ key, cert }, secure), 443, world4),
      this.listen(
        createServer((request, response) => {
          this.metadataRequests.push(request.url ?? "");
          response.end("metadata of a cloud\n");
        }),
        80,
        metadata4,
      ),
    ]);
  }

  async close(): Promise<void> {
    for (const server of this.servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private handle(scheme: string, request: IncomingMessage, response: ServerResponse): void {
    const host = request.headers.host ?? "";
    const path = request.url ?? "/";
    if (host === `packages.${ownDomain}`) {
      const wanted = normalize(decodeURIComponent(path)).replace(/^\/repository\//, "");
      this.send(response, wanted.includes("/") ? undefined : join(this.image.repository, wanted));
      return;
    }
    const offered = this.files.get(`${scheme}://${host}${path}`);
    if (offered !== undefined) {
      this.send(response, offered);
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      this.calls.push({ host, path, body: Buffer.concat(chunks).toString() });
      response.statusCode = host.endsWith(ownDomain) ? 204 : 404;
      response.end();
    });
  }

  private send(response: ServerResponse, file: string | undefined): void {
    if (file === undefined || !existsSync(file) || !statSync(file).isFile()) {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader("content-length", statSync(file).size);
    createReadStream(file).pipe(response);
  }

  private listen(server: Server, port: number, address: string): Promise<void> {
    this.servers.push(server);
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, address, () => resolve());
    });
  }

  /** Signed by the image's own authority, for hosts that are played. */
  certificateFor(hosts: readonly string[], name: string): { readonly key: string; readonly cert: string } {
    const at = (suffix: string) => join(this.folder, `${name}.${suffix}`);
    const openssl = (...words: string[]) => execFileSync("openssl", words, { stdio: ["ignore", "ignore", "pipe"] });
    writeFileSync(at("cnf"), `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(",")}\n`);
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"];
    openssl("req", ...curve, "-subj", `/CN=${name}`, "-keyout", at("key"), "-out", at("csr"));
    const { certificate, key } = this.image.authority;
    const signing = ["-CA", certificate, "-CAkey", key, "-CAcreateserial", "-CAserial", at("serial"), "-days", "3650"];
    openssl("x509", "-req", "-in", at("csr"), ...signing, "-extfile", at("cnf"), "-out", at("crt"));
    return { key: readFileSync(at("key"), "utf8"), cert: readFileSync(at("crt"), "utf8") };
  }
}
