/** One function of a sampling profile, as Node writes it with `--cpu-prof`. */
interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
}

export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** The node that was running at each look. */
  readonly samples: readonly number[];
  /** Microseconds since the look before. */
  readonly timeDeltas: readonly number[];
}

/** What a part of the time went into. */
export interface Share {
  readonly part: string;
  readonly seconds: number;
  /** Of the time in which the program was not idle, from 0 to 1. */
  readonly share: number;
}

const traceFunctions = new Set(["debuggablePromise", "callsites", "stackTrace", "captureStackTrace", "get stack"]);

/** Parts in the order in which they are tried: the first that fits counts. */
const parts: readonly (readonly [string, (functionName: string, url: string) => boolean])[] = [
  ["idle: waiting for the engine", (name) => name === "(idle)"],
  ["SDK: stack traces for every promise and resource", (name, url) => isTrace(name, url)],
  ["garbage collection", (name) => name === "(garbage collector)"],
  ["Roadstead: machine", (_, url) => url.includes("/dist/machine/")],
  ["Roadstead: planet", (_, url) => url.includes("/dist/planet/")],
  ["Roadstead: core", (_, url) => /\/dist\/(core\/|index\.js)/.test(url)],
  ["Roadstead's dependencies", (_, url) => /node_modules\/(@urbit|ipaddr\.js|fastest-levenshtein|yaml)\//.test(url)],
  ["gRPC and protobuf", (_, url) => /node_modules\/(@grpc|google-protobuf|@protobufjs)\/|_pb\.js$/.test(url)],
  ["SDK: resources and outputs", (_, url) => url.includes("node_modules/@pulumi/pulumi/")],
  ["vendor SDKs", (_, url) => url.includes("node_modules/@pulumi/")],
  ["loading of other modules", (_, url) => url.includes("node_modules/")],
];

function isTrace(functionName: string, url: string): boolean {
  return /node_modules\/source-map(-support)?\//.test(url) || traceFunctions.has(functionName);
}

/** Sums up a profile by part, the largest first; what is idle comes last and counts in no share. */
export function summarised(profile: CpuProfile): Share[] {
  const partOf = new Map(
    profile.nodes.map(({ id, callFrame: { functionName, url } }) => {
      const found = parts.find(([, fits]) => fits(functionName, url));
      return [id, found?.[0] ?? "Node itself"];
    }),
  );
  const micros = new Map<string, number>();
  for (const [index, id] of profile.samples.entries()) {
    const part = partOf.get(id) ?? "Node itself";
    micros.set(part, (micros.get(part) ?? 0) + (profile.timeDeltas[index] ?? 0));
  }
  const [[idle = ""] = []] = parts;
  const busy = [...micros].reduce((sum, [part, time]) => (part === idle ? sum : sum + time), 0);
  return [...micros]
    .map(([part, time]) => ({ part, seconds: time / 1e6, share: part === idle ? 0 : time / busy }))
    .sort((one, other) => other.share - one.share);
}

/** A table of Markdown. */
export function asTable(shares: readonly Share[]): string {
  const rows = shares.map(
    ({ part, seconds, share }) =>
      `| ${part} | ${seconds.toFixed(2)} | ${share === 0 ? "-" : `${(share * 100).toFixed(1)} %`} |`,
  );
  return ["| part | s | share |", "|---|---:|---:|", ...rows].join("\n");
}
