import type { EngineRun } from "../../harness/engine-run";

/** What a vendor has made before anybody connects: a server with its boot data, a volume and an address. */
export interface OrderedMachine {
  readonly userData: string;
  readonly serverId: string;
  readonly volumeId: string;
  readonly address: string;
}

/** `pulumi up` as far as the vendor goes; what needs a login is left out. The machine is the one whose names hold `name`. */
export async function orderedAtVendor(run: EngineRun, name: string): Promise<OrderedMachine> {
  const commands = "urn:pulumi:test::roadstead::**command:remote:Command::**";
  await run.must("up", ["--exclude", commands, "--exclude-dependents"]);
  const holdings = run.holdings("hcloud").filter(({ inputs }) => String(inputs["name"]).includes(name));
  const only = (type: string, isWanted = (_inputs: Readonly<Record<string, unknown>>) => true) => {
    const found = holdings.find((each) => each.type.endsWith(type) && isWanted(each.inputs));
    if (found === undefined) throw new Error(`The deployment made no ${type} for ${name}.`);
    return found;
  };
  const server = only(":Server");
  return {
    userData: String(server.inputs["userData"]),
    serverId: server.id,
    volumeId: only(":Volume").id,
    address: String(only(":PrimaryIp", ({ type }) => type === "ipv4").state["ipAddress"]),
  };
}
