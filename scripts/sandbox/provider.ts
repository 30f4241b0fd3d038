// The resource provider protocol, answered from a cloud in a folder. https://pulumi-developer-docs.readthedocs.io
import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { configTypeProblems, inputProblems, unknownFunction, unknownType } from "./admission";
import type { Calls } from "./calls";
import { changesBetween } from "./changes";
import { anyVendorErrors } from "./clouds/cloud";
import { type EngineLink, killEngine } from "./engine-link";
import { foreignState } from "./foreign";
import { answerInvoke } from "./invoke";
import { autonamed, looksAutonamed } from "./naming";
import { configProblems, decodedConfig, openSession, type Session, unconfigured, withEnvironment } from "./session";
import { withScalarsConverted } from "./types/package-types";
import { fromStruct, mark, nothing, type Path, type PlainObject, pathText, textOf, toStruct, unmark } from "./values";
import {
  cloudProblems,
  createIn,
  deleteIn,
  importedInputs,
  isModelled,
  lookUp,
  plannedSecrets,
  plannedState,
  plannedUpdate,
  refreshedInputs,
  rulesFor,
  type Subject,
  sceneOf,
  updateIn,
  type Vendor,
  withoutSecrets,
} from "./vendor";

export interface ProviderOptions {
  readonly vendor: Vendor;
  readonly calls: Calls;
  readonly engine: EngineLink;
  readonly folder: string;
  readonly version: string;
  /** Serves one engine after the other, and outlives each. */
  readonly resident: boolean;
}

type Handler<Q, A> = (request: Q, session: Session, peer: string) => A | Promise<A>;

export function serveProvider(options: ProviderOptions): grpc.UntypedServiceImplementation {
  const { vendor, calls, engine, folder, resident } = options;
  const { cloud, types, journal, packageName } = vendor;
  const sessions = new Map<string, Session>();
  let latest = unconfigured;
  let saidGeneric = false;
  const said = new Set<string>();

  const errors = cloud.errors ?? anyVendorErrors;

  function unary<Q, A>(handler: Handler<Q, A>) {
    return (call: grpc.ServerUnaryCall<Q, A>, answer: grpc.sendUnaryData<A>): void => {
      const peer = call.getPeer();
      Promise.resolve()
        .then(() => handler(call.request, sessions.get(peer) ?? latest, peer))
        .then((value) => answer(null, value))
        .catch((error: unknown) => {
          const details = error instanceof Error ? error.message : String(error);
          answer({ code: error instanceof NotServed ? grpc.status.UNIMPLEMENTED : grpc.status.UNKNOWN, details });
        });
    };
  }

  /** Writes the call down, lets the fault plan have its way, then carries it out. */
  async function carryOut<A>(
    method: "create" | "update" | "delete" | "read" | "invoke",
    subject: Subject,
    work: () => A | Promise<A>,
  ): Promise<A> {
    const { seq, fault } = calls.begin({ package: packageName, method, type: subject.type, name: subject.name });
    const fail = (text: string): never => {
      calls.end(seq, `error: ${text}`);
      throw new Error(`${text} [planned fault of the sandbox]`);
    };
    if (fault === "429") return fail(errors.tooManyRequests);
    if (fault === "500") return fail(errors.broken);
    if (fault === "timeout") return fail(errors.timeout);
    if (fault === "kill-before") return killEngine(folder, resident);
    let answer: A;
    try {
      answer = await work();
    } catch (error) {
      calls.end(seq, `refused: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    }
    if (fault === "kill-after") return killEngine(folder, resident);
    if (fault === "lost-answer") return fail(`${pastOf[method]}, but the answer was lost: connection reset by peer`);
    calls.end(seq, "ok");
    return answer;
  }

  function mention(type: string): Promise<void> {
    if (saidGeneric || isModelled(vendor, type)) return Promise.resolve();
    saidGeneric = true;
    return engine.inform(
      `sandbox: ${packageName} types without rules of their own are generic here: anything updates in place, ` +
        `outputs are invented (first: ${type})`,
    );
  }

  /** One line of information each, once in the life of the provider. */
  async function tell(notes: readonly string[] | undefined): Promise<void> {
    for (const note of notes ?? []) {
      if (said.has(note)) continue;
      said.add(note);
      await engine.inform(`sandbox: ${note}`);
    }
  }

  return {
    handshake: unary((request: pb.ProviderHandshakeRequest) => {
      engine.connect(request.getEngineAddress());
      return new pb.ProviderHandshakeResponse()
        .setAcceptSecrets(true)
        .setAcceptResources(true)
        .setSupportsAutonamingConfiguration(true);
    }),
    attach: unary((request: { getAddress(): string }) => {
      engine.connect(request.getAddress());
      return new Empty();
    }),
    cancel: unary(() => new Empty()),
    getPluginInfo: unary(() => new PluginInfo().setVersion(options.version)),
    getMapping: unary(() => new pb.GetMappingResponse()),
    getMappings: unary(() => new pb.GetMappingsResponse()),
    getSchema: unary(() => new pb.GetSchemaResponse().setSchema(JSON.stringify(types.schema()))),
    parameterize: refused("parameterized packages"),
    construct: refused("components that a provider makes itself, such as kubernetes.yaml.v2 and helm.v4.Chart"),
    call: refused("method calls"),
    list: refused("listing"),

    checkConfig: unary((request: pb.CheckRequest) => {
      const wire = fromStruct(request.getNews());
      const answer = new pb.CheckResponse().setInputs(request.getNews());
      return answer.setFailuresList(failuresOf(configTypeProblems(types, wire)));
    }),
    diffConfig: unary((request: pb.DiffRequest) => {
      const old = unmark(fromStruct(request.getOldInputs() ?? request.getOlds())).value;
      const now = unmark(fromStruct(request.getNews())).value;
      return diffAnswer(
        changesBetween(old, now, nothing, { rules: {}, ignoreChanges: request.getIgnorechangesList() }),
      );
    }),
    configure: unary((request: pb.ConfigureRequest, _, peer) => {
      const declared = Object.fromEntries(
        Object.entries(types.config).map(([key, { defaultEnvironment = [] }]) => [key, defaultEnvironment]),
      );
      const given = unmark(fromStruct(request.getArgs())).value;
      const decoded = decodedConfig(given, (key) => types.config[key]?.type.kind === "string");
      const config = withEnvironment(cloud, declared, decoded, process.env);
      const [problem] = configProblems(cloud, config);
      if (problem !== undefined) throw new Error(problem.reason);
      latest = openSession(cloud, journal.sealer, { value: config });
      sessions.set(peer, latest);
      return new pb.ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptresources(true)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true);
    }),

    check: unary((request: pb.CheckRequest, { account, config }) => {
      const subject = subjectOf(request);
      const missing = unknownType(types, subject.type);
      if (missing !== undefined) throw new Error(missing);
      const shape = types.resource(subject.type);
      const sent = fromStruct(request.getNews());
      const wire = shape === undefined ? sent : withScalarsConverted(types, shape, sent);
      const answer = new pb.CheckResponse();
      const problems = inputProblems(types, subject.type, wire);
      if (problems.length > 0) return answer.setInputs(request.getNews()).setFailuresList(failuresOf(problems));
      journal.refresh();
      const scene = sceneOf(vendor, account);
      const rules = rulesFor(vendor, subject.type);
      const { value, secrets } = unmark(wire);
      const olds = unmark(fromStruct(request.getOlds())).value;
      const asked = request.getAutonaming();
      const proposed = asked?.getProposedName();
      const named =
        rules.naming === undefined
          ? value
          : autonamed(value, {
              naming: rules.naming,
              ...subject,
              scene,
              olds,
              config,
              ...(proposed === undefined || proposed === "" ? {} : { proposed }),
              mode: asked === undefined ? "propose" : namingModes[asked.getMode()],
            });
      const inputs = rules.defaults?.(named, { ...subject, scene, olds, config }) ?? named;
      const failures = cloudProblems(vendor, subject.type, { value: inputs, secrets }, scene);
      return answer.setInputs(toStruct(mark(inputs, secrets))).setFailuresList(failuresOf(failures));
    }),

    diff: unary((request: pb.DiffRequest) => {
      const subject = subjectOf(request);
      const rules = rulesFor(vendor, subject.type);
      const state = unmark(fromStruct(request.getOlds())).value;
      const sent = request.getOldInputs();
      const old = sent === undefined ? state : unmark(fromStruct(sent)).value;
      const now = unmark(fromStruct(request.getNews())).value;
      const changes = changesBetween(old, now, state, { rules, ignoreChanges: request.getIgnorechangesList() });
      const named = rules.naming?.deletesFirst === true && !looksAutonamed(now, rules.naming, subject.name);
      return diffAnswer(changes).setDeletebeforereplace(
        changes.replacing.length > 0 && (rules.deletesFirst === true || named),
      );
    }),

    create: unary(async (request: pb.CreateRequest, { account }) => {
      const subject = subjectOf(request);
      const inputs = unmark(fromStruct(request.getProperties()));
      const answer = new pb.CreateResponse();
      if (request.getPreview()) {
        const planned = plannedState(vendor, subject.type, inputs.value);
        return answer.setProperties(toStruct(mark(planned, plannedSecrets(vendor, subject.type, inputs))));
      }
      await mention(subject.type);
      const stored = await safely(inputs, () =>
        carryOut("create", subject, () => createIn(vendor, subject, account, inputs)),
      );
      await tell(stored.notes);
      return answer.setId(stored.id).setProperties(toStruct(mark(stored.state, stored.secrets)));
    }),

    update: unary(async (request: pb.UpdateRequest, { account }) => {
      const subject = subjectOf(request);
      const inputs = unmark(fromStruct(request.getNews()));
      const answer = new pb.UpdateResponse();
      if (request.getPreview()) {
        const old = { inputs: plainValue(request.getOldInputs()), state: plainValue(request.getOlds()) };
        const planned = plannedUpdate(vendor, subject.type, old, inputs.value);
        return answer.setProperties(toStruct(mark(planned, plannedSecrets(vendor, subject.type, inputs))));
      }
      const stored = await safely(inputs, () =>
        carryOut("update", subject, () => updateIn(vendor, subject, account, request.getId(), inputs)),
      );
      await tell(stored.notes);
      return answer.setProperties(toStruct(mark(stored.state, stored.secrets)));
    }),

    delete: unary(async (request: pb.DeleteRequest, { account }) => {
      const subject = subjectOf(request);
      await carryOut("delete", subject, () => deleteIn(vendor, subject, account, request.getId()));
      return new Empty();
    }),

    read: unary(async (request: pb.ReadRequest, { account }) => {
      const subject = subjectOf(request);
      const missing = unknownType(types, subject.type);
      if (missing !== undefined) throw new Error(missing);
      return carryOut("read", subject, () => readAnswer(request, subject, account));
    }),

    invoke: unary(async (request: pb.InvokeRequest, { account }) => {
      const token = request.getTok();
      const missing = unknownFunction(types, token);
      if (missing !== undefined) throw new Error(missing);
      const args = fromStruct(request.getArgs());
      const work = () => {
        journal.refresh();
        return answerInvoke(vendor, token, args, account);
      };
      const subject = { type: token, urn: "", name: "" };
      const { problems, value, secrets } = await carryOut("invoke", subject, work);
      const answer = new pb.InvokeResponse().setFailuresList(failuresOf(problems));
      return value === undefined ? answer : answer.setReturn(toStruct(mark(value, secrets)));
    }),
  };

  function readAnswer(request: pb.ReadRequest, subject: Subject, account: string): pb.ReadResponse {
    journal.refresh();
    const before = {
      inputs: unmark(fromStruct(request.getInputs())),
      state: unmark(fromStruct(request.getProperties())),
    };
    const found = lookUp(vendor, subject, account, request.getId());
    const answer = new pb.ReadResponse();
    if (found === undefined) {
      const rules = rulesFor(vendor, subject.type);
      // The engine sends a state, if an empty one, where a program calls `get()`, and none where it imports.
      const isGet = request.hasProperties() && Object.keys(before.inputs.value).length === 0;
      const foreign = isGet ? foreignState(vendor, subject.type, request.getId(), account) : undefined;
      if (foreign !== undefined) {
        const state = { ...foreign, ...before.state.value };
        const marks = [...plannedSecrets(vendor, subject.type, { value: state, secrets: [] }), ...before.state.secrets];
        return answer.setId(request.getId()).setProperties(toStruct(mark(state, marks)));
      }
      if (rules.onlyInState !== true) return answer;
      if (Object.keys(before.state.value).length === 0) {
        const adopted = rules.adopted?.(request.getId());
        if (adopted === undefined) return answer;
        const marks = plannedSecrets(vendor, subject.type, { value: adopted, secrets: [] });
        const inputs = importedInputs(vendor, subject.type, adopted, adopted);
        return answer
          .setId(textOf(adopted["id"]) ?? request.getId())
          .setProperties(toStruct(mark(adopted, marks)))
          .setInputs(toStruct(mark(inputs, marks)));
      }
      return answer.setId(request.getId()).setInputs(request.getInputs()).setProperties(request.getProperties());
    }
    const { id, state: live, secrets } = found;
    const refreshing = Object.keys(before.inputs.value).length > 0;
    const { writeOnly = [] } = rulesFor(vendor, subject.type);
    const state = refreshing ? live : without(live, writeOnly);
    const inputs = refreshing
      ? refreshedInputs(vendor, subject.type, { inputs: before.inputs.value, state: before.state.value }, live)
      : importedInputs(vendor, subject.type, state, without(found.inputs, writeOnly));
    const marks: readonly Path[] = [...secrets, ...before.inputs.secrets];
    return answer
      .setId(id)
      .setProperties(toStruct(mark(state, marks)))
      .setInputs(toStruct(mark(inputs, marks)));
  }
}

/** Thrown where the sandbox, like the provider it stands for, does not serve a call at all. */
class NotServed extends Error {
  override readonly name = "NotServed";
}

const pastOf = { create: "created", update: "updated", delete: "deleted", read: "read", invoke: "answered" } as const;
const namingModes = { 0: "propose", 1: "enforce", 2: "off" } as const;

function refused(what: string) {
  return (_: unknown, answer: grpc.sendUnaryData<never>): void => {
    answer({ code: grpc.status.UNIMPLEMENTED, details: `The sandbox does not serve ${what}.` });
  };
}

function plainValue(struct: Parameters<typeof fromStruct>[0]): PlainObject {
  return unmark(fromStruct(struct)).value;
}

/** An error of a cloud may quote an input; what of it is secret is taken out. */
async function safely<A>(inputs: ReturnType<typeof unmark>, work: () => Promise<A>): Promise<A> {
  try {
    return await work();
  } catch (error) {
    throw new Error(withoutSecrets(error instanceof Error ? error.message : String(error), inputs));
  }
}

function without(value: PlainObject, names: readonly string[]): PlainObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

function subjectOf(request: { getUrn(): string; getName(): string; getType(): string }): Subject {
  const urn = request.getUrn();
  const parts = urn.split("::");
  return {
    urn,
    type: request.getType() || (parts[2]?.split("$").at(-1) ?? ""),
    name: request.getName() || parts.slice(3).join("::"),
  };
}

function failuresOf(problems: readonly { readonly path: string; readonly reason: string }[]): pb.CheckFailure[] {
  return problems.map(({ path, reason }) => new pb.CheckFailure().setProperty(path).setReason(reason));
}

const diffKinds = {
  add: [pb.PropertyDiff.Kind.ADD, pb.PropertyDiff.Kind.ADD_REPLACE],
  delete: [pb.PropertyDiff.Kind.DELETE, pb.PropertyDiff.Kind.DELETE_REPLACE],
  update: [pb.PropertyDiff.Kind.UPDATE, pb.PropertyDiff.Kind.UPDATE_REPLACE],
} as const;

function diffAnswer(changes: ReturnType<typeof changesBetween>): pb.DiffResponse {
  const answer = new pb.DiffResponse()
    .setChanges(
      changes.changes.length > 0 ? pb.DiffResponse.DiffChanges.DIFF_SOME : pb.DiffResponse.DiffChanges.DIFF_NONE,
    )
    .setDiffsList([...changes.changed])
    .setReplacesList([...changes.replacing])
    .setHasdetaileddiff(true);
  for (const { path, kind, replaces } of changes.changes) {
    answer
      .getDetaileddiffMap()
      .set(pathText(path), new pb.PropertyDiff().setKind(diffKinds[kind][replaces ? 1 : 0]).setInputdiff(true));
  }
  return answer;
}

export { ResourceProviderService };
