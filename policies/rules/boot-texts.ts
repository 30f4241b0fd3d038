import { constants, gunzipSync } from "node:zlib";
import type { Reading } from "./reading";
import { remembering } from "./remembering";
import type { JudgedResource } from "./resource";
import {
  commands,
  digitalOceanDroplet,
  hetznerServer,
  linodeInstance,
  vultrBareMetal,
  vultrInstance,
} from "./vendor-types";

const vultrStartupScript = "vultr:index/startupScript:StartupScript";
const linodeStackScript = "linode:index/stackScript:StackScript";
const googleInstances = [
  "gcp:compute/instance:Instance",
  "gcp:compute/instanceTemplate:InstanceTemplate",
  "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
  "gcp:compute/instanceFromTemplate:InstanceFromTemplate",
  "gcp:compute/instanceFromMachineImage:InstanceFromMachineImage",
];
const digitalOceanAutoscale = "digitalocean:index/dropletAutoscale:DropletAutoscale";
const linodeInstanceDisk = "linode:index/instanceDisk:InstanceDisk";

type TextReader = (inputs: Reading) => readonly Reading[];

/** The values of a map; the map itself only where it is not known yet. */
const valuesOf = (map: Reading): readonly Reading[] =>
  map.isUnknown ? [map] : map.entries().map(([, value]) => value);

const google: TextReader = (inputs) => [inputs.at("metadataStartupScript"), ...valuesOf(inputs.at("metadata"))];

/** Where a machine's boot data stands, by type. */
const bootData: Readonly<Record<string, TextReader>> = {
  [hetznerServer]: (inputs) => [inputs.at("userData")],
  [digitalOceanDroplet]: (inputs) => [inputs.at("userData")],
  [digitalOceanAutoscale]: (inputs) => [inputs.at("dropletTemplate").at("userData")],
  [vultrInstance]: (inputs) => [inputs.at("userData")],
  [vultrBareMetal]: (inputs) => [inputs.at("userData")],
  [vultrStartupScript]: (inputs) => [inputs.at("script")],
  [linodeStackScript]: (inputs) => [inputs.at("script")],
  [linodeInstance]: (inputs) => {
    const metadatas = inputs.at("metadatas");
    const userData = metadatas.isUnknown ? [metadatas] : metadatas.items().map((metadata) => metadata.at("userData"));
    const disks = inputs.at("disks").items();
    const answers = [inputs.at("stackscriptData"), ...disks.map((disk) => disk.at("stackscriptData"))];
    return [...userData, ...answers.flatMap(valuesOf)];
  },
  [linodeInstanceDisk]: (inputs) => valuesOf(inputs.at("stackscriptData")),
  ...Object.fromEntries(googleInstances.map((type) => [type, google])),
};

export const bootDataTypes = Object.keys(bootData);

/** Boot data of a machine: user data, startup scripts, metadata. Known ones and unknown ones. */
export function bootDataOf(resource: JudgedResource): readonly Reading[] {
  return (bootData[resource.type]?.(resource.inputs) ?? []).filter((reading) => !reading.isAbsent);
}

/** Scripts that a command resource runs. What it gets on stdin or in its environment is not part of them. */
export function scriptsOf(resource: JudgedResource): readonly Reading[] {
  if (!commands.some((type) => type === resource.type)) return [];
  return ["create", "update", "delete"].map((key) => resource.inputs.at(key)).filter((reading) => !reading.isAbsent);
}

const deepest = 4;
/** A bomb of zeros must not stop a preview; no vendor takes user data anywhere near this. */
const largest = 512 * 1024;

export interface Layer {
  readonly text: string;
  /** How deep it was wrapped: "" for the text itself, else what was taken off. */
  readonly wrapping: string;
}

/** A text and everything encoded inside it: base64 and gzip, as a whole or as files of a cloud-config. */
export const layersOf: (text: string) => readonly Layer[] = remembering(
  (text) => {
    const layers: Layer[] = [];
    unfold(text, "", 0, layers);
    return layers;
  },
  // Those of one resource, while one rule after another reads it.
  { texts: 8, longest: largest },
);

function unfold(text: string, wrapping: string, depth: number, layers: Layer[]): void {
  layers.push({ text, wrapping });
  if (depth >= deepest) return;
  for (const encoded of encodedIn(text)) {
    const inner = decoded(encoded);
    if (inner !== undefined) unfold(inner, "encoded inside it", depth + 1, layers);
  }
}

/** A run of base64, also folded over lines, from where it begins. */
const run = /[A-Za-z0-9+/]{24,}(?:\s*\n[ \t]*[A-Za-z0-9+/]+)*={0,2}/y;
/** Short ones hold no secret that its plain form would not show too. */
const shortestRun = 24;

/** Runs of base64, each in the ways in which it may be meant. */
function* encodedIn(text: string): Iterable<string> {
  let from = 0;
  // No run that is long enough lies between two signs so far apart, so most of a text is never looked at.
  for (let at = shortestRun - 1; at < text.length; at += shortestRun) {
    if (at < from || !isBase64Sign(text.charCodeAt(at))) continue;
    let start = at;
    while (start > from && isBase64Sign(text.charCodeAt(start - 1))) start -= 1;
    from = at + 1;
    // What follows padding is not begun anew, nor is the rest of it.
    if (start > 0 && (text[start - 1] === "=" || isBase64Sign(text.charCodeAt(start - 1)))) continue;
    run.lastIndex = start;
    const found = run.exec(text)?.[0];
    if (found === undefined) continue;
    from = start + found.length;
    yield* meant(found);
  }
}

function isBase64Sign(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 47 && code <= 57) || (code >= 65 && code <= 90) || code === 43;
}

/** A folded run may have swallowed a plain word on the next line, which gzip does not forgive. */
function* meant(found: string): Iterable<string> {
  const lines = found.split(/\s+/);
  for (const kept of new Set([lines.length, lines.length - 1, 1])) {
    if (kept > 0) yield lines.slice(0, kept).join("");
  }
}

function decoded(encoded: string): string | undefined {
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.length < 12) return undefined;
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unzipped(bytes) : bytes;
  if (plain === undefined) return undefined;
  const text = plain.toString("utf8");
  return isText(text) ? text : undefined;
}

function unzipped(bytes: Buffer): Buffer | undefined {
  try {
    // A cut-off end is read as far as it goes.
    return gunzipSync(bytes, { maxOutputLength: largest, finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}

/** Random base64 decodes to noise; only what reads as text is looked at. */
function isText(text: string): boolean {
  const sample = text.slice(0, 2000);
  const odd = [...sample].filter((sign) => sign === "\uFFFD" || (sign < " " && !"\t\n\r".includes(sign))).length;
  return sample.length > 0 && odd <= sample.length / 50;
}
