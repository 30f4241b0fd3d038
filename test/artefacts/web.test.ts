import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RenderedFile } from "../../components/core/rendered-file";
import { renderMachine } from "../../components/machine/render";
import { machineCases } from "../../components/machine/render-trial";
import { renderPlanet } from "../../components/planet/render";
import { planetCases } from "../../components/planet/render-trial";
import { type ShipBehind, webFiles } from "../../components/planet/web/render";
import { webCases } from "../../components/planet/web/render-trial";
import type { ResolvedWeb } from "../../components/planet/web/resolve";
import { pebble } from "./web/pebble";

// Web interfaces as they are rendered, before the real nginx, nftables and certbot, in namespaces of their own: two ships that are
// played, an ACME server that is real. What each line of the script is about stands in web/machine.sh.

const scratch = mkdtempSync(join(tmpdir(), "roadstead-web-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const path = "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin";

function laidOut(name: string, files: readonly RenderedFile[]): string {
  for (const { path: place, content, mode } of files) {
    mkdirSync(dirname(join(scratch, name, place)), { recursive: true });
    writeFileSync(join(scratch, name, place), content, { mode: Number.parseInt(mode, 8) });
  }
  return join(scratch, name);
}

function inNamespaces(script: string, ...args: readonly string[]): { code: number; out: string; err: string } {
  const unshared = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--"];
  const { status, stdout, stderr } = spawnSync("unshare", [...unshared, join(__dirname, "web", script), ...args], {
    encoding: "utf8",
    timeout: 170_000,
    env: { PATH: path, LC_ALL: "C.UTF-8" },
  });
  return { code: status ?? -1, out: stdout, err: stderr };
}

const [[, usual]] = planetCases;
const first = { ...usual, amesLimit: { packetsPerSecond: 100, burst: 100 } };
const second = {
  ...first,
  ship: "~dozsem-fipfun",
  shipName: "dozsem-fipfun",
  user: "ship-dozsem-fipfun",
  httpPort: 8081,
};
const [[, , own]] = webCases;
const directory = "https://127.0.0.1:14000/dir";
const behind = (ship: ShipBehind, domain: string) => webFiles(ship, { ...own, domain, directory }, ["203.0.113.5"]);
const firewall = renderMachine(machineCases[0][1]).files.filter((file) => file.path === "/etc/roadstead/firewall.nft");

let seen: ReadonlyMap<string, string> = new Map();

beforeAll(() => {
  const files = [
    ...firewall,
    ...[first, second].flatMap((each) => renderPlanet(each).files.filter((file) => file.path.endsWith(".nft"))),
    ...behind(first, "sampel.example.org"),
    ...behind(second, "dozsem.example.org"),
  ];
  const { code, out, err } = inNamespaces("machine.sh", laidOut("machine", files), pebble());
  if (code !== 0) throw new Error(`The machine ended with ${code}: ${err}`);
  seen = new Map(
    out
      .trim()
      .split("\n")
      .map((line): [string, string] => {
        const [what = "", ...came] = line.split(" | ");
        return [what, came.join(" | ").trim()];
      }),
  );
}, 180_000);

const seenOf = (...names: readonly string[]) => names.map((name) => seen.get(name));

describe("until its name leads to the machine", () => {
  it("a ship is answered for with a refusal, in plain HTTP as by TLS, and says what is missing", () => {
    expect(seenOf("nowhere: state", "elsewhere: state")).toEqual([
      "waiting: sampel.example.org leads nowhere yet. Give it an A record with 203.0.113.5.",
      "waiting: sampel.example.org leads to 198.51.100.9, and not to this machine (203.0.113.5). Mend its A record.",
    ]);
    expect(seenOf("waiting: plain http", "waiting: https")).toEqual([
      "503 There is no certificate yet, so this ship does not answer.",
      "curl 35",
    ]);
  });

  it("no authority is asked", () => {
    expect(seen.get("asked in vain")).toBe("0");
  });
});

describe("certificates", () => {
  it("are got by real ACME once the names lead here, one for each ship", () => {
    expect(seenOf("certified: state", "second ship: state", "issued")).toEqual(["serving", "serving", "2"]);
  });

  it("are not asked for again, neither by another deployment nor by a rebuilt machine: they lie on the volume", () => {
    expect(seenOf("again: issued", "rebuilt: issued")).toEqual(["2", "serving 2"]);
  });

  it("are read by root and the server only", () => {
    expect(seenOf("readable on the volume", "readable in memory", "server runs as")).toEqual([
      "0",
      "0",
      "roadstead-web",
    ]);
  });

  it("are renewed when due; where the authority fails that is told, it is left alone for an hour, and the server goes on", () => {
    expect(seen.get("due")).toBe("serving serving");
    expect(seenOf("due: issued", "authority gone", "authority gone: asked once", "authority gone: goes on")).toEqual([
      "4",
      "ended with 74 refused",
      "0",
      "200",
    ]);
  });
});

describe("transport", () => {
  it("invariant 23: TLS 1.2 and 1.3, nothing older, and HTTP/2", () => {
    expect(seenOf("tls1", "tls1_1", "tls1_2", "tls1_3", "version spoken")).toEqual([
      "alert protocol version",
      "alert protocol version",
      "CONNECTION ESTABLISHED",
      "CONNECTION ESTABLISHED",
      "2",
    ]);
  });

  it("other names, and no name, are told nothing", () => {
    expect(seenOf("unknown name", "no name", "unknown name in plain", "another name inside")).toEqual([
      "unrecognized name",
      "unrecognized name",
      "curl 52",
      "000curl 92",
    ]);
  });

  it("plain HTTP leads to HTTPS, and has no more than the proofs of the authority", () => {
    expect(seen.get("plain http")).toBe(
      "HTTP/1.1 301 Moved Permanently Location: https://sampel.example.org/~/login?redirect=/x",
    );
    expect(seen.get("challenge folder")).toBe("404 301");
  });

  it("HSTS stands on every answer, and a ship cannot take it back or steer the server", () => {
    const header = "strict-transport-security: max-age=31536000";
    expect(seenOf("HSTS", "HSTS on an error", "steering")).toEqual([header, header, "the ship's own"]);
  });
});

describe("what passes between the world and a ship", () => {
  it("invariant 23: Forwarded says who asked, by which name, in TLS; what the asker says of himself is dropped, and the path stays as it was", () => {
    expect(JSON.parse(seen.get("forged") ?? "")).toEqual([
      "/~/a%20b//c?d=~e",
      "for=203.0.113.5;proto=https;host=sampel.example.org",
      "sampel.example.org",
      null,
      0,
    ]);
    expect(seen.get("forwarded of IPv6")).toBe(
      JSON.stringify('for="[2001:db8::5]";proto=https;host=sampel.example.org'),
    );
  });

  it("invariant 23: events come one by one, and a silence of 600 seconds and more ends none", () => {
    expect(seen.get("events")).toBe("data: first then data: second");
    expect(seen.get("silence")).toBe("proxy_read_timeout 1h proxy_send_timeout 1h");
  });

  it("invariant 23: an upload of 512 MiB arrives whole and never lies on the disk; one byte more is refused", () => {
    expect(seenOf("512 MiB", "one byte more", "left on disk")).toEqual([String(512 * 1024 * 1024), "413", "0"]);
  });

  it("each name leads to its own ship", () => {
    expect(seen.get("second ship")).toBe("dozsem.example.org");
  });
});

describe("what stays closed", () => {
  it("invariant 17: the server's user reaches each ship's web port, and neither a control port nor the outside; other ships reach none of them", () => {
    const reached = (user: string) => seenOf(...[8080, 8081, 12321].map((port) => `${user} on ${port}`));
    expect(reached("roadstead-web")).toEqual(["200", "200", "000"]);
    expect(reached("ship-dozsem-fipfun")).toEqual(["000", "000", "000"]);
    expect(reached("root")).toEqual(["200", "200", "200"]);
    expect(seen.get("server to the outside")).toBe("000");
  });

  it("a ship finds port 80 of its own address open, as it must before it asks the network for a name", () => {
    expect(seen.get("ship to its own address")).toBe("301");
  });
});

describe("a limit for Ames", () => {
  it("lets one address send no more than its burst and rate, and takes nothing from others", () => {
    const came = Number(seen.get("flood"));
    expect(came).toBeGreaterThanOrEqual(100);
    expect(came).toBeLessThan(500);
    expect(seen.get("another address meanwhile")).toBe("40");
  });
});

describe("a web interface that is taken away", () => {
  it("is answered for no more, while the other goes on and certificates stay", () => {
    expect(seenOf("removed: other", "removed: own", "removed: certificate kept")).toEqual(["200", "curl 35", "1"]);
  });

  it("leaves nothing behind when it was the last", () => {
    expect(seen.get("last one gone")).toBe("0 0");
  });

  it("and where another program has the port, that keeps it", () => {
    expect(seen.get("port taken")).toBe('in use already, by "python3" and left alone');
  });
});

describe.each(webCases)("settings of %s", (name, ship, web: ResolvedWeb) => {
  it("are settings that nginx takes, with a certificate and without, with IPv6 and without, and as newer releases want them", () => {
    const files = [...firewall, ...webFiles(ship, web, ["203.0.113.5"])];
    const { code, out, err } = inNamespaces("settings.sh", laidOut(name, files), ship.shipName, web.domain);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.trim().split("\n")).toEqual([
      "waiting: good",
      "certified: good",
      "without IPv6: good, 0 listen there",
      "newer: http2 on 2 servers, 0 the old way",
    ]);
  });
});

describe("a certificate that does not come", () => {
  it("is looked for from the first deployment on, and counts as done only while there is one in order", () => {
    const looked = "roadstead-certificates.timer 1440 the certificate of ~sampel-palnet for sampel.example.org";
    expect(seenOf("nowhere: expected", "certified: expected", "authority gone: expected", "removed: expected")).toEqual(
      [looked, "done", looked, "not expected"],
    );
  });
});
