// DigitalOcean (https://docs.digitalocean.com/reference/api). A team is what a token opens.
import { isIPv4 } from "node:net";
import { isUnknown } from "../types/wire-values";
import { textOf } from "../values";
import type { Cloud } from "./cloud";
import { monitorAlertRules, projectResourcesRules, projectRules, sshKeyRules, tagRules } from "./digitalocean/account";
import {
  reservedIpAssignmentRules,
  reservedIpRules,
  reservedIpv6AssignmentRules,
  reservedIpv6Rules,
} from "./digitalocean/addresses";
import { dnsRecordRules, domainRules } from "./digitalocean/dns";
import { dropletRules } from "./digitalocean/droplet";
import { firewallRules, type Inform } from "./digitalocean/firewall";
import { functions } from "./digitalocean/functions";
import * as ocean from "./digitalocean/rules";
import { dropletSnapshotRules, volumeAttachmentRules, volumeRules, volumeSnapshotRules } from "./digitalocean/volume";
import { vpcRules } from "./digitalocean/vpc";
import { isDomain } from "./dns-names";
import { isTestAddress } from "./inventing";

const place = { region: "nyc3" };

const howToMend =
  "In the sandbox any 64 hexadecimal digits will do: export DIGITALOCEAN_TOKEN=dop_v1_$(printf '%064d' 0)";

// API, Authentication: personal tokens begin with dop_v1_, OAuth tokens with doo_v1_, and have 64 hexadecimal digits.
// The provider itself checks nothing (vps-providers.md 5.1); the API would answer 401 to any other form.
const tokenForm = /^(dop|doo)_v1_[0-9a-f]{64}$/;

export function digitalOcean(inform: Inform): Cloud {
  return {
    environment: { token: ["DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN"] },
    checkConfig({ token }) {
      if (isUnknown(token)) return [];
      const text = textOf(token) ?? "";
      if (tokenForm.test(text)) return [];
      const what =
        text === ""
          ? "Missing DigitalOcean token: it was not found in the DIGITALOCEAN_TOKEN environment variable or the provider configuration (digitalocean:token)"
          : `401 Unable to authenticate you: a token is dop_v1_ and 64 hexadecimal digits, this one has ${text.length} characters`;
      return [{ path: "token", reason: `${what}. ${howToMend}` }];
    },
    credential: ({ token }) => (typeof token === "string" ? token : undefined),
    resources: {
      [ocean.droplet]: dropletRules(inform),
      [ocean.sshKey]: sshKeyRules,
      [ocean.firewall]: firewallRules(inform),
      [ocean.tag]: tagRules,
      [ocean.volume]: volumeRules,
      [ocean.volumeAttachment]: volumeAttachmentRules,
      [ocean.volumeSnapshot]: volumeSnapshotRules,
      [ocean.dropletSnapshot]: dropletSnapshotRules,
      [ocean.reservedIp]: reservedIpRules,
      [ocean.reservedIpAssignment]: reservedIpAssignmentRules,
      [ocean.reservedIpv6]: reservedIpv6Rules,
      [ocean.reservedIpv6Assignment]: reservedIpv6AssignmentRules,
      [ocean.vpc]: vpcRules,
      [ocean.domain]: domainRules,
      [ocean.dnsRecord]: dnsRecordRules,
      [ocean.project]: projectRules,
      [ocean.projectResources]: projectResourcesRules,
      [ocean.monitorAlert]: monitorAlertRules,
    },
    functions,
    errors: {
      // vps-providers.md 5.1: 5000 an hour and 250 a minute.
      tooManyRequests: '429 (request "sandbox") Too many requests',
      broken: '500 (request "sandbox") Server was unable to give you a response.',
      timeout: "timeout while waiting for state to become 'active' (last state: 'new', timeout: 1h0m0s)",
    },
    naming: ocean.bridgedName,
    foreign(type, id, scene) {
      if (type === ocean.tag) return ocean.tagProblem(id) === undefined ? { name: id } : undefined;
      if (type === ocean.domain) return isDomain(id) ? { name: id } : undefined;
      if (type === ocean.reservedIp) return isIPv4(id) && !isTestAddress(id) ? { ipAddress: id, ...place } : undefined;
      if (type === ocean.projectResources) return undefined;
      const isThere = ocean.isForeign(scene, type, id) || (ocean.isGeneric(type) && ocean.isForeign(scene, "", id));
      return isThere ? place : undefined;
    },
    formId: (_, number) => ocean.idFor("", number),
  };
}
