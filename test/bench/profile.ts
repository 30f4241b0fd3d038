// npx tsx test/bench/profile.ts [planets]: where the time of a preview's Node program goes, as a table for the README.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { asTable, type CpuProfile, summarised } from "./profile-summary";
import { buildPackage } from "./variants";
import { benchFolder, compiled, measuredPreview, openBenchWorkspace, placeProgram } from "./workspace";

async function main(): Promise<void> {
  const [given = "100"] = process.argv.slice(2);
  if (!/^[1-9][0-9]{0,3}$/.test(given)) throw new Error(`"${given}" is not a number of planets. Use a whole number.`);
  buildPackage();
  const workspace = await openBenchWorkspace((line) => process.stderr.write(`${line}\n`));
  const profiles = join(benchFolder, "profiles");
  const program = await placeProgram(workspace, "profiled", compiled("planets"), Number(given), [
    "--cpu-prof",
    `--cpu-prof-dir=${profiles}`,
  ]);
  await measuredPreview(workspace, program);
  const [file] = readdirSync(profiles);
  if (file === undefined) throw new Error("Node wrote no profile.");
  const profile: CpuProfile = JSON.parse(readFileSync(join(profiles, file), "utf8"));
  console.log(asTable(summarised(profile)));
  rmSync(benchFolder, { recursive: true, force: true });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
