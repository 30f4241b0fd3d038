// The command package (https://www.pulumi.com/registry/packages/command): commands are recorded and not executed.
import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { isIP } from "node:net";
import type { Holding } from "../holdings";
import { isUnknown } from "../types/wire-values";
import { numberOf, objectOf, type Plain, type PlainObject, textOf } from "../values";
import type { Cloud, Deed, Order, Problem, ResourceRules, Scene } from "./cloud";
import { type CommandAnswer, type CommandRequest, type CommandTransport, isSecretAt } from "./commands";
import type { RealConnections } from "./connections";
import { hexDigits } from "./inventing";

const remoteCommand = "command:remote:Command";
const localCommand = "command:local:Command";
// What the preflight of a machine that was there before begins with.
const preflightMark = ": roadstead preflight;";
const hostKeyCommand = "cat /etc/ssh/ssh_host_ed25519_key.pub";

const hostKeyTypes = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-[a-z0-9@.-]+)$/;
const hostForm =
  /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*\.?$/;

/** Provider source, connection.go: golang.org/x/crypto/ssh.ParsePrivateKey. */
function privateKeyProblem(key: string, hasPassword: boolean): string | undefined {
  if (/^-----BEGIN OPENSSH PRIVATE KEY-----\s/.test(key)) {
    const body = key.replaceAll(/-----[A-Z ]+-----/g, "").replaceAll(/\s/g, "");
    const complete = key.includes("-----END OPENSSH PRIVATE KEY-----");
    if (complete && Buffer.from(body, "base64").subarray(0, 15).toString("latin1") === "openssh-key-v1\0")
      return undefined;
    return "ssh: this OpenSSH private key is damaged";
  }
  if (!key.includes("-----BEGIN ")) return "ssh: no key found: expected the content of a private key, not its path";
  if (hasPassword || key.includes("ENCRYPTED")) return undefined;
  try {
    createPrivateKey(key);
    return undefined;
  } catch {
    return "ssh: this private key is damaged";
  }
}

function connectionProblems(connection: PlainObject, path: string): readonly Problem[] {
  const problems: Problem[] = [];
  const say = (property: string, reason: string) => problems.push({ path: `${path}.${property}`, reason });
  const [host, key, hostKey] = [
    textOf(connection["host"]),
    textOf(connection["privateKey"]),
    textOf(connection["hostKey"]),
  ];
  if (host !== undefined && isIP(host) === 0 && !hostForm.test(host))
    say("host", `"${host}" is neither an IP address nor a host name`);
  const port = numberOf(connection["port"]);
  if (port !== undefined && (!Number.isInteger(port) || port < 1 || port > 65_535))
    say("port", `${port} is not a port`);
  const wrong = key === undefined ? undefined : privateKeyProblem(key, connection["privateKeyPassword"] !== undefined);
  if (wrong !== undefined) say("privateKey", wrong);
  if (hostKey !== undefined && hostKey !== "") {
    const [type = "", encoded = ""] = hostKey.trim().split(/\s+/);
    const blob = Buffer.from(encoded, "base64");
    const matches = blob.length > 4 && blob.subarray(4, 4 + blob.readUInt32BE(0)).toString("latin1") === type;
    if (!hostKeyTypes.test(type) || !matches)
      say("hostKey", "not a host key in the format of authorized_keys: ssh-ed25519 AAAAC3Nza...");
  }
  return problems;
}

function checkConnection(inputs: PlainObject): readonly Problem[] {
  const connection = objectOf(inputs["connection"]);
  const proxy = connection["proxy"];
  return [
    ...connectionProblems(connection, "connection"),
    ...(proxy === undefined || isUnknown(proxy) ? [] : connectionProblems(objectOf(proxy), "connection.proxy")),
  ];
}

/** An ed25519 host key that follows from the seed and the host, in the form of its .pub file. */
export function hostKeyOf(seed: string, host: string): string {
  const secret = createHash("sha256").update(`${seed} host key ${host}`).digest();
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), secret]);
  const key = createPublicKey(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }));
  const point = key.export({ format: "der", type: "spki" }).subarray(-32);
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([field(Buffer.from("ssh-ed25519")), field(point)]);
  return `ssh-ed25519 ${blob.toString("base64")} root@sandbox`;
}

/** A UUID that follows from the seed, the host and what it is for. */
function uuidOf(seed: string, host: string, what: string): string {
  const hex = createHash("sha256").update(`${seed} ${what} ${host}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What a machine on which everything is as it was promised would say of itself. */
function preflightOf(seed: string, host: string): string {
  const [type, data] = hostKeyOf(seed, host).split(" ");
  const [machine, rootUuid] = [uuidOf(seed, host, "machine"), uuidOf(seed, host, "root file system")];
  return JSON.stringify({ machine, hostKey: `${type} ${data}`, rootUuid });
}

/** Nothing runs, so nothing is answered, except for the one question every deployment asks a new machine. */
export function foreseen(seed: string): (request: CommandRequest) => CommandAnswer {
  return ({ type, phase, host, text }) => {
    const asks = type === remoteCommand && phase !== "delete";
    if (asks && text.trim() === hostKeyCommand) return { stdout: hostKeyOf(seed, host), stderr: "" };
    return { stdout: asks && text.startsWith(preflightMark) ? preflightOf(seed, host) : "", stderr: "" };
  };
}

interface Phase {
  readonly phase: CommandRequest["phase"];
  /** The input that holds the command. */
  readonly from: string;
}

function requestOf(
  what: Pick<Order, "type" | "name" | "inputs" | "secrets">,
  { phase, from }: Phase,
): CommandRequest | undefined {
  const given = what.inputs[from];
  if (given === undefined || given === null) return undefined;
  const connection = objectOf(what.inputs["connection"]);
  return {
    phase,
    type: what.type,
    name: what.name,
    host: textOf(connection["host"]) ?? "",
    port: numberOf(connection["port"]) ?? 22,
    inputs: what.inputs,
    secrets: what.secrets,
    text: phase === "copy" ? `copy ${copied(given)} to ${String(what.inputs["remotePath"] ?? "")}` : String(given),
    textIsSecret: isSecretAt([from], what.secrets),
  };
}

function copied(source: Plain): string {
  if (typeof source === "string") return source;
  const file = objectOf(source);
  const hash = textOf(file["hash"])?.slice(0, 12) ?? "";
  return `${textOf(file["path"]) ?? "asset"} (sha256 ${hash})`;
}

/** `update` is what an update runs, or `create` again where there is none. */
function phaseOf({ phase, inputs }: Pick<Deed, "phase" | "inputs">): Phase {
  const hasUpdate = inputs["update"] !== undefined && inputs["update"] !== null;
  return { phase, from: phase === "update" && !hasUpdate ? "create" : phase };
}

function commandRules(
  transport: CommandTransport,
  isRemote: boolean,
  connections: RealConnections | undefined,
): ResourceRules {
  const isReal = (inputs: PlainObject): boolean =>
    connections?.leadsTo(textOf(objectOf(inputs["connection"])["host"]) ?? "") === true;
  const run = (order: Order, phase: Phase) => {
    if (order.done !== undefined) return { answer: order.done, after: () => undefined };
    const request = requestOf(order, phase);
    const answer = request === undefined ? { stdout: "", stderr: "" } : transport.foresee(request);
    return { answer, after: () => (request === undefined ? undefined : transport.carryOut(request)) };
  };
  return {
    // vps-providers.md 0.1: triggers replace, any other changed input runs `update`, or `create` again without one.
    replaceOn: ["triggers"],
    ...(isRemote ? { check: checkConnection } : {}),
    async carryOut(deed) {
      if (connections === undefined || !isReal(deed.inputs)) return undefined;
      const request = requestOf(deed, phaseOf(deed));
      return request === undefined ? { stdout: "", stderr: "" } : { ...(await connections.carryOut(request)) };
    },
    onlyInState: true,
    secretOutputs: ({ secrets }) => (secrets.length > 0 ? [["stdout"], ["stderr"]] : []),
    unsettledBy: () => ["stdout", "stderr"],
    create(order) {
      const { answer, after } = run(order, { phase: "create", from: "create" });
      // Provider source: the name and 8 hex digits.
      return { id: `${order.name}${hexDigits(8, order.seed, order.urn, order.number)}`, outputs: { ...answer }, after };
    },
    update(order) {
      const { answer, after } = run(order, phaseOf({ phase: "update", inputs: order.inputs }));
      return { outputs: { ...answer }, after };
    },
    remove: (holding) => (isReal(holding.inputs) ? {} : { after: deletion(transport, holding) }),
  };
}

function deletion(transport: CommandTransport, holding: Holding): () => void {
  return () => {
    const name = holding.urn?.split("::").slice(3).join("::") ?? holding.id;
    const request = requestOf({ ...holding, name, secrets: holding.secretInputs }, { phase: "delete", from: "delete" });
    if (request !== undefined) transport.carryOut(request);
  };
}

function copyRules(transport: CommandTransport, from: string): ResourceRules {
  const copy = (order: Order) => {
    const request = requestOf(order, { phase: "copy", from });
    return { outputs: {}, after: () => (request === undefined ? undefined : transport.carryOut(request)) };
  };
  return {
    replaceOn: ["triggers"],
    check: checkConnection,
    onlyInState: true,
    create: (order) => ({ ...copy(order), id: `${order.name}${hexDigits(8, order.seed, order.urn, order.number)}` }),
    update: copy,
  };
}

export function commandCloud(transport: CommandTransport, connections?: RealConnections): Cloud {
  return {
    resources: {
      [remoteCommand]: commandRules(transport, true, connections),
      [localCommand]: commandRules(transport, false, undefined),
      "command:remote:CopyToRemote": copyRules(transport, "source"),
      "command:remote:CopyFile": copyRules(transport, "localPath"),
    },
    functions: {
      // Answered like a command that says nothing: functions may run in previews too, so nothing is recorded.
      "command:local:run": (args: PlainObject, _: Scene) => ({ ...args, stdout: "", stderr: "" }),
    },
    errors: {
      tooManyRequests: "ssh: connect: too many authentication attempts",
      broken: "Process exited with status 1: running",
      timeout: "after 10 failed attempts: dial tcp: i/o timeout",
    },
  };
}
