// What a package's cloud holds, as a journal on disk: every change is one line, on the disk before it is answered.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ClaimedLog, openClaimedLog } from "./claimed-log";
import { type Holding, World, type WorldView } from "./holdings";
import { openSealer, type Sealer } from "./sealing";
import {
  isList,
  isPlainObject,
  listOf,
  nothing,
  numberOf,
  objectOf,
  type Path,
  type PlainObject,
  textOf,
} from "./values";

export interface Change {
  readonly put?: readonly Holding[];
  readonly remove?: readonly Holding[];
}

export interface Journal {
  readonly world: WorldView;
  readonly sealer: Sealer;
  /** Takes in what other processes did. */
  refresh(): void;
  /** Decides on the present world and writes the change; `plan` is asked again where another process was faster. */
  commit<T>(plan: (world: WorldView) => { readonly change: Change; readonly answer: T }): Promise<T>;
  close(): void;
}

export interface JournalOptions {
  readonly folder: string;
  readonly packageName: string;
  /** Told when something had to be dropped. */
  readonly say?: (message: string) => void;
  /** Rewrites the file on opening once it is larger than this and mostly history. */
  readonly compactAbove?: number;
}

export function openJournal(options: JournalOptions): Journal {
  const folder = join(options.folder, "journal");
  mkdirSync(folder, { recursive: true });
  const sealer = openSealer(options.folder);
  const world = new World();
  const say = options.say ?? (() => {});
  const pointer = join(folder, `${options.packageName}.current`);
  const firstName = `${options.packageName}.ndjson`;
  const currentName = () => (existsSync(pointer) ? readFileSync(pointer, "utf8").trim() : firstName);

  let name = currentName();
  let movedTo: string | undefined;
  let log = open();

  function open(): ClaimedLog {
    movedTo = undefined;
    world.clear();
    return openClaimedLog({
      file: join(folder, name),
      accept(record) {
        // After a move nothing in this file counts any more.
        if (movedTo !== undefined) return;
        movedTo = textOf(record["moved"]);
        if (record["start"] === true) world.count(numberOf(record["counter"]) ?? 0);
        for (const item of listOf(record["put"])) world.put(holdingFrom(objectOf(item), sealer));
        for (const item of listOf(record["remove"])) world.remove(numberOf(item) ?? -1);
      },
      dropped(bytes) {
        say(
          `The last line of the sandbox journal of ${options.packageName} was cut off (${bytes} bytes). ` +
            "It was never answered, so it was dropped.",
        );
      },
    });
  }

  function refresh(): void {
    log.catchUp();
    while (movedTo !== undefined) {
      log.close();
      // Where two moves were slept through, the file in between may be gone already.
      name = existsSync(join(folder, movedTo)) ? movedTo : currentName();
      log = open();
    }
  }

  function compact(): void {
    // The name tells who made it at which record, so two that compact at once never write one file.
    const next = `${options.packageName}.${log.last + 1}-${process.pid}.ndjson`;
    const snapshot = {
      seq: log.last + 1,
      start: true,
      counter: world.counter,
      put: world.all().map((one) => entryOf(one, sealer)),
    };
    writeFileSync(join(folder, next), `${JSON.stringify(snapshot)}\n`, { mode: 0o600, flush: true });
    const before = log.last;
    let lost = false;
    log.append(() => {
      lost = log.last !== before;
      return lost ? undefined : { moved: next };
    });
    if (lost) {
      rmSync(join(folder, next), { force: true });
      return;
    }
    const draft = `${pointer}.${process.pid}`;
    writeFileSync(draft, `${next}\n`, { flush: true });
    renameSync(draft, pointer);
    const mine = new RegExp(`^${options.packageName}\\.(\\d+-\\d+\\.)?ndjson$`);
    for (const file of readdirSync(folder)) {
      // The file just left stays for whoever is still reading it.
      if (mine.test(file) && file !== next && file !== name) rmSync(join(folder, file), { force: true });
    }
    refresh();
  }

  refresh();
  const liveBytes = () => world.all().reduce((sum, one) => sum + JSON.stringify(entryOf(one, sealer)).length, 0);
  if (log.size > (options.compactAbove ?? 2_000_000) && liveBytes() * 2 < log.size) compact();

  return {
    world,
    sealer,
    refresh,
    async commit(plan) {
      for (;;) {
        refresh();
        let answer: { readonly value: ReturnType<typeof plan>["answer"] } | undefined;
        log.append(() => {
          if (movedTo !== undefined) return undefined;
          const decided = plan(world);
          answer = { value: decided.answer };
          const put = decided.change.put ?? [];
          const remove = decided.change.remove ?? [];
          if (put.length === 0 && remove.length === 0) return undefined;
          return {
            ...(put.length > 0 ? { put: put.map((one) => entryOf(one, sealer)) } : {}),
            ...(remove.length > 0 ? { remove: remove.map((one) => one.number) } : {}),
          };
        });
        if (answer !== undefined && movedTo === undefined) {
          await log.settled();
          return answer.value;
        }
      }
    },
    close: () => log.close(),
  };
}

function entryOf(holding: Holding, sealer: Sealer): PlainObject {
  return {
    number: holding.number,
    type: holding.type,
    id: holding.id,
    account: holding.account,
    ...(holding.urn === undefined ? {} : { urn: holding.urn }),
    inputs: sealer.seal(holding.inputs, holding.secretInputs),
    state: sealer.seal(holding.state, holding.secretState),
    ...(Object.keys(holding.facts).length > 0 ? { facts: holding.facts } : {}),
    ...(holding.secretInputs.length > 0 ? { secretInputs: holding.secretInputs } : {}),
    ...(holding.secretState.length > 0 ? { secretState: holding.secretState } : {}),
  };
}

function holdingFrom(entry: PlainObject, sealer: Sealer): Holding {
  const urn = textOf(entry["urn"]);
  return {
    number: numberOf(entry["number"]) ?? 0,
    type: textOf(entry["type"]) ?? "",
    id: textOf(entry["id"]) ?? "",
    account: textOf(entry["account"]) ?? "",
    ...(urn === undefined ? {} : { urn }),
    inputs: sealer.unseal(objectOf(entry["inputs"])),
    state: sealer.unseal(objectOf(entry["state"])),
    facts: isPlainObject(entry["facts"]) ? entry["facts"] : nothing,
    secretInputs: pathsFrom(entry, "secretInputs"),
    secretState: pathsFrom(entry, "secretState"),
  };
}

function pathsFrom(entry: PlainObject, key: string): readonly Path[] {
  return listOf(entry[key])
    .filter(isList)
    .map((path) => path.filter((part) => typeof part === "string" || typeof part === "number"));
}
