import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { identitiesIn } from "./configuration";
import { readEnvironment } from "./environment";
import { configOf, handedOver } from "./environment-trial";

describe("the environments that are committed", () => {
  const files = readdirSync(__dirname).filter((each) => /^Pulumi\.[^.]+\.yaml$/.test(each));

  const identities = identitiesIn(join(__dirname, ".."));

  it.each(files)("%s is right, or wrong only where it says that something has to be put in", (name) => {
    const yaml = readFileSync(join(__dirname, name), "utf8");
    const config = configOf(yaml);
    const wanted = [...JSON.stringify(config).matchAll(/"(?:token|privateKey|key)":"([a-z0-9-]+)"/g)];
    const secrets = Object.fromEntries(wanted.map(([, secret = ""]) => [secret, "x"]));
    const checked = readEnvironment(handedOver(name.split(".")[1] ?? "", config, secrets, identities));
    expect(identities).toBeDefined();
    const problems = checked.ok ? [] : checked.problems;
    const expected = problems.filter(({ message }) => !/put|holds no checksum/.test(message));
    expect(expected).toEqual([]);
    if (checked.ok) expect(checked.value.notices).toEqual([]);
    if (!/put/.test(yaml.replaceAll(/#.*/g, ""))) expect(problems).toEqual([]);
  });
});
