import { describe, expect, it } from "vitest";
import { type BadArguments, problemsOf } from "../core/argument-trial";
import { secret } from "../core/secret";
import { resolveMachine } from "./resolve";
import { context, good, thereBefore } from "./resolve-trial";

const key = secret("the key of the volume");
const never = { unattendedReboot: { mode: "never" } };
const encrypted = (encryption: object) => ({ volume: { mode: "separate", encryption } });
const resolved = (change: object) => resolveMachine("harbour", { ...good, ...change }, context);

const bad: readonly BadArguments[] = [
  [
    "unlocked in a way that is none",
    { ...never, ...encrypted({ unlock: "delivery" }) },
    [
      'volume.encryption.unlock: "delivery" is not a way to unlock. Use one of manual, delivered. Did you mean delivered?',
    ],
  ],
  [
    "unlocked by hand, with a key all the same",
    { ...never, ...encrypted({ unlock: "manual", key, delivery: 2 }) },
    ["key", "delivery"].map(
      (each) => `volume.encryption.${each}: has no meaning with unlock "manual". Remove it, or use unlock "delivered".`,
    ),
  ],
  [
    "unlocked by hand, on a machine that restarts by itself because nothing else was said",
    encrypted({ unlock: "manual" }),
    [
      'unattendedReboot: restarts the machine by itself, as is the default, and after it the volume stays locked and its ships down until somebody types the key. Use { mode: "never" }, or encryption with unlock "delivered".',
    ],
  ],
  [
    "unlocked by hand, on a machine that was told to restart by itself",
    { ...encrypted({ unlock: "manual" }), unattendedReboot: { mode: "window", at: "03:00" } },
    [
      'unattendedReboot: restarts the machine by itself and after it the volume stays locked and its ships down until somebody types the key. Use { mode: "never" }, or encryption with unlock "delivered".',
    ],
  ],
  [
    "unlocked by the deployment, where nobody said when the machine restarts",
    encrypted({ unlock: "delivered", key }),
    [
      'unattendedReboot: must be said where the volume is encrypted: after each restart its ships wait until the key is delivered again. Use { mode: "never" }, or a window after which somebody, or a schedule, delivers it.',
    ],
  ],
  [
    "unlocked by a key in plain form, which is not repeated",
    { ...never, ...encrypted({ unlock: "delivered", key: "b3BlbnNzaC1r" }) },
    [
      'volume.encryption.key: was given in plain form. Use secret(config.requireSecret("<name>")), after: pulumi config set --secret <name>',
    ],
  ],
  [
    "delivered half a time",
    { ...never, ...encrypted({ unlock: "delivered", key, delivery: 0.5 }) },
    ["volume.encryption.delivery: 0.5 is not allowed. Use a whole number from 1 to 1000000 (a count of deliveries)."],
  ],
  [
    "that is none",
    { volume: { mode: "none", encryption: { unlock: "manual" } } },
    ['volume.encryption: has no meaning with mode "none". Remove it, or use mode "separate".'],
  ],
  [
    "in a folder of the root disk",
    { ...never, ...encrypted({ unlock: "manual" }), vendor: thereBefore },
    [
      "volume.encryption: needs a disk of its own, but data lies in a folder of the root disk. Name one in vendor.dataDevice.",
    ],
  ],
];

it.each(bad)("an encrypted volume %s is refused", (_, change, messages) => {
  expect(problemsOf(resolved(change))).toEqual(messages.map((each) => `MachineArgs.${each}`));
});

describe("an encrypted volume", () => {
  it.each<[string, object, object]>([
    ["is unlocked by hand", { ...never, ...encrypted({ unlock: "manual" }) }, { unlock: "manual" }],
    [
      "is unlocked by the deployment, in a window that was named",
      { ...encrypted({ unlock: "delivered", key }), unattendedReboot: { mode: "window", at: "03:00" } },
      { unlock: "delivered", delivery: 1 },
    ],
    [
      "is a disk of its own on a machine that was there",
      {
        ...never,
        ...encrypted({ unlock: "manual" }),
        vendor: { ...thereBefore, dataDevice: "/dev/disk/by-id/virtio-data" },
      },
      { unlock: "manual" },
    ],
  ])("%s", (_, change, encryption) => {
    const checked = resolved(change);
    if (!checked.ok) throw new Error(problemsOf(checked).join("\n"));
    expect(checked.value.volume).toMatchObject({ encryption });
    expect(JSON.stringify(checked.value)).not.toContain("the key of the volume");
  });
});
