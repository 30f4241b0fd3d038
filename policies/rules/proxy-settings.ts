import { bootDataOf, layersOf, scriptsOf } from "./boot-texts";
import type { Reading } from "./reading";
import { remembering } from "./remembering";
import type { JudgedResource } from "./resource";
import { commands } from "./vendor-types";

/** One `server` of an nginx configuration. */
export interface ProxyServer {
  /** What follows each `listen`. */
  readonly listens: readonly string[];
  /** What follows each `proxy_pass`. */
  readonly passes: readonly string[];
}

/** A text with an nginx configuration that passes something on or says something of TLS, with the servers in it. */
export interface ProxyText {
  readonly reading: Reading;
  readonly servers: readonly ProxyServer[];
  /** Protocols that are named for TLS, anywhere in it. */
  readonly protocols: readonly string[];
}

/** What one text configures. */
type Proxying = Omit<ProxyText, "reading">;

// Each expression begins with its word and looks behind only where that stands: texts are long, and most hold none.
const directive = (name: string): ((block: string) => string[]) => {
  const pattern = new RegExp(`${name}(?<=(?:^|[;{}\\s"])${name})\\s+([^;{}]+);`, "g");
  return (block) => [...block.matchAll(pattern)].map(([, value = ""]) => value.trim());
};
const listensIn = directive("listen");
const passesIn = directive("proxy_pass");
const protocolsIn = directive("ssl_protocols");
const serverHead = /server(?<=(?:^|[;{}\s"])server)\s*\{/g;
const comment = /#(?<=(?:^|[\s"])#)[^\n]*/g;

/** What stands between the braces of each `server`, inner blocks included. */
function serverBlocks(text: string): string[] {
  const blocks: string[] = [];
  for (const { index, 0: head } of text.matchAll(serverHead)) {
    let depth = 1;
    let at = index + head.length;
    while (at < text.length && depth > 0) {
      if (text[at] === "{") depth += 1;
      if (text[at] === "}") depth -= 1;
      at += 1;
    }
    blocks.push(`{${text.slice(index + head.length, at)}`);
  }
  return blocks;
}

/** As it stands in a file: a bundle of files is JSON, in which line feeds and quotes are escaped, and comments count for nothing. */
function asWritten(text: string): string {
  const plain = text.includes("\\n") ? text.replace(/\\n/g, "\n").replace(/\\t/g, "\t").replace(/\\"/g, '"') : text;
  return plain.replace(comment, "");
}

/** However a text is escaped, without one of these words it passes nothing on and says nothing of TLS. */
const mayConfigure = (text: string): boolean => text.includes("proxy_pass") || text.includes("ssl_protocols");

const proxyingOf: (text: string) => Proxying = remembering(
  (text) => {
    const layers = layersOf(text).flatMap((layer) => (mayConfigure(layer.text) ? [asWritten(layer.text)] : []));
    const servers = layers
      .flatMap(serverBlocks)
      .map((block) => ({ listens: listensIn(block), passes: passesIn(block) }));
    return { servers, protocols: layers.flatMap(protocolsIn).flatMap((each) => each.split(/\s+/)) };
  },
  // Several rules read those of one resource, and machines share some.
  { texts: 64, longest: 512 * 1024 },
);

function proxyText(reading: Reading): ProxyText[] {
  const text = reading.text();
  if (text === undefined || text.length > 2_000_000) return [];
  const { servers, protocols } = proxyingOf(text);
  return servers.length === 0 && protocols.length === 0 ? [] : [{ reading, servers, protocols }];
}

/** Every nginx configuration that a resource brings to a machine, and the texts that are not known yet but bring one. */
export function proxyTextsOf(resource: JudgedResource): {
  readonly texts: readonly ProxyText[];
  readonly unknown: readonly Reading[];
} {
  const scripts = scriptsOf(resource);
  const isCommand = commands.some((type) => type === resource.type);
  const stdin = isCommand ? [resource.inputs.at("stdin")].filter((each) => !each.isAbsent) : [];
  const bootData = bootDataOf(resource);
  const all = [...bootData, ...scripts, ...stdin];
  // Of a command's input nothing is concluded unless its script says that it is about the web.
  const aboutWeb = scripts.some((script) => /nginx|roadstead-web/.test(script.text() ?? ""));
  return {
    texts: all.flatMap(proxyText),
    unknown: [...bootData, ...scripts, ...(aboutWeb ? stdin : [])].filter((each) => each.isUnknown),
  };
}

/** Whether it leads to this machine itself, where the ships answer. */
export function leadsToLoopback(pass: string): boolean {
  return /^https?:\/\/(?:127\.|localhost|\[::1\]|0\.0\.0\.0)/.test(pass);
}

/** The port that it leads to. */
export function portOf(pass: string): number {
  const port = /^https?:\/\/(?:\[[^\]]*\]|[^:/]+):(\d+)/.exec(pass)?.[1];
  return port === undefined ? (pass.startsWith("https:") ? 443 : 80) : Number(port);
}
