import { defaultAmesPort } from "../components/planet/resolve";
import { webPorts } from "../components/planet/web/resolve";

/** Adds the ports that a ship needs, unless they are opened already, say to some networks only. Anything that is no list is left to be refused. */
export function withShipPorts(openPorts: unknown, { amesPort, web }: Readonly<Record<string, unknown>>): unknown {
  if (openPorts !== undefined && !Array.isArray(openPorts)) return openPorts;
  const given: readonly unknown[] = openPorts ?? [];
  const needed = [
    { protocol: "udp", port: amesPort ?? defaultAmesPort, purpose: "Ames" },
    ...(web === undefined ? [] : webPorts.map((each) => ({ protocol: "tcp", ...each }))),
  ];
  const missing = needed.filter(
    ({ protocol, port }) =>
      !given.some((each) => {
        const open = typeof each === "object" && each !== null ? each : {};
        return Reflect.get(open, "protocol") === protocol && Reflect.get(open, "port") === port;
      }),
  );
  return [...given, ...missing];
}

/** A web interface that says no name has the machine's own. What is no mapping is left to be refused. */
export function withOwnName(web: unknown, dns: unknown): unknown {
  const name: unknown = typeof dns === "object" && dns !== null ? Reflect.get(dns, "name") : undefined;
  if (typeof web !== "object" || web === null || name === undefined) return web;
  const mode: unknown = Reflect.get(web, "mode");
  if ((mode !== undefined && mode !== "own") || Reflect.get(web, "domain") !== undefined) return web;
  return { ...web, domain: name };
}
