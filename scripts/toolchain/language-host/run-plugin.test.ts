import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  type AnalyzerInfo,
  AnalyzerResourceOptions,
  AnalyzerStackConfigureRequest,
  type AnalyzerStackConfigureResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { RunPluginRequest, type RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  answer,
  patient,
  placeHost,
  programFolder,
  programInfo,
  type RunningHost,
  startHost,
} from "../stand-ins/running-host";

let launcher: string;
let host: RunningHost;
const calls: grpc.ClientReadableStream<RunPluginResponse>[] = [];

beforeAll(async () => {
  launcher = placeHost();
  host = await startHost(launcher);
});
afterAll(() => host.stop());
afterEach(() => {
  for (const call of calls.splice(0)) call.cancel();
});

interface RunningPlugin {
  readonly told: { out: string; err: string };
  /** Empty when it ended well. */
  readonly ended: Promise<string>;
  readonly call: grpc.ClientReadableStream<RunPluginResponse>;
}

function runPlugin(on: RunningHost, folder: string, kind: string, env: readonly string[] = []): RunningPlugin {
  const request = new RunPluginRequest();
  request.setInfo(programInfo(folder, { typescript: false }));
  request.setKind(kind);
  request.setPwd(folder);
  request.setArgsList(["127.0.0.1:9"]);
  request.setEnvList([...env]);
  const call = on.client.runPlugin(request);
  calls.push(call);
  const told = { out: "", err: "" };
  call.on("data", (message: RunPluginResponse) => {
    told.out += Buffer.from(message.getStdout_asU8()).toString();
    told.err += Buffer.from(message.getStderr_asU8()).toString();
  });
  const ended = new Promise<string>((resolve) => {
    call.once("error", (error: grpc.ServiceError) => resolve(error.details));
    call.once("end", () => resolve(""));
  });
  return { told, ended, call };
}

const pack = (lines: string) =>
  programFolder({
    "PulumiPolicy.yaml": "runtime: nodejs\n",
    "package.json": '{ "name": "pack", "version": "1.0.0" }',
    "index.js": `const { PolicyPack } = require("@pulumi/policy"); const pulumi = require("@pulumi/pulumi"); ${lines}`,
  });

async function analyzer(plugin: RunningPlugin): Promise<AnalyzerClient> {
  await expect.poll(() => plugin.told.out, patient).toMatch(/^\d+\n/);
  return new AnalyzerClient(`127.0.0.1:${plugin.told.out.trim()}`, grpc.credentials.createInsecure());
}

function configureStack(client: AnalyzerClient) {
  const request = new AnalyzerStackConfigureRequest();
  request.setProject("harbour");
  request.setStack("dev");
  request.setOrganization("organization");
  request.setDryRun(true);
  request.getConfigMap().set("harbour:depth", "12");
  return answer<AnalyzerStackConfigureResponse>((callback) => client.configureStack(request, callback));
}

function analyze(client: AnalyzerClient) {
  const request = new AnalyzeRequest();
  request.setType("a:b:C");
  request.setName("c");
  request.setUrn("urn:pulumi:dev::harbour::a:b:C::c");
  request.setProperties(Struct.fromJavaScript({}));
  request.setOptions(new AnalyzerResourceOptions());
  return answer<AnalyzeResponse>((callback) => client.analyze(request, callback));
}

const rule = `{ name: "r", description: "d", enforcementLevel: "mandatory", validateResource: (_args, report) =>
  report([pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack(), pulumi.runtime.isDryRun(), depth].join(" ")) }`;

describe("a policy pack", () => {
  it("knows project, stack and configuration as soon as it is loaded", async () => {
    const plugin = runPlugin(
      host,
      pack(`const depth = new pulumi.Config("harbour").get("depth"); new PolicyPack("pack", { policies: [${rule}] });`),
      "analyzer",
      [`PATH=${process.env["PATH"]}`],
    );
    const client = await analyzer(plugin);
    await configureStack(client);
    const info = await answer<AnalyzerInfo>((callback) => client.getAnalyzerInfo(new Empty(), callback));
    expect(info.getName()).toBe("pack");
    // Many calls, so that some go through the gate and the rest over the joined connection.
    for (let call = 0; call < 20; call += 1) {
      const [verdict] = (await analyze(client)).getDiagnosticsList();
      expect(verdict?.getMessage()).toContain("organization harbour dev true 12");
    }
    client.close();
  });

  it("answers the engine itself once it is up: the host may even stand still", async () => {
    const own = await startHost(launcher);
    const plugin = runPlugin(
      own,
      pack(`const depth = process.execArgv.join(" "); new PolicyPack("pack", { policies: [${rule}] });`),
      "analyzer",
      [`PATH=${process.env["PATH"]}`],
    );
    const client = await analyzer(plugin);
    await configureStack(client);
    const info = await answer<AnalyzerInfo>((callback) => client.getAnalyzerInfo(new Empty(), callback));
    expect(info.getName()).toBe("pack");
    // The first calls may still go through the gate, until the client follows its request to connect anew.
    for (let call = 0; call < 20; call += 1) await analyze(client);
    own.process.kill("SIGSTOP");
    for (let call = 0; call < 20; call += 1) {
      const [verdict] = (await analyze(client)).getDiagnosticsList();
      // What the pack starts in its turn is not made to listen at the gate.
      expect(verdict?.getMessage()).toMatch(/organization harbour dev true $/);
    }
    own.process.kill("SIGCONT");
    client.close();
    own.stop();
  });

  it("is joined with the engine where it listens otherwise", async () => {
    // Its first server takes the gate's door, so that the pack's own has to listen on another port.
    const wrapped = `const depth = "joined"; new PolicyPack("pack", { policies: [${rule}] });`;
    const first = `const first = require("node:http2").createServer();
      first.listen({ port: 0, host: "127.0.0.1" }, () => first.close(() => { ${wrapped} }));`;
    const plugin = runPlugin(host, pack(first), "analyzer", [`PATH=${process.env["PATH"]}`]);
    const client = await analyzer(plugin);
    await configureStack(client);
    for (let call = 0; call < 20; call += 1) {
      const [verdict] = (await analyze(client)).getDiagnosticsList();
      expect(verdict?.getMessage()).toContain("joined");
    }
    client.close();
  });

  it("starts without a stack when the engine asks something else first", async () => {
    const plugin = runPlugin(host, pack(`new PolicyPack("pack", { policies: [] });`), "analyzer");
    const client = await analyzer(plugin);
    const info = await answer<AnalyzerInfo>((callback) => client.getAnalyzerInfo(new Empty(), callback));
    expect(info.getName()).toBe("pack");
    client.close();
  });

  it.each([
    [`throw new Error("this pack is broken");`, /Program exited with non-zero exit code: \d+/],
    [`console.log("hello"); new PolicyPack("pack", { policies: [] });`, /printed "hello" before its port/],
  ])("that cannot start (%s) says why to whoever waits for it", async (lines, why) => {
    const plugin = runPlugin(host, pack(lines), "analyzer");
    const client = await analyzer(plugin);
    await configureStack(client);
    await expect(answer<AnalyzerInfo>((callback) => client.getAnalyzerInfo(new Empty(), callback))).rejects.toThrow(
      why,
    );
    expect(await plugin.ended).toMatch(why);
    client.close();
  });
});

describe("a component package", () => {
  /** Stands in the place of `@pulumi/pulumi/cmd/run-plugin`. */
  async function hostThatRuns(script: string) {
    const folder = programFolder({ "in-place-of-run.js": script });
    const started = await startHost(launcher, { PULUMI_LANGUAGE_NODEJS_RUN_PATH: join(folder, "in-place-of-run.js") });
    return { started, folder };
  }

  it("gets its folder first, the engine's arguments after, and only the environment the engine gives it", async () => {
    const { started, folder } = await hostThatRuns(
      `console.log(JSON.stringify({ argv: process.argv.slice(2), cwd: process.cwd(), env: process.env }));`,
    );
    const plugin = runPlugin(started, folder, "resource", ["A=1", "B=x=y", "A=2"]);
    expect(await plugin.ended).toBe("");
    const told = JSON.parse(plugin.told.out);
    expect(told.argv).toEqual([folder, "127.0.0.1:9"]);
    expect(told.cwd).toBe(folder);
    expect(told.env).toEqual({ A: "2", B: "x=y" });
    started.stop();
  });

  it("streams what it prints, and fails with its exit code", async () => {
    const { started, folder } = await hostThatRuns(`console.log("out"); console.error("err"); process.exitCode = 9;`);
    const plugin = runPlugin(started, folder, "resource");
    expect(await plugin.ended).toBe("Program exited with non-zero exit code: 9");
    expect(plugin.told).toEqual({ out: "out\n", err: "err\n" });
    started.stop();
  });

  it("ends when the engine gives it up", async () => {
    const { started, folder } = await hostThatRuns(
      `require("node:fs").writeFileSync("pid", String(process.pid)); console.log("up"); setInterval(() => {}, 1000);`,
    );
    const plugin = runPlugin(started, folder, "resource");
    await expect.poll(() => plugin.told.out, patient).toBe("up\n");
    plugin.call.cancel();
    const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
    await expect.poll(() => runs(pid), patient).toBe(false);
    started.stop();
  });
});

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
