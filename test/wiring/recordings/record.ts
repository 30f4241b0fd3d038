import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { recordedPrograms, recordOf } from "./recorded-programs";

// `npm run record`: records every program anew, below test/golden/recordings. Read the diff before you commit it.

async function main(): Promise<void> {
  const folder = join(__dirname, "../../golden/recordings");
  const files = new Map<string, string>();
  for (const each of recordedPrograms) files.set(`${each.name}.json`, await recordOf(each));
  for (const stray of readdirSync(folder).filter((file) => !files.has(file))) rmSync(join(folder, stray));
  for (const [file, text] of files) writeFileSync(join(folder, file), text);
  console.log(`${files.size} programs recorded. Read what changed: git diff --stat test/golden/recordings`);
}

void main();
