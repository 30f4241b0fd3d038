import { createServer, type Server } from "node:tls";
import { world4 } from "./addresses";

/** What an audit log is shipped to: TLS, and messages that say their length first, as RFC 5425 has it. */
export class Collector {
  readonly messages: string[] = [];
  private server: Server | undefined;
  private readonly waiting = new Set<() => void>();

  async open(port: number, certificate: { readonly key: string; readonly cert: string }): Promise<void> {
    const server = createServer(certificate, (socket) => {
      let rest: Buffer = Buffer.alloc(0);
      socket.on("data", (chunk: Buffer) => {
        rest = this.take(Buffer.concat([rest, chunk]));
      });
      // A machine that loses power closes nothing.
      socket.on("error", () => socket.destroy());
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, world4, () => resolve());
    });
  }

  close(): void {
    this.server?.close();
  }

  /** Waits until a message holds this, and gives it. */
  heard(part: string, seconds = 120): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.messages.find((message) => message.includes(part));
        if (found === undefined) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        reject(
          new Error(`The collector did not hear ${part} within ${seconds} s. Last heard: ${this.messages.at(-1)}`),
        );
      }, seconds * 1000);
      this.waiting.add(look);
      look();
    });
  }

  /** Takes every whole message, and gives back what is left. */
  private take(bytes: Buffer): Buffer {
    const space = bytes.indexOf(" ");
    const length = Number(bytes.toString("ascii", 0, Math.max(0, space)));
    const end = space + 1 + length;
    if (space < 1 || bytes.length < end) return bytes;
    this.messages.push(bytes.toString("utf8", space + 1, end));
    for (const look of [...this.waiting]) look();
    return this.take(bytes.subarray(end));
  }
}
