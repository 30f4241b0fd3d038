import { remembering } from "./remembering";

/** A download that may bring something else tomorrow: what is wrong with it, and on which line. */
export interface LooseDownload {
  readonly says: string;
  readonly line: number;
}

const fetcher = "(?:curl|wget|fetch|aria2c)";
const shell = "(?:ba|da|z|k|a)?sh|python3?|perl|ruby|node";

/** Commands that run what they just fetched. */
const runsWhatItFetches = [
  new RegExp(
    `\\b${fetcher}\\b[^\\n;|]*\\|(?:[^\\n;|]*\\|)*\\s*(?:sudo\\s+(?:-\\S+\\s+)*|env\\s+(?:\\S+=\\S*\\s+)*|nohup\\s+)?(?:/\\S*/)?(?:${shell})\\b`,
  ),
  new RegExp(`(?:\\b(?:${shell}|source|eval)\\b|(?:^|[;&|]\\s*)\\.)[^\\n;|]*(?:<\\(|\\$\\(|\`)\\s*${fetcher}\\b`),
];

const latest = /https?:\/\/[^\s"'<>|;)]*?\/latest(?:[/?#"'\s)]|$)/i;
const movingBranch =
  /https?:\/\/(?:raw\.githubusercontent\.com\/[^/\s]+\/[^/\s]+|[^/\s"']+\/[^\s"']*\/(?:raw|-\/raw|archive))\/(?:refs\/heads\/)?(?:main|master|HEAD)(?:[/.]|\b)/;
const latestImage = /(?:\b(?:docker|podman|nerdctl|crictl)\b[^\n]*?|\bimage:\s*["']?)[\w./-]+:latest\b/;
const pulledImage = /\b(?:docker|podman|nerdctl)\s+(?:image\s+)?pull\s+(?:-\S+\s+)*["']?([^\s"'$;&|]+)/;

/** Saves a file: curl with an output, wget unless it writes to stdout. */
const saves = [
  /\bcurl\b[^\n;|]*?(?:\s-[a-zA-Z]*[oO]\b|\s-[a-zA-Z]*[oO]\s|\s--output\b|\s--remote-name\b|\s>\s*[^&\s])/,
  /\bwget\b(?![^\n;|]*\s(?:-[a-zA-Z]*O\s*-(?:\s|$)|--output-document=-|--spider))[^\n;|]*(?:https?:\/\/|ftp:\/\/|["'\s]\$)/,
];
const thrownAway = /(?:-o|--output|>)\s*["']?\/dev\/(?:null|stdout)\b/;
const nearby = /https?:\/\/(?:localhost|127\.|\[?::1|169\.254\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/i;
const checked =
  /\b(?:sha(?:256|384|512)sum|b2sum)\b|\bshasum\s+-a\s*(?:256|384|512)|\bopenssl\s+dgst\s+-sha(?:256|512)|\bcosign\s+verify|\bgpgv?\b[^\n]*--verify|\bminisign\s+-V|--checksum[= ]/;

/** One of these is in everything that can be wrong: most texts have none, and their lines are not gone through. */
const mayDownload = /curl|wget|fetch|aria2c|https?:\/\/|docker|podman|nerdctl|crictl|image:/i;

/** Downloads in a script or cloud-config that are not fixed to one content. */
export function looseDownloadsIn(text: string): readonly LooseDownload[] {
  if (!mayDownload.test(text)) return [];
  const judge = checked.test(text) ? judgeBesideChecks : judgeUnchecked;
  return [...commandLines(text)].flatMap(({ line, code }) => judge(code).map((says) => ({ says, line })));
}

// Lines of boot data are the same on machine after machine.
const lines = { texts: 5_000, longest: 1_000 };
const judgeBesideChecks = remembering((code) => faultsOf(code, true), lines);
const judgeUnchecked = remembering((code) => faultsOf(code, false), lines);

/** What is wrong with one command line; `verified`: something in its script checks a sum. */
function faultsOf(code: string, verified: boolean): readonly string[] {
  const found: string[] = [];
  if (runsWhatItFetches.some((pattern) => pattern.test(code))) found.push("runs what it just downloaded");
  else if (!verified && saves.some((pattern) => pattern.test(code)) && !thrownAway.test(code) && !nearby.test(code)) {
    found.push("downloads a file, and nothing checks its sha256");
  }
  if (latest.test(code)) found.push("downloads whatever is latest");
  if (movingBranch.test(code)) found.push("downloads from a branch that moves");
  if (latestImage.test(code)) found.push("names an image by the tag latest");
  else if (isLoosePull(code)) found.push("pulls an image without a digest");
  return found;
}

function isLoosePull(code: string): boolean {
  const reference = pulledImage.exec(code)?.[1];
  return reference !== undefined && !/@sha256:[0-9a-f]{64}/.test(reference);
}

/** Lines without comments, continued lines joined, each with the number of its first line. */
function* commandLines(text: string): Iterable<{ readonly line: number; readonly code: string }> {
  let pending = "";
  let start = 1;
  for (const [index, raw] of text.split("\n").entries()) {
    if (pending === "") start = index + 1;
    if (/^\s*#/.test(raw) && pending === "") continue;
    if (/\\\s*$/.test(raw)) {
      pending += `${raw.replace(/\\\s*$/, "")} `;
      continue;
    }
    const code = pending + raw;
    pending = "";
    if (code.trim() !== "") yield { line: start, code };
  }
  if (pending !== "") yield { line: start, code: pending };
}
