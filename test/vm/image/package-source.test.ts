import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { packageSource } from "./package-source";

let apt: string;
beforeEach(() => {
  apt = mkdtempSync(join(tmpdir(), "apt-"));
  mkdirSync(join(apt, "sources.list.d"));
});
afterEach(() => rmSync(apt, { recursive: true }));

const mirrors = { mirror: "http://mirror.example/debian", securityMirror: "http://mirror.example/security" };

it("reads the mirror from sources of one line each, with options and comments", () => {
  const lines = [
    "# deb http://old.example/debian bookworm main",
    "deb-src http://other.example/debian bookworm main",
    "deb [arch=amd64 signed-by=/a] http://mirror.example/debian bookworm main contrib",
    "deb http://mirror.example/security bookworm-security main",
  ];
  writeFileSync(join(apt, "sources.list"), `${lines.join("\n")}\n`);
  expect(packageSource(apt)).toEqual(mirrors);
});

it("reads it from paragraphs, leaving out what is switched off, and whatever else stands beside it", () => {
  const paragraph = (uri: string, suites: string, more = "") => `Types: deb\nURIs: ${uri}\nSuites: ${suites}\n${more}`;
  const off = paragraph("http://off.example", "trixie trixie-security", "Enabled: no\n");
  const own = paragraph("http://mirror.example/debian", "trixie trixie-updates");
  const security = paragraph("http://mirror.example/security", "trixie-security");
  writeFileSync(join(apt, "sources.list.d", "debian.sources"), [off, own, security].join("\n"));
  writeFileSync(join(apt, "sources.list.d", "tool.list"), "deb https://tool.example/apt stable main\n");
  expect(packageSource(apt)).toEqual(mirrors);
});

it("says so where the host has no Debian mirror", () => {
  writeFileSync(join(apt, "sources.list"), "deb http://tool.example/apt stable main\n");
  expect(() => packageSource(apt)).toThrow(/names no Debian mirror with its security updates/);
});
