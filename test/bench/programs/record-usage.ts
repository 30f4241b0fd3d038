// Preloaded into a measured program: writes what this one Node process used, when it ends.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const target = process.env["ROADSTEAD_BENCH_USAGE"];
if (isMainThread && target !== undefined) {
  process.on("exit", () => writeFileSync(target, JSON.stringify(process.resourceUsage())));
}
