import type { Architecture, MachineImage } from "./args";

/** A port that answers from outside, with the reason why. */
export interface ResolvedPort {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  readonly from: readonly string[];
  readonly purpose: string;
}

/** Everything that is decided about a machine before anything is created. Plain values only, no Outputs. */
export interface ResolvedMachine {
  readonly hostname: string;
  readonly image: MachineImage;
  readonly architecture: Architecture;
  readonly operator: { readonly user: string; readonly publicKeys: readonly string[] };
  readonly ssh: { readonly port: number; readonly from: readonly string[] };
  readonly openPorts: readonly ResolvedPort[];
  readonly swapMib: number;
  readonly unattendedReboot: { readonly mode: "window"; readonly at: string } | { readonly mode: "never" };
  readonly volume:
    | { readonly mode: "none" }
    | { readonly mode: "separate"; readonly gib: number; readonly mountPoint: string };
}
