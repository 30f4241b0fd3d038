import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderMachine } from "../../components/machine/render";
import { machineCases } from "../../components/machine/render-trial";
import { renderPlanet } from "../../components/planet/render";
import { planetCases } from "../../components/planet/render-trial";

// The rules that keep two ships on one machine apart, loaded into a network of their own by the real nftables, with two real
// users who try: what no reading of the text can prove.

const scratch = mkdtempSync(join(tmpdir(), "roadstead-neighbours-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const [[, planet]] = planetCases;
const second = { ...planet, ship: "~dozsem-fipfun", shipName: "dozsem-fipfun", user: "ship-dozsem-fipfun" };
let said: readonly string[] = [];

beforeAll(() => {
  const files = [
    ...renderMachine(machineCases[0][1]).files.filter(({ path }) => path === "/etc/roadstead/firewall.nft"),
    ...[planet, second].flatMap((each) => renderPlanet(each).files.filter(({ path }) => path.endsWith(".nft"))),
  ];
  for (const { path, content } of files) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), content);
  }
  const script = join(__dirname, "neighbours.sh");
  const { status, stdout, stderr } = spawnSync(
    "unshare",
    ["--net", "--mount", "--", script, scratch, planet.shipName, second.shipName],
    { encoding: "utf8", timeout: 120_000, env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8" } },
  );
  expect({ status, stderr }).toMatchObject({ status: 0 });
  said = stdout.trim().split("\n");
});

const outcomes = (user: string) =>
  said.filter((line) => line.startsWith(`${user} `)).map((line) => line.slice(user.length + 1));

describe("two ships on one machine", () => {
  it("invariant 17: neither reaches the other's control port or web port, by whatever name loopback goes, nor its own", () => {
    expect(outcomes("ship-dozsem-fipfun").filter((line) => /127\.|0\.0\.0\.0/.test(line))).toEqual([
      "http://127.0.0.1:8080/ refused",
      "http://127.0.0.1:12321/ refused",
      "http://127.1.2.3:12321/ refused",
      "http://0.0.0.0:12321/ refused",
      "http://[::ffff:127.0.0.1]:12321/ refused",
    ]);
    expect(outcomes("ship-sampel-palnet").filter((line) => /127\./.test(line))).toEqual([
      "http://127.0.0.1:12322/ refused",
      "http://127.0.0.1:12321/ refused",
    ]);
  });

  it("reach no metadata, which root does", () => {
    for (const address of ["169.254.169.254", "100.100.100.200"]) {
      for (const user of ["ship-sampel-palnet", "ship-dozsem-fipfun"])
        expect(outcomes(user)).toContain(`http://${address}/ refused`);
      expect(outcomes("root")).toContain(`http://${address}/ reached`);
    }
  });

  it("answer the proxy, the health check and each other as the world does", () => {
    expect(outcomes("root").filter((line) => line.includes("127.0.0.1"))).toEqual([
      "http://127.0.0.1:8080/ reached",
      "http://127.0.0.1:12321/ reached",
      "http://127.0.0.1:12322/ reached",
    ]);
    expect(outcomes("ship-dozsem-fipfun")).toContain("http://203.0.113.5:443/ reached");
    expect(outcomes("ship-sampel-palnet")).toContain("udp 203.0.113.5:34544 reached");
  });
});
