import * as pulumi from "@pulumi/pulumi";
import type { ArgumentCheck } from "./arguments";

/**
 * A secret text. The only form in which a component takes one: it prints as `[secret]` wherever it lands by mistake, and
 * its value leaves only as an Output that the engine encrypts. Make one with `secret(config.requireSecret("name"))`.
 */
export class SecretText {
  readonly #value: pulumi.Output<string>;

  constructor(value: pulumi.Input<string>) {
    this.#value = pulumi.secret(value);
  }

  /** The value, still marked secret. */
  reveal(): pulumi.Output<string> {
    return this.#value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "[secret]";
  }
}

/** Wraps a value as a secret. A plain string is accepted, since tests and generated keys need it; it is secret from here on. */
export function secret(value: pulumi.Input<string>): SecretText {
  return new SecretText(value);
}

/** Checks that a secret was given as one. A plain string is refused without repeating it. */
export function secretText(check: ArgumentCheck, value: unknown): SecretText | undefined {
  if (value instanceof SecretText) return value;
  const given = value === undefined || value === null ? "is missing" : "was given in plain form";
  check.problem(`${given}. Use secret(config.requireSecret("<name>")), after: pulumi config set --secret <name>`);
  return undefined;
}
