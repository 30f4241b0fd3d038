import { join } from "node:path";
import { type RenderedFile, rootFile } from "../core/rendered-file";
import { artefacts, type MachineToRender } from "./artefacts";
import { fitUserData, quoted, writeFiles } from "./cloud-init";
import { packagesOf } from "./packages";
import { filesOf, fill } from "./template";
import type { VendorTraits } from "./vendor";

const read = filesOf(join(__dirname, "files"));

/** Everything that lands on the machine by itself, before any deployment connects. */
export interface RenderedMachine {
  /** What the vendor hands to cloud-init. Holds no secret: any process on the machine could once read it. */
  readonly userData: string;
  /** The user data, uncompressed, and each file inside it: for inspection, and for hosts reached only over SSH. */
  readonly files: readonly RenderedFile[];
}

/** What a vendor takes as user data. */
type UserDataRoom = Pick<VendorTraits, "userDataBytes" | "userDataPacking">;

const usualRoom: UserDataRoom = { userDataBytes: 32_768 };

/** Renders what a machine boots from. Pure: the same machine gives the same bytes. Above the limit, which is the vendor's, it comes compressed. */
export function renderMachine(
  machine: MachineToRender,
  { userDataBytes, userDataPacking }: UserDataRoom = usualRoom,
): RenderedMachine {
  const inside = artefacts
    .filter(({ wanted }) => wanted(machine))
    .map(({ name, path, mode, fill: values }) => rootFile(path, mode, fill(name, read(name), values(machine))));
  const plain = fill("cloud-config.yaml", read("cloud-config.yaml"), {
    HOSTNAME: machine.hostname,
    OPERATOR: machine.operator.user,
    AUTHORIZED_KEYS: machine.operator.publicKeys.map((key) => `      - ${quoted(key)}`).join("\n"),
    PACKAGES: packagesOf(machine).join(", "),
    FILES: writeFiles(inside),
  });
  return {
    userData: fitUserData(plain, userDataBytes, userDataPacking),
    files: [rootFile("user-data", "0600", plain), ...inside],
  };
}
