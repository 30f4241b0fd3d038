import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { webFiles } from "./render";
import { webCases } from "./render-trial";

const golden = join(__dirname, "../../../test/golden/web");
const address = "203.0.113.5";

describe.each(webCases)("the web of %s", (name, ship, web) => {
  const files = webFiles(ship, web, [address]);
  const content = (path: string): string => files.find((file) => file.path === path)?.content ?? "";

  it("is the text that was reviewed", async () => {
    for (const { path, content: text } of files) {
      const own = text.includes(ship.shipName) || text.includes(ship.mountPoint) || path.endsWith("-web.service");
      await expect(text).toMatchFileSnapshot(join(golden, own ? name : "every-ship", path));
    }
  });

  it("invariant 22: binds 80 and 443 by one capability, as a user of its own, and no ship has it", () => {
    const unit = content("/etc/systemd/system/roadstead-web.service");
    expect(unit).toMatch(/^User=roadstead-web$/m);
    expect(unit.match(/^(Ambient|CapabilityBounding).*$/gm)).toEqual([
      "AmbientCapabilities=CAP_NET_BIND_SERVICE",
      "CapabilityBoundingSet=CAP_NET_BIND_SERVICE",
    ]);
  });

  it("invariant 23: leads to this ship's own port on loopback only, and to nothing while there is no certificate", () => {
    const site = content(`/etc/roadstead/web/sites/${ship.shipName}.conf`);
    expect(site.match(/proxy_pass .*/g)).toEqual([`proxy_pass http://127.0.0.1:${ship.httpPort};`]);
    expect(content(`/etc/roadstead/web/sites/${ship.shipName}.waiting.conf`)).not.toMatch(/proxy_pass|443/);
  });

  it("carries nothing that is not asked for", () => {
    const slipped = { ...ship, key: "0wCANARY", web: { ...web, key: "0wCANARY" } };
    expect(JSON.stringify(webFiles(slipped, slipped.web, [address]))).not.toContain("CANARY");
  });
});
