import * as pulumi from "@pulumi/pulumi";
import { type Children, componentOf } from "../core/children";
import { childUrn, urnMark } from "../core/ownership";
import { neverTwice, replacedWhen } from "../core/resource-options";
import { hooksCanRun, sharedHook } from "../core/shared-hooks";
import type { MachineTransform } from "./args";
import { cannotBecome, type VolumeKind, volumeKinds } from "./encryption";
import type { Inquiry, ListedServer } from "./inquiry";
import { wayInObjection } from "./way-in";

/** What a server is made of, and how its host is. Kept in the state, so that a change is seen before the server is touched. */
export interface ServerPlan {
  readonly place: string;
  readonly plan: string;
  readonly generation: number;
  readonly hostLost: boolean;
  readonly serverProtection: boolean;
  /** What the data volume is; left out of what is kept where it is plain, as it was before volumes could be anything else. */
  readonly volume: VolumeKind;
  /** How SSH goes through a tunnel, as `wayIn` writes it; left out where it goes through none. */
  readonly wayIn: string | undefined;
}

/** Children that live in the state only, and come before the server. */
export interface ServerPlanNodes {
  readonly plan: pulumi.Stash;
  readonly standstill: pulumi.Stash;
}

const planRole = "plan";

function planIn(inputs: unknown): ServerPlan | undefined {
  const { input }: { input?: unknown } = Object(inputs);
  const given: { readonly [Key in keyof ServerPlan]?: unknown } = Object(input);
  const { place, plan, generation } = given;
  if (typeof place !== "string" || typeof plan !== "string" || typeof generation !== "number") return undefined;
  return {
    ...{ place, plan, generation },
    hostLost: given.hostLost === true,
    serverProtection: given.serverProtection === true,
    volume: volumeKinds.find((kind) => kind === given.volume) ?? "plain",
    wayIn: typeof given.wayIn === "string" ? given.wayIn : undefined,
  };
}

/** The mark of the server that stands beside this plan. */
export function serverMark(planUrn: string, planName: string, serverType: string): string {
  const [head = "", project = "", types = ""] = planUrn.split("::");
  const parent = types.slice(0, types.lastIndexOf("$"));
  const component = componentOf(planName, planRole);
  return urnMark(childUrn([head, project, parent, component].join("::"), serverType, `${component}-server`));
}

function stillRuns(component: string, running: ListedServer): string {
  return (
    `${component}: MachineArgs.hostLost is set, but the vendor says that ${running.name} (id ${running.id}) is "${running.power}", not off. ` +
    "A ship may run on it. Remove hostLost and deploy as usual; or switch it off at the vendor, and see that it stays off."
  );
}

/** Judges a change of plan, in the words of whoever asked for it; undefined where nothing is against it. */
async function objection(
  component: string,
  before: ServerPlan | undefined,
  now: ServerPlan,
  { refusal }: Pick<Inquiry, "refusal">,
  listed: () => Promise<readonly ListedServer[]>,
): Promise<string | undefined> {
  const rebuilt = before?.generation !== now.generation || before.place !== now.place;
  // One that is not there yet may become anything, and one that is no longer wanted stays as it is.
  const kinds = [before?.volume ?? "none", now.volume] as const;
  if (kinds[0] !== kinds[1] && !kinds.includes("none")) return cannotBecome(component, ...kinds);
  const locksOut = wayInObjection(component, before?.wayIn, now.wayIn);
  if (locksOut !== undefined) return locksOut;
  if (now.hostLost) {
    if (before === undefined) {
      return `${component}: MachineArgs.hostLost is set, but this stack has made no machine yet. Remove it.`;
    }
    if (!before.hostLost && (rebuilt || before.plan !== now.plan)) {
      return (
        `${component}: MachineArgs.hostLost and another generation, plan or place come in one step, but what the old host can no longer undo must be given up first. ` +
        "Set hostLost alone and run pulumi up; then make the other change and run it again (components/machine/README.md, A host that is lost)."
      );
    }
    // Also of one that was given up before: the argument may have been left where the next host has long been running.
    const running = (await listed()).find(({ off }) => !off);
    if (running !== undefined) return stillRuns(component, running);
  }
  if (before?.serverProtection && rebuilt) {
    return (
      `${component}: its server is protected against deletion at the vendor, and this change deletes it. ` +
      "Set vendor.serverProtection to false and run pulumi up; then make this change, with or without the protection."
    );
  }
  if (rebuilt || before.plan !== now.plan) {
    const why = await refusal(now);
    if (why !== undefined) {
      return (
        `${component}: ${now.plan} ${why}, so the server could not be made again or changed. Nothing was touched. ` +
        "Choose another plan or try again later."
      );
    }
  }
  return undefined;
}

/** Asks the vendor before anything is stopped, in previews too, and only where a server is about to be made, rebuilt or resized. */
function askedFirst(
  account: pulumi.ProviderResource | undefined,
  serverType: string,
  inquiry: Inquiry,
): pulumi.CustomResourceOptions {
  if (!hooksCanRun()) return {};
  const hook = sharedHook(account, `a server of type ${serverType} is asked about before it is touched`, () => {
    // A fleet asks for few plans; each is asked about once.
    const told = new Map<string, Promise<string | undefined>>();
    const refusal: Inquiry["refusal"] = (order) => {
      const key = `${order.plan} in ${order.place}`;
      const known = told.get(key) ?? inquiry.refusal(order);
      told.set(key, known);
      return known;
    };
    return async ({ name, urn, oldInputs, newInputs }) => {
      if (pulumi.runtime.isDryRun() && process.env["ROADSTEAD_RECOVERING"] === "1") return;
      const now = planIn(newInputs);
      if (now === undefined) return;
      const listed = () => inquiry.servers(serverMark(urn, name, serverType));
      const against = await objection(componentOf(name, planRole), planIn(oldInputs), now, { refusal }, listed);
      if (against !== undefined) throw new Error(against);
    };
  });
  return { hooks: { beforeCreate: [hook], beforeUpdate: [hook] } };
}

/**
 * What comes before a server. `plan` is where a change is judged: by a vendor that has no such server to sell, or a host that
 * is not lost, the deployment ends there, with everything as it was. `standstill` is replaced when the plan changes, and the
 * engine deletes what hangs on it first: that is how a ship is stopped before its machine is switched off for another plan.
 */
export function serverPlan(
  children: Children,
  serverType: string,
  account: pulumi.ProviderResource | undefined,
  inquiry: Inquiry,
  plan: ServerPlan,
  transform: MachineTransform | undefined,
): ServerPlanNodes {
  const planned = children.create(
    planRole,
    pulumi.Stash,
    { input: { ...plan, volume: plan.volume === "plain" ? undefined : plan.volume } },
    transform?.plan,
    askedFirst(account, serverType, inquiry),
  );
  const standstill = children.create(
    "standstill",
    pulumi.Stash,
    { input: plan.plan },
    transform?.standstill,
    neverTwice,
    replacedWhen({ plan: plan.plan }),
    { dependsOn: [planned] },
  );
  return { plan: planned, standstill };
}
