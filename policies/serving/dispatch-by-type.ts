import { createRequire } from "node:module";
import type { handleUnaryCall, Server, ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import type { Policies, Policy } from "@pulumi/policy";
import {
  type AnalyzeRequest,
  type AnalyzeResponse,
  type ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyNotApplicable,
  RemediateResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";

/** What a pack serves, and which of it has something to say of a type. */
export interface Dispatched {
  readonly name: string;
  readonly version: string;
  readonly policies: Policies;
  readonly concerns: (policy: Policy, type: string) => boolean;
}

type Analyze = handleUnaryCall<AnalyzeRequest, AnalyzeResponse>;
type MakeAnalyze = (name: string, version: string, level: string, policies: Policies) => Analyze;

interface PolicyLibrary {
  readonly makeAnalyze: MakeAnalyze;
  /** The gRPC server that the library itself uses. */
  readonly server: Server;
}

function isHandler<Handler>(value: unknown): value is Handler {
  return typeof value === "function";
}

function library(): PolicyLibrary | undefined {
  try {
    const near = createRequire(createRequire(__filename).resolve("@pulumi/policy/server"));
    const makeAnalyze: unknown = Reflect.get(near("@pulumi/policy/server"), "makeAnalyzeRpcFun");
    const grpc: typeof import("@grpc/grpc-js") = near("@grpc/grpc-js");
    return isHandler<MakeAnalyze>(makeAnalyze) ? { makeAnalyze, server: grpc.Server.prototype } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Serves a pack so that each resource meets only the policies that concern its type.
 *
 * The library (1.21) prepares every policy anew for every resource, and decodes each a second time to remedy it, which no
 * rule of ours does: at 9,000 resources that was as much work as judging them. It asks for its handlers in one place, where
 * they are wrapped here. If a later library is built otherwise, nothing is wrapped and the pack is only slower.
 */
export function servedByType(pack: Dispatched, serve: () => void): boolean {
  const found = library();
  if (found === undefined) {
    serve();
    return false;
  }
  const { server, makeAnalyze } = found;
  const add = server.addService;
  server.addService = function (service, handlers) {
    Reflect.apply(add, this, [withoutRemedies(service), dispatching(pack, makeAnalyze, handlers)]);
  };
  try {
    serve();
  } finally {
    server.addService = add;
  }
  return true;
}

/** Nothing of a resource is read in order to remedy nothing. */
function withoutRemedies(service: ServiceDefinition): ServiceDefinition {
  const { remediate } = service;
  return remediate === undefined
    ? service
    : { ...service, remediate: { ...remediate, requestDeserialize: () => ({}) } };
}

function dispatching(
  { name, version, policies, concerns }: Dispatched,
  makeAnalyze: MakeAnalyze,
  handlers: UntypedServiceImplementation,
): UntypedServiceImplementation {
  const configured = handlers["configure"];
  if (!isHandler<handleUnaryCall<ConfigureAnalyzerRequest, unknown>>(configured)) return handlers;
  let disabled = new Set<string>();
  const byType = new Map<string, { readonly analyze: Analyze; readonly others: readonly PolicyNotApplicable[] }>();
  const forType = (type: string) => {
    const known = byType.get(type);
    if (known !== undefined) return known;
    const perResource = policies.filter((policy) => "validateResource" in policy);
    const concerned = perResource.filter((policy) => concerns(policy, type));
    const others = perResource.filter((policy) => !concerned.includes(policy)).map(notOfThisType);
    const made = { analyze: makeAnalyze(name, version, "advisory", concerned), others };
    byType.set(type, made);
    return made;
  };
  const configure: typeof configured = (call, done) => {
    const levels = [...call.request.getPolicyconfigMap().entries()];
    disabled = new Set(
      levels.flatMap(([rule, config]) => (config.getEnforcementlevel() === EnforcementLevel.DISABLED ? [rule] : [])),
    );
    configured(call, done);
  };
  const analyze: Analyze = (call, done) => {
    const { analyze: judge, others } = forType(call.request.getType());
    judge(call, (error, response, ...rest) => {
      const silent = others.filter((each) => !disabled.has(each.getPolicyName()));
      response?.setNotApplicableList([...response.getNotApplicableList(), ...silent]);
      done(error, response, ...rest);
    });
  };
  const nothing = new RemediateResponse();
  const remediate: handleUnaryCall<unknown, RemediateResponse> = (_call, done) => done(null, nothing);
  return { ...handlers, configure, analyze, remediate };
}

function notOfThisType({ name }: Policy): PolicyNotApplicable {
  const said = new PolicyNotApplicable();
  said.setPolicyName(name);
  said.setReason("Another type of resource.");
  return said;
}
