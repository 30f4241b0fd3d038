import { parseArgs } from "node:util";
import { diagnose, printDiagnosis } from "./doctor";
import { EngineNotFound, findEngine } from "./engine";

const usage = `npm run toolchain [-- OPTION...]     gets the Pulumi engine ready and says where it is
  --doctor           say what is there and why it would be chosen, and change nothing
  --retry-download   try the official download once more, although a build is cached
  --json             print the result as JSON; progress goes to stderr
  --help             print this
Exit code: 0 an engine is at hand, 1 none is, 2 the command was not understood.
ROADSTEAD_CACHE names another folder for what is downloaded or built.`;

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) return 2;
  if (options.help) {
    console.log(usage);
    return 0;
  }
  if (options.doctor) {
    const diagnosis = await diagnose();
    console.log(options.json ? JSON.stringify(diagnosis, undefined, 2) : printDiagnosis(diagnosis));
    return diagnosis.engine === null ? 1 : 0;
  }
  const engine = await findEngine({
    report: (line) => console.error(line),
    retryDownload: options["retry-download"] === true,
  });
  if (options.json) console.log(JSON.stringify(engine, undefined, 2));
  else
    console.log(`Pulumi ${engine.version} (${engine.origin}, ${engine.languageHost} language host): ${engine.pulumi}`);
  return 0;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        doctor: { type: "boolean" },
        "retry-download": { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    console.error(usage);
    return undefined;
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const known = error instanceof EngineNotFound || !(error instanceof Error);
    console.error(known ? String(error instanceof Error ? error.message : error) : error);
    process.exitCode = 1;
  },
);
