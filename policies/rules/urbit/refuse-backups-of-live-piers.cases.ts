import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "every-host", resource: "digitalocean-server", says: "pass" },
    { in: "by-hand-hetzner", resource: "zod-stopped", says: "pass" },
    { in: "by-hand-digitalocean", resource: "kept-stopped", says: "pass" },
    { in: "by-hand-vultr", resource: "nec", says: "pass" },
  ],
  bad: [
    { in: "by-hand-hetzner", resource: "zod", says: "fail backups" },
    { in: "by-hand-digitalocean", resource: "zod", says: "fail backups" },
    { in: "by-hand-linode", resource: "zod", says: "fail backupsEnabled" },
    { in: "by-hand-vultr", resource: "zod", says: "fail backups backupsSchedule" },
    { in: "by-hand-hetzner", resource: "zod-as-it-runs", says: "fail" },
    { in: "by-hand-digitalocean", resource: "kept", says: "fail" },
  ],
  absent: [
    { in: "by-hand-hetzner", resource: "nec", says: "pass", property: "backups" },
    { in: "by-hand-vultr", resource: "bud", says: "pass", property: "backups" },
    { in: "by-hand-digitalocean", resource: "bastion", says: "not-applicable", property: "backups" },
  ],
  unknown: [
    { in: "by-hand-hetzner", resource: "sev-backed-up-later", says: "unknown backups", property: "backups" },
    {
      in: "by-hand-hetzner",
      resource: "bud-told-later",
      says: "unknown backups",
      property: 'labels["roadstead-ship"]',
    },
    { in: "by-hand-digitalocean", resource: "ship-told-later", says: "unknown backupPolicy", property: "tags[1]" },
    { in: "by-hand-linode", resource: "nec", says: "unknown backupsEnabled", property: "backupsEnabled" },
    {
      in: "by-hand-hetzner",
      resource: "zod-of-a-stage",
      says: 'unknown labels["roadstead-quiesced"]',
      property: 'labels["roadstead-quiesced"]',
    },
  ],
};
