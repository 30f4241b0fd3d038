import * as pulumi from "@pulumi/pulumi";

/** What a deployment learns of a machine by its preflight. */
export interface ExistingFacts {
  /** What its licences name it by. */
  readonly machine: string;
  readonly hostKey: string;
  /** The file system that holds `/srv`; empty where it has none by which it could be known. */
  readonly rootUuid: string;
}

function textIn(from: unknown, key: string): string {
  const value: unknown = typeof from === "object" && from !== null ? Reflect.get(from, key) : undefined;
  if (typeof value === "string") return value;
  throw new Error(
    `The machine's preflight ended well, but its answer has no ${key}. Deploy again with generation raised.`,
  );
}

function parsed(answer: string): unknown {
  // What a login shell greets with stands before it.
  const line = answer.trim().split("\n").at(-1) ?? "";
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return undefined;
  }
}

/** Reads the preflight's answer. Nothing in it is secret, though it came over a connection that has one. */
export function factsOf(stdout: pulumi.Output<string>): pulumi.Output<ExistingFacts> {
  return pulumi.unsecret(stdout).apply((answer: string): ExistingFacts => {
    const facts = parsed(answer);
    return {
      machine: textIn(facts, "machine"),
      hostKey: textIn(facts, "hostKey"),
      rootUuid: textIn(facts, "rootUuid"),
    };
  });
}
