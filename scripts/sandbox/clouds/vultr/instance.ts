// Machines. Vultr API, Instances; replacement as in vps-providers.md 2, resizing as in 2.1.
import type { Holding } from "../../holdings";
import { booleanOf, numberOf, objectOf, type Plain, type PlainObject, textOf } from "../../values";
import { isEmpty, isGiven, isSet, knownProblems, rangeProblems, under } from "../checks";
import { type Order, type Problem, Refusal, type ResourceRules, type Scene, type Update } from "../cloud";
import { isHostname } from "../dns-names";
import { hexDigits, testAddress, testPrefix } from "../inventing";
import { dotted, rangeOf } from "../ip-ranges";
import { nearestName } from "../nearest";
import { notesOf, takenAsItIs } from "../open-catalogue";
import { thereAlready } from "../there-already";
import { regionNamed } from "./catalogue";
import { type Plan, planNamed, plans, soldIn } from "./plans";
import * as vultr from "./rules";
import { systemNumbered, systems } from "./systems";

// vps-providers.md 3.1: the limit is UNVERIFIED; 16 KiB is what is known to pass.
const largestUserData = 16 * 1024;
const sources = ["appId", "imageId", "isoId", "snapshotId"];

function check(inputs: PlainObject): readonly Problem[] {
  const problems: Problem[] = [
    ...vultr.regionProblems(inputs),
    ...knownProblems(inputs, "plan", {
      what: "plan",
      known: plans.map(({ id }) => id),
      takes: (id) => planNamed(id) !== undefined,
    }),
    ...vultr.oneOfProblems(inputs, "backups", ["enabled", "disabled"]),
    ...under("backupsSchedule", scheduleProblems(objectOf(inputs["backupsSchedule"]))),
  ];
  const say = (path: string, reason: string) => problems.push({ path, reason });
  const os = numberOf(inputs["osId"]);
  if (os !== undefined && os !== 0 && systemNumbered(os) === undefined) {
    const known = systems.map(({ id, name }) => `${id} (${name})`);
    const near = nearestName(
      String(os),
      systems.map(({ id }) => String(id)),
    );
    say("osId", `there is no operating system ${os}. There are ${known.join(", ")}.${near}`);
  }
  const hostname = textOf(inputs["hostname"]);
  if (hostname !== undefined && hostname !== "" && !isHostname(hostname))
    say("hostname", `${hostname} is not a host name`);
  const bytes = Buffer.byteLength(textOf(inputs["userData"]) ?? "");
  if (bytes > largestUserData) {
    say("userData", `user data has ${bytes} bytes; more than ${largestUserData} (16 KiB) is not known to be taken`);
  }
  return problems;
}

function scheduleProblems(schedule: PlainObject): readonly Problem[] {
  return [
    ...vultr.oneOfProblems(schedule, "type", ["daily", "weekly", "monthly", "daily_alt_even", "daily_alt_odd"]),
    ...rangeProblems(schedule, "hour", { least: 0, most: 23 }),
    ...rangeProblems(schedule, "dow", { least: 1, most: 7 }),
    ...rangeProblems(schedule, "dom", { least: 1, most: 28 }),
  ];
}

/** Provider, at creation and not before: exactly one thing to install, and a schedule with backups (vps-providers.md 6, 31). */
function providerChecks(inputs: PlainObject): void {
  backupsFit(inputs);
  const chosen = sources.filter((property) => isSet(inputs[property]));
  const os = isSet(inputs["osId"]);
  if (chosen.length > 1)
    throw new Refusal(`too many options have been selected: ${chosen.join(", ")}: please select one`);
  if (chosen.length === 1 && os) throw new Refusal(`please do not set ${chosen[0]} with osId`);
  if (chosen.length === 0 && !os) throw new Refusal("one of osId, appId, imageId, isoId, snapshotId must be given");
}

function backupsFit(inputs: PlainObject): void {
  const enabled = textOf(inputs["backups"]) === "enabled";
  const schedule = isGiven(inputs["backupsSchedule"]);
  if (enabled && !schedule) throw new Refusal("backups are set to enabled, please provide a backupsSchedule");
  if (!enabled && schedule) throw new Refusal("backups are set to disabled, please remove backupsSchedule");
}

const doing = "creating server";

function orderable(plan: Plan, region: string): void {
  if (!soldIn(plan, region)) vultr.refuse(doing, `Plan ${plan.id} is not available in the selected region ${region}`);
}

/** `reservedIpId`: an IPv4 of the region that is on no other machine becomes the main address. */
function mainAddress(order: Order, region: string): Holding | undefined {
  if (!isSet(order.inputs["reservedIpId"])) return undefined;
  const ip = vultr.mustExist(order, vultr.reservedIp, order.inputs["reservedIpId"], doing);
  if (ip.state["ipType"] !== "v4") vultr.refuse(doing, `Reserved IP ${ip.id} is not an IPv4 address`);
  if (ip.state["region"] !== region)
    vultr.refuse(doing, `Reserved IP ${ip.id} is in region ${String(ip.state["region"])}, not in ${region}`);
  // vps-providers.md 5.5: the words that the provider waits on.
  if (vultr.holderOf(ip, "instanceId") !== "")
    vultr.refuse(doing, "Floating IPv4 address is already attached to another server");
  return ip;
}

function referencesExist(order: Order, what: string): void {
  const { inputs } = order;
  for (const id of vultr.givenIds(inputs, "sshKeyIds")) vultr.mustBeThere(order, vultr.sshKey, id, what);
  if (isSet(inputs["firewallGroupId"])) vultr.mustBeThere(order, vultr.firewallGroup, inputs["firewallGroupId"], what);
  if (isSet(inputs["scriptId"])) vultr.mustBeThere(order, vultr.startupScript, inputs["scriptId"], what);
  if (isSet(inputs["snapshotId"])) vultr.mustBeThere(order, vultr.snapshot, inputs["snapshotId"], what);
  // vps-providers.md 2: VPC 2.0 is gone upstream (the answer is UNVERIFIED).
  if (!isEmpty(inputs["vpc2Ids"])) vultr.refuse(what, "VPC 2.0 is no longer available, use vpcIds");
}

function networksOf(order: Order, region: string, what: string): readonly Holding[] {
  const known = vultr.givenIds(order.inputs, "vpcIds").filter((id) => !vultr.isForeign(order, vultr.vpc, id));
  return known.map((id) => {
    const vpc = vultr.mustExist(order, vultr.vpc, id, what);
    if (vpc.state["region"] !== region)
      vultr.refuse(what, `VPC ${id} is in region ${String(vpc.state["region"])}, not in ${region}`);
    return vpc;
  });
}

/** What it names of the account that was not made here. */
function foreignNotes(order: Order): readonly string[] {
  const { inputs } = order;
  const foreign = (kind: string, ids: readonly Plain[]) => ids.filter((id) => vultr.isForeign(order, kind, id));
  const single = (property: string): readonly Plain[] => (isSet(inputs[property]) ? [inputs[property] ?? ""] : []);
  return notesOf(
    thereAlready("SSH key", foreign(vultr.sshKey, vultr.givenIds(inputs, "sshKeyIds"))),
    thereAlready("firewall group", foreign(vultr.firewallGroup, single("firewallGroupId"))),
    thereAlready("startup script", foreign(vultr.startupScript, single("scriptId"))),
    thereAlready("snapshot", foreign(vultr.snapshot, single("snapshotId"))),
    thereAlready("VPC", foreign(vultr.vpc, vultr.givenIds(inputs, "vpcIds"))),
  );
}

function internalAddress([vpc]: readonly Holding[], number: number): string {
  const range =
    vpc === undefined ? undefined : rangeOf(`${String(vpc.state["v4Subnet"])}/${String(vpc.state["v4SubnetMask"])}`);
  return range === undefined ? "" : dotted(range.first + 3 + (number % Math.max(1, range.last - range.first - 3)));
}

function planOutputs(plan: Plan): PlainObject {
  return { plan: plan.id, ram: plan.ram, disk: plan.disk, vcpuCount: plan.vcpus, allowedBandwidth: plan.bandwidth };
}

function ipv6Outputs(enabled: boolean, number: number): PlainObject {
  const network = testPrefix("vultr", number);
  if (!enabled) return { v6Network: "", v6MainIp: "", v6NetworkSize: 0 };
  return { v6Network: network, v6MainIp: `${network.replace(/::$/, ":")}5400:ff:fe00:1`, v6NetworkSize: 64 };
}

function features(inputs: PlainObject): Plain {
  const enabled = [
    booleanOf(inputs["enableIpv6"]) === true ? "ipv6" : "",
    textOf(inputs["backups"]) === "enabled" ? "auto_backups" : "",
    booleanOf(inputs["ddosProtection"]) === true ? "ddos_protection" : "",
  ];
  return enabled.filter((one) => one !== "");
}

function backupOutputs(inputs: PlainObject): PlainObject {
  const backups = inputs["backups"] ?? "disabled";
  if (!isGiven(inputs["backupsSchedule"])) return { backups };
  return { backups, backupsSchedule: { hour: 0, dow: 0, dom: 0, ...objectOf(inputs["backupsSchedule"]) } };
}

/** What of plan, system and region nobody here has listed. */
function notesFor(inputs: PlainObject): readonly string[] {
  const plan = planNamed(textOf(inputs["plan"]) ?? "");
  const system = systemNumbered(numberOf(inputs["osId"]) ?? 0);
  const region = regionNamed(vultr.regionOf(inputs));
  return notesOf(
    plan?.assumed === true
      ? takenAsItIs("plan", plan.id, `${plan.vcpus} vCPUs, ${plan.ram} MB; a disk of ${plan.disk} GB may be a guess`)
      : undefined,
    system?.assumed === true ? takenAsItIs("operating system", String(system.id)) : undefined,
    region?.assumed === true ? takenAsItIs("region", region.id) : undefined,
  );
}

function create(order: Order) {
  const { inputs } = order;
  providerChecks(inputs);
  const region = vultr.regionOf(inputs);
  const plan = planNamed(textOf(inputs["plan"]) ?? "") ?? vultr.refuse(doing, "Invalid plan chosen");
  orderable(plan, region);
  referencesExist(order, doing);
  const reserved = mainAddress(order, region);
  const networks = networksOf(order, region, doing);
  const id = vultr.idFor(order);
  const ipv6 = booleanOf(inputs["enableIpv6"]) === true;
  const without = booleanOf(inputs["disablePublicIpv4"]) === true && ipv6;
  const main = without ? "" : (textOf(reserved?.state["subnet"]) ?? testAddress("vultr", order.number));
  const system = systemNumbered(numberOf(inputs["osId"]) ?? 0);
  return {
    id,
    notes: [...notesFor(inputs), ...foreignNotes(order)],
    also: reserved === undefined ? [] : [vultr.withState(reserved, { instanceId: id })],
    outputs: {
      ...planOutputs(plan),
      ...ipv6Outputs(ipv6, order.number),
      region,
      os: system?.name ?? "Custom Installed",
      osId: system?.id ?? 159,
      appId: numberOf(inputs["appId"]) ?? 0,
      imageId: inputs["imageId"] ?? "",
      snapshotId: inputs["snapshotId"] ?? "",
      scriptId: inputs["scriptId"] ?? "",
      userData: inputs["userData"] ?? "",
      reservedIpId: inputs["reservedIpId"] ?? "",
      firewallGroupId: inputs["firewallGroupId"] ?? "",
      vpcIds: inputs["vpcIds"] ?? [],
      label: inputs["label"] ?? "",
      hostname: inputs["hostname"] ?? "vultr.guest",
      ...backupOutputs(inputs),
      mainIp: main,
      gatewayV4: main === "" ? "" : main.replace(/\.\d+$/, ".1"),
      netmaskV4: main === "" ? "" : "255.255.254.0",
      internalIp: internalAddress(networks, order.number),
      dateCreated: vultr.beginning,
      // vps-providers.md 6, 33: a password always exists, and the console's address opens the console.
      defaultPassword: `sandbox-${hexDigits(16, order.seed, "password", order.number)}`,
      kvm: `https://my.vultr.com/subs/vps/novnc/api.php?data=${hexDigits(40, order.seed, "kvm", order.number)}`,
      features: features(inputs),
      status: "active",
      powerStatus: "running",
      serverStatus: "ok",
    },
  };
}

function update(order: Update) {
  const { old, inputs } = order;
  const what = `updating instance ${old.id}`;
  vultr.notLocked(old, what);
  if (inputs["backups"] !== old.inputs["backups"] || textOf(inputs["backups"]) === "enabled") backupsFit(inputs);
  const plan = planNamed(textOf(inputs["plan"]) ?? "") ?? vultr.refuse(what, "Invalid plan chosen");
  const region = textOf(old.state["region"]) ?? "";
  orderable(plan, region);
  // vps-providers.md 2.1: upgrades only; that a plan with the same disk is refused too is UNVERIFIED, so it passes.
  const judged = plan.assumed !== true && planNamed(textOf(old.state["plan"]) ?? "")?.assumed !== true;
  if (judged && plan.disk < Number(old.state["disk"])) {
    vultr.refuse(
      what,
      `Plan ${plan.id} has a smaller disk (${plan.disk} GB) than the instance (${String(old.state["disk"])} GB): only upgrades are possible`,
    );
  }
  referencesExist(order, what);
  const networks = networksOf(order, region, what);
  const ipv6 = booleanOf(inputs["enableIpv6"]);
  return {
    notes: notesFor(inputs),
    outputs: {
      ...planOutputs(plan),
      ...(ipv6 === undefined ? {} : ipv6Outputs(ipv6, old.number)),
      ...(isGiven(inputs["vpcIds"]) ? { internalIp: internalAddress(networks, old.number) } : {}),
      ...backupOutputs(inputs),
      features: features(inputs),
    },
  };
}

/** Volumes and reserved addresses outlive the machine; names of its addresses do not. */
function remove(holding: Holding, scene: Scene) {
  vultr.notLocked(holding, `destroying instance ${holding.id}`);
  const of = (kind: string) => scene.world.of(scene.account, kind);
  const mine = (one: Holding) => vultr.holderOf(one, "instanceId") === holding.id;
  const blocks = of(vultr.blockStorage).filter((one) => vultr.holderOf(one, "attachedToInstance") === holding.id);
  return {
    gone: [...of(vultr.reverseIpv4), ...of(vultr.reverseIpv6)].filter(mine),
    also: [
      ...blocks.map((one) => vultr.withState(one, { attachedToInstance: "" })),
      ...of(vultr.reservedIp)
        .filter(mine)
        .map((one) => vultr.withState(one, { instanceId: "" })),
    ],
  };
}

/** Addresses that a machine answers to: its main one, and reserved ones on top. */
export function addressesOf(machine: Holding, scene: Scene): readonly string[] {
  const reserved = scene.world
    .of(scene.account, vultr.reservedIp)
    .filter((one) => vultr.holderOf(one, "instanceId") === machine.id && one.state["ipType"] === "v4")
    .map((one) => textOf(one.state["subnet"]) ?? "");
  return [...new Set([textOf(machine.state["mainIp"]) ?? "", ...reserved])].filter((one) => one !== "");
}

export const instanceRules: ResourceRules = {
  replaceOn: [
    ...["region", "osId", "imageId", "appId", "snapshotId", "scriptId", "userData", "hostname", "sshKeyIds"],
    ...["reservedIpId", "disablePublicIpv4", "appVariables"],
  ],
  unordered: ["tags", "vpcIds", "vpc2Ids"],
  keptWhenRemoved: [
    ...["osId", "imageId", "appId", "snapshotId", "scriptId", "userData", "hostname", "reservedIpId"],
    ...["label", "firewallGroupId", "vpcIds"],
  ],
  // vps-providers.md 6, 34: the label is never read back; nor is what only the installation needed.
  writeOnly: [
    ...["label", "userData", "sshKeyIds", "scriptId", "snapshotId", "reservedIpId", "appVariables", "activationEmail"],
    ...["disablePublicIpv4", "isoId", "ddosProtection", "enableIpv6"],
  ],
  check,
  create,
  update,
  remove,
};
