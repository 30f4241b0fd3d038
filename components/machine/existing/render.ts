import { createHash } from "node:crypto";
import { join } from "node:path";
import type { RenderedFile } from "../../core/rendered-file";
import { machineImages } from "../args";
import { encryptionOf } from "../encryption";
import { containerUuid, filesystemUuid } from "../filesystem-uuid";
import type { ResolvedMachine } from "../resolve";
import { filesOf, fill } from "../template";
import type { ResolvedExisting } from "./resolve";

const read = filesOf(join(__dirname, "files"));

/** Long enough for a deployment that does a hundred things at once, short enough to wait for. */
export const confirmSeconds = 300;

/** What goes to a machine that is there already. */
export interface RenderedExisting {
  /** Looks, and changes nothing. */
  readonly preflight: string;
  /** Brings the machine to its artefacts and keys, the first time and whenever they change. */
  readonly setUp: string;
  /** Names what is delivered, but for keys, which change without a guard: a confirmation is good for this alone. */
  readonly print: string;
  /** The data disk's file system; undefined where data lies in a folder. */
  readonly dataUuid: string | undefined;
}

type Delivered = readonly [mode: string, path: string, content: string];

const end = "ROADSTEAD_END";
const operatorKeys = "/keys";

/** The operators' keys in a set-up, of this release or one before; undefined where the text is none. */
export function keysInSetUp(script: string): readonly string[] | undefined {
  const content = script.split(`  file 0600 ${operatorKeys} <<'${end}'\n`)[1]?.split(end)[0];
  return content?.split("\n").filter((line) => line !== "");
}

function here([mode, path, content]: Delivered): string {
  if (!/^[A-Za-z0-9@/._-]+$/.test(path) || (content !== "" && !content.endsWith("\n")) || content.includes(end)) {
    throw new Error(`${path} cannot be delivered in a script.`);
  }
  return `  file ${mode} ${path} <<'${end}'\n${content}${end}`;
}

function lines(words: readonly string[]): string {
  return words.map((word) => `${word}\n`).join("");
}

/** The packages that cloud-init would install. */
function packagesIn(files: readonly RenderedFile[]): string[] {
  const userData = files.find(({ path }) => path === "user-data")?.content ?? "";
  const listed = /^packages: \[([^\]\n]+)\]$/m.exec(userData)?.[1];
  if (listed === undefined) throw new Error("The user data lists no packages.");
  return listed.split(",").map((each) => each.trim());
}

/** The tools that only such a machine has, and where they land. */
function tools(): Delivered[] {
  const record = fill("host-record.sh", read("host-record.sh"), { CONFIRM_SECONDS: String(confirmSeconds) });
  return [
    ["0644", "/files/usr/local/lib/roadstead/host-record.sh", record],
    ["0755", "/files/usr/local/sbin/roadstead-host", read("roadstead-host")],
    ["0755", "/files/usr/local/sbin/roadstead-leave", read("roadstead-leave")],
    ["0644", "/files/etc/systemd/system/roadstead-take-back.service", read("roadstead-take-back.service")],
  ];
}

function preflight(machine: ResolvedMachine, vendor: ResolvedExisting, dataUuid: string | undefined): string {
  const dataMib = machine.volume.mode === "separate" ? machine.volume.gib * 1024 : 0;
  const isEncrypted = encryptionOf(machine.volume) !== undefined;
  const { wireguard } = machine.ssh;
  const checkTunnel = (port: number) =>
    fill("preflight-tunnel.sh", read("preflight-tunnel.sh"), { PORT: String(port) });
  const onRootMib = machine.swapMib + (vendor.dataDevice === undefined ? dataMib : 0);
  return fill("preflight.sh", read("preflight.sh"), {
    OWNER: machine.hostname,
    SYSTEMS: machineImages.join(" "),
    IMAGE: machine.image,
    ARCHITECTURE: vendor.architecture,
    MEMORY_MIB: String(Math.floor(vendor.memoryGib * 1024)),
    SWAP_MIB: String(machine.swapMib),
    // Packages, logs and a runtime take about two.
    FREE_MIB: String(Math.ceil(onRootMib) + 2048),
    DATA_MIB: String(dataMib),
    DATA_DEVICE: vendor.dataDevice ?? "",
    DATA_UUID: dataUuid === undefined || !isEncrypted ? (dataUuid ?? "") : containerUuid(dataUuid),
    GIVE_UUID: isEncrypted ? "cryptsetup luksUUID --uuid" : "tune2fs -U",
    PORTS: machine.openPorts.map(({ protocol, port }) => `${protocol}/${port}`).join(" "),
    SSH_PORT: String(machine.ssh.port),
    MORE_NAMES: wireguard === undefined ? "" : " tunnel",
    MORE_CHECKS: wireguard === undefined ? "" : checkTunnel(wireguard.port),
  });
}

/** Renders what goes over SSH. Pure: the same machine gives the same bytes. */
export function renderExisting(
  machine: ResolvedMachine,
  vendor: ResolvedExisting,
  files: readonly RenderedFile[],
  deploymentPublicKey: string,
): RenderedExisting {
  const delivered: Delivered[] = [
    ["0600", "/settings", lines([machine.hostname, machine.operator.user])],
    ["0600", "/packages", lines(packagesIn(files))],
    ...tools(),
    ...files
      .filter(({ path }) => path.startsWith("/"))
      .map(({ path, mode, content }): Delivered => [mode, `/files${path}`, content]),
  ];
  const print = createHash("sha256").update(JSON.stringify(delivered)).digest("hex").slice(0, 32);
  const ofThisDelivery: Delivered[] = [
    ["0600", operatorKeys, lines(machine.access.keys)],
    ["0600", "/deployment-key", lines([deploymentPublicKey.trim()])],
    ["0600", "/print", lines([print])],
  ];
  const dataUuid =
    vendor.dataDevice === undefined
      ? undefined
      : filesystemUuid("existing", `${machine.hostname} ${vendor.dataDevice}`);
  return {
    preflight: preflight(machine, vendor, dataUuid),
    setUp: fill("set-up.sh", read("set-up.sh"), { FILES: [...delivered, ...ofThisDelivery].map(here).join("\n") }),
    print,
    dataUuid,
  };
}
