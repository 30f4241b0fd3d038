// The one network between the virtual machine and the world that the test plays. It exists in a network namespace of this run only.

export const world4 = "10.77.0.1";
export const guest4 = "10.77.0.2";
/** Where somebody unwelcome comes from. */
export const stranger4 = "10.77.0.66";
/** Where an operator comes from, for machines that let only a network of documentation in. */
export const operator4 = "203.0.113.7";
/** Somebody unwelcome in the operator's own network. */
export const strangerInside4 = "203.0.113.66";
/** A cloud's metadata service. */
export const metadata4 = "169.254.169.254";
export const world6 = "fd77::1";
export const guest6 = "fd77::2";

export const tapDevice = "vmtap";

/** Where a machine lies: its addresses, and the cable that it is on. */
export interface Berth {
  readonly ip4: string;
  readonly ip6: string;
  readonly mac: string;
  readonly tap: string;
}

export const usualBerth: Berth = { ip4: guest4, ip6: guest6, mac: "52:54:00:77:00:02", tap: tapDevice };
/** For a machine that is on beside another one. The two do not reach each other, and have no need to. */
export const secondBerth: Berth = { ip4: "10.77.0.3", ip6: "fd77::3", mac: "52:54:00:77:00:03", tap: "vmtap2" };

/** Every name ends here: the guest's resolver answers each with the world's address. */
export const ownDomain = "roadstead.test";
export const recorderPort = 7001;
