import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour-web", says: "pass" },
    { in: "careless-planets", resource: "on-trial-web", says: "pass" },
    { in: "harbour", resource: "harbour-server", says: "pass" },
    { in: "by-hand-over-ssh", resource: "by-tls", says: "pass" },
  ],
  bad: [{ in: "by-hand-over-ssh", resource: "to-the-control-port", says: "fail stdin" }],
  absent: [
    { in: "by-hand-over-ssh", resource: "nginx-only", says: "pass", property: "stdin" },
    { in: "by-hand-hetzner", resource: "bastion", says: "pass", property: "userData" },
  ],
  unknown: [
    { in: "by-hand-over-ssh", resource: "site-told-later", says: "unknown stdin", property: "stdin" },
    { in: "by-hand-over-ssh", resource: "by-address", says: "unknown create", property: "create" },
    { in: "by-hand-hetzner", resource: "bud-told-later", says: "unknown userData", property: "userData" },
  ],
};
