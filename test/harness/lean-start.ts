// Loaded before a compiled program (`node --require`). The SDK loads a compiler, a package manager and three tracers at its
// start, a second of each engine run, for what a program may do and ours do not: here each is loaded on its first use.
import Module from "node:module";
import { takeNoStacks } from "./promises-without-stacks";

/** Null for the program itself. */
type Parent = { readonly filename?: string } | null | undefined;
type Load = (request: string, parent: Parent, isMain: boolean) => unknown;

const sdk = /[\\/]@pulumi[\\/]pulumi[\\/]/;
const onFirstUse = new Set([
  // Functions that are sent elsewhere to run.
  "typescript",
  "@npmcli/arborist",
  "normalize-package-data",
  "fdir",
  // Programs that drive the CLI.
  "./automation",
  "@opentelemetry/exporter-zipkin",
  "@opentelemetry/instrumentation",
  "@opentelemetry/instrumentation-grpc",
  "@opentelemetry/resources",
  "@opentelemetry/sdk-trace-base",
  "@opentelemetry/sdk-trace-node",
]);
/** Reads the source map of every file on every stack, and the SDK takes a stack for each promise. */
const stackMapper = "source-map-support/register";

/** Where the SDK makes its promises. */
const promises = "./debuggable";

let quiet = false;

function makesPromises(module: unknown): module is Parameters<typeof takeNoStacks>[0] {
  return typeof module === "object" && module !== null && "debuggablePromise" in module;
}

const load: Load = Reflect.get(Module, "_load");

function loadedOnFirstUse(request: string, parent: Parent): object {
  let loaded: unknown;
  const member = (name: PropertyKey): unknown => {
    loaded ??= load.call(Module, request, parent, false);
    return typeof loaded === "object" || typeof loaded === "function" ? Reflect.get(Object(loaded), name) : undefined;
  };
  return new Proxy(
    {},
    {
      get(_, name) {
        if (name === "__esModule") return true;
        return name === "default" ? (member(name) ?? loaded) : member(name);
      },
    },
  );
}

const lean: Load = function (this: unknown, request, parent, isMain) {
  if (sdk.test(parent?.filename ?? "")) {
    if (request === stackMapper) return {};
    if (onFirstUse.has(request)) return loadedOnFirstUse(request, parent);
  }
  const loaded = load.call(this, request, parent, isMain);
  if (request === promises && !quiet && makesPromises(loaded)) {
    quiet = true;
    takeNoStacks(loaded);
  }
  return loaded;
};
Reflect.set(Module, "_load", lean);
