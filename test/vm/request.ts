import type { VmRequest } from "./command-line";

const variable = "ROADSTEAD_VM_REQUEST";

/** The request in the environment, for the test files of this run. */
export function setRequest(request: VmRequest): NodeJS.ProcessEnv {
  return { [variable]: JSON.stringify(request) };
}

function text(value: object, key: string): string | undefined {
  const found: unknown = Reflect.get(value, key);
  return typeof found === "string" ? found : undefined;
}

function realRuntime(value: object): VmRequest["real"] {
  const given: unknown = Reflect.get(value, "real");
  if (typeof given !== "object" || given === null) return undefined;
  const [vere, pill] = [text(given, "vere"), text(given, "pill")];
  return vere === undefined || pill === undefined ? undefined : { vere, pill };
}

/** What was asked for. */
export function request(): VmRequest {
  const given: unknown = JSON.parse(process.env[variable] ?? "{}");
  const value = typeof given === "object" && given !== null ? given : {};
  return {
    full: Reflect.get(value, "full") === true,
    args: text(value, "args"),
    seed: text(value, "seed") ?? "roadstead",
    real: realRuntime(value),
    oneAtATime: false,
    files: [],
  };
}
