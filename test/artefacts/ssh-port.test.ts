import { afterEach, beforeEach, expect, it } from "vitest";
import { renderMachine } from "../../components/machine/render";
import { machineCases } from "../../components/machine/render-trial";
import { provePort, sshPortTool } from "../../components/machine/ssh-port-command";
import type { Ended } from "./machine-in-a-folder";
import { RentedBox, type RunOptions } from "./rented-box";

// `roadstead-ssh-port` for real: an sshd that listens, in a network of its own. Only systemd is played.

const settings = "/etc/ssh/sshd_config.d/10-roadstead.conf";
const jail = "/etc/fail2ban/jail.d/60-roadstead.local";
const { files } = renderMachine(machineCases[0][1]);
// What the service does: the listener goes and comes, sessions stay.
const systemctl = `#!/bin/sh
echo "$*" >>/run/port-calls
case "$*" in
  "restart ssh.service")
    while pids=$(ss -Hltnp | grep -o '"sshd",pid=[0-9]*' | sed 's/.*=//'); test -n "$pids"; do kill $pids 2>/dev/null; sleep 0.02; done
    /usr/sbin/sshd </dev/null >/dev/null 2>&1 9>&- || exit 1
    until ss -Hltnp | grep -q '"sshd"'; do sleep 0.02; done ;;
esac
`;
const tools = "PATH=/root/port:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin";
let box: RentedBox;

function put(path: string, text: string, mode: string): void {
  const { code, err } = box.run(
    "bash",
    ["-c", `mkdir -p ${path.replace(/\/[^/]+$/, "")} && cat >${path} && chmod ${mode} ${path}`],
    {
      stdin: text,
    },
  );
  expect({ code, err }).toEqual({ code: 0, err: "" });
}

const ports = (wanted: readonly number[], options: RunOptions = {}): Ended =>
  box.run("env", [tools, "ROADSTEAD_ANSWER_SECONDS=2", sshPortTool.path, ...wanted.map(String)], options);

/** Where sshd answers. */
const answers = () =>
  box.says("ss -Hltnp | grep '\"sshd\"' | awk '{ print $4 }' | sed 's/.*://' | sort -un").split("\n");
const read = (path: string) => box.says(`cat ${path}`);

beforeEach(async () => {
  box = await RentedBox.start();
  for (const { path, content, mode } of [...files, sshPortTool]) {
    if ([settings, jail, sshPortTool.path].includes(path)) put(path, content, mode);
  }
  put("/root/port/systemctl", systemctl, "0755");
  box.run("env", [
    tools,
    "bash",
    "-c",
    "mkdir -p /run/sshd && useradd operator 2>/dev/null; systemctl restart ssh.service",
  ]);
  expect(answers()).toEqual(["22"]);
});
afterEach(() => {
  box.run("bash", ["-c", "kill $(ss -Hltnp | grep -o 'pid=[0-9]*' | sed 's/.*=//')"]);
  box.dispose();
});

it("sshd answers at both ports, then at the new one alone; nothing else of its settings changes, and fail2ban follows", () => {
  const [before, watched] = [read(settings), read(jail)];
  expect(ports([2222, 22])).toMatchObject({ code: 0 });
  expect(answers()).toEqual(["22", "2222"]);
  expect(read(settings)).toBe(before.replace("Port 22\n", "Port 2222\nPort 22\n"));
  expect(read(jail)).toBe(watched.replace("port = 22\n", "port = 2222,22\n"));
  expect(ports([2222])).toMatchObject({ code: 0 });
  expect(answers()).toEqual(["2222"]);
  expect([read(settings), read(jail)]).toEqual([
    before.replace("Port 22\n", "Port 2222\n"),
    watched.replace("port = 22\n", "port = 2222\n"),
  ]);
  expect(box.says(`stat -c %a:%U ${settings}`)).toBe("600:root");
  expect(read("/run/port-calls")).toContain("reload fail2ban.service");
});

it("where nothing changes nothing restarts", () => {
  box.says("rm /run/port-calls");
  expect(ports([22])).toMatchObject({ code: 0, err: "" });
  expect(read("/run/port-calls")).toBe("");
});

it("a port that another program has is refused, and nothing changes", () => {
  const before = read(settings);
  box.says("python3 -m http.server 2222 >/dev/null 2>&1 & until ss -Hltn | grep -q :2222; do sleep 0.05; done");
  const { code, err } = ports([2222, 22]);
  expect({ code, err }).toMatchObject({
    code: 69,
    err: expect.stringContaining("port 2222 is taken by another program"),
  });
  expect([answers(), read(settings)]).toEqual([["22"], before]);
});

it("settings that sshd does not take are put back, and it goes on answering where it did", () => {
  const before = read(settings);
  put("/etc/ssh/sshd_config.d/20-broken.conf", "Nonsense yes\n", "0600");
  expect(ports([2222, 22])).toMatchObject({ code: 70, err: expect.stringContaining("goes on with those of before") });
  expect([answers(), read(settings)]).toEqual([["22"], before]);
});

it("where sshd comes to answer elsewhere than it was told, it is put back to what it was", () => {
  // Somebody's own settings name an address with its port, which counts for more than any port.
  put("/etc/ssh/sshd_config.d/05-theirs.conf", "ListenAddress 0.0.0.0:22\n", "0600");
  const before = read(settings);
  expect(ports([2222, 22])).toMatchObject({ code: 70, err: expect.stringContaining("It is as it was before") });
  expect([answers(), read(settings)]).toEqual([["22"], before]);
});

it("cut off at every third command, on the way there and back, and run again, it ends where it should and never without the port of before", () => {
  const ways = [[2222, 22], [22]];
  expect(ports([2222, 22], { cutAt: 0 })).toMatchObject({ code: 0 });
  const last = box.steps;
  expect(last).toBeGreaterThan(10);
  // Odd ones lead one way, even ones the other.
  for (let at = 1; at <= last; at += 3) {
    const to = ways[at % 2] ?? [];
    ports(to, { cutAt: at });
    expect(box.says("sshd -T 2>&1 | grep '^port 22$'"), `cut at ${at}`).toBe("port 22");
    expect(ports(to), `again after ${at}`).toMatchObject({ code: 0 });
    expect(answers(), `cut at ${at}`).toEqual(to.map(String).sort());
    expect(read(jail)).toContain(`port = ${to.join(",")}`);
  }
});

it("only a login that came to the new port proves it; one that was led there from another changes nothing", () => {
  const proof = provePort({ port: 2222, formerPort: 22 }).create;
  const loginAt = (port: string) =>
    box.run("env", [`SSH_CONNECTION=203.0.113.9 40001 198.51.100.2 ${port}`, "sh", "-c", String(proof)]);
  expect(loginAt("2222")).toEqual({ code: 0, out: "", err: "" });
  for (const port of ["22", "22222", "222", ""]) {
    expect(loginAt(port)).toMatchObject({ code: 76, err: expect.stringContaining("Nothing was closed") });
  }
});
