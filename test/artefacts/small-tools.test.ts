import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderPlanet } from "../../components/planet/render";
import { MachineInAFolder, usualPlanet } from "./machine-in-a-folder";

let machine: MachineInAFolder;
beforeEach(() => {
  machine = new MachineInAFolder();
});
afterEach(() => machine.dispose());

describe("roadstead-install-files", () => {
  const install = (files: unknown) =>
    machine.run("roadstead-install-files", [], typeof files === "string" ? files : JSON.stringify({ files }));
  const file = { path: "/etc/roadstead/x/y.conf", mode: "0640", owner: "root:root", content: "née\n" };

  it("puts a ship's whole bundle in place, byte for byte, and then finds nothing to change", () => {
    const { files, installBundle } = renderPlanet(usualPlanet);
    expect(install(installBundle)).toMatchObject({ code: 0 });
    for (const { path, content, mode } of files) {
      expect(machine.read(path)).toBe(content);
      expect((statSync(machine.path(path)).mode & 0o7777).toString(8)).toBe(mode.slice(1));
    }
    expect(install(installBundle)).toMatchObject({ code: 0, out: "" });
  });

  it("says what it changed", () => {
    install([file]);
    expect(install([file, { ...file, path: "/etc/roadstead/z", content: "" }]).out).toBe("changed /etc/roadstead/z\n");
    expect(install([{ ...file, mode: "0600" }]).out).toBe("changed /etc/roadstead/x/y.conf\n");
  });

  it("called for many ships at the same moment, puts everything in place for each", () => {
    machine.write("/bundle", renderPlanet(usualPlanet).installBundle);
    const all = `for each in {1..12}; do roadstead-install-files <${machine.path("/bundle")} >/dev/null & pids+=($!); done
      for pid in "\${pids[@]}"; do wait "$pid" || exit 1; done`;
    for (let round = 0; round < 3; round += 1) {
      machine.remove("/etc/systemd");
      machine.remove("/usr/local/lib");
      expect(machine.run("bash", ["-c", all]).code).toBe(0);
    }
  });

  it("replaces a link, and never writes through it", () => {
    machine.write("/etc/roadstead/x/.here", "");
    machine.write("/victim", "as it was");
    symlinkSync(machine.path("/victim"), machine.path(file.path));
    expect(install([file]).code).toBe(0);
    expect(machine.read("/victim")).toBe("as it was");
    expect(machine.read(file.path)).toBe(file.content);
  });

  it.each<[string, unknown]>([
    ["text that is no JSON", "{"],
    ["another form", '{"file": []}'],
    ["a field too many", [{ ...file, group: "root" }]],
    ["a field too few", [{ path: "/etc/x" }]],
    ["content that is no text", [{ ...file, content: 1 }]],
    ["a path outside", [{ ...file, path: "/root/.ssh/authorized_keys" }]],
    ["a path that leads outside", [{ ...file, path: "/etc/../root/x" }]],
    ["a path that is not absolute", [{ ...file, path: "etc/x" }]],
    ["a mode that is none", [{ ...file, mode: "0999" }]],
    ["a mode that would run as its owner", [{ ...file, mode: "4755" }]],
    ["an owner that does not exist here", [{ ...file, owner: "nobody-of-this-name:root" }]],
  ])("refuses %s, and then writes nothing at all", (_, files) => {
    const good = { ...file, path: "/etc/roadstead/good" };
    const given = Array.isArray(files) ? [good, ...files] : files;
    expect(install(given)).toMatchObject({ code: 64 });
    expect(machine.has("/etc/roadstead/good")).toBe(false);
  });
});

describe("roadstead-runtime", () => {
  const member = "vere-v4.5-linux-x86_64";
  let archive: string;
  let sha256: string;
  beforeEach(() => {
    machine.put(renderPlanet(usualPlanet).files);
    mkdirSync(machine.path("/mirror"));
    writeFileSync(machine.path(`/mirror/${member}`), "#!/bin/sh\necho 4.5\n");
    archive = machine.path("/mirror/linux-x86_64.tgz");
    machine.run("tar", ["-C", machine.path("/mirror"), "-czf", archive, member]);
    sha256 = createHash("sha256").update(readFileSync(archive)).digest("hex");
  });
  const fetch = (sum = sha256, from = `file://${archive}`) =>
    machine.run("roadstead-runtime", ["4.5-amd64", from, sum, member]);
  const binary = "/opt/roadstead/vere/4.5-amd64/vere";

  it("installs what hashes to its pin, once", () => {
    expect(fetch()).toMatchObject({ code: 0 });
    expect(machine.run(machine.path(binary), []).out).toBe("4.5\n");
    expect(fetch()).toMatchObject({ code: 0, out: "" });
  });

  it("installs nothing that does not", () => {
    const ended = fetch("00".repeat(32));
    expect(ended).toMatchObject({ code: 71 });
    expect(ended.err).toContain(sha256);
    expect(machine.has("/opt/roadstead/vere/4.5-amd64")).toBe(false);
  });

  it("puts back a binary that was changed", () => {
    fetch();
    writeFileSync(machine.path(binary), "#!/bin/sh\necho something else\n");
    expect(fetch().out).toContain("installed");
    expect(machine.run(machine.path(binary), []).out).toBe("4.5\n");
  });

  it("keeps the one it has where the next cannot be had", () => {
    fetch();
    expect(fetch("11".repeat(32), "file:///does/not/exist")).toMatchObject({ code: 70 });
    expect(machine.run(machine.path(binary), []).out).toBe("4.5\n");
  });

  it("takes only an archive that holds the runtime", () => {
    machine.run("tar", ["-C", machine.path("/"), "-czf", archive, "etc"]);
    expect(fetch(createHash("sha256").update(readFileSync(archive)).digest("hex"))).toMatchObject({ code: 72 });
  });

  it.each(["http://mirror.example/vere.tgz", "ftp://mirror.example/vere.tgz", "vere.tgz"])(
    "never fetches %s",
    (url) => {
      expect(fetch(sha256, url)).toMatchObject({ code: 64 });
    },
  );
});

describe("roadstead-failure", () => {
  it("calls each hook with the unit, and fails where a hook does", () => {
    const hooks = machine.path("/etc/roadstead/failure.d");
    mkdirSync(hooks, { recursive: true });
    const hook = (name: string, text: string, mode = 0o755) => {
      writeFileSync(join(hooks, name), `#!/bin/bash\n${text}\n`);
      chmodSync(join(hooks, name), mode);
    };
    hook("10-webhook", 'echo "$1" >>"$STAND_IN/hooked"');
    hook("20-not-executable", 'echo no >>"$STAND_IN/hooked"', 0o644);
    expect(machine.run("roadstead-failure", ["a.service"]).code).toBe(0);
    hook("05-broken", "exit 3");
    expect(machine.run("roadstead-failure", ["b.service"]).code).toBe(1);
    expect(machine.heard("hooked")).toBe("a.service\nb.service\n");
  });
});
