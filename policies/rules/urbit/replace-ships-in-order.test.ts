import { describe, expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying, urnInPlanet } from "../rule-trial";
import { hetznerServer, remoteCommand, urbitPlanet } from "../vendor-types";
import { rule } from "./replace-ships-in-order";
import { cases } from "./replace-ships-in-order.cases";

judgesAsRecorded(rule, cases);

const urn = urnInPlanet(hetznerServer);

describe("a server that holds a ship", () => {
  it.each([
    ["goes before its replacement comes", { deleteBeforeReplace: true }, "pass"],
    ["has the engine's usual order", {}, "fail opts.deleteBeforeReplace"],
    ["has that order on purpose", { deleteBeforeReplace: false }, "fail opts.deleteBeforeReplace"],
    ["comes from a state file", { deleteBeforeReplace: "invisible" }, "unknown opts.deleteBeforeReplace"],
  ] as const)("%s", (_name, options, said) => {
    expect(saying(rule, { type: hetznerServer, props: {}, urn, options })).toBe(said);
  });

  it("is known by its parent too, and may be one while its labels are not known", () => {
    const failed = "fail opts.deleteBeforeReplace";
    const parentUrn = `urn:pulumi:dev::harbour::${urbitPlanet}::zod`;
    expect(saying(rule, { type: hetznerServer, props: {}, parentUrn })).toBe(failed);
    expect(saying(rule, { type: hetznerServer, props: { labels: notKnown } })).toBe("unknown opts.deleteBeforeReplace");
  });

  it("is not any server", () => {
    expect(saying(rule, { type: hetznerServer, props: {} })).toBe("not-applicable");
  });
});

describe("a command in a planet", () => {
  const command = { type: remoteCommand, urn: urnInPlanet(remoteCommand) };
  it("needs the order only if it has something to undo", () => {
    expect(saying(rule, { ...command, props: { create: "true" } })).toBe("not-applicable");
    expect(saying(rule, { ...command, props: { create: "true", delete: "false" } })).toBe(
      "fail opts.deleteBeforeReplace",
    );
    expect(saying(rule, { ...command, props: { delete: notKnown } })).toBe("fail opts.deleteBeforeReplace");
  });
});
