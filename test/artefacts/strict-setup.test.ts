import { afterEach, beforeEach, expect, it } from "vitest";
import { renderMachine } from "../../components/machine/render";
import { machineCases } from "../../components/machine/render-trial";
import { MachineInAFolder } from "./machine-in-a-folder";

// `roadstead-strict-setup` in a folder, with stand-ins for what would change this machine.

let machine: MachineInAFolder;
const noting = (tool: string, then = "") =>
  machine.write(`/usr/local/sbin/${tool}`, `#!/bin/bash\necho "${tool} $*" >>"$STAND_IN/calls"\n${then}\n`, 0o755);

beforeEach(() => {
  machine = new MachineInAFolder();
  const [[, usual]] = machineCases;
  const { files } = renderMachine({ ...usual, hardening: "strict" });
  machine.put(files.filter(({ path }) => path.startsWith("/usr/local/")));
  noting("apt-get");
  noting("aa-enabled");
  noting("auditctl", 'echo "enabled 1"');
  noting("augenrules");
  for (const unit of ["acct", "auditd"]) {
    machine.write(`/etc/systemd/system/${unit}.service`, "[Service]\nType=simple\nExecStart=/usr/bin/true\n");
  }
  noting("dpkg-query", "printf '%s\\n' 'installed gcc-12-base' 'installed python3'");
});
afterEach(() => machine.dispose());

const setUp = () => machine.run("roadstead-strict-setup", []);

it("removes compilers that are installed, and nothing that only carries their name", () => {
  const present = [
    "gcc-12",
    "g++",
    "gcc-14-x86-64-linux-gnu",
    "gcc-12-base",
    "libgcc-s1",
    "makedev",
    "make",
    "clang-14",
  ];
  const lines = [...present.map((each) => `'installed ${each}'`), "'config-files tcc'", "'not-installed gcc-13'"];
  noting("dpkg-query", `printf '%s\\n' ${lines.join(" ")}`);
  expect(setUp()).toMatchObject({ code: 0 });
  expect(machine.calls("apt-get")).toEqual([
    "apt-get purge --yes --quiet gcc-12 g++ gcc-14-x86-64-linux-gnu make clang-14",
  ]);
});

it("removes nothing where there is none, and may be repeated", () => {
  expect(setUp()).toMatchObject({ code: 0 });
  const fstab = machine.read("/etc/fstab");
  expect(setUp()).toMatchObject({ code: 0 });
  expect(machine.calls("apt-get")).toEqual([]);
  expect(machine.read("/etc/fstab")).toBe(fstab);
  expect(fstab).toContain("tmpfs /dev/shm tmpfs rw,nosuid,nodev,noexec 0 0\n");
});

it("loads the audit rules, unless the kernel has locked them already", () => {
  setUp();
  expect(machine.calls("augenrules")).toEqual(["augenrules --load"]);
  machine.tell("calls", "");
  noting("auditctl", 'echo "enabled 2"');
  expect(setUp()).toMatchObject({ code: 0 });
  expect(machine.calls("augenrules")).toEqual([]);
});

it("fails, and so does the machine's set-up, where the kernel has no AppArmor", () => {
  noting("aa-enabled", "exit 1");
  const ended = setUp();
  expect(ended.code).toBe(1);
  expect(ended.err).toContain("this kernel runs without AppArmor");
  expect(machine.calls("auditctl")).toEqual([]);
});
