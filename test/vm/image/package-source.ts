import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// Which mirror the image is made from is the host's own affair: its package sources are read, none is named here.

export interface PackageSource {
  readonly mirror: string;
  readonly securityMirror: string;
}

interface Line {
  readonly uri: string;
  readonly suite: string;
}

/** `deb [options] URI SUITE COMPONENT...`, one a line. */
function oneLineSources(text: string): Line[] {
  return text.split("\n").flatMap((line) => {
    const found = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s/.exec(line);
    return found === null ? [] : [{ uri: found[1] ?? "", suite: found[2] ?? "" }];
  });
}

/** Paragraphs of `Field: value`, in the deb822 form. */
function paragraphs(text: string): Line[] {
  return text.split(/\n\s*\n/).flatMap((paragraph) => {
    const field = (name: string) =>
      new RegExp(`^${name}:\\s*(.+)$`, "im").exec(paragraph)?.[1]?.trim().split(/\s+/) ?? [];
    if (!field("Types").includes("deb") || field("Enabled").includes("no")) return [];
    return field("URIs").flatMap((uri) => field("Suites").map((suite) => ({ uri, suite })));
  });
}

/** What the host's package sources say, wherever they stand. */
export function sourcesOf(aptFolder: string): Line[] {
  const files = [join(aptFolder, "sources.list")];
  const parts = join(aptFolder, "sources.list.d");
  if (existsSync(parts)) files.push(...readdirSync(parts).map((name) => join(parts, name)));
  return files
    .filter((file) => existsSync(file) && /\.(list|sources)$/.test(file))
    .flatMap((file) => (file.endsWith(".sources") ? paragraphs : oneLineSources)(readFileSync(file, "utf8")));
}

/** Where Debian packages come from on this host; any release of Debian will do, since a mirror has them all. */
export function packageSource(aptFolder = "/etc/apt"): PackageSource {
  const lines = sourcesOf(aptFolder);
  const security = lines.find(({ suite }) => suite.endsWith("-security") && !suite.startsWith("ubuntu"));
  const release = security?.suite.replace(/-security$/, "");
  const main = lines.find(({ suite }) => suite === release);
  if (security === undefined || main === undefined) {
    throw new Error(
      `${aptFolder} names no Debian mirror with its security updates, so no Debian image can be made here. Run this on Debian, or add a Debian source (sources.list.d).`,
    );
  }
  return { mirror: main.uri, securityMirror: security.uri };
}
