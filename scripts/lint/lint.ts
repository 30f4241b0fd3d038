import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { undocumented } from "./documented-arguments";
import { judge } from "./rules";

// `npm run lint`, second half: what a general linter cannot know, the structure of this project.
const root = join(__dirname, "../..");
const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts"], {
  cwd: root,
  encoding: "utf8",
});
const files = listed.split("\n").filter((file) => file !== "" && existsSync(join(root, file)));
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
const argumentFiles = new Map([...sources].filter(([file]) => /^components\/.+\/args\.ts$/.test(file)));
const findings = [...[...sources].flatMap(([file, source]) => judge(file, source)), ...undocumented(argumentFiles)];

for (const { file, reason } of findings) console.error(`${file}: ${reason}`);
console.log(`structure: ${files.length} files, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
