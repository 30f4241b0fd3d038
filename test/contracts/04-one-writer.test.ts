import { describe, expect, it } from "vitest";
import { recorded } from "../harness/recording-mocks";
import { components } from "./components";

/** What writes while it runs, at any vendor: two at once would write twice. Commands act on a machine that may not be there twice. */
const writes = /:(Server|Droplet|Instance|Command|VolumeAttachment)$/;
/** What exists once at the vendor by name or content, so that a second one cannot even be made. */
const unique = /:(SshKey|Firewall|DnsRecord|Rdns)$/;

describe.each(components)("a $title", ({ make }) => {
  it("invariant 2: deletes whatever must not run or exist twice before it makes the next", async () => {
    const { resources } = await recorded(() => void make("one"));
    const singular = resources.filter(({ type }) => writes.test(type) || unique.test(type));
    expect(singular.length).toBeGreaterThan(0);
    for (const each of singular) expect([each.name, each.deleteBeforeReplace]).toEqual([each.name, true]);
  });

  it("runs everything that acts on a machine again for another machine, never twice on one", async () => {
    const { resources } = await recorded(() => void make("one"));
    for (const each of resources.filter(({ type }) => type === "command:remote:Command")) {
      expect(each.replacementTrigger, each.name).toEqual(each.inputs["triggers"]);
      expect(JSON.stringify(each.replacementTrigger)).toMatch(/^\["[a-z]+:[0-9a-z.-]+"/);
    }
  });
});

const single = components.flatMap(({ title, make, makeTwice }) =>
  makeTwice === undefined ? [] : [{ title, make, makeTwice }],
);

describe.each(single)("what a $title runs", ({ make, makeTwice }) => {
  it.each([true, false])("invariant 1: cannot be declared twice in a program (preview: %s)", async (preview) => {
    const { errors } = await recorded(() => makeTwice(), { preview });
    expect(errors.join("\n")).toMatch(/is already declared by .*"first" in this program\. .* exists once/);
  });

  it("may be declared again by another run of the same process", async () => {
    const runs = await Promise.all([recorded(() => void make("one")), recorded(() => void make("one"))]);
    expect(runs.flatMap(({ errors }) => errors)).toEqual([]);
  });
});
