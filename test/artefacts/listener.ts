import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { MachineInAFolder } from "./machine-in-a-folder";

interface Heard {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** Closes the connection in place of answering. */
export const hangUp = 0;

/** Answers each call with the next of these, then with 200. */
export class Listener {
  readonly heard: Heard[] = [];
  readonly #server: Server;

  constructor(answers: readonly number[] = []) {
    const left = [...answers];
    this.#server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        this.heard.push({ method: request.method ?? "", path: request.url ?? "", body });
        const answer = left.shift() ?? 200;
        if (answer === hangUp) request.socket.destroy();
        else response.writeHead(answer).end("thanks");
      });
    });
  }

  /** Its address, once it listens. */
  async at(path: string): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address: AddressInfo | string | null = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no port.");
    return `http://127.0.0.1:${address.port}/${path}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: string[] = [];
  for await (const part of request) parts.push(String(part));
  return parts.join("");
}

/** Runs while the server here goes on answering. */
export async function runBeside(
  machine: MachineInAFolder,
  command: string,
  args: readonly string[],
  tries = 0,
): Promise<{ code: number; said: string }> {
  const environment = machine.environment();
  const child: ChildProcess = spawn(machine.path(`/usr/local/sbin/${command}`), args, {
    env: {
      ...environment,
      PATH: `${machine.path("/first")}:${environment["PATH"]}`,
      ROADSTEAD_ALERT_TRIES: String(tries),
    },
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => said.push(String(part)));
  const [code] = await once(child, "close");
  return { code: Number(code), said: said.join("") };
}
