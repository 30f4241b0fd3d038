import { describe, expect, it } from "vitest";
import { withoutLiveBackups } from "./live-backups";

interface ServerArgs {
  readonly name: string;
  readonly backups?: boolean | string;
}

const onTheRootDisk = { volume: { mode: "none" } } as const;
const onAVolume = { volume: { mode: "separate", gib: 40, mountPoint: "/srv" } } as const;
const args: ServerArgs = { name: "one" };

function changed(
  machine: typeof onTheRootDisk | typeof onAVolume,
  backups: boolean | string | undefined,
  off: unknown,
) {
  const transform = withoutLiveBackups<ServerArgs>(machine, { argument: "backups", off }, (given, opts) => ({
    args: backups === undefined ? given : { ...given, backups },
    opts,
  }));
  return transform(args, { protect: true });
}

describe("the vendor's backups of a server", () => {
  it.each([
    [true, false],
    ["enabled", "disabled"],
  ])(
    "invariant 9: are refused as %s where the pier is on the disk that they copy, and left to the user elsewhere",
    (on, off) => {
      expect(() => changed(onTheRootDisk, on, off)).toThrow(
        "MachineArgs.vendor.transform.server.backups: switches the vendor's backups on",
      );
      expect(changed(onAVolume, on, off)).toEqual({ args: { name: "one", backups: on }, opts: { protect: true } });
    },
  );

  it.each([false, undefined])("stay off as %s without a word", (off) => {
    expect(changed(onTheRootDisk, off, false).args).toMatchObject({ name: "one" });
  });

  it("are of no concern to a user who changes nothing", () => {
    const untouched = withoutLiveBackups<ServerArgs>(onTheRootDisk, { argument: "backups", off: false });
    expect(untouched(args, {})).toEqual({ args, opts: {} });
  });
});
