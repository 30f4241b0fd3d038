import { rule as attachFirewalls } from "../../rules/network/attach-firewalls";
import { rule as closeAdminPortsToWorld } from "../../rules/network/close-admin-ports-to-world";
import { rule as closeAllPortsToWorld } from "../../rules/network/close-all-ports-to-world";
import { rule as closeLoopbackPorts } from "../../rules/network/close-loopback-ports";
import { rule as declareWorldSsh } from "../../rules/network/declare-world-ssh";
import { rule as protectAddresses } from "../../rules/network/protect-addresses";
import { rule as nameOwners } from "../../rules/ownership/name-owners";
import { rule as keepSecretsOutOfCommands } from "../../rules/secrets/keep-secrets-out-of-commands";
import { rule as keepSecretsOutOfUserData } from "../../rules/secrets/keep-secrets-out-of-user-data";
import { rule as keepVolumesEncrypted } from "../../rules/storage/keep-volumes-encrypted";
import { rule as protectVolumes } from "../../rules/storage/protect-volumes";
import { rule as pinDownloads } from "../../rules/supply-chain/pin-downloads";
import { rule as pinImages } from "../../rules/supply-chain/pin-images";
import { rule as closeControlPorts } from "../../rules/urbit/close-control-ports";
import { rule as keepBackups } from "../../rules/urbit/keep-backups";
import { rule as keepBackupsBeforeMaintenance } from "../../rules/urbit/keep-backups-before-maintenance";
import { rule as pinRuntimes } from "../../rules/urbit/pin-runtimes";
import { rule as protectWebWithTls } from "../../rules/urbit/protect-web-with-tls";
import { rule as refuseBackupsOfLivePiers } from "../../rules/urbit/refuse-backups-of-live-piers";
import { rule as refuseRestoredPiers } from "../../rules/urbit/refuse-restored-piers";
import { rule as refuseUntrustedCertificates } from "../../rules/urbit/refuse-untrusted-certificates";
import { rule as replaceShipsInOrder } from "../../rules/urbit/replace-ships-in-order";
import { rule as runShipsOnce } from "../../rules/urbit/run-ships-once";
import { definePack } from "../pack";

/** What keeps a ship alive, single and private. Levels are those of the rules unless the pack says otherwise. */
export const pack = definePack({
  name: "roadstead-urbit",
  title: "Keeps Urbit ships single, whole and unreachable for strangers.",
  rules: [
    runShipsOnce,
    replaceShipsInOrder,
    refuseBackupsOfLivePiers,
    refuseRestoredPiers,
    keepBackups,
    keepBackupsBeforeMaintenance,
    closeLoopbackPorts,
    closeControlPorts,
    protectWebWithTls,
    refuseUntrustedCertificates,
    closeAllPortsToWorld,
    closeAdminPortsToWorld,
    declareWorldSsh,
    attachFirewalls,
    protectAddresses,
    protectVolumes,
    keepVolumesEncrypted,
    keepSecretsOutOfUserData,
    keepSecretsOutOfCommands,
    pinImages,
    pinDownloads,
    pinRuntimes,
    nameOwners,
  ],
});
