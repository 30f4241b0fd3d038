import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { domain, listOf, network, oneOf, record, sshPublicKey, text, wholeNumber, yesOrNo } from "./argument-checks";
import { type ArgumentCheck, argumentsOf } from "./arguments";
import { duration } from "./durations";
import { secretText } from "./secret";
import { size } from "./sizes";

/** Every message that a check gives, with its path below `Args.it`. */
function messagesOf(run: (check: ArgumentCheck) => unknown): string[] {
  const check = argumentsOf("Args");
  run(check.at("it"));
  const checked = check.result(() => undefined);
  return checked.ok ? [] : checked.problems.map((each) => `${each.path}: ${each.message}`);
}

type Check = (check: ArgumentCheck, value: unknown) => unknown;

const word = { pattern: /^[a-z]+$/, maxLength: 5, use: "a word of at most 5 letters" };
const colour: Check = (check, value) => oneOf(check, value, ["red", "green"], "a colour");
const count: Check = (check, value) => wholeNumber(check, value, { min: 1, max: 9, what: "a count" });
const words: Check = (check, value) =>
  listOf(check, value, { min: 1, what: "words" }, (at, item) => text(at, item, word));
const known: Check = (check, value) => record(check, value, ["owner", "size"]);
const volume: Check = (check, value) => size(check, value, { min: "10 GiB", max: "1 TiB", wholeGib: true });
const memory: Check = (check, value) => size(check, value, { min: "0 MiB", max: "64 GiB" });
const wait: Check = (check, value) => duration(check, value, { min: "10 seconds", max: "2 days" });
const chars: Check = (check, value) => text(check, value, word);

const sizeUse = 'Use a size from "10 GiB" to "1 TiB", in whole GiB, with its unit: MiB, GiB or TiB.';
const timeUse = 'Use a time from "10 seconds" to "2 days", with its unit: seconds, minutes, hours or days.';
const networkUse = "Use a network such as 203.0.113.7/32 or 2001:db8::/64.";
const keyUse = "Use one line of a .pub file, such as ssh-ed25519 AAAA... name.";
const plain = "Args.it: must be known before the deployment starts, but an Output was given. Pass the plain value.";
const ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX";

const bad: readonly (readonly [string, Check, unknown, readonly string[]])[] = [
  ["a missing text", chars, undefined, ["Args.it: is missing. Use a word of at most 5 letters."]],
  ["an empty text", chars, "", ["Args.it: is missing. Use a word of at most 5 letters."]],
  ["a text too long", chars, "abcdef", ['Args.it: "abcdef" is not allowed. Use a word of at most 5 letters.']],
  ["a number for a text", chars, 5, ["Args.it: 5 is not allowed. Use a word of at most 5 letters."]],
  ["an Output for a text", chars, pulumi.output("a"), [plain]],
  ["a Promise for a choice", colour, Promise.resolve("red"), [plain]],
  ["a missing choice", colour, undefined, ["Args.it: is missing. Use one of red, green."]],
  [
    "a misspelt choice",
    colour,
    "gren",
    ['Args.it: "gren" is not a colour. Use one of red, green. Did you mean green?'],
  ],
  ["a list for a choice", colour, ["red"], ['Args.it: ["red"] is not a colour. Use one of red, green.']],
  ["zero", count, 0, ["Args.it: 0 is not allowed. Use a whole number from 1 to 9 (a count)."]],
  ["a fraction", count, 1.5, ["Args.it: 1.5 is not allowed. Use a whole number from 1 to 9 (a count)."]],
  ["a number in quotes", count, "3", ['Args.it: "3" is not allowed. Use a whole number from 1 to 9 (a count).']],
  ["no number", count, null, ["Args.it: is missing. Use a whole number from 1 to 9 (a count)."]],
  ["yes in quotes", yesOrNo, "true", ['Args.it: "true" is not allowed. Use true or false, without quotes.']],
  ["no list", words, undefined, ["Args.it: is missing. Use a list of words."]],
  ["a word for a list", words, "a", ['Args.it: "a" is not a list. Use a list of words.']],
  ["an empty list", words, [], ["Args.it: is empty. Use a list of words, at least 1."]],
  [
    "two wrong items",
    words,
    ["a", "B", "c", ""],
    [
      'Args.it[1]: "B" is not allowed. Use a word of at most 5 letters.',
      "Args.it[3]: is missing. Use a word of at most 5 letters.",
    ],
  ],
  ["a hole in a list", words, new Array<string>(1), ["Args.it[0]: is missing. Use a word of at most 5 letters."]],
  ["no mapping", known, undefined, ["Args.it: is missing. Use a mapping of keys to values."]],
  ["a list for a mapping", known, [1], ["Args.it: [1] is not a mapping. Use a mapping of keys to values."]],
  ["an unknown key", known, { sise: 1 }, ["Args.it.sise: is not known here. Known: owner, size. Did you mean size?"]],
  ["a size without unit", volume, 40, [`Args.it: 40 is not allowed. ${sizeUse}`]],
  ["a size in GB", volume, "40 GB", [`Args.it: "40 GB" is not allowed. ${sizeUse}`]],
  ["a size too small", volume, "9 GiB", [`Args.it: "9 GiB" is not allowed. ${sizeUse}`]],
  ["a size too large", volume, "1.5 TiB", [`Args.it: "1.5 TiB" is not allowed. ${sizeUse}`]],
  ["a part of a GiB", volume, "10.5 GiB", [`Args.it: "10.5 GiB" is not allowed. ${sizeUse}`]],
  [
    "a negative size",
    memory,
    "-1 GiB",
    ['Args.it: "-1 GiB" is not allowed. Use a size from "0 MiB" to "64 GiB", with its unit: MiB, GiB or TiB.'],
  ],
  ["a time without unit", wait, 30, [`Args.it: 30 is not allowed. ${timeUse}`]],
  ["a time too short", wait, "9 seconds", [`Args.it: "9 seconds" is not allowed. ${timeUse}`]],
  ["a time too long", wait, "3 days", [`Args.it: "3 days" is not allowed. ${timeUse}`]],
  [
    "an address for a network",
    network,
    "203.0.113.7",
    [`Args.it: "203.0.113.7" is not a network in CIDR form. ${networkUse}`],
  ],
  [
    "a prefix too long",
    network,
    "203.0.113.0/33",
    [`Args.it: "203.0.113.0/33" is not a network in CIDR form. ${networkUse}`],
  ],
  [
    "host bits",
    network,
    "203.0.113.7/24",
    ['Args.it: "203.0.113.7/24" has bits set behind its prefix. Use 203.0.113.0/24, or /32 for one address.'],
  ],
  [
    "host bits in IPv6",
    network,
    "2001:db8::1/64",
    ['Args.it: "2001:db8::1/64" has bits set behind its prefix. Use 2001:db8::/64, or /128 for one address.'],
  ],
  ...["010.0.0.0/8", "1/8", "0x0a.0.0.0/8", "167772160/8", "10.0.0.0/08", "10.0.0.0/8/8", "::ffff:10.0.0.0/104"].map(
    (value) =>
      [
        `a network that reads two ways, ${value},`,
        network,
        value,
        [`Args.it: "${value}" is not a network in CIDR form. ${networkUse}`],
      ] as const,
  ),
  ...["fe80::%eth0/64", "::1.2.3.4/128", " 10.0.0.0/8", "10.0.0.0/8 ", "10.0.0.0/+8"].map(
    (value) =>
      [
        `no plain network, ${value},`,
        network,
        value,
        [`Args.it: "${value}" is not a network in CIDR form. ${networkUse}`],
      ] as const,
  ),
  [
    "a private key for a public one",
    sshPublicKey,
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n",
    [`Args.it: is a private key. ${keyUse} Treat the private key as exposed if it was committed.`],
  ],
  ["no key", sshPublicKey, undefined, [`Args.it: nothing is not a public SSH key. ${keyUse}`]],
  [
    "a key of an old kind",
    sshPublicKey,
    "ssh-dss AAAA",
    [`Args.it: "ssh-dss AAAA" is not a public SSH key. ${keyUse}`],
  ],
  [
    "a key whose data is another kind",
    sshPublicKey,
    ed25519.replace("ssh-ed25519", "ssh-rsa"),
    [`Args.it: "ssh-rsa [68 characters]" is damaged: its data is not a ssh-rsa key. ${keyUse}`],
  ],
  [
    "a key cut short",
    sshPublicKey,
    "ssh-ed25519 AAAAC3",
    [`Args.it: "ssh-ed25519 AAAAC3" is damaged: its data is not a ssh-ed25519 key. ${keyUse}`],
  ],
  [
    "a key whose data ends after its algorithm",
    sshPublicKey,
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
    [`Args.it: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5" is damaged: its data is not a ssh-ed25519 key. ${keyUse}`],
  ],
  [
    "a key that lost its last characters",
    sshPublicKey,
    ed25519.slice(0, -4),
    [`Args.it: "ssh-ed25519 [64 characters]" is damaged: its data is not a ssh-ed25519 key. ${keyUse}`],
  ],
  [
    "a comment that a terminal would obey",
    sshPublicKey,
    `${ed25519} ann\u001b[2J`,
    [`Args.it: "ssh-ed25519 [68 characters] ann\\u001b[2J" is not a public SSH key. ${keyUse}`],
  ],
  [
    "a text where a secret belongs inside",
    (check, value) => record(check, value, ["publicKey", "privateKey"]),
    "hunter2",
    ['Args.it: "[7 characters]" is not a mapping. Use a mapping of keys to values.'],
  ],
  [
    "an Output's kin for a mapping",
    known,
    new Map([["owner", "x"]]),
    ["Args.it: {} is not a mapping. Use a mapping of keys to values."],
  ],
  [
    "keys of every object's prototype",
    known,
    JSON.parse('{ "__proto__": 1, "constructor": 2 }'),
    [
      "Args.it.__proto__: is not known here. Known: owner, size.",
      "Args.it.constructor: is not known here. Known: owner, size.",
    ],
  ],
  ["no answer", yesOrNo, undefined, ["Args.it: is missing. Use true or false, without quotes."]],
  [
    "two keys in one text",
    sshPublicKey,
    `${ed25519}\n${ed25519}`,
    [`Args.it: "ssh-ed25519 [68 characters]\\nssh-ed25519 [68 characters]" is not a public SSH key. ${keyUse}`],
  ],
  [
    "a host without a domain",
    domain,
    "ship",
    ['Args.it: "ship" is not allowed. Use a full name in lower case, such as ship.example.org.'],
  ],
  [
    "a domain in capitals",
    domain,
    "Ship.example.org",
    ['Args.it: "Ship.example.org" is not allowed. Use a full name in lower case, such as ship.example.org.'],
  ],
  [
    "a domain with a final dot",
    domain,
    "a.example.org.",
    ['Args.it: "a.example.org." is not allowed. Use a full name in lower case, such as ship.example.org.'],
  ],
  [
    "a secret in plain",
    secretText,
    "hunter2",
    [
      'Args.it: was given in plain form. Use secret(config.requireSecret("<name>")), after: pulumi config set --secret <name>',
    ],
  ],
  [
    "no secret",
    secretText,
    undefined,
    ['Args.it: is missing. Use secret(config.requireSecret("<name>")), after: pulumi config set --secret <name>'],
  ],
];

describe("a wrong value is told with what is allowed", () => {
  it.each(bad)("%s", (_what, check, value, messages) => {
    expect(messagesOf((at) => check(at, value))).toEqual(messages);
  });
});

const good: readonly (readonly [Check, unknown, unknown])[] = [
  [chars, "abc", "abc"],
  [colour, "red", "red"],
  [count, 9, 9],
  [yesOrNo, false, false],
  [words, ["a", "b"], ["a", "b"]],
  [known, { owner: "x" }, { owner: "x" }],
  [volume, "10 GiB", 10 * 1024],
  [volume, "1 TiB", 1024 * 1024],
  [volume, "10240 MiB", 10 * 1024],
  [memory, "0 MiB", 0],
  [memory, "1.5 GiB", 1536],
  [wait, "1 minute", 60],
  [wait, "2 days", 172_800],
  [network, "203.0.113.7/32", "203.0.113.7/32"],
  [network, "0.0.0.0/0", "0.0.0.0/0"],
  [network, "2001:DB8:0:0::/64", "2001:db8::/64"],
  [sshPublicKey, `${ed25519} ann@example.org\n`, `${ed25519} ann@example.org`],
  [domain, "ship.xn--bcher-kva.example", "ship.xn--bcher-kva.example"],
];

describe("a right value is given back in one form", () => {
  it.each(good)("%# %j", (check, value, result) => {
    const given: unknown[] = [];
    expect(messagesOf((at) => given.push(check(at, value)))).toEqual([]);
    expect(given).toEqual([result]);
  });
});
