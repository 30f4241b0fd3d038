import { join } from "node:path";
import { runToEnd } from "../machine/secure-shell";

/** What of a machine answers from outside. */
export interface Answering {
  readonly open: readonly number[];
  /** The firewall lets it through, but nobody listens. */
  readonly refusing: readonly number[];
}

function numbers(value: unknown, key: string): number[] {
  const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  if (!Array.isArray(found)) throw new Error(`The scan gave no ${key}.`);
  return found.map(Number);
}

/** Asks all 65535 ports. */
export async function scan(protocol: "tcp" | "udp", source: string, target: string): Promise<Answering> {
  const { code, out, err } = await runToEnd(
    "python3",
    [join(__dirname, "scan-ports.py"), protocol, source, target],
    undefined,
    300,
  );
  if (code !== 0) throw new Error(`The scan ended with ${code}: ${err}`);
  const said: unknown = JSON.parse(out);
  return { open: numbers(said, "open"), refusing: numbers(said, "refusing") };
}
