import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { flagsOf } from "../flags";
import { blocksOf, linksOf, withBlocks } from "./blocks";

// `npm run docs` puts the examples into the documents; `-- --check` says where a document no longer shows them as they are,
// and where a link leads nowhere.

const root = join(__dirname, "../..");
const check = flagsOf("docs", ["check"]).has("check");
const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
});
const documents = listed.split("\n").filter((file) => file !== "" && existsSync(join(root, file)));
const problems: string[] = [];

for (const document of documents) {
  const path = join(root, document);
  const before = readFileSync(path, "utf8");
  for (const { source } of blocksOf(before)) {
    if (!existsSync(join(root, source))) problems.push(`${document}: shows ${source}, which does not exist`);
  }
  const after = withBlocks(before, (source) =>
    existsSync(join(root, source)) ? readFileSync(join(root, source), "utf8") : undefined,
  );
  if (after !== before) {
    if (check) problems.push(`${document}: a block differs from its source. Run: npm run docs`);
    else writeFileSync(path, after);
  }
  for (const link of linksOf(after)) {
    if (!existsSync(resolve(dirname(path), link))) problems.push(`${document}: leads to ${link}, which does not exist`);
  }
}

for (const problem of problems) console.error(problem);
console.log(`documents: ${documents.length} files, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
