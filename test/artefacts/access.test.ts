import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, expect, it } from "vitest";
import { accessFiles } from "../../components/machine/access-command";
import { MachineInAFolder } from "./machine-in-a-folder";

// `roadstead-access` for real, on a home in a folder.

const key = (name: string) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${name.padEnd(43, "A")} ${name}`;
const file = "/home/crew/.ssh/authorized_keys";
let machine: MachineInAFolder;

beforeEach(() => {
  machine = new MachineInAFolder();
});
afterEach(() => machine.dispose());

function apply(keys: readonly string[], deployment = "deployment"): { readonly code: number; readonly err: string } {
  machine.put(accessFiles({ keys: keys.map(key), deploymentKey: key(deployment) }));
  const { status, stderr } = spawnSync(machine.path("/usr/local/sbin/roadstead-access"), ["apply"], {
    encoding: "utf8",
    env: {
      PATH: "/usr/bin:/bin",
      SUDO_USER: "root",
      ROADSTEAD_ROOT: machine.root,
      ROADSTEAD_HOME: machine.path("/home/crew"),
    },
  });
  return { code: status ?? -1, err: stderr };
}

function names(): string[] {
  return machine
    .read(file)
    .trim()
    .split("\n")
    .map((line) => line.split(" ").at(-1) ?? "");
}

it("keys rotate by add, verify, remove; what the image booted with becomes ours, what a person added stays as it is", () => {
  machine.write(file, `${key("ann")}\n${key("deployment")}\n`);
  expect(apply(["ann"])).toMatchObject({ code: 0 });
  expect(names()).toEqual(["ann", "deployment"]);
  machine.write(file, `${machine.read(file)}from="192.0.2.0/24" ${key("guest")}\n`);
  expect(apply(["ann", "bob"])).toMatchObject({ code: 0 });
  expect(names().sort()).toEqual(["ann", "bob", "deployment", "guest"]);
  expect(apply(["bob"])).toMatchObject({ code: 0 });
  expect(names().sort()).toEqual(["bob", "deployment", "guest"]);
  expect(machine.read(file)).toContain(`from="192.0.2.0/24" ${key("guest")}`);
});

it("a deployment's key that was given stays beside the next one", () => {
  apply(["ann"], "first");
  apply(["ann"], "second");
  expect(names().sort()).toEqual(["ann", "first", "second"]);
});

it("applied twice it changes nothing, and without keys it changes nothing either", () => {
  apply(["ann"]);
  const before = machine.read(file);
  apply(["ann"]);
  expect(machine.read(file)).toBe(before);
  expect(apply([])).toMatchObject({ code: 64, err: expect.stringContaining("operator.keys holds no public keys") });
  expect(machine.read(file)).toBe(before);
});
