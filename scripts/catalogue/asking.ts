import { parseJson } from "../json-file/json-file";

/** Why a vendor's prices could not be read. Its message never holds a token or the body of an answer. */
export class CannotRead extends Error {}

export interface Asking {
  /** Where the vendor's API begins, version included. */
  readonly base: string;
  /** Sent as a bearer token where the vendor wants one. */
  readonly token?: string;
  /** Where the token was taken from, for messages. */
  readonly tokenFrom?: string;
  readonly timeoutMs: number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

export type Query = Readonly<Record<string, string>>;
/** One GET, answered by the value of its JSON. */
export type Ask = (path: string, query: Query) => Promise<unknown>;

const tries = 3;
const longestWaitSeconds = 60;

/** Seconds for which the vendor asks to be left alone (RFC 9110: a number of seconds, or a date). */
function retryAfter(header: string | null, attempt: number): number {
  const usual = 2 ** attempt;
  if (header === null || header.trim() === "") return usual;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const until = Date.parse(header);
  return Number.isNaN(until) ? usual : Math.max(0, Math.ceil((until - Date.now()) / 1000));
}

function refusal(status: number, { token, tokenFrom }: Asking): string {
  if (status !== 401 && status !== 403) return `answered ${status}`;
  if (token === undefined) return `answered ${status}: it wants a token for this call, which it did not before`;
  return `answered ${status}: the token in ${tokenFrom ?? "the environment"} is not good for it. A read-only one is enough`;
}

function reasonOf(error: unknown, { timeoutMs }: Asking): string {
  if (error instanceof Error && error.name === "TimeoutError") return `gave no whole answer in ${timeoutMs / 1000} s`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
  const code =
    error instanceof Error && error.cause instanceof Error && "code" in error.cause ? String(error.cause.code) : "";
  const why = [code, cause].find((each) => each !== "") ?? (error instanceof Error ? error.message : "no answer");
  return `could not be read (${why})`;
}

/** One try: the value, or how long to wait before the next one. */
async function once(asking: Asking, url: URL, attempt: number): Promise<{ value: unknown } | { again: number }> {
  const { token, timeoutMs } = asking;
  let status: number;
  let type: string;
  let later: string | null;
  let body: Buffer;
  try {
    const answer = await fetch(url, {
      headers: { accept: "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      // A token goes to the vendor and nowhere else.
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = answer.status;
    type = answer.headers.get("content-type") ?? "";
    later = answer.headers.get("retry-after");
    body = Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    throw new CannotRead(`${url}: ${reasonOf(error, asking)}`);
  }
  if (status === 429 || status >= 500) {
    const seconds = retryAfter(later, attempt);
    if (attempt >= tries) throw new CannotRead(`${url}: answered ${status}, ${tries} times`);
    if (seconds > longestWaitSeconds) {
      throw new CannotRead(`${url}: answered ${status} and asks to wait ${seconds} s. Run it again then`);
    }
    return { again: seconds };
  }
  if (status !== 200) throw new CannotRead(`${url}: ${refusal(status, asking)}`);
  const read = parseJson(body);
  if (!read.ok) {
    const what = type === "" ? "" : ` (it says it is ${type.slice(0, 60)})`;
    throw new CannotRead(`${url}: the answer ${read.problems[0] ?? "is not JSON."}${what}`);
  }
  return { value: read.value };
}

/** Asks a vendor politely: a few tries, waiting as long as it says. */
export function askerOf(asking: Asking): Ask {
  return async (path, query) => {
    const url = new URL(`${asking.base.replace(/\/+$/, "")}${path}`);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    for (let attempt = 1; ; attempt++) {
      const answer = await once(asking, url, attempt);
      if ("value" in answer) return answer.value;
      await asking.wait(answer.again * 1000);
    }
  };
}
