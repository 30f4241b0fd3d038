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

export const guestMac = "52:54:00:77:00:02";
export const tapDevice = "vmtap";

/** Every name ends here: the guest's resolver answers each with the world's address. */
export const ownDomain = "roadstead.test";
export const recorderPort = 7001;
