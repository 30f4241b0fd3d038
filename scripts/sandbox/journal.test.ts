import { fork } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Holding, WorldView } from "./holdings";
import { type Journal, openJournal } from "./journal";
import type { Path, PlainObject } from "./values";

let folder: string;
const opened: Journal[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "roadstead-journal-"));
});
afterEach(() => {
  for (const journal of opened.splice(0)) journal.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(more: { compactAbove?: number; say?: (message: string) => void } = {}): Journal {
  const journal = openJournal({ folder, packageName: "trial", ...more });
  opened.push(journal);
  return journal;
}

function thing(world: WorldView, state: PlainObject, secretState: readonly Path[] = []): Holding {
  const number = world.nextNumber;
  return {
    number,
    type: "trial:index:Thing",
    id: String(number),
    account: "",
    inputs: {},
    state,
    facts: {},
    secretInputs: [],
    secretState,
  };
}

function add(journal: Journal, state: PlainObject, secrets: readonly Path[] = []): Promise<Holding> {
  return journal.commit((world) => {
    const made = thing(world, state, secrets);
    return { change: { put: [made] }, answer: made };
  });
}

const file = () => join(folder, "journal", "trial.ndjson");
const names = (journal: Journal) => journal.world.all().map((one) => one.state["name"]);

it("gives back what was put, in another process too", async () => {
  await add(open(), { name: "one" });
  expect(names(open())).toEqual(["one"]);
});

it("sees what a journal beside it does before it decides", async () => {
  const [first, second] = [open(), open()];
  await add(first, { name: "one" });
  const made = await add(second, { name: "two" });
  expect(made.id).toBe("2");
  first.refresh();
  expect(names(first)).toEqual(["one", "two"]);
});

it("never gives a number again, whatever is removed", async () => {
  const journal = open();
  const made = await add(journal, { name: "one" });
  await journal.commit(() => ({ change: { remove: [made] }, answer: undefined }));
  expect((await add(open(), { name: "two" })).id).toBe("2");
});

it("drops a last line that was cut off, says so, and goes on", async () => {
  await add(open(), { name: "one" });
  appendFileSync(file(), '{"seq":2,"put":[{"number":2,"na');
  const said: string[] = [];
  const journal = open({ say: (message) => said.push(message) });
  expect(said).toEqual([expect.stringMatching(/last line .* was cut off \(31 bytes\)/)]);
  expect(names(journal)).toEqual(["one"]);
  await add(journal, { name: "two" });
  expect(names(open())).toEqual(["one", "two"]);
});

it("loses nothing to a writer that died in the middle of a line while others had the file open", async () => {
  const journal = open();
  await add(journal, { name: "one" });
  appendFileSync(file(), '{"seq":2,"put":[{"numb');
  await add(journal, { name: "two" });
  expect(names(open())).toEqual(["one", "two"]);
});

describe("secrets", () => {
  it("are nowhere on disk in plain text, and come back", async () => {
    await add(open(), { name: "one", login: { user: "me", password: "canary-password" }, list: ["a", "canary-item"] }, [
      ["login", "password"],
      ["list", 1],
    ]);
    for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      const whole = join(folder, path);
      if (statSync(whole).isFile()) expect(readFileSync(whole).includes("canary")).toBe(false);
    }
    const [found] = open().world.all();
    expect(found?.state).toEqual({
      name: "one",
      login: { user: "me", password: "canary-password" },
      list: ["a", "canary-item"],
    });
    expect(readFileSync(file(), "utf8")).toContain('"user":"me"');
  });

  it("need the key, which only its owner can read", async () => {
    await add(open(), { name: "canary" }, [["name"]]);
    expect(statSync(join(folder, "key")).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder, "key"), Buffer.alloc(32));
    expect(() => open()).toThrow();
  });
});

describe("compaction", () => {
  const fill = async (journal: Journal) => {
    const made = await add(journal, { name: "kept", at: 0, text: "x".repeat(200) });
    for (let at = 1; at <= 50; at += 1) {
      await journal.commit((world) => {
        const holding = world.find("", made.type, made.id) ?? made;
        return { change: { put: [{ ...holding, state: { ...holding.state, at } }] }, answer: undefined };
      });
    }
    const other = await add(journal, { name: "removed" });
    await journal.commit(() => ({ change: { remove: [other] }, answer: undefined }));
  };

  it("keeps what exists and the count, and drops the history", async () => {
    await fill(open());
    const before = statSync(file()).size;
    const compacted = open({ compactAbove: 1000 });
    const pointer = readFileSync(join(folder, "journal", "trial.current"), "utf8").trim();
    expect(statSync(join(folder, "journal", pointer)).size).toBeLessThan(before / 5);
    expect(compacted.world.all().map((one) => one.state["at"])).toEqual([50]);
    expect((await add(compacted, { name: "new" })).id).toBe("3");
    expect(names(open())).toEqual(["kept", "new"]);
  });

  it("takes along a process that has the old file open", async () => {
    const old = open();
    await fill(old);
    const compacted = open({ compactAbove: 1000 });
    await add(compacted, { name: "after" });
    await add(old, { name: "from the old one" });
    expect(names(old)).toEqual(["kept", "after", "from the old one"]);
    expect(names(open())).toEqual(["kept", "after", "from the old one"]);
  });

  it("survives a death between the move and the note of it", async () => {
    await fill(open());
    open({ compactAbove: 1000 });
    rmSync(join(folder, "journal", "trial.current"));
    expect(existsSync(file())).toBe(true);
    expect(names(open())).toEqual(["kept"]);
  });
});

it("loses no record and doubles no number when processes write at once and one is killed", async () => {
  const script = join(folder, "writer.ts");
  writeFileSync(
    script,
    `import { openJournal } from ${JSON.stringify(join(__dirname, "journal"))};
const journal = openJournal({ folder: process.argv[2] ?? "", packageName: "trial" });
async function main() {
  for (let at = 0; at < 60; at += 1) {
    const number = await journal.commit((world) => {
      const number = world.nextNumber;
      return { change: { put: [{ number, type: "t", id: String(number), account: "", inputs: {}, state: { by: process.pid, at },
        facts: {}, secretInputs: [], secretState: [] }] }, answer: number };
    });
    process.send?.(number);
  }
}
void main().then(() => process.disconnect?.());
`,
  );
  const answered: number[] = [];
  const writer = () => fork(script, [folder], { execArgv: ["--import", "tsx"], cwd: join(__dirname, "..", "..") });
  const [first, second, victim] = [writer(), writer(), writer()];
  for (const child of [first, second, victim]) child.on("message", (number: number) => answered.push(number));
  let seen = 0;
  victim.on("message", () => {
    seen += 1;
    if (seen === 10) victim.kill("SIGKILL");
  });
  await Promise.all([first, second, victim].map((child) => new Promise((done) => child.once("exit", done))));
  const numbers = open()
    .world.all()
    .map((one) => one.number);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.length).toBeGreaterThanOrEqual(130);
  // What was answered is there; what was killed before its answer may be there too.
  for (const number of answered) expect(numbers).toContain(number);
  expect(new Set(answered).size).toBe(answered.length);
}, 60_000);
