import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  AboutRequest,
  type AboutResponse,
  GeneratePackageRequest,
  GenerateProgramRequest,
  type GenerateProgramResponse,
  GetProgramDependenciesRequest,
  type GetProgramDependenciesResponse,
  GetRequiredPackagesRequest,
  type GetRequiredPackagesResponse,
  InstallDependenciesRequest,
  type ProgramInfo,
  RunRequest,
  type RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  answer,
  connectToHost,
  patient,
  placeHost,
  programFolder,
  programInfo,
  type RunningHost,
  startHost,
} from "../stand-ins/running-host";

let launcher: string;
let host: RunningHost;
const strays: RunningHost[] = [];

beforeAll(async () => {
  launcher = placeHost();
  host = await startHost(launcher);
});
afterAll(() => host.stop());
afterEach(() => {
  for (const stray of strays.splice(0)) stray.stop();
});

/** Stands in the place of `@pulumi/pulumi/cmd/run`, so that what the host decides can be seen without an engine. */
async function hostThatRuns(script: string): Promise<{ host: RunningHost; folder: string }> {
  const folder = programFolder({ "in-place-of-run.js": script });
  const started = await startHost(launcher, { PULUMI_LANGUAGE_NODEJS_RUN_PATH: join(folder, "in-place-of-run.js") });
  strays.push(started);
  return { host: started, folder };
}

function runRequest(info: ProgramInfo): RunRequest {
  const request = new RunRequest();
  request.setInfo(info);
  request.setProject("harbour");
  request.setStack("dev");
  request.setParallel(16);
  request.setMonitorAddress("127.0.0.1:8");
  return request;
}

const tellAll = `require("node:fs").writeFileSync("told.json", JSON.stringify({ argv: process.argv.slice(2), execArgv: process.execArgv, env: process.env }));`;

async function toldBy(request: (folder: string) => RunRequest) {
  const { host: running, folder } = await hostThatRuns(`process.chdir(__dirname); ${tellAll}`);
  const response = await answer<RunResponse>((callback) => running.client.run(request(folder), callback));
  expect(response.getError()).toBe("");
  return { folder, ...JSON.parse(readFileSync(join(folder, "told.json"), "utf8")) };
}

describe("running a program", () => {
  it("tells the SDK's runner where everything is, as the official host does", async () => {
    const { argv, folder } = await toldBy((program) => {
      const request = runRequest(programInfo(program));
      request.setDryrun(true);
      request.setOrganization("organization");
      request.setArgsList(["one", "two"]);
      return request;
    });
    expect(argv.join(" ")).toBe(
      `--monitor 127.0.0.1:8 --engine 127.0.0.1:9 --organization organization --project harbour --root-directory ${folder} --stack dev --pwd ${folder} --parallel 16 --tracing http://127.0.0.1:1/trace --dry-run . one two`,
    );
  });

  it("hands over configuration in the form every SDK reads, and which of it is secret", async () => {
    const { env } = await toldBy((program) => {
      const request = runRequest(programInfo(program));
      request.getConfigMap().set("harbour:size", "3").set("hcloud:config:token", "t").set("a:b:c", "d");
      request.setConfigsecretkeysList(["hcloud:token"]);
      return request;
    });
    expect(JSON.parse(env.PULUMI_CONFIG)).toEqual({
      "harbour:config:size": "3",
      "hcloud:config:token": "t",
      "a:config:b:c": "d",
    });
    expect(env.PULUMI_CONFIG_SECRET_KEYS).toBe('["hcloud:token"]');
    expect(env.PULUMI_NODEJS_TYPESCRIPT).toBe("true");
  });

  it("honours typescript, tsconfig and nodeargs of Pulumi.yaml", async () => {
    const options = { typescript: false, tsconfig: "other.json", nodeargs: "--enable-source-maps --title='a b'" };
    const { env, execArgv } = await toldBy((program) => runRequest(programInfo(program, options)));
    expect(env).not.toHaveProperty("PULUMI_NODEJS_TYPESCRIPT");
    expect(env.PULUMI_NODEJS_TSCONFIG_PATH).toBe("other.json");
    expect(execArgv).toEqual(["--enable-source-maps", "--title=a b"]);
  });

  it.each([
    ["process.exit(0)", { error: "", bail: false }],
    ["process.exit(32)", { error: "", bail: true }],
    ["process.exit(7)", { error: "Program exited with non-zero exit code: 7", bail: false }],
    ["process.kill(process.pid, 'SIGKILL')", { error: "Program was ended by signal SIGKILL", bail: false }],
  ])("reports the end of `%s`", async (script, end) => {
    const { host: running, folder } = await hostThatRuns(script);
    const response = await answer<RunResponse>((callback) =>
      running.client.run(runRequest(programInfo(folder)), callback),
    );
    expect(response.toObject()).toEqual(end);
  });

  it("passes on all that the program prints before it says that the program has ended", async () => {
    const { host: running, folder } = await hostThatRuns(
      `process.stdout.write("o".repeat(300000) + "end"); process.stderr.write("e".repeat(300000) + "end");`,
    );
    await answer<RunResponse>((callback) => running.client.run(runRequest(programInfo(folder)), callback));
    await expect.poll(() => running.told.out.length, patient).toBe(running.told.out.indexOf("\n") + 1 + 300_003);
    await expect.poll(() => running.told.err.length, patient).toBe(300_003);
  });

  it("recognises a program that ran out of memory, and says what to set", async () => {
    const { host: running, folder } = await hostThatRuns(
      `console.error("<--- Last few GCs --->"); process.exitCode = 134;`,
    );
    const response = await answer<RunResponse>((callback) =>
      running.client.run(runRequest(programInfo(folder)), callback),
    );
    expect(response.getError()).toMatch(/code: 134\. .*nodeargs: --max-old-space-size/);
  });

  it("says that the SDK is not installed, and what to run", async () => {
    const folder = join(programFolder({}), "node_modules", "..", "..");
    const response = await answer<RunResponse>((callback) =>
      host.client.run(runRequest(programInfo(folder)), callback),
    );
    expect(response.getError()).toMatch(/Pulumi SDK has not been installed\. Have you run pulumi install\?/);
  });

  it("reports a wrong runtime option as the program's error", async () => {
    const info = programInfo(programFolder({}), { packagemanager: "cargo" });
    const response = await answer<RunResponse>((callback) => host.client.run(runRequest(info), callback));
    expect(response.getError()).toContain('"cargo" is not known');
  });
});

// It says that it is there once it would hear an interrupt.
const endless = `const fs = require("node:fs");
process.on("SIGINT", () => { fs.writeFileSync(__dirname + "/interrupted", ""); process.exit(3); }); setInterval(() => {}, 1000);
fs.writeFileSync(__dirname + "/pid", String(process.pid));`;

describe("ending a program", () => {
  it("interrupts it when the engine cancels", async () => {
    const { host: running, folder } = await hostThatRuns(endless);
    const response = answer<RunResponse>((callback) => running.client.run(runRequest(programInfo(folder)), callback));
    await expect.poll(() => existsSync(join(folder, "pid")), patient).toBe(true);
    await answer<Empty>((callback) => running.client.cancel(new Empty(), callback));
    await response;
    expect(existsSync(join(folder, "interrupted"))).toBe(true);
  });

  it("interrupts it when the engine drops the call", async () => {
    const { host: running, folder } = await hostThatRuns(endless);
    const call = running.client.run(runRequest(programInfo(folder)), () => {});
    await expect.poll(() => existsSync(join(folder, "pid")), patient).toBe(true);
    call.cancel();
    await expect.poll(() => existsSync(join(folder, "interrupted")), patient).toBe(true);
  });

  it("ends with the engine, program and all, even when the engine was killed", async () => {
    const { folder } = await hostThatRuns(endless);
    const engine = spawn(process.execPath, [
      "-e",
      `const host = require("node:child_process").spawn(${JSON.stringify(launcher)}, ["127.0.0.1:9"], { stdio: ["pipe", "inherit", "inherit"],
        env: { ...process.env, PULUMI_LANGUAGE_NODEJS_RUN_PATH: ${JSON.stringify(join(folder, "in-place-of-run.js"))} } });
      console.error(host.pid); setInterval(() => {}, 1000);`,
    ]);
    const told = { out: "", err: "" };
    engine.stdout.on("data", (text) => {
      told.out += text;
    });
    engine.stderr.on("data", (text) => {
      told.err += text;
    });
    await expect.poll(() => told.out, patient).toMatch(/^\d+\n/);
    const client = connectToHost(told.out.trim());
    client.run(runRequest(programInfo(folder)), () => client.close());
    await expect.poll(() => existsSync(join(folder, "pid")), patient).toBe(true);
    engine.kill("SIGKILL");
    await expect.poll(() => runs(Number(told.err.trim())), patient).toBe(false);
    await expect.poll(() => runs(Number(readFileSync(join(folder, "pid"), "utf8"))), patient).toBe(false);
  });
});

describe("a host whose engine was killed before the host had started", () => {
  it("ends by itself", async () => {
    const orphan = spawn(launcher, ["127.0.0.1:9"], { stdio: ["pipe", "ignore", "inherit"] });
    orphan.stdin.end();
    expect(await new Promise((resolve) => orphan.once("exit", resolve))).toBe(1);
  });

  it("is told from one that was started without an input", async () => {
    const started = spawn(launcher, ["127.0.0.1:9"], { stdio: ["ignore", "pipe", "inherit"] });
    const port = await new Promise((resolve) => started.stdout.once("data", (text) => resolve(String(text).trim())));
    const client = connectToHost(String(port));
    const info = await answer<PluginInfo>((callback) => client.getPluginInfo(new Empty(), callback));
    expect(info.getVersion()).toContain("stand-in");
    client.close();
    started.kill("SIGKILL");
  });
});

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

describe("what the host knows of a program", () => {
  function withProviders(): string {
    const folder = programFolder({});
    const own = join(folder, "own");
    for (const [name, pulumi] of [
      ["@pulumi/sea", { resource: true }],
      ["@someone/tide", { resource: true, name: "tide", version: "9.9.9" }],
      ["plain", undefined],
    ] as const) {
      mkdirSync(join(own, "node_modules", name), { recursive: true });
      writeFileSync(
        join(own, "node_modules", name, "package.json"),
        JSON.stringify({ name, version: "1.2.3", pulumi }),
      );
    }
    writeFileSync(
      join(own, "package.json"),
      JSON.stringify({ dependencies: { "@pulumi/sea": "^1.0.0", plain: "1.2.3" } }),
    );
    return own;
  }

  it("requires the providers of its node_modules whose plugin is installed, and no others", async () => {
    const folder = withProviders();
    const home = join(folder, "home");
    mkdirSync(join(home, "plugins", "resource-tide-v9.9.9"), { recursive: true });
    mkdirSync(join(home, "plugins", "resource-sea-v1.0.0"), { recursive: true });
    const started = await startHost(launcher, { PULUMI_HOME: home });
    strays.push(started);
    const request = new GetRequiredPackagesRequest();
    request.setInfo(programInfo(folder));
    const required = await answer<GetRequiredPackagesResponse>((callback) =>
      started.client.getRequiredPackages(request, callback),
    );
    expect(required.getPackagesList().map((one) => `${one.getKind()} ${one.getName()} ${one.getVersion()}`)).toEqual([
      "resource tide v9.9.9",
    ]);
  });

  it("lists direct dependencies with the versions installed", async () => {
    const request = new GetProgramDependenciesRequest();
    request.setInfo(programInfo(withProviders()));
    const found = await answer<GetProgramDependenciesResponse>((callback) =>
      host.client.getProgramDependencies(request, callback),
    );
    expect(found.toObject().dependenciesList).toEqual([
      { name: "@pulumi/sea", version: "1.2.3" },
      { name: "plain", version: "1.2.3" },
    ]);
  });

  it("installs nothing when everything asked for is there: a registry need not be reachable", async () => {
    const request = new InstallDependenciesRequest();
    request.setInfo(programInfo(withProviders(), { packagemanager: "bun" }));
    let told = "";
    const call = host.client.installDependencies(request);
    await new Promise((resolve, reject) => {
      call.on("data", (message) => {
        told += Buffer.from(message.getStdout_asU8()).toString();
      });
      call.once("end", resolve);
      call.once("error", reject);
    });
    expect(told).toContain("installed already");
  });
});

describe("honesty", () => {
  it("names itself a stand-in", async () => {
    const request = new AboutRequest();
    request.setInfo(programInfo(programFolder({ "yarn.lock": "" })));
    const about = await answer<AboutResponse>((callback) => host.client.about(request, callback));
    expect(about.getVersion()).toMatch(/^v\d+\./);
    expect(about.getMetadataMap().get("languageHost")).toContain("stand-in");
    const info = await answer<PluginInfo>((callback) => host.client.getPluginInfo(new Empty(), callback));
    expect(info.getVersion()).toBe("3.259.0+roadstead.stand-in");
  });

  it("tells the versions of Node and of the package manager as these do", async () => {
    const folder = programFolder({
      "there/npm": '#!/bin/sh\n[ "$1" = --version ] && echo 9.8.7\n',
      "modules/npm/package.json": '{ "name": "npm", "version": "5.4.3" }',
      "modules/npm/bin/npm": "#!/bin/sh\nexit 1\n",
      "modules/chooser/package.json": '{ "name": "chooser", "version": "1.0.0" }',
      "modules/chooser/dist/npm": '#!/bin/sh\n[ "$1" = --version ] && echo 7.6.5\n',
    });
    const told = async (place: string) => {
      const npm = join(folder, place);
      chmodSync(npm, 0o755);
      const at = await startHost(launcher, { PATH: `${dirname(npm)}:${dirname(process.execPath)}:/usr/bin:/bin` });
      strays.push(at);
      const request = new AboutRequest();
      request.setInfo(programInfo(folder));
      const about = await answer<AboutResponse>((callback) => at.client.about(request, callback));
      return [about.getVersion(), about.getMetadataMap().get("packagemanagerVersion")];
    };
    expect(await told("there/npm")).toEqual([process.version, "9.8.7"]);
    expect(await told("modules/npm/bin/npm")).toEqual([process.version, "5.4.3"]);
    expect(await told("modules/chooser/dist/npm")).toEqual([process.version, "7.6.5"]);
  });

  it("says what it cannot do and what can", async () => {
    const lost = answer((callback) => host.client.generatePackage(new GeneratePackageRequest(), callback));
    await expect(lost).rejects.toThrow(
      /stand-in language host .* cannot generate a TypeScript SDK.*official Pulumi CLI/,
    );
  });

  it("lets an import succeed, showing the resources in Pulumi's own notation", async () => {
    const request = new GenerateProgramRequest();
    request.getSourceMap().set("main.pp", 'resource ship "hcloud:index/server:Server" {\n}\n');
    const program = await answer<GenerateProgramResponse>((callback) => host.client.generateProgram(request, callback));
    const text = Buffer.from(program.getSourceMap().get("index.ts") ?? "").toString();
    expect(text).toContain("cannot write this as TypeScript");
    expect(text).toContain('// resource ship "hcloud:index/server:Server" {');
  });
});
