import { createServer, type Server, type Socket } from "node:net";
import { recorderPort, world4 } from "./addresses";

/** What a runtime stand-in tells from inside its machine. */
export interface Told {
  readonly kind: "start" | "live" | "event" | "signal" | "end" | "refused";
  /** Which process told it, counted by the recorder. */
  readonly run: number;
  /** When it was heard, in milliseconds. */
  readonly at: number;
  readonly ship: string;
  /** Made up once, when the pier was created: a pier made anew has another one. */
  readonly pier: string;
  readonly event: number;
  readonly version: string;
  /** What it did: `create`, `run`, `prep`. */
  readonly deed: string;
  readonly machine: string;
  readonly why: string;
}

/** How the next stand-ins behave. */
export interface Behaviour {
  /** Seconds until a creation is done. */
  bootSeconds: number;
  /** Seconds that a running event still takes after SIGTERM. */
  stopSeconds: number;
  /** Answers health checks with 429 for so long after it started. */
  busySeconds: number;
  /** Events a second. */
  eventsPerSecond: number;
  /** Memory that it takes, all at once, after a few events. */
  hungryMib: number;
  /** Whether the galaxy can be asked what it has acknowledged; without it the runtime's own check against copies does not count. */
  galaxyAnswers: boolean;
}

export const usualBehaviour: Behaviour = {
  bootSeconds: 1,
  stopSeconds: 1,
  busySeconds: 0,
  eventsPerSecond: 2,
  hungryMib: 0,
  galaxyAnswers: false,
};

const textFields = ["kind", "ship", "pier", "version", "deed", "machine", "why"] as const;

function isTold(value: unknown): value is Omit<Told, "run" | "at"> {
  if (typeof value !== "object" || value === null) return false;
  const isText = (key: string) => typeof Reflect.get(value, key) === "string";
  return textFields.every(isText) && typeof Reflect.get(value, "event") === "number";
}

/** Stands outside every machine and hears each start, event and end of each ship: a second live copy or a blank pier shows here. */
export class Recorder {
  readonly told: Told[] = [];
  behaviour: Behaviour = { ...usualBehaviour };
  private readonly connections = new Map<number, Socket>();
  private runs = 0;
  private server: Server | undefined;
  private readonly waiting = new Set<() => void>();

  async open(): Promise<void> {
    const server = createServer((socket) => this.hear(socket));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(recorderPort, world4, () => resolve());
    });
  }

  async close(): Promise<void> {
    this.machineGone();
    await new Promise((resolve) => (this.server === undefined ? resolve(undefined) : this.server.close(resolve)));
  }

  /** Its machine lost power: nobody closed the connections. */
  machineGone(): void {
    for (const socket of this.connections.values()) socket.destroy();
    this.connections.clear();
  }

  of(kind: Told["kind"], deed?: string): Told[] {
    return this.told.filter((each) => each.kind === kind && (deed === undefined || each.deed === deed));
  }

  /** Ships that run at this moment. */
  live(): Told[] {
    const ended = new Set(this.told.filter(({ kind }) => kind === "end" || kind === "refused").map(({ run }) => run));
    return this.told.filter(
      ({ kind, deed, run }) => kind === "live" && deed === "run" && !ended.has(run) && this.connections.has(run),
    );
  }

  /** How often a ship's pier was made. */
  creationsOf(ship: string): number {
    return this.of("start", "create").filter((each) => each.ship === ship).length;
  }

  /** The highest event that a ship has told to be on disk. */
  lastEvent(ship: string): number {
    return Math.max(0, ...this.told.filter((each) => each.ship === ship).map(({ event }) => event));
  }

  /** Every pier that a ship was ever seen with. */
  piersOf(ship: string): string[] {
    return [...new Set(this.told.filter((each) => each.ship === ship && each.pier !== "").map(({ pier }) => pier))];
  }

  /** Waits until something was told, looking at each thing as it comes. */
  until(what: string, holds: () => boolean, seconds = 300): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        reject(
          new Error(
            `The recorder did not hear ${what} within ${seconds} s. Last heard: ${JSON.stringify(this.told.at(-1))}`,
          ),
        );
      }, seconds * 1000);
      this.waiting.add(look);
    });
  }

  private hear(socket: Socket): void {
    this.runs += 1;
    const run = this.runs;
    this.connections.set(run, socket);
    let rest = "";
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.note(socket, run, JSON.parse(line));
    });
    const gone = () => {
      this.connections.delete(run);
      this.wake();
    };
    socket.on("error", gone);
    socket.on("close", gone);
  }

  private note(socket: Socket, run: number, said: unknown): void {
    if (!isTold(said)) throw new Error(`The recorder heard what no stand-in says: ${JSON.stringify(said)}`);
    const acknowledged = this.lastEvent(said.ship);
    this.told.push({ ...said, run, at: Date.now() });
    if (said.kind === "start") socket.write(`${JSON.stringify({ ...this.behaviour, acknowledged })}\n`);
    this.wake();
  }

  private wake(): void {
    for (const look of [...this.waiting]) look();
  }
}
