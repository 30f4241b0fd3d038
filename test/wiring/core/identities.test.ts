import { withLocalStorage } from "@pulumi/pulumi/runtime/state";
import { describe, expect, it } from "vitest";
import { claimIdentity } from "../../../components/core/identities";
import { recorded } from "../../harness/recording-mocks";

describe("something that may exist once in a run", () => {
  it("is refused the second time, naming both claimants and why", async () => {
    const { errors } = await recorded(() => {
      claimIdentity("ship", "~zod", 'UrbitPlanet "one"');
      claimIdentity("ship", "~zod", 'UrbitPlanet "two"');
    });
    expect(errors).toEqual([
      'UrbitPlanet "two": 1 argument is wrong\n' +
        '  ship: ~zod is already declared by UrbitPlanet "one" in this program. A ship exists once: two live copies damage it for ever. Remove one of the two.',
    ]);
  });

  it("may share its name with another, or with another kind", async () => {
    const { errors } = await recorded(() => {
      claimIdentity("ship", "~zod", "a");
      claimIdentity("ship", "~nec", "b");
      claimIdentity("validator", "~zod", "c");
    });
    expect(errors).toEqual([]);
  });

  it("belongs to one run: programs that run side by side do not see each other", async () => {
    const program = async (): Promise<void> => {
      claimIdentity("ship", "~zod", "harbour");
      await new Promise((resolve) => setImmediate(resolve));
      claimIdentity("ship", "~nec", "harbour");
      expect(() => claimIdentity("ship", "~zod", "other")).toThrow("~zod is already declared by harbour");
    };
    await Promise.all([withLocalStorage(program), withLocalStorage(program)]);
  });

  it("belongs to one run: the same program may run again", async () => {
    const program = (): void => claimIdentity("ship", "~zod", "harbour");
    expect((await recorded(program)).errors).toEqual([]);
    expect((await recorded(program)).errors).toEqual([]);
  });
});
