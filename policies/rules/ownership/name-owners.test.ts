import { describe, expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying } from "../rule-trial";
import { digitalOceanDroplet, hetznerServer, linodeVolume, vultrInstance } from "../vendor-types";
import { rule } from "./name-owners";
import { cases } from "./name-owners.cases";

judgesAsRecorded(rule, cases);

describe("a labelled resource", () => {
  it.each([
    ["with other labels", { team: "harbour" }, "fail labels"],
    ["with labels not known yet", notKnown, "unknown labels.owner"],
  ])("%s", (_name, labels, said) => {
    expect(saying(rule, { type: hetznerServer, props: { labels } })).toBe(said);
  });

  it.each([
    [["owner:harbour"], "pass"],
    [["web", "owner=harbour"], "pass"],
    [["owner:"], "fail tags[0]"],
    [["owner"], "fail tags[0]"],
    [["owners:harbour"], "fail tags"],
    [[], "fail tags"],
    [undefined, "fail tags"],
    [[notKnown], "unknown tags"],
    [[notKnown, "owner:harbour"], "pass"],
    [notKnown, "unknown tags"],
  ])("with tags %j", (tags, said) => {
    for (const type of [digitalOceanDroplet, linodeVolume, vultrInstance]) {
      expect(saying(rule, { type, props: { tags } })).toBe(said);
    }
  });

  it("needs the labels that the pack's config names", () => {
    const tried = { type: hetznerServer, props: { labels: { owner: "harbour" } } };
    expect(saying(rule, tried, { labels: ["owner", "cost-center"] })).toBe("fail labels");
  });
});
