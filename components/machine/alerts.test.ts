import { expect, it } from "vitest";
import { problemsOf } from "../core/argument-trial";
import { argumentsOf } from "../core/arguments";
import { secret } from "../core/secret";
import { alertsArgs } from "./alerts";

const url = secret("https://ping.example/1");
const plain =
  'was given in plain form. Use secret(config.requireSecret("<name>")), after: pulumi config set --secret <name>';

function judged(given: unknown) {
  const check = argumentsOf("alerts");
  const alerts = alertsArgs(check, given);
  return check.result(() => alerts);
}

it.each<[string, unknown, readonly string[]]>([
  ["that tell nobody", {}, ["alerts: tells nobody. Use webhook, deadManPing or both, or remove it."]],
  [
    "with addresses in plain form, which are not repeated",
    { webhook: "https://hooks.example/b3BlbnNzaC1r", deadManPing: { url: "https://ping.example/b3BlbnNzaC1r" } },
    [`alerts.webhook: ${plain}`, `alerts.deadManPing.url: ${plain}`],
  ],
  [
    "every half minute",
    { deadManPing: { url, everyMinutes: 0.5 } },
    ["alerts.deadManPing.everyMinutes: 0.5 is not allowed. Use a whole number from 1 to 1440 (minutes)."],
  ],
  [
    "of another name",
    { webhok: url, webhook: url },
    ["alerts.webhok: is not known here. Known: webhook, deadManPing. Did you mean webhook?"],
  ],
])("alerts %s are refused", (_, given, messages) => {
  expect(problemsOf(judged(given))).toEqual(messages);
});

it("alerts are judged to who is told, and hold no address", () => {
  expect(judged({ deadManPing: { url } })).toEqual({ ok: true, value: { webhook: false, ping: { everyMinutes: 5 } } });
  expect(JSON.stringify(judged({ webhook: url, deadManPing: { url } }))).not.toContain("example");
});
