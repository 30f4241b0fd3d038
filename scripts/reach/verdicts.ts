import type { WebAnswer } from "./probes";

/** One thing that was looked at from outside. */
export interface Verdict {
  readonly good: boolean;
  readonly says: string;
}

/** What is known of one planet from the outputs of its environment. */
export interface ReachedPlanet {
  readonly name: string;
  /** Published address. */
  readonly address: string;
  /** Address and port from which peers hear it. */
  readonly ames: string;
  /** Address of its web interface, where it has one. */
  readonly web: string | undefined;
}

const asMap = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};

/** The planets of an environment, by its outputs. */
export function planetsIn(outputs: unknown): readonly ReachedPlanet[] {
  const { addresses, ames, web } = asMap(outputs);
  return Object.entries(asMap(ames)).flatMap(([name, heard]) => {
    const address = asMap(addresses)[name];
    const site = asMap(web)[name];
    if (typeof heard !== "string" || typeof address !== "string") return [];
    return [{ name, address, ames: heard, web: typeof site === "string" ? site : undefined }];
  });
}

/** Judges Ames: whether the published address answers, from where, and whether peers hear the ship from it. */
export function amesVerdicts({ address, ames }: ReachedPlanet, answeredFrom: string | undefined): readonly Verdict[] {
  const port = ames.slice(ames.lastIndexOf(":") + 1);
  const published = `${address}:${port}`;
  const heard: Verdict[] =
    ames === published
      ? []
      : [
          {
            good: true,
            says: `peers hear it from ${ames}, not from ${published}: the vendor keeps the published address in front of the machine. Both lead to it`,
          },
        ];
  if (answeredFrom === undefined) {
    return [
      {
        good: false,
        says: `udp ${published} does not answer: the ship is down, or a firewall or NAT stands before it`,
      },
      ...heard,
    ];
  }
  const equal = answeredFrom === published || answeredFrom === ames;
  return [
    equal
      ? { good: true, says: `udp ${published} answers from ${answeredFrom}` }
      : {
          good: false,
          says: `udp ${published} answers from ${answeredFrom}: something on the way changes address or port, and peers answer there`,
        },
    ...heard,
  ];
}

/** Judges the web: HTTPS with HSTS, and plain HTTP that only leads there. */
export function webVerdicts(url: string, secure: WebAnswer, plain: WebAnswer): readonly Verdict[] {
  const host = url.replace("https://", "");
  if (secure.failure !== undefined) return [{ good: false, says: `${url}: ${secure.failure}` }];
  const down = secure.status >= 502 && secure.status <= 504;
  const verdicts: Verdict[] = [
    { good: !down, says: `${url} answers ${secure.status}${down ? ": the ship itself does not" : ""}` },
  ];
  if (secure.headers["strict-transport-security"] === undefined) {
    verdicts.push({ good: false, says: `${url} does not say that it wants TLS (Strict-Transport-Security)` });
  }
  const leads = String(plain.headers["location"] ?? "").startsWith(`${url}/`);
  verdicts.push(
    plain.failure === undefined && plain.status === 301 && leads
      ? { good: true, says: `http://${host} leads to HTTPS` }
      : {
          good: false,
          says: `http://${host} ${plain.failure ?? `answers ${plain.status} and does not lead to HTTPS`}`,
        },
  );
  return verdicts;
}

/** Judges ports that must be closed to the world. */
export function closedVerdict(address: string, open: readonly number[]): Verdict {
  return open.length === 0
    ? { good: true, says: "its control ports are closed" }
    : {
        good: false,
        says: `tcp ${open.map((port) => `${address}:${port}`).join(", ")} is open: whoever reaches it owns the ship`,
      };
}
