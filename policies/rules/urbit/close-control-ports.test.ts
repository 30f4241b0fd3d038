import { expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { saying } from "../rule-trial";
import { hetznerServer, remoteCommand } from "../vendor-types";
import { rule } from "./close-control-ports";
import { cases } from "./close-control-ports.cases";

judgesAsRecorded(rule, cases);

const site = (pass: string) => `server {\n  listen 443 ssl;\n  location / { proxy_pass ${pass}; }\n}\n`;
const command = (stdin: unknown) => ({ type: remoteCommand, props: { create: "systemctl reload nginx", stdin } });

it.each([
  ["http://localhost:12399/", "fail stdin"],
  ["http://[::1]:12322", "fail stdin"],
  ["http://127.0.0.1:12320", "pass"],
  ["http://127.0.0.1:12400", "pass"],
  ["http://127.0.0.1", "pass"],
  ["http://127.0.0.1:$port", "unknown stdin"],
  ["http://10.0.0.7:12321", "pass"],
])("a web server that leads to %s", (pass, said) => {
  expect(saying(rule, command(site(pass)))).toBe(said);
});

it("is found in boot data", () => {
  const props = { userData: site("http://127.0.0.1:12321") };
  expect(saying(rule, { type: hetznerServer, props })).toBe("fail userData");
});
