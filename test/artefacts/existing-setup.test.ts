import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { installBundle } from "../../components/machine/commands";
import { renderPlanet } from "../../components/planet/render";
import { planetCases } from "../../components/planet/render-trial";
import { deploymentKey, key, rendered } from "./existing-delivery";
import type { Ended } from "./machine-in-a-folder";
import { RentedBox } from "./rented-box";

const rootUuid = "5b1f7e1e-3f5a-4c1d-9a2b-1c2d3e4f5a6b";
const first = rendered();
let box: RentedBox;
beforeEach(async () => {
  box = await RentedBox.start();
});
afterEach(() => box.dispose());

const bootstrap = (script = first.setUp, cutAt?: number, session = "203.0.113.9 40001"): Ended =>
  box.run("bash", ["-s", "--", session], { stdin: script, ...(cutAt === undefined ? {} : { cutAt }) });
const confirm = (print = first.print, session = "203.0.113.9 40002"): Ended =>
  box.run("roadstead-host", ["confirm", print, session]);

const timeFires = (): Ended => box.run("systemctl", ["start", "roadstead-take-back.service"]);
const restore = (session = "203.0.113.9 40003"): Ended => box.run("roadstead-leave", ["restore", session]);
const remove = (session = "203.0.113.9 40004"): Ended => box.run("roadstead-leave", ["remove", session]);
const armed = (): boolean =>
  box.says(
    "cat /run/stand-in/active/roadstead-take-back.timer; test -e /var/lib/roadstead/host/guard/pending && echo waits",
  ) === "300\nwaits";

/** Everything that could be someone's, with mode, owner and content; what the system writes by itself left out, and what each box draws anew. */
function picture(): string[] {
  const left = "\\( -name '*-' -o -name .pwd.lock -o -name .updated \\) -prune";
  const places = "/etc /usr/local/sbin /usr/local/lib/roadstead /home /srv /swap.roadstead";
  const told = box.says(
    `find ${places} ${left} -o -printf '%m %u:%g %p %l\\n' 2>/dev/null | sort; find ${places} ${left} -o -type f ! -path '/etc/shadow' ! -path '/etc/ssh/ssh_host_*' -exec sha256sum {} + 2>/dev/null | sort -k2; stat -c '%a %U %n' /root /usr/local/lib`,
  );
  return [...told.split("\n"), ...access()];
}

/** What decides who comes in. */
function access(): string[] {
  return [...box.sshd, box.firewall, box.says("passwd --status root | cut -d' ' -f2")];
}

describe("edge 36: a machine that was there before", () => {
  it("is set up, guarded until a new login confirms it, and not by the login that did it", () => {
    expect(bootstrap()).toMatchObject({ code: 0, err: "" });
    expect(box.sshd).toEqual(expect.arrayContaining(["permitrootlogin no", "allowusers skipper"]));
    expect(box.firewall).toContain("policy drop");
    expect(box.says("sort /home/skipper/.ssh/authorized_keys")).toContain(deploymentKey);
    expect(armed()).toBe(true);
    expect(confirm(first.print, "203.0.113.9 40001")).toMatchObject({ code: 76 });
    expect(confirm("another")).toMatchObject({ code: 76 });
    expect(armed()).toBe(true);
    expect(confirm()).toMatchObject({ code: 0 });
    expect(armed()).toBe(false);
    // The timer that comes too late finds nothing that waits.
    const before = access();
    expect(timeFires().code).toBe(0);
    expect(access()).toEqual(before);
    expect(confirm()).toMatchObject({ code: 0, out: "roadstead-host: confirmed before\n" });
  });

  it("has its timer armed before sshd and firewall are touched, and nothing touched where it cannot be", () => {
    const before = access();
    box.says("printf '#!/bin/sh\\nexit 1\\n' >/opt/stand-ins/systemd-run");
    expect(bootstrap().code).not.toBe(0);
    expect(access()).toEqual(before);
    expect(box.says("ls /etc/roadstead/firewall.nft /etc/ssh/sshd_config.d/10-roadstead.conf 2>/dev/null")).toBe("");
  });

  it("has its former sshd and firewall back by itself when nobody confirms, at once after a restart too", () => {
    box.says("nft add table inet theirs");
    const before = access();
    bootstrap();
    expect(box.says("cat /etc/systemd/system/roadstead-take-back.service")).toContain("WantedBy=multi-user.target");
    expect(box.says("systemctl is-enabled roadstead-take-back.service")).toBe("enabled");
    expect(timeFires()).toMatchObject({ code: 0 });
    expect(access()).toEqual(before);
    expect(armed()).toBe(false);
    // The next deployment's confirmation puts it in force again, and has to come once more.
    const again = confirm();
    expect(again).toMatchObject({ code: 76 });
    expect(again.err).toContain("deploy again at once");
    expect(armed()).toBe(true);
    expect(confirm(first.print, "203.0.113.9 40009")).toMatchObject({ code: 0 });
    expect(box.firewall).toContain("table inet theirs");
  });

  it("has everything back at once where the set-up itself fails", () => {
    const before = access();
    box.says("echo 'Ciphers none-such' >/etc/ssh/sshd_config.d/99-broken.conf");
    const ended = bootstrap();
    expect(ended).toMatchObject({ code: 70 });
    expect(ended.err).toContain("as it was before");
    expect(access()).toEqual(before);
  });

  it("is not touched by the same delivery again, and by another one only where it differs", () => {
    bootstrap();
    confirm();
    const before = picture();
    const calls = box.calls.length;
    expect(bootstrap(first.setUp)).toMatchObject({ code: 0, out: "roadstead-host: nothing to change\n" });
    expect(picture()).toEqual(before);
    expect(box.calls.slice(calls).filter((call) => /restart|systemd-run|reload-or/.test(call))).toEqual([]);

    const open = rendered({ openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }] });
    const changed = bootstrap(open.setUp);
    expect(changed.out.match(/changed .*/g)).toEqual(["changed /etc/roadstead/firewall.nft"]);
    expect(box.firewall).toContain("34543");
    expect(box.calls.filter((call) => /roadstead-(ship|create)-/.test(call))).toEqual([]);
    expect(timeFires().code).toBe(0);
    expect(box.firewall).not.toContain("34543");
    expect(box.firewall).toContain("policy drop");
    expect(box.sshd).toContain("permitrootlogin no");
  });

  it("operators' keys rotate in place by add, verify, remove, with nothing to confirm and nothing restarted", () => {
    const keysAre = (...wanted: readonly string[]) =>
      expect(box.says("cat /home/skipper/.ssh/authorized_keys").split("\n")).toEqual([
        "ssh-ed25519 AAAA theirs",
        "# roadstead: begin",
        ...wanted,
        "# roadstead: end",
      ]);
    const bob = key.replace("4le3k", "4le4k").replace("ann", "bob");
    box.says(
      "useradd -m skipper && mkdir -p /home/skipper/.ssh && echo 'ssh-ed25519 AAAA theirs' >/home/skipper/.ssh/authorized_keys",
    );
    bootstrap();
    confirm();
    keysAre(key, deploymentKey);
    const { length: calls } = box.calls;
    const before = access();
    for (const keys of [[key, bob], [bob]]) {
      const { setUp, print } = rendered({ operator: { user: "skipper", keys } });
      const { code, out } = bootstrap(setUp);
      expect([code, out]).toEqual([
        0,
        "roadstead-host: changed /home/skipper/.ssh/authorized_keys\nroadstead-host: nothing to change\n",
      ]);
      keysAre(...keys, deploymentKey);
      expect(confirm(print)).toMatchObject({ code: 0, out: "roadstead-host: confirmed before\n" });
    }
    expect(box.says("stat -c '%a %U:%G' /home/skipper/.ssh/authorized_keys")).toBe("600 skipper:skipper");
    expect(access()).toEqual(before);
    expect(
      box.calls.slice(calls).filter((call) => /restart|systemd-run|reload-or|roadstead-(ship|create)-/.test(call)),
    ).toEqual([]);
  });

  it("a deployment's next key is taken in place, and the one that it came with stays beside it", () => {
    bootstrap();
    confirm();
    const next = deploymentKey.replace("FAw4c", "FAw5c");
    expect(bootstrap(rendered({}, next).setUp).code).toBe(0);
    expect(box.says("grep deployment /home/skipper/.ssh/authorized_keys").split("\n")).toEqual([deploymentKey, next]);
    expect(armed()).toBe(false);
  });

  it("damaged keys leave those of before in place", () => {
    bootstrap();
    confirm();
    const before = box.says("cat /home/skipper/.ssh/authorized_keys");
    const damaged = first.setUp.replaceAll("ssh-ed25519", "ssh-ed");
    expect(bootstrap(damaged)).toMatchObject({ code: 70, err: expect.stringContaining("those of before stay") });
    expect(box.says("cat /home/skipper/.ssh/authorized_keys")).toBe(before);
  });

  it("belongs to one deployment", () => {
    bootstrap();
    confirm();
    box.says("echo another >/var/lib/roadstead/host/owner");
    expect(bootstrap(first.setUp)).toMatchObject({ code: 77 });
  });
});

describe("edge 36: a machine that is left", () => {
  it("is what it was, but for data, in two steps of which a new login confirms the first", () => {
    box.says("echo '*/5 * * * * root true' >/etc/cron.d/theirs; chmod 0755 /etc/cron.d");
    const before = picture();
    bootstrap();
    confirm();
    const bound = box.run("roadstead-host", ["bind", "/srv/roadstead-data", rootUuid, "/srv/roadstead"]);
    expect(bound).toMatchObject({ code: 0 });
    box.says("mkdir -p /srv/roadstead/ships/a && echo pier >/srv/roadstead/ships/a/pier");
    const held = access();
    expect(restore()).toMatchObject({ code: 0 });
    expect(armed()).toBe(true);
    expect(box.sshd).not.toContain("permitrootlogin no");
    // A former state that lets nobody in goes away again.
    expect(timeFires()).toMatchObject({ code: 0 });
    expect(access()).toEqual(held);
    expect(restore()).toMatchObject({ code: 0 });
    const ended = remove();
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.out).toContain("remains: the data folder /srv/roadstead-data, with its piers");
    expect(box.says("cat /srv/roadstead-data/ships/a/pier")).toBe("pier");
    expect(picture().filter((line) => !line.includes("/srv/roadstead-data"))).toEqual(before);
    expect(remove().code).toBe(127);
    // The same deployment comes again, and finds its data.
    expect(bootstrap()).toMatchObject({ code: 0 });
  });

  it("loses what ships, their web and backups brought over SSH, too, where a deployment of before left it there", () => {
    box.says("mkdir -p /etc/sysusers.d");
    const before = picture();
    bootstrap();
    confirm();
    const brought = renderPlanet(planetCases[0][1]).files;
    const installed = box.run("roadstead-install-files", [], { stdin: installBundle(brought) });
    expect(installed).toMatchObject({ code: 0 });
    box.says(
      "mkdir -p /opt/roadstead/vere/4.5 /etc/roadstead/web/sites && echo '# rules' >/etc/roadstead/firewall.d/ship-a.nft",
    );
    expect(restore()).toMatchObject({ code: 0 });
    expect(remove()).toMatchObject({ code: 0 });
    expect(picture()).toEqual(before);
    expect(box.says("ls -d /opt/roadstead /etc/roadstead 2>/dev/null")).toBe("");
  });

  it("is not left while data is in use", () => {
    bootstrap();
    confirm();
    box.run("roadstead-host", ["bind", "/srv/roadstead-data", rootUuid, "/srv/roadstead"]);
    const ended = box.run("bash", ["-c", "cd /srv/roadstead; roadstead-leave remove other"]);
    expect(ended).toMatchObject({ code: 16 });
    expect(box.says("ls /etc/roadstead/firewall.nft")).toBe("/etc/roadstead/firewall.nft");
  });
});

describe("the data folder", () => {
  it("is shown where ships look, twice as well as once, and hides nothing", () => {
    bootstrap();
    confirm();
    const bind = () => box.run("roadstead-host", ["bind", "/srv/roadstead-data", rootUuid, "/srv/roadstead"]);
    expect(JSON.parse(bind().out)).toMatchObject({ uuid: rootUuid });
    expect(bind()).toMatchObject({ code: 0 });
    expect(box.says("grep -c roadstead-data /etc/fstab")).toBe("1");
    expect(box.run("roadstead-data-volume", ["unmount", "--at", "/srv/roadstead"])).toMatchObject({ code: 0 });
    box.says("touch /srv/roadstead/in-the-way");
    expect(bind()).toMatchObject({ code: 14 });
  });
});

/** Spread over the whole run; ROADSTEAD_CUTS says how many. */
function cuts(steps: number): number[] {
  const count = Math.min(steps, Number(process.env["ROADSTEAD_CUTS"] ?? 6));
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * steps) / count) + 1);
}

describe("edge 36: cut off anywhere and run again", () => {
  it("the set-up never leaves a new sshd or firewall without its timer, and ends as if it had not been cut", async () => {
    const untouched = access();
    bootstrap(first.setUp, 0);
    const { steps } = box;
    expect(steps).toBeGreaterThan(100);
    confirm();
    const whole = picture();
    for (const cutAt of cuts(steps)) {
      box.dispose();
      box = await RentedBox.start();
      expect([cutAt, bootstrap(first.setUp, cutAt).code]).not.toEqual([cutAt, 0]);
      if (JSON.stringify(access()) !== JSON.stringify(untouched)) expect([cutAt, armed()]).toEqual([cutAt, true]);
      if (cutAt % 2 === 0 && armed()) {
        // Nobody came in time. Cut before that, there is no timer yet, and nothing that it would take back.
        expect(timeFires()).toMatchObject({ code: 0 });
        expect([cutAt, ...access()]).toEqual([cutAt, ...untouched]);
      }
      expect([cutAt, bootstrap()]).toMatchObject([cutAt, { code: 0 }]);
      expect([cutAt, confirm()]).toMatchObject([cutAt, { code: 0 }]);
      expect([cutAt, picture()]).toEqual([cutAt, whole]);
    }
  });

  it("the leaving ends as if it had not been cut", async () => {
    const untouched = picture();
    const leave = "roadstead-leave restore 1 && roadstead-leave remove 2";
    bootstrap();
    confirm();
    box.run("bash", ["-c", leave], { cutAt: 0 });
    const { steps } = box;
    expect(steps).toBeGreaterThan(100);
    for (const cutAt of cuts(steps)) {
      box.dispose();
      box = await RentedBox.start();
      bootstrap();
      confirm();
      expect([cutAt, box.run("bash", ["-c", leave], { cutAt }).code]).not.toEqual([cutAt, 0]);
      const again = box.run("bash", [
        "-c",
        `[ ! -x /usr/local/sbin/roadstead-leave ] || { ${leave.replace("1", "3").replace("2", "4")}; }`,
      ]);
      expect([cutAt, again]).toMatchObject([cutAt, { code: 0 }]);
      expect([cutAt, picture()]).toEqual([cutAt, untouched]);
    }
  });
});

describe("the preflight", () => {
  const look = (script = first.preflight): Ended => box.run("bash", ["-s"], { stdin: script });
  beforeEach(() => {
    box.says(
      "grep -q sshd_config.d /etc/ssh/sshd_config || sed -i '1i Include /etc/ssh/sshd_config.d/*.conf' /etc/ssh/sshd_config",
    );
  });

  it("changes nothing, and tells what the deployment must know", () => {
    const before = picture();
    const ended = look();
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(ended.out)).toEqual({
      machine: expect.stringMatching(/^[A-Za-z0-9-]+$/),
      hostKey: box.says("cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub"),
      rootUuid,
    });
    expect(picture()).toEqual(before);
  });

  it("refuses a tunnel where the kernel has no WireGuard, or where somebody has its port", () => {
    const peers = [{ name: "laptop", publicKey: `${"L".repeat(42)}A=`, address: "10.88.0.2" }];
    const wireguard = { mode: "beside", address: "10.88.0.1/24", peers };
    const tunnel = rendered({ ssh: { from: "anywhere", wireguard } }).preflight;
    const taking = `import socket, subprocess, sys; taken = socket.socket(type=socket.SOCK_DGRAM)
taken.bind(("0.0.0.0", 51820)); sys.exit(subprocess.run(["bash", "-s"]).returncode)`;
    const around = (modprobe: string) =>
      `mount -t tmpfs tmpfs /sys/module; modprobe() { ${modprobe}; }; export -f modprobe; python3 -c '${taking}'`;
    const without = box.run("bash", ["-c", around("false")], { stdin: tunnel });
    expect(without.err).toMatch(/^ {2}tunnel: this kernel \(.+\) has no WireGuard\. /m);
    expect(without.err).toMatch(/^ {2}tunnel: udp\/51820 is taken: /m);
    const { code, err } = box.run("bash", ["-c", around("true")], { stdin: tunnel });
    expect([code, err]).toEqual([1, expect.not.stringContaining("no WireGuard")]);
    expect(box.run("bash", ["-c", "modprobe() { true; }; export -f modprobe; bash -s"], { stdin: tunnel }).code).toBe(
      0,
    );
  });

  it("says everything that stands in the way at once, each with what to do, and changes nothing", () => {
    box.says(
      "echo openvz >/run/stand-in/virtualisation; mkdir -p /srv/roadstead/x /srv/old-ship/.urb; echo ID=alpine >/etc/os-release",
    );
    box.says(
      "nft add table inet theirs; nft add chain inet theirs input '{ type filter hook input priority 0; policy drop; }'",
    );
    box.says(
      "mkdir -p /var/lib/roadstead/host; echo another >/var/lib/roadstead/host/owner; : >/run/stand-in/active/chrony",
    );
    box.says("rm /etc/ssh/ssh_host_ed25519_key.pub; sed -i /Include/d /etc/ssh/sshd_config");
    const before = picture();
    const demanding = rendered({
      vendor: {
        kind: "existing",
        address: "203.0.113.7",
        hostKey: key,
        architecture: "arm64",
        memoryGib: 4000,
        diskGib: 1e6,
        dataDevice: "/dev/disk/by-id/virtio-data",
      },
      volume: { mode: "separate", size: "60 TiB" },
    });
    const { code, out, err } = look(demanding.preflight);
    expect([code, out]).toEqual([1, ""]);
    for (const finding of [
      "system",
      "architecture",
      "virtualisation",
      "memory",
      "owner",
      "data",
      "firewall",
      "clock",
      "ssh",
    ]) {
      expect(err).toMatch(new RegExp(`^  ${finding}: .+`, "m"));
    }
    expect(err).toContain("there is a pier at /srv/old-ship");
    expect(err).toContain("nft delete table inet theirs");
    expect(err).toMatch(/nothing was changed\. \d+ of what this machine is stand in the way/);
    expect(picture()).toEqual(before);
  });

  it("takes a machine that is this deployment's own, with its data", () => {
    bootstrap();
    confirm();
    box.says("mkdir -p /srv/roadstead-data/ships/a/pier/.urb");
    expect(look()).toMatchObject({ code: 0 });
  });
});
