import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { namesOf } from "../../components/machine/catalogue";
import { askerOf } from "./asking";
import { readCommandLine, usage, type Wanted } from "./command-line";
import { replaceFile, sourceOf } from "./price-list-file";
import { type PricedVendor, type PriceSource, priceSources } from "./price-sources";
import { refresh } from "./refresh";

const timeoutMs = 30_000;

/** Whether all is well with this vendor. */
async function update(vendor: PricedVendor, wanted: Wanted, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const source: PriceSource = priceSources[vendor];
  const { vendorName, tokenFrom, listed } = source;
  const token = tokenFrom === undefined ? undefined : environment[tokenFrom]?.trim();
  if (tokenFrom !== undefined && (token === undefined || token === "")) {
    console.log(
      `${vendorName}: not asked, since ${tokenFrom} is not set. Its prices stay those of ${listed.pricesRead}.`,
    );
    return !wanted.named;
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    console.log(`${vendorName}: not asked: what is in ${tokenFrom} is no token (it holds spaces or other letters).`);
    return false;
  }
  if (wanted.date < listed.pricesRead) {
    console.log(`${vendorName}: not asked: its prices are of ${listed.pricesRead}, after ${wanted.date}.`);
    return false;
  }
  const ask = askerOf({
    base: wanted.baseUrl ?? source.base,
    ...(token === undefined || tokenFrom === undefined ? {} : { token, tokenFrom }),
    timeoutMs,
    wait: (milliseconds) => pause(milliseconds),
  });
  const refreshed = await refresh(source, ask, wanted.date, wanted.accept);
  if (refreshed.kind === "unread") {
    console.log(`${vendorName}: nothing was changed. ${refreshed.why}.`);
    return false;
  }
  for (const line of refreshed.lines) console.log(`${vendorName}: ${line}`);
  if (refreshed.kind === "refused") {
    for (const line of refreshed.suspicious) console.log(`${vendorName}: suspicious: ${line}`);
    console.log(`${vendorName}: nothing was changed. If the vendor's price page says the same, run it with --accept.`);
    return false;
  }
  const changes = refreshed.lines.length === 0 ? "no price changed" : `${refreshed.lines.length} changes`;
  if (wanted.dryRun) {
    console.log(`${vendorName}: ${changes}; nothing was written.`);
    return true;
  }
  const folder = join(wanted.into ?? join(__dirname, "../../components/machine"), vendor);
  mkdirSync(folder, { recursive: true });
  replaceFile(join(folder, "price-list.ts"), sourceOf(source.exportName, refreshed.list, refreshed.origin));
  console.log(`${vendorName}: ${changes} since ${listed.pricesRead}; prices are now those of ${wanted.date}.`);
  return true;
}

async function main(): Promise<number> {
  const today = new Date().toISOString().slice(0, 10);
  const line = readCommandLine(process.argv.slice(2), namesOf(priceSources), today);
  if (line.kind === "help") {
    console.log(usage);
    return 0;
  }
  if (line.kind === "wrong") {
    console.error(`${line.why}.\nNothing was changed.\n${usage}`);
    return 2;
  }
  let well = true;
  for (const vendor of line.wanted.vendors) {
    if (!(await update(vendor, line.wanted, process.env))) well = false;
  }
  return well ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
