import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceOutputsRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings";
import { getStore, withLocalStorage } from "@pulumi/pulumi/runtime/state";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { foundNothing } from "./found-nothing";
import { type Invented, invented } from "./invented-outputs";
import { takeNoStacks } from "./promises-without-stacks";
import { type HookKind, type RecordedResource, recordedFrom } from "./recorded-resource";

declare module "@pulumi/pulumi/runtime/state" {
  // Exported by the SDK but kept out of its declarations.
  export function withLocalStorage<T>(callback: () => Promise<T>): Promise<T>;
}

takeNoStacks(createRequire(__filename)("@pulumi/pulumi/runtime/debuggable"));

/** One call of a provider's function. */
export interface RecordedCall {
  readonly token: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly provider: string;
}

/** What a program did, as the engine would have seen it. */
export interface Recording {
  /** In the order of registration, the stack first. */
  readonly resources: readonly RecordedResource[];
  readonly calls: readonly RecordedCall[];
  /** Outputs of the stack, with their secret marks. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Outputs of each component by URN, with their secret marks. */
  readonly componentOutputs: Readonly<Record<string, unknown>>;
  /** What went wrong, in the words that a person would read. Empty for a good run. */
  readonly errors: readonly string[];
}

/** How a program is run. */
export interface RunSettings {
  readonly project?: string;
  readonly stack?: string;
  /** As a preview: computed outputs and ids are unknown. */
  readonly preview?: boolean;
  /** Configuration by full key, such as `roadstead:owner`. */
  readonly config?: Readonly<Record<string, string>>;
  readonly secretKeys?: readonly string[];
  /** Answers a provider's function; where it does not, and by default, nothing is found. */
  readonly call?: (call: RecordedCall) => Readonly<Record<string, unknown>> | undefined;
  /** Answers what is read in place of made, such as another stack. */
  readonly read?: (type: string, id: string) => Readonly<Record<string, unknown>>;
  /** What the vendor computes; the default invents it from the URN. */
  readonly computed?: (resource: RecordedResource) => Invented;
  /** Makes a registration fail with this message. */
  readonly fails?: (resource: RecordedResource) => string | undefined;
  /** Inputs of an earlier run by URN: what is in it is updated, and its update hooks run, in place of being created. */
  readonly before?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Seconds until a run that never ends is given up. */
  readonly timeoutSeconds?: number;
}

// A failed registration is answered as if the engine were shutting down: the SDK then leaves the outputs open in
// silence, and the failure is told once, here, in place of a stack of unhandled rejections.
const unavailable = 14;

class RecordingMonitor extends MockMonitor {
  readonly recorded: RecordedResource[] = [];
  readonly called: RecordedCall[] = [];
  readonly registeredOutputs = new Map<string, unknown>();
  readonly hooks = new Map<string, pulumi.ResourceHook>();
  readonly settings: RunSettings;
  readonly #fail: (message: string) => void;

  /** The engine's own monitor has it, the SDK's mocks do not: by it a program tells whether hooks can run. */
  registerResourceHook(): void {}

  constructor(settings: RunSettings, fail: (message: string) => void) {
    super({
      // Only what is read comes here; what is registered is answered below.
      newResource: ({ type, id }) => ({ id, state: { ...settings.read?.(type, id ?? "") } }),
      call: ({ token, inputs, provider }) => {
        const call: RecordedCall = { token, inputs, provider: provider ?? "" };
        this.called.push(call);
        return { ...(settings.call?.(call) ?? foundNothing(call)) };
      },
    });
    this.settings = settings;
    this.#fail = fail;
  }

  override async registerResource(
    request: RegisterResourceRequest,
    callback: (error: unknown, response: unknown) => void,
  ): Promise<void> {
    const resource = recordedFrom(request, pulumi.getProject(), pulumi.getStack());
    try {
      if (this.recorded.some((each) => each.urn === resource.urn)) throw new Error(`duplicate URN: ${resource.urn}`);
      this.recorded.push(resource);
      const refused = this.settings.fails?.(resource);
      if (refused !== undefined) throw new Error(refused);
      await this.#runHooks(resource);
      callback(null, this.#answer(resource));
    } catch (error) {
      this.#fail(`${resource.name} [${resource.type}]: ${error instanceof Error ? error.message : String(error)}`);
      callback(Object.assign(new Error("refused"), { code: unavailable }), undefined);
    }
  }

  override registerResourceOutputs(
    request: RegisterResourceOutputsRequest,
    callback: (error: unknown, response: unknown) => void,
  ): void {
    this.registeredOutputs.set(request.getUrn(), request.getOutputs()?.toJavaScript() ?? {});
    callback(null, {});
  }

  #answer(resource: RecordedResource): RegisterResourceResponse {
    const response = new RegisterResourceResponse();
    response.setUrn(resource.urn);
    const { id, outputs } = resource.custom ? (this.settings.computed ?? invented)(resource) : { id: "", outputs: {} };
    const known = this.settings.preview !== true;
    if (known || resource.importId !== "") response.setId(id);
    // Serialised as the engine would, without what a preview cannot know yet.
    const state = JSON.parse(JSON.stringify({ ...resource.inputs, ...(known ? outputs : {}) }));
    response.setObject(Struct.fromJavaScript(state));
    return response;
  }

  async #runHooks(resource: RecordedResource): Promise<void> {
    const oldInputs = this.settings.before?.[resource.urn];
    if (resource.importId !== "") return;
    const kind: HookKind = oldInputs === undefined ? "beforeCreate" : "beforeUpdate";
    const decoded = (inputs: Readonly<Record<string, unknown>>): Record<string, unknown> =>
      pulumi.runtime.deserializeProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(inputs))), true);
    for (const name of resource.hooks[kind]) {
      const hook = this.hooks.get(name);
      if (hook === undefined) throw new Error(`the hook "${name}" was never registered`);
      if (this.settings.preview === true && hook.opts?.onDryRun !== true) continue;
      const { urn, type } = resource;
      const before = oldInputs === undefined ? {} : { oldInputs: decoded(oldInputs) };
      await hook.callback({ urn, id: "", name: resource.name, type, newInputs: decoded(resource.inputs), ...before });
    }
  }
}

/** Stands where the SDK would start a server of its own for hooks; here they are called in this process. */
function callbacksInProcess(monitor: RecordingMonitor): object {
  return {
    awaitStackRegistrations: async () => undefined,
    shutdown: () => undefined,
    registerTransform: async () => {
      throw new Error("engine transforms do not run under mocks; test them on the real engine");
    },
    registerResourceHook: async (hook: pulumi.ResourceHook) => {
      if (monitor.hooks.has(hook.name)) throw new Error(`a hook named "${hook.name}" is registered twice`);
      monitor.hooks.set(hook.name, hook);
    },
    registerErrorHook: async () => undefined,
  };
}

const everyFeature = {
  supportsSecrets: true,
  supportsResourceReferences: true,
  supportsDeletedWith: true,
  supportsReplaceWith: true,
  supportsAliasSpecs: true,
  supportsTransforms: true,
  supportsInvokeTransforms: true,
  supportsParameterization: true,
  supportsResourceHooks: true,
  supportsErrorHooks: true,
};

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

/** Everything that is queued in this turn and the next ones, such as rejections that nobody took. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function run(program: () => unknown, settings: RunSettings): Promise<Recording> {
  const errors = new Set<string>();
  let failed: () => void = () => undefined;
  const failure = new Promise<void>((resolve) => {
    failed = resolve;
  });
  const fail = (message: string): void => {
    errors.add(message);
    failed();
  };
  const monitor = new RecordingMonitor(settings, fail);
  const strangers = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => fail(messageOf(reason)));
  const environment = process.env["PULUMI_CONFIG_SECRET_KEYS"];
  const secretKeys = [...(settings.secretKeys ?? [])];
  process.env["PULUMI_CONFIG_SECRET_KEYS"] = JSON.stringify(secretKeys);
  const { project = "roadstead", stack = "test", preview = false } = settings;

  const deployment = withLocalStorage(async () => {
    setMockOptions(monitor, project, stack, preview, "organization");
    Object.assign(getStore(), everyFeature, { callbacks: callbacksInProcess(monitor) });
    pulumi.runtime.setAllConfig({ ...settings.config }, secretKeys);
    try {
      await pulumi.runtime.runInPulumiStack(async () => (await program()) ?? {});
    } catch (error) {
      fail(messageOf(error));
    }
    await pulumi.runtime.disconnect();
  });
  const limit = settings.timeoutSeconds ?? 20;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      fail(`the program did not end within ${limit} seconds`);
      resolve();
    }, limit * 1000);
  });
  try {
    await Promise.race([deployment.catch((error: unknown) => fail(messageOf(error))), failure, timeout]);
    await settled();
  } finally {
    clearTimeout(timer);
    process.removeAllListeners("unhandledRejection");
    for (const each of strangers) process.on("unhandledRejection", each);
    if (environment === undefined) delete process.env["PULUMI_CONFIG_SECRET_KEYS"];
    else process.env["PULUMI_CONFIG_SECRET_KEYS"] = environment;
  }
  const outputsOf = (urn: string | undefined): Record<string, unknown> => {
    const registered = urn === undefined ? undefined : monitor.registeredOutputs.get(urn);
    return typeof registered === "object" && registered !== null ? Object.fromEntries(Object.entries(registered)) : {};
  };
  const root = monitor.recorded.find((each) => each.type === "pulumi:pulumi:Stack")?.urn;
  return {
    resources: monitor.recorded,
    calls: monitor.called,
    outputs: outputsOf(root),
    componentOutputs: Object.fromEntries([...monitor.registeredOutputs].filter(([urn]) => urn !== root)),
    errors: [...errors],
  };
}

// One at a time: rejections that nobody takes are told by the process, not by the run they belong to.
let last: Promise<unknown> = Promise.resolve();

/** Runs a program without an engine and records everything it registers. Never hangs; what fails is in `errors`. */
export function recorded(program: () => unknown, settings: RunSettings = {}): Promise<Recording> {
  const next = last.then(() => run(program, settings));
  last = next.catch(() => undefined);
  return next;
}
