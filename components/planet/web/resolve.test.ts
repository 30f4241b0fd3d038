import { describe, expect, it } from "vitest";
import { argumentsOf } from "../../core/arguments";
import type { ResolvedPort } from "../../machine/resolve";
import { everywhere } from "../../machine/ssh-access";
import { webArgs } from "./resolve";

const port = (number: number, from: readonly string[] = everywhere): ResolvedPort => ({
  protocol: "tcp",
  port: number,
  from,
  purpose: "web",
});
const both = [port(80), port(443)];

function resolved(value: unknown, ship: string | undefined = "~sampel-palnet", openPorts = both) {
  const check = argumentsOf("web");
  const web = webArgs(check, value, ship, openPorts);
  const checked = check.result(() => web);
  return checked.ok ? checked.value : checked.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe("a ship's web interface", () => {
  it("is none unless it is asked for", () => {
    expect(resolved(undefined)).toBeUndefined();
  });

  it("has a name of one's own and Let's Encrypt, unless it says otherwise", () => {
    expect(resolved({ domain: "ship.example.org" })).toEqual({
      mode: "own",
      domain: "ship.example.org",
      directory: "https://acme-v02.api.letsencrypt.org/directory",
      email: undefined,
    });
  });

  it("has the network's name where that is asked for, and another authority", () => {
    expect(resolved({ mode: "arvo", acme: { authority: "letsencrypt-staging", email: "crew@example.org" } })).toEqual({
      mode: "arvo",
      domain: "sampel-palnet.arvo.network",
      directory: "https://acme-staging-v02.api.letsencrypt.org/directory",
      email: "crew@example.org",
    });
    expect(
      resolved({ domain: "a.example.org", acme: { authority: "https://ca.example.org:9000/acme/acme/directory" } }),
    ).toMatchObject({
      directory: "https://ca.example.org:9000/acme/acme/directory",
    });
  });

  it.each<[string, unknown, readonly string[]]>([
    [
      "no mapping",
      "ship.example.org",
      [
        'web: "ship.example.org" is not a mapping. Use a mapping of keys to values.',
        "web.domain: is missing. Use a full name in lower case, such as ship.example.org.",
      ],
    ],
    ["no name", {}, ["web.domain: is missing. Use a full name in lower case, such as ship.example.org."]],
    [
      "an address",
      { domain: "203.0.113.5" },
      ['web.domain: "203.0.113.5" is not allowed. Use a full name in lower case, such as ship.example.org.'],
    ],
    [
      "a wildcard",
      { domain: "*.example.org" },
      ['web.domain: "*.example.org" is not allowed. Use a full name in lower case, such as ship.example.org.'],
    ],
    [
      "what nginx would read as its own",
      { domain: "a.example.org; root /" },
      ['web.domain: "a.example.org; root /" is not allowed. Use a full name in lower case, such as ship.example.org.'],
    ],
    [
      "a name of the network",
      { domain: "zod.arvo.network" },
      ['web.domain: "zod.arvo.network" is given by the network itself. Use mode: arvo, or a name of your own.'],
    ],
    [
      "both kinds of name",
      { mode: "arvo", domain: "ship.example.org" },
      ['web.domain: has no meaning with mode "arvo", where the network gives the name. Remove one of the two.'],
    ],
    [
      "another mode",
      { mode: "arvo.network", domain: "ship.example.org" },
      ['web.mode: "arvo.network" is not a kind of name. Use one of own, arvo.'],
    ],
    [
      "another authority",
      { domain: "a.example.org", acme: { authority: "letsencrpyt" } },
      [
        'web.acme.authority: "letsencrpyt" is not allowed. Use letsencrypt, letsencrypt-staging, or the https address of an ACME directory. Did you mean letsencrypt?',
      ],
    ],
    [
      "an authority without TLS",
      { domain: "a.example.org", acme: { authority: "http://ca.example.org/directory" } },
      [
        'web.acme.authority: "http://ca.example.org/directory" is not allowed. Use letsencrypt, letsencrypt-staging, or the https address of an ACME directory.',
      ],
    ],
    [
      "an empty authority",
      { domain: "a.example.org", acme: { authority: "" } },
      [
        "web.acme.authority: is missing. Use letsencrypt, letsencrypt-staging, or the https address of an ACME directory.",
      ],
    ],
    [
      "no email address",
      { domain: "a.example.org", acme: { email: "-x@y" } },
      ['web.acme.email: "-x@y" is not allowed. Use an email address such as crew@example.org.'],
    ],
    [
      "an option that nobody knows",
      { domain: "a.example.org", tls: true },
      ["web.tls: is not known here. Known: mode, domain, acme."],
    ],
  ])("is refused with %s", (_what, value, problems) => {
    expect(resolved(value)).toEqual(problems);
  });

  it("of a moon or galaxy cannot be at arvo.network", () => {
    expect(resolved({ mode: "arvo" }, "~zod")).toEqual([
      'web.mode: "~zod" is a galaxy, and arvo.network names stars and planets only. Use a domain of your own.',
    ]);
    expect(resolved({ mode: "arvo" }, "~doznec-salfun-sampel-palnet")).toHaveLength(1);
    // Its name was refused before.
    expect(resolved({ mode: "arvo" }, undefined)).toMatchObject({ mode: "arvo" });
  });

  it("needs both ports, the plain one for everyone", () => {
    expect(resolved({ domain: "ship.example.org" }, "~zod", [])).toEqual([
      'web: needs tcp/80, which the machine does not open. Add { protocol: "tcp", port: 80, purpose: "certificates, and the way to HTTPS" } to its openPorts.',
      'web: needs tcp/443, which the machine does not open. Add { protocol: "tcp", port: 443, purpose: "the ship\'s web interface" } to its openPorts.',
    ]);
    const few = ["203.0.113.0/24"];
    expect(resolved({ domain: "ship.example.org" }, "~zod", [port(80, few), port(443, few)])).toEqual([
      expect.stringMatching(
        /^web: needs tcp\/80 open to everyone, .* opens it to 203\.0\.113\.0\/24\. Remove from there/,
      ),
    ]);
  });
});
