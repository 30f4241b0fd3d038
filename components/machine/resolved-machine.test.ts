import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { problemsOf } from "../core/argument-trial";
import { resolveMachine } from "./resolve";
import { context, good, key, vendor } from "./resolve-trial";

describe("a right machine", () => {
  const resolved = (change: object) => {
    const checked = resolveMachine("harbour", { ...good, ...change }, context);
    if (!checked.ok) throw new Error(problemsOf(checked).join("\n"));
    return checked.value;
  };

  it("has the documented defaults", () => {
    expect(resolved({})).toEqual({
      hostname: "roadstead-prod-harbour-server",
      owner: "harbour-crew",
      vendor,
      image: "debian-12",
      architecture: "amd64",
      memoryMib: 4096,
      generation: 1,
      order: { place: "fsn1", plan: "cpx22", serverProtection: false },
      hostLost: false,
      operator: { user: "operator", publicKeys: [key] },
      access: { keys: [key], deploymentKey: key },
      ssh: { port: 22, from: ["203.0.113.0/24"], world: false },
      openPorts: [],
      swapMib: 2048,
      unattendedReboot: { mode: "window", at: "04:30" },
      hardening: "standard",
      alerts: undefined,
      volume: { mode: "separate", gib: 40, mountPoint: "/srv/roadstead" },
      adopt: {},
      dns: undefined,
      monthly: expect.objectContaining({ amount: 22.28, currency: "EUR", pricesRead: "2026-09-03" }),
    });
  });

  it("is open to the world only where that was said in a word", () => {
    expect(resolved({ ssh: { from: "anywhere" } }).ssh).toEqual({ port: 22, from: ["0.0.0.0/0", "::/0"], world: true });
  });

  it("may use a key at the vendor whose id is known only later", () => {
    expect(resolved({ vendor: { ...vendor, sshKey: pulumi.output("4711") } }).vendor).toEqual(vendor);
  });

  it("holds no secret, so that it may be printed and compared", () => {
    expect(JSON.stringify(resolved({}))).not.toContain("private half");
  });
});
