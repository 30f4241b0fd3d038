import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying, secretly } from "../rule-trial";
import { hetznerServer, localCommand, remoteCommand } from "../vendor-types";
import { rule as control } from "./close-control-ports";
import { rule } from "./protect-web-with-tls";
import { cases } from "./protect-web-with-tls.cases";

judgesAsRecorded(rule, cases);

const site = (listen: string, pass = "http://127.0.0.1:8080", more = "") =>
  `server {\n  ${listen}\n  location / {\n    proxy_pass ${pass};\n  }\n}\n${more}`;
const bundle = (content: string) => JSON.stringify({ files: [{ path: "/etc/nginx/sites-enabled/ship", content }] });
const command = (stdin: unknown) => ({ type: remoteCommand, props: { create: "roadstead-web apply zod", stdin } });
const redirect = "server { listen 80; return 301 https://ship.example.org$request_uri; }";

/** Files of a web interface as they are committed for review. */
function rendered(name: string): readonly { readonly path: string; readonly content: string }[] {
  const folder = join(__dirname, "../../../test/golden/web", name);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: file.slice(folder.length), content: readFileSync(file, "utf8") }));
}

describe("a ship's web interface", () => {
  it.each(["own-domain", "arvo-network-on-trial"])("as it is rendered passes: %s", (name) => {
    const stdin = JSON.stringify({ files: [...rendered("every-ship"), ...rendered(name)] });
    for (const each of [rule, control]) expect(saying(each, command(stdin))).toBe("pass");
    // The same with one word less fails, so that the rule read it.
    expect(saying(rule, command(stdin.replace(/listen 443 ssl http2;\\n/g, "listen 443;\\n")))).toBe("fail stdin");
    expect(saying(control, command(stdin.replace(/127\.0\.0\.1:80\d\d/g, "127.0.0.1:12321")))).toBe("fail stdin");
  });

  it.each<[string, string, string]>([
    ["by TLS, with a redirect", site("listen 443 ssl http2;", undefined, redirect), "pass"],
    ["in plain", site("listen 80;"), "fail stdin"],
    ["both ways", site("listen 80; listen 443 ssl;"), "fail stdin"],
    ["where nothing is said", site("server_name ship.example.org;"), "fail stdin"],
    ["in plain, by name", site("listen 8443;", "http://localhost:8080"), "fail stdin"],
    [
      "in a comment only",
      "# server { listen 80; proxy_pass http://127.0.0.1:8080; }\nserver { listen 80; return 444; }",
      "pass",
    ],
    ["by an old TLS", `ssl_protocols TLSv1.1 TLSv1.2;\n${site("listen 443 ssl;")}`, "fail stdin"],
    ["by an old TLS that a file of its own allows", "ssl_protocols TLSv1.1 TLSv1.2;", "fail stdin"],
    ["to another machine, which is not ours to judge", site("listen 80;", "http://10.0.0.7:8080"), "pass"],
    ["not at all", "events {}", "pass"],
  ])("passed on %s", (_how, text, said) => {
    for (const stdin of [text, bundle(text), secretly(text), Buffer.from(text.padEnd(40)).toString("base64")]) {
      expect(saying(rule, command(stdin))).toBe(said);
    }
  });

  it("is found in a script and in boot data too", () => {
    const plain = site("listen 80;");
    expect(saying(rule, { type: localCommand, props: { create: `cat >x <<E\n${plain}E` } })).toBe("fail create");
    expect(saying(rule, { type: hetznerServer, props: { userData: `#cloud-config\n${plain}` } })).toBe("fail userData");
  });

  it("is no matter of an input that is not known yet, where the command is not about the web", () => {
    expect(saying(rule, { type: remoteCommand, props: { create: "uptime", stdin: notKnown } })).toBe("pass");
    expect(saying(rule, { type: remoteCommand, props: {} })).toBe("pass");
  });
});
