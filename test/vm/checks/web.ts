import { expect, it } from "vitest";
import { runToEnd } from "../machine/secure-shell";
import { guest4 } from "../world/addresses";
import type { Web } from "../world/web";
import type { Sailing } from "./ship";

const units = "roadstead-web.service roadstead-certificates.timer";

/** Asks the ship's name over plain HTTP or TLS, as somebody outside does. */
async function askedOf({ planet }: Sailing, { image }: Web, address: string, ...options: string[]): Promise<string> {
  const domain = planet.resolved.web?.domain ?? "";
  const known = ["--resolve", `${domain}:443:${guest4}`, "--resolve", `${domain}:80:${guest4}`];
  const words = ["--silent", "--show-error", "--max-time", "60", "--cacert", image.authority.certificate, ...known];
  const { code, out, err } = await runToEnd("curl", [...words, ...options, address], undefined, 90);
  return `${code}: ${out}${err}`;
}

/** After a restart nobody has to do anything. */
export function answersTheWebAgain(sailing: () => Sailing, web: () => Web): void {
  it("the ship is reached over TLS again, by itself", async () => {
    const { resolved } = sailing().planet;
    const asked = () => askedOf(sailing(), web(), `https://${resolved.web?.domain}/`);
    await expect.poll(asked, { timeout: 420_000, interval: 2000 }).toContain(resolved.ship);
  });
}

/** Behind nginx, and without a certificate: nobody is answered for. */
export function waitsForItsName(sailing: () => Sailing, web: () => Web): void {
  it("is put behind nginx, and answers nobody while its name does not lead here", async () => {
    const { vm, planet } = sailing();
    const said = await vm.says(`sudo roadstead-web status ${planet.resolved.shipName}`);
    expect(JSON.parse(said)).toMatchObject({ state: "waiting", reason: expect.stringContaining("leads to 10.77.0.1") });
    expect(await askedOf(sailing(), web(), `http://${planet.resolved.web?.domain}/`, "--include")).toContain(" 503 ");
  });
}

/** The ship behind nginx, seen from outside. Its certificate is the test's own: no authority can ask here. */
export function answersTheWeb(sailing: () => Sailing, web: () => Web): void {
  const domainOf = (): string => sailing().planet.resolved.web?.domain ?? "";
  const asked = (address: string, ...options: string[]) => askedOf(sailing(), web(), address, ...options);

  it("serves the certificate that lies on the volume", async () => {
    const { vm, planet } = sailing();
    const { resolved } = planet;
    if (resolved.web === undefined) throw new Error("no web is declared");
    const { cert, key } = web().certificateFor([resolved.web.domain], `web-${resolved.shipName}`);
    const folder = `/srv/roadstead/web/acme/${resolved.web.directory.replace(/^https:\/\//, "").replace(/[^A-Za-z0-9.-]/g, "_")}/live/${resolved.web.domain}`;
    await vm.says(`sudo install -d -m 0700 ${folder} && sudo tee ${folder}/fullchain.pem >/dev/null`, { stdin: cert });
    await vm.says(`sudo tee ${folder}/privkey.pem >/dev/null && sudo chmod 0600 ${folder}/privkey.pem`, { stdin: key });
    // As the quarter-hourly look does once there is one.
    await vm.says("sudo systemctl reload roadstead-web && sudo roadstead-web renew", { seconds: 300 });
    const said = await vm.says(`sudo roadstead-web status ${resolved.shipName}`);
    expect(JSON.parse(said)).toMatchObject({ state: "serving", domain: resolved.web.domain });
    expect(await vm.says(`systemctl is-active ${units}`)).toBe("active\nactive");
  });

  it("nginx finds no fault in its settings", async () => {
    // With as many files as its unit gives it.
    const test = "sudo prlimit --nofile=16384 nginx -e stderr -t -c /run/roadstead/web/nginx.conf";
    const { code, out, err } = await sailing().vm.run(test);
    expect(`${code}: ${out}${err}`).toMatch(/^0: [\s\S]*syntax is ok[\s\S]*test is successful/);
    expect(out + err).not.toMatch(/\[(warn|error|emerg)\]/);
  });

  it("over TLS the ship answers, over plain HTTP nothing but the way there, and to other names nobody", async () => {
    const { planet } = sailing();
    expect(await asked(`https://${domainOf()}/`)).toContain(planet.resolved.ship);
    const plain = await asked(`http://${domainOf()}/`, "--include");
    expect(plain).toMatch(/^0: HTTP\/1\.1 301 /);
    expect(plain).toContain(`Location: https://${domainOf()}/`);
    expect(await asked(`http://${guest4}/`)).toMatch(/^52: /);
    expect(await asked(`https://${guest4}/`, "--insecure")).toMatch(/^35: /);
  });

  it("only TLS 1.2 and 1.3 are spoken", async () => {
    expect(await asked(`https://${domainOf()}/`, "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0")).toMatch(
      /^35: /,
    );
    expect(await asked(`https://${domainOf()}/`, "--tls-max", "1.2")).toMatch(/^0: /);
  });

  it("the web server reaches the ship and nothing else", async () => {
    const { vm } = sailing();
    const probe = (address: string) =>
      vm.run(`sudo -u roadstead-web curl --silent --max-time 5 --output /dev/null http://${address}/`);
    for (const address of ["127.0.0.1:12321", "packages.roadstead.test"]) {
      expect([address, (await probe(address)).code]).toEqual([address, address.startsWith("127") ? 7 : 6]);
    }
    expect((await probe(`127.0.0.1:${sailing().planet.resolved.httpPort}`)).code).toBe(0);
  });
}
