import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "every-host", resource: "linode-server", says: "pass" },
    { in: "every-host", resource: "digitalocean-volume", says: "pass" },
    { in: "by-hand-vultr", resource: "zod", says: "pass" },
  ],
  bad: [
    { in: "by-hand-digitalocean", resource: "pier-from-snapshot", says: "fail snapshotId" },
    { in: "by-hand-linode", resource: "pier-cloned", says: "fail sourceVolumeId" },
    { in: "by-hand-linode", resource: "nec", says: "fail backupId" },
    { in: "by-hand-vultr", resource: "nec", says: "fail snapshotId" },
    { in: "by-hand-linode-deployed", resource: "pier-like-the-first", says: "fail sourceVolumeId" },
  ],
  absent: [
    { in: "by-hand-digitalocean", resource: "pier", says: "pass", property: "snapshotId" },
    { in: "by-hand-linode", resource: "pier", says: "pass", property: "sourceVolumeId" },
    { in: "by-hand-linode", resource: "zod", says: "pass", property: "backupId" },
    { in: "by-hand-linode", resource: "bastion", says: "not-applicable", property: "backupId" },
  ],
  unknown: [
    { in: "by-hand-digitalocean", resource: "pier-from-today", says: "unknown snapshotId", property: "snapshotId" },
    {
      in: "by-hand-linode",
      resource: "pier-like-the-first",
      says: "unknown sourceVolumeId",
      property: "sourceVolumeId",
    },
    { in: "by-hand-vultr", resource: "bud", says: "unknown snapshotId", property: "snapshotId" },
  ],
};
