import { labelKeys, labelOf } from "../labels";
import { type Finding, fails, notApplicable, type ResourceRule, unknown } from "../rule";
import { digitalOceanVolume, hetznerVolume, linodeVolume, roadsteadMachine } from "../vendor-types";

/** Vendors that encrypt what they store, with keys of their own. */
const encryptItself = new Set(["digitalocean", "linode"]);
const kinds = new Set([...encryptItself, "existing", "hetzner", "vultr"]);

/** A machine knows what lies inside its volume, which no vendor does. */
function* judgeMachine(machine: Parameters<ResourceRule["judge"]>[0]): Iterable<Finding> {
  const [volume, vendor] = [machine.inputs.at("volume"), machine.inputs.at("vendor").at("kind")];
  // Component arguments can be hidden from policies; then nothing may be concluded.
  if (volume.isAbsent) return yield unknown("volume", "is not visible");
  const [mode, encryption] = [volume.at("mode"), volume.at("encryption")];
  if (mode.isUnknown) return yield unknown(mode);
  if (mode.text() === "none") return yield notApplicable("The machine has no data volume.");
  if (encryption.isUnknown) return yield unknown(encryption);
  if (encryption.isKnown) return;
  if (vendor.isUnknown) return yield unknown(vendor);
  const kind = vendor.text() ?? "";
  if (!kinds.has(kind)) return yield unknown(vendor, "is no vendor of which this rule knows whether it encrypts");
  if (!encryptItself.has(kind)) yield fails(encryption, "is not set, and this vendor does not encrypt volumes itself");
}

export const rule: ResourceRule = {
  id: "storage-keep-volumes-encrypted",
  title: "Each volume that holds a ship is encrypted at rest.",
  severity: "medium",
  level: "advisory",
  objective: "ENC",
  allows:
    'volume.encryption on a machine, or a vendor that encrypts volumes itself; on a volume of your own that is labelled with its ship: encryption: "enabled" at Linode, the label roadstead-encrypted at Hetzner. A volume at Vultr has no labels by which it could be judged outside of a machine.',
  remediation: [
    "Set volume.encryption on the machine, before anything is on its volume.",
    'At Linode set encryption: "enabled" when the volume is made; later it has no effect.',
    "Where something else encrypts what is on a volume, label it roadstead-encrypted and say by what.",
  ],
  source:
    "A pier holds private messages and keys; Hetzner and Vultr offer no encryption of volumes, Linode's is off by default (vendors' API documentation).",
  appliesTo: { exact: [roadsteadMachine, digitalOceanVolume, hetznerVolume, linodeVolume] },
  scope: "resource",

  *judge(resource): Iterable<Finding> {
    if (resource.type === roadsteadMachine) return yield* judgeMachine(resource);
    if (resource.ancestorTypes.includes(roadsteadMachine)) return yield notApplicable("It is judged with its machine.");
    const ship = labelOf(resource, labelKeys.ship);
    if (ship.state === "unknown") return yield unknown(ship.path);
    if (ship.state === "absent") return yield notApplicable("Nothing says that a ship lies on it.");
    if (resource.type === digitalOceanVolume) return;
    const label = labelOf(resource, labelKeys.encrypted);
    if (label.state === "present") return;
    if (resource.type === linodeVolume) {
      const encryption = resource.inputs.at("encryption");
      if (encryption.isUnknown) yield unknown(encryption);
      else if (encryption.text() !== "enabled") yield fails(encryption, 'is not "enabled", and cannot be later');
      return;
    }
    yield unknown(label.path, "does not say whether what is on the volume is encrypted, which its vendor cannot see");
  },
};
