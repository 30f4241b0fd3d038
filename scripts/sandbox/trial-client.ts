// For tests: one provider instance of a package, served and called over real gRPC, as the engine would.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import { serve } from "./serve";
import { secretSignature, signatureKey, unknownValue } from "./types/wire-values";
import { fromStruct, type Plain, type PlainObject, toStruct } from "./values";

export type Wire = Readonly<Record<string, unknown>>;
export const unknown = unknownValue;

export function secret(value: Plain): PlainObject {
  return { [signatureKey]: secretSignature, value };
}

export interface Made {
  readonly id: string;
  readonly outputs: Wire;
}

export interface Difference {
  readonly kind: "none" | "some";
  readonly replaces: readonly string[];
  readonly deletesFirst: boolean;
  /** Path to kind, such as `update-replace`. */
  readonly detailed: Readonly<Record<string, string>>;
}

export interface Trial {
  readonly folder: string;
  /** Another instance of the provider in the same sandbox, with its own configuration. */
  beside(config: PlainObject): Promise<Trial>;
  /** A new process over the same folder. */
  again(): Promise<Trial>;
  check(
    type: string,
    name: string,
    inputs: PlainObject,
    olds?: PlainObject,
  ): Promise<{ readonly inputs: Wire; readonly failures: readonly string[] }>;
  preview(type: string, name: string, inputs: PlainObject): Promise<Wire>;
  create(type: string, name: string, inputs: PlainObject): Promise<Made>;
  update(type: string, name: string, id: string, olds: PlainObject, news: PlainObject): Promise<Wire>;
  delete(type: string, name: string, id: string): Promise<void>;
  /** Without inputs and state as the engine imports; with empty ones as it carries out a `get()`. */
  read(
    type: string,
    name: string,
    id: string,
    inputs?: PlainObject,
    state?: PlainObject,
  ): Promise<{ readonly id: string; readonly state: Wire; readonly inputs: Wire }>;
  diff(type: string, name: string, olds: PlainObject, news: PlainObject): Promise<Difference>;
  invoke(token: string, args: PlainObject): Promise<{ readonly value: Wire; readonly failures: readonly string[] }>;
  schema(): Promise<unknown>;
  stop(): void;
}

export interface TrialOptions {
  readonly packageName: string;
  readonly version: string;
  readonly config?: PlainObject;
  readonly folder?: string;
}

export const hetznerToken = "sandbox0".repeat(8);

export async function trial(options: TrialOptions): Promise<Trial> {
  const { packageName, version, config = {} } = options;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "roadstead-sandbox-"));
  const owned = options.folder === undefined;
  const serving = await serve({ folder, packageName, version, program: __dirname, resident: true });
  const client = new ResourceProviderClient(`127.0.0.1:${serving.port}`, credentials.createInsecure());
  const others: Trial[] = [];

  type Method<Q, A> = (request: Q, answered: (error: ServiceError | null, answer: A) => void) => unknown;
  function call<Q, A>(method: Method<Q, A>, request: Q): Promise<A> {
    return new Promise((done, failed) => {
      method.call(client, request, (error: ServiceError | null, answer: A) =>
        error === null ? done(answer) : failed(new Error(error.details)),
      );
    });
  }
  const urn = (type: string, name: string) => `urn:pulumi:test::trial::${type}::${name}`;
  const stop = () => {
    for (const other of others) other.stop();
    client.close();
    serving.stop();
    if (owned) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await call<pb.ConfigureRequest, pb.ConfigureResponse>(
      client.configure,
      new pb.ConfigureRequest().setArgs(toStruct(config)).setAcceptsecrets(true),
    );
  } catch (error) {
    // Whoever gets no trial has none to stop.
    stop();
    throw error;
  }

  return {
    folder,
    async beside(other) {
      const made = await trial({ ...options, folder, config: other });
      others.push(made);
      return made;
    },
    async again() {
      const made = await trial({ ...options, folder });
      others.push(made);
      return made;
    },
    async check(type, name, inputs, olds = {}) {
      const request = new pb.CheckRequest().setUrn(urn(type, name)).setNews(toStruct(inputs)).setOlds(toStruct(olds));
      const answer = await call<pb.CheckRequest, pb.CheckResponse>(client.check, request);
      return {
        inputs: fromStruct(answer.getInputs()),
        failures: answer.getFailuresList().map((one) => `${one.getProperty()}: ${one.getReason()}`),
      };
    },
    async preview(type, name, inputs) {
      const request = new pb.CreateRequest().setUrn(urn(type, name)).setProperties(toStruct(inputs)).setPreview(true);
      return fromStruct((await call<pb.CreateRequest, pb.CreateResponse>(client.create, request)).getProperties());
    },
    async create(type, name, inputs) {
      const request = new pb.CreateRequest().setUrn(urn(type, name)).setProperties(toStruct(inputs));
      const answer = await call<pb.CreateRequest, pb.CreateResponse>(client.create, request);
      return { id: answer.getId(), outputs: fromStruct(answer.getProperties()) };
    },
    async update(type, name, id, olds, news) {
      const request = new pb.UpdateRequest()
        .setUrn(urn(type, name))
        .setId(id)
        .setOlds(toStruct(olds))
        .setOldInputs(toStruct(olds))
        .setNews(toStruct(news));
      return fromStruct((await call<pb.UpdateRequest, pb.UpdateResponse>(client.update, request)).getProperties());
    },
    async delete(type, name, id) {
      await call(client.delete, new pb.DeleteRequest().setUrn(urn(type, name)).setId(id));
    },
    async read(type, name, id, inputs, state) {
      const request = new pb.ReadRequest().setUrn(urn(type, name)).setId(id);
      if (inputs !== undefined) request.setInputs(toStruct(inputs));
      if (state !== undefined) request.setProperties(toStruct(state));
      const answer = await call<pb.ReadRequest, pb.ReadResponse>(client.read, request);
      return { id: answer.getId(), state: fromStruct(answer.getProperties()), inputs: fromStruct(answer.getInputs()) };
    },
    async diff(type, name, olds, news) {
      const request = new pb.DiffRequest()
        .setUrn(urn(type, name))
        .setOlds(toStruct(olds))
        .setOldInputs(toStruct(olds))
        .setNews(toStruct(news));
      const answer = await call<pb.DiffRequest, pb.DiffResponse>(client.diff, request);
      const detailed: Record<string, string> = {};
      answer.getDetaileddiffMap().forEach((one, path) => {
        detailed[path] = kinds[one.getKind()] ?? "";
      });
      return {
        kind: answer.getChanges() === pb.DiffResponse.DiffChanges.DIFF_NONE ? "none" : "some",
        replaces: answer.getReplacesList(),
        deletesFirst: answer.getDeletebeforereplace(),
        detailed,
      };
    },
    async invoke(token, args) {
      const request = new pb.InvokeRequest().setTok(token).setArgs(toStruct(args));
      const answer = await call<pb.InvokeRequest, pb.InvokeResponse>(client.invoke, request);
      return {
        value: fromStruct(answer.getReturn()),
        failures: answer.getFailuresList().map((one) => `${one.getProperty()}: ${one.getReason()}`),
      };
    },
    async schema() {
      const answer = await call<pb.GetSchemaRequest, pb.GetSchemaResponse>(client.getSchema, new pb.GetSchemaRequest());
      return JSON.parse(answer.getSchema());
    },
    stop,
  };
}

const kinds = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"];
