import { createSocket } from "node:dgram";
import { once } from "node:events";
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { connect } from "node:net";
import { answersRequest, bindingRequest } from "./stun";

/** Where an Ames port answered from; undefined where it did not. */
export async function amesAnswer(
  address: string,
  port: number,
  timing: { readonly tries: number; readonly waitMs: number } = { tries: 4, waitMs: 1500 },
): Promise<string | undefined> {
  const socket = createSocket("udp4");
  const request = bindingRequest();
  let asking: NodeJS.Timeout | undefined;
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      let left = timing.tries;
      socket.on("error", reject);
      socket.on("message", (message, { address: from, port: fromPort }) => {
        if (answersRequest(message, request)) resolve(`${from}:${fromPort}`);
      });
      const ask = (): void => {
        if (left === 0) resolve(undefined);
        else socket.send(request, port, address, (error) => (error === null ? undefined : reject(error)));
        left -= 1;
      };
      asking = setInterval(ask, timing.waitMs);
      ask();
    });
  } finally {
    clearInterval(asking);
    socket.close();
  }
}

/** Whether a TCP port takes connections. */
export async function takesConnections(address: string, port: number, waitMs = 5000): Promise<boolean> {
  const socket = connect({ host: address, port, timeout: waitMs });
  try {
    await Promise.race([
      once(socket, "connect"),
      once(socket, "timeout").then(() => Promise.reject(new Error("silent"))),
    ]);
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** What came back from a web address, or why nothing did. */
export interface WebAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly failure: string | undefined;
}

/** Asks once, follows nothing. A certificate that this machine does not believe is a failure. */
export function webAnswer(url: string, trusted?: string): Promise<WebAnswer> {
  return new Promise((resolve) => {
    const fail = (failure: string): void => resolve({ status: 0, headers: {}, failure });
    const options = { method: "GET", timeout: 15_000, ...(trusted === undefined ? {} : { ca: trusted }) };
    const ask = (url.startsWith("https:") ? secureRequest : plainRequest)(url, options, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, failure: undefined });
    });
    ask.on("timeout", () => ask.destroy(new Error("no answer within 15 seconds")));
    ask.on("error", (error) => fail(error.message === "" ? String(Reflect.get(error, "code")) : error.message));
    ask.end();
  });
}
