import * as grpc from "@grpc/grpc-js";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  AboutResponse,
  DependencyInfo,
  GenerateProgramResponse,
  GetProgramDependenciesResponse,
  GetRequiredPackagesResponse,
  GetRequiredPluginsResponse,
  InstallDependenciesResponse,
  LanguageHandshakeResponse,
  type ProgramInfo,
  RunResponse,
  RuntimeOptionsResponse,
  TemplateResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PackageDependency, PackageParameterization, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { aboutRuntime, installDependencies, programDependencies } from "./dependencies";
import { installedPackages, type ProviderOfPackage, providerIsInstalled } from "./installed-packages";
import { runPlugin } from "./run-plugin";
import { programPlace, runProgram } from "./run-program";

export interface HostSettings {
  readonly version: string;
  readonly engineAddress: string;
  readonly tracing: string;
}

export function languageRuntime(settings: HostSettings): ILanguageRuntimeServer {
  let engineAddress = settings.engineAddress;
  const running = new Set<() => void>();

  return {
    handshake: answered((request) => {
      engineAddress = request.getEngineAddress();
      return new LanguageHandshakeResponse();
    }),
    getPluginInfo: answered(() => {
      const info = new PluginInfo();
      info.setVersion(settings.version);
      return info;
    }),
    getRequiredPackages: answered((request) => requiredPackages(request.getInfo())),
    getRequiredPlugins: answered(() => new GetRequiredPluginsResponse()),
    run: answeredByCall(async (call) => {
      try {
        const program = await runProgram(call.request, engineAddress, settings.tracing);
        running.add(program.stop);
        call.once("cancelled", program.stop);
        if (call.cancelled) program.stop();
        const response = await program.response;
        running.delete(program.stop);
        return response;
      } catch (error) {
        // The engine shows this text as the program's error; a failed call it would show as its own.
        const response = new RunResponse();
        response.setError(messageOf(error));
        return response;
      }
    }),
    runPlugin: (call) => {
      runPlugin(call, engineAddress).catch((error) => call.emit("error", asStatus(error)));
    },
    cancel: answered(() => {
      for (const stop of running) stop();
      return new Empty();
    }),
    installDependencies: (call) => {
      const write = (text: string | Buffer) => {
        const message = new InstallDependenciesResponse();
        message.setStdout(Buffer.from(text));
        call.write(message);
      };
      Promise.resolve()
        .then(() => installDependencies(programPlace(call.request.getInfo()), write))
        .then(
          () => call.end(),
          (error) => call.emit("error", asStatus(error)),
        );
    },
    about: answered(async (request) => {
      const about = await aboutRuntime(programPlace(request.getInfo()));
      const response = new AboutResponse();
      response.setExecutable(about.executable);
      response.setVersion(about.version);
      response.getMetadataMap().set("packagemanager", about.packageManager);
      response.getMetadataMap().set("packagemanagerVersion", about.packageManagerVersion);
      response.getMetadataMap().set("languageHost", `stand-in of Roadstead, ${settings.version}`);
      return response;
    }),
    getProgramDependencies: answered((request) => {
      const response = new GetProgramDependenciesResponse();
      const found = programDependencies(programPlace(request.getInfo()), request.getTransitivedependencies());
      for (const { name, version } of found) {
        const dependency = new DependencyInfo();
        dependency.setName(name);
        dependency.setVersion(version);
        response.addDependencies(dependency);
      }
      return response;
    }),
    runtimeOptionsPrompts: answered(() => new RuntimeOptionsResponse()),
    template: answered(() => new TemplateResponse()),
    generateProgram: answered((request) => {
      // `pulumi import` prints what comes back here after its work is done: an error would hide that it succeeded.
      const response = new GenerateProgramResponse();
      const lines = [
        "The stand-in language host cannot write this as TypeScript (the official Pulumi CLI can).",
        "It is shown in Pulumi's own notation; property names are those of the TypeScript arguments.",
      ];
      for (const [, source] of request.getSourceMap().getEntryList()) lines.push("", ...source.trimEnd().split("\n"));
      const text = lines.map((line) => `// ${line}`.trimEnd()).join("\n");
      response.getSourceMap().set("index.ts", Buffer.from(`${text}\n`));
      return response;
    }),
    generateProject: cannot("write a TypeScript project (pulumi convert)"),
    generatePackage: cannot("generate a TypeScript SDK (pulumi package add, gen-sdk)"),
    pack: cannot("pack an SDK"),
    link: cannot("link a generated SDK"),
  };
}

/**
 * The packages of the program's own node_modules whose plugin is installed. One that is not installed is left out: the
 * engine would refuse the whole program for a plugin it may never use, and asks by itself for each that it does use.
 */
function requiredPackages(info: ProgramInfo | undefined): GetRequiredPackagesResponse {
  const response = new GetRequiredPackagesResponse();
  if (info === undefined) return response;
  const seen = new Set<string>();
  for (const { provider } of installedPackages(info.getProgramDirectory())) {
    if (provider === undefined || !providerIsInstalled(provider)) continue;
    const key = `${provider.name}@${provider.version} ${provider.parameterization?.name ?? ""}`;
    if (seen.has(key)) continue;
    seen.add(key);
    response.addPackages(packageDependency(provider));
  }
  return response;
}

function packageDependency(provider: ProviderOfPackage): PackageDependency {
  const dependency = new PackageDependency();
  dependency.setName(provider.name);
  dependency.setKind("resource");
  dependency.setVersion(provider.version.startsWith("v") ? provider.version : `v${provider.version}`);
  dependency.setServer(provider.server);
  if (provider.parameterization !== undefined) {
    const parameterization = new PackageParameterization();
    parameterization.setName(provider.parameterization.name);
    parameterization.setVersion(provider.parameterization.version);
    parameterization.setValue(provider.parameterization.value);
    dependency.setParameterization(parameterization);
  }
  return dependency;
}

function answered<Request, Response>(
  work: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return answeredByCall((call) => work(call.request));
}

function answeredByCall<Request, Response>(
  work: (call: grpc.ServerUnaryCall<Request, Response>) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, answer) => {
    Promise.resolve()
      .then(() => work(call))
      .then(
        (response) => answer(null, response),
        (error) => answer(asStatus(error)),
      );
  };
}

function cannot<Request, Response>(what: string): grpc.handleUnaryCall<Request, Response> {
  return (_call, answer) =>
    answer({
      code: grpc.status.UNIMPLEMENTED,
      details: `The stand-in language host of Roadstead cannot ${what}. Use the official Pulumi CLI for that: put it on PATH.`,
    });
}

function asStatus(error: unknown): { code: grpc.status; details: string } {
  return { code: grpc.status.UNKNOWN, details: messageOf(error) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
