// Preloaded into a program: writes down every registration as it goes to the engine, for a plain program to repeat.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import type { Recording, Registration } from "../registration";

const target = process.env["ROADSTEAD_BENCH_REGISTRATIONS"];
const registrations: Registration[] = [];
const outputs: Record<string, unknown> = {};

function registrationOf(request: RegisterResourceRequest, urn: string): Registration {
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent: request.getParent(),
    inputs: request.getObject()?.toJavaScript() ?? {},
    providers: Object.fromEntries(request.getProvidersMap().entries()),
    provider: request.getProvider(),
    dependencies: request.getDependenciesList(),
    propertyDependencies: Object.fromEntries(
      [...request.getPropertydependenciesMap().entries()].map(([key, value]) => [key, value.getUrnsList()]),
    ),
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    ignoreChanges: request.getIgnorechangesList(),
    replacementTrigger: request.getReplacementTrigger()?.toJavaScript(),
  };
}

/** Stands between the SDK and the engine: everything passes through, answers to registrations are noted on the way. */
function listenTo(method: "registerResource" | "registerResourceOutputs"): void {
  const original: unknown = Reflect.get(ResourceMonitorClient.prototype, method);
  if (typeof original !== "function") throw new Error(`This SDK's monitor has no ${method}: the bench needs a look.`);
  Reflect.set(ResourceMonitorClient.prototype, method, function (this: object, request: unknown, ...rest: unknown[]) {
    if (request instanceof RegisterResourceOutputsRequest) {
      outputs[request.getUrn()] = request.getOutputs()?.toJavaScript() ?? {};
    }
    const noted = rest.map((each) => {
      if (typeof each !== "function" || !(request instanceof RegisterResourceRequest)) return each;
      return (error: unknown, response: unknown) => {
        if (response instanceof RegisterResourceResponse) {
          registrations.push(registrationOf(request, response.getUrn()));
        }
        Reflect.apply(each, undefined, [error, response]);
      };
    });
    return Reflect.apply(original, this, [request, ...noted]);
  });
}

if (isMainThread && target !== undefined) {
  listenTo("registerResource");
  listenTo("registerResourceOutputs");
  process.on("exit", () => {
    const recording: Recording = { registrations, outputs };
    writeFileSync(target, JSON.stringify(recording));
  });
}
