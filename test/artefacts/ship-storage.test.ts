import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderPlanet } from "../../components/planet/render";
import { MachineInAFolder, usualPlanet } from "./machine-in-a-folder";

// `roadstead-storage` with the real curl and jq, against a ship that is played: control port, login, channel and what it keeps.

const settings = {
  endpoint: "https://s3.example.org",
  bucket: "sampel",
  region: "us-east-1",
  accessKey: "AKCANARY",
  secretKey: `CANARY/key+with'quotes"and\\`,
  publicUrl: "",
};
const code = "lidlut-tabwed-pillex-ridrup";

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: string[] = [];
  for await (const part of request) parts.push(String(part));
  return parts.join("");
}

/** Just as much of a ship as is asked. */
class PlayedShip {
  readonly kept: Record<string, string> = {};
  readonly told: string[] = [];
  hasStorage = true;
  keeps = true;
  readonly #servers: Server[];

  constructor() {
    const control = createServer((request, response) => {
      void bodyOf(request).then((body) => response.end(body.includes("+code") ? JSON.stringify(`${code}\n`) : "no"));
    });
    const web = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const url = request.url ?? "";
        if (url === "/~/login" && body === `password=${code}`) {
          return response.writeHead(204, { "set-cookie": "urbauth-~sampel-palnet=0v1; Path=/" }).end();
        }
        if (request.headers.cookie !== "urbauth-~sampel-palnet=0v1") return response.writeHead(403).end();
        if (url.startsWith("/~/scry/storage/") && this.hasStorage) return response.end(this.#scry(url));
        if (request.method === "PUT" && url.startsWith("/~/channel/")) {
          this.#hear(body);
          return response.writeHead(204).end();
        }
        return response.writeHead(404).end();
      });
    });
    this.#servers = [control, web];
  }

  #scry(url: string): string {
    const { endpoint = "", accessKeyId = "", secretAccessKey = "", ...rest } = this.kept;
    const inside = url.includes("credentials")
      ? { credentials: { endpoint, accessKeyId, secretAccessKey } }
      : {
          configuration: {
            buckets: [],
            currentBucket: "",
            region: "",
            publicUrlBase: "",
            service: "presigned-url",
            ...rest,
          },
        };
    return JSON.stringify({ "storage-update": inside });
  }

  #hear(body: string): void {
    const names: Readonly<Record<string, string>> = {
      "set-endpoint": "endpoint",
      "set-access-key-id": "accessKeyId",
      "set-secret-access-key": "secretAccessKey",
      "set-region": "region",
      "set-current-bucket": "currentBucket",
      "set-public-url-base": "publicUrlBase",
      "toggle-service": "service",
    };
    const actions: readonly Readonly<Record<string, unknown>>[] = JSON.parse(body);
    for (const { action, app, mark, ship, json } of actions) {
      this.told.push(`${String(action)} ${String(ship ?? "")} ${String(app ?? "")} ${String(mark ?? "")}`.trim());
      for (const [key, value] of Object.entries(Object(json))) {
        if (this.keeps) this.kept[names[key] ?? key] = String(value);
      }
    }
  }

  async ports(): Promise<readonly number[]> {
    const ports: number[] = [];
    for (const server of this.#servers) {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      ports.push(typeof address === "object" && address !== null ? address.port : 0);
    }
    return ports;
  }

  close(): void {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}

let machine: MachineInAFolder;
let ship: PlayedShip;

beforeEach(async () => {
  machine = new MachineInAFolder();
  ship = new PlayedShip();
  const [control = 0, web = 0] = await ship.ports();
  machine.put(renderPlanet({ ...usualPlanet, httpPort: web }).files);
  machine.write(
    "/srv/roadstead/ships/sampel-palnet.1/pier/.http.ports",
    `${web} insecure public\n${control} insecure loopback\n`,
  );
  // The stand-in plays the health check only: here the real one asks, and what it was asked is noted.
  machine.write("/first/curl", '#!/bin/bash\necho "$*" >>"$STAND_IN/arguments"\nexec /usr/bin/curl "$@"\n', 0o755);
});
afterEach(() => {
  ship.close();
  machine.dispose();
});

async function set(given: unknown = settings): Promise<{ code: number; out: string; err: string }> {
  const environment = machine.environment();
  const child = spawn(machine.path("/usr/local/sbin/roadstead-storage"), ["set", "sampel-palnet"], {
    env: { ...environment, PATH: `${machine.path("/first")}:${environment["PATH"]}`, ROADSTEAD_STORAGE_SECONDS: "0" },
  });
  const said = { out: "", err: "" };
  child.stdout.on("data", (part) => {
    said.out += String(part);
  });
  child.stderr.on("data", (part) => {
    said.err += String(part);
  });
  child.stdin.end(JSON.stringify(given));
  const [ended] = await once(child, "close");
  return { code: Number(ended), ...said };
}

describe("a ship's object store", () => {
  it("is told whole, read back, and named without its keys", async () => {
    const ended = await set();
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(ended.out)).toEqual({
      ship: "~sampel-palnet",
      endpoint: "https://s3.example.org",
      bucket: "sampel",
      region: "us-east-1",
    });
    expect(ship.kept).toEqual({
      endpoint: "https://s3.example.org",
      accessKeyId: "AKCANARY",
      secretAccessKey: settings.secretKey,
      region: "us-east-1",
      currentBucket: "sampel",
      publicUrlBase: "",
      service: "credentials",
    });
    expect(ship.told).toEqual([...new Array(7).fill("poke sampel-palnet storage storage-action"), "delete"]);
  });

  it("is not told again what it has", async () => {
    await set();
    ship.told.length = 0;
    expect(await set()).toMatchObject({ code: 0 });
    expect(ship.told).toEqual([]);
    expect(await set({ ...settings, secretKey: "CANARY-next" })).toMatchObject({ code: 0 });
    expect(ship.kept["secretAccessKey"]).toBe("CANARY-next");
  });

  it("leaves no key and no code behind: not on disk, not on a command line", async () => {
    await set();
    expect(machine.whereIs("CANARY")).toEqual([]);
    expect(machine.whereIs(code)).toEqual([]);
    expect(machine.whereIs("urbauth-~")).toEqual([]);
  });

  it("is an error where the ship has no place for it, does not keep it, or does not answer", async () => {
    ship.hasStorage = false;
    expect(await set()).toMatchObject({
      code: 96,
      err: expect.stringContaining("the agent %storage of Landscape does not answer"),
    });
    ship.hasStorage = true;
    ship.keeps = false;
    expect(await set()).toMatchObject({ code: 96, err: expect.stringContaining("but does not have them") });
    ship.close();
    const ended = await set();
    expect(ended).toMatchObject({ code: 96 });
    expect(ended.err).not.toContain("CANARY");
  });

  it("is an error where the settings are not whole, and nothing is asked", async () => {
    expect(await set({ ...settings, bucket: 7 })).toMatchObject({ code: 64 });
    expect(await set("AKCANARY")).toMatchObject({ code: 64, err: expect.not.stringContaining("CANARY") });
    expect(machine.heard("arguments")).toBe("");
  });
});
