// Loaded into the process of a policy pack before the pack: its server listens where the engine already knocks (see
// policy-gate.ts), so that nothing stands between the two. A pack that listens otherwise is joined with the engine by the host.
import { Server } from "node:net";
import { isMainThread } from "node:worker_threads";
import { inheritedDoor } from "./door";

const listen = Server.prototype.listen;

/** What gRPC asks for when a pack is to listen on whatever port is free. */
function isAnyPort(where: unknown): boolean {
  return typeof where === "object" && where !== null && "port" in where && where.port === 0;
}

function listenAtTheGate(this: Server, ...where: unknown[]): Server {
  if (this.constructor.name !== "Http2Server" || !isAnyPort(where[0])) return Reflect.apply(listen, this, where);
  Server.prototype.listen = listen;
  return Reflect.apply(listen, this, [{ fd: inheritedDoor }, ...where.slice(1)]);
}

if (isMainThread) {
  // What the pack starts in its turn has no such door.
  const own = process.execArgv.findIndex((argument, index) => argument === "--require" && isThis(index + 1));
  if (own !== -1) process.execArgv.splice(own, 2);
  Reflect.set(Server.prototype, "listen", listenAtTheGate);
}

function isThis(index: number): boolean {
  return process.execArgv[index] === __filename;
}
