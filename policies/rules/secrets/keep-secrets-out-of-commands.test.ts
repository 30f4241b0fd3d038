import { expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying, secretly } from "../rule-trial";
import { localCommand, remoteCommand } from "../vendor-types";
import { rule } from "./keep-secrets-out-of-commands";
import { cases } from "./keep-secrets-out-of-commands.cases";

judgesAsRecorded(rule, cases);

it.each([
  ["one with a password", { create: "curl -u admin:hunter2 https://example.org" }, "fail create"],
  ["one with a key to undo it", { create: "true", delete: "tool --token abcdef123" }, "fail delete"],
  ["one marked secret", { create: secretly("echo 'root:hunter2' | chpasswd") }, "fail create"],
  ["one with a secret on stdin", { create: "cat > /run/key", stdin: "0wabcde.abcde.abcde.abcde.abcde.abcde" }, "pass"],
  ["one with a secret in its environment", { create: "true", environment: { TOKEN: "abcdef123" } }, "pass"],
  ["one unknown and one with a password", { create: notKnown, update: "x --password hunter2" }, "fail update"],
])("%s", (_name, props, said) => {
  for (const type of [remoteCommand, localCommand]) expect(saying(rule, { type, props })).toBe(said);
});
