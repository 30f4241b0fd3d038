import { execFileSync } from "node:child_process";
import { networkInterfaces } from "node:os";
import { metadata4, operator4, secondBerth, stranger4, strangerInside4, tapDevice, world4, world6 } from "./addresses";

function ip(...words: string[]): void {
  execFileSync("ip", words, { stdio: ["ignore", "ignore", "pipe"] });
}

/** One more address of the world. */
export function comeFrom(address: string): void {
  ip("address", "replace", `${address}/32`, "dev", tapDevice);
}

/** Lays the network. Refuses outside a namespace of its own: the host's network is not ours to change. */
export function layNetwork(): void {
  const there = Object.keys(networkInterfaces());
  if (there.includes(tapDevice)) return;
  const foreign = there.filter((name) => name !== "lo");
  if (foreign.length > 0) {
    throw new Error(
      `This network holds ${foreign.join(", ")}: it is the host's own. Run the suite by npm run test:vm.`,
    );
  }
  ip("link", "set", "lo", "up");
  ip("tuntap", "add", "dev", tapDevice, "mode", "tap");
  for (const address of [
    `${world4}/24`,
    `${stranger4}/24`,
    `${operator4}/32`,
    `${strangerInside4}/32`,
    `${metadata4}/32`,
  ]) {
    ip("address", "add", address, "dev", tapDevice);
  }
  ip("address", "add", `${world6}/64`, "dev", tapDevice, "nodad");
  ip("link", "set", tapDevice, "up");
  laySecondCable();
}

/** One machine at its end, which finds the world's addresses there as well. */
function laySecondCable(): void {
  const { tap, ip4, ip6 } = secondBerth;
  ip("tuntap", "add", "dev", tap, "mode", "tap");
  ip("address", "add", `${world6}/128`, "dev", tap, "nodad");
  ip("link", "set", tap, "up");
  ip("route", "add", `${ip4}/32`, "dev", tap, "src", world4);
  ip("route", "add", `${ip6}/128`, "dev", tap);
}
