import * as pulumi from "@pulumi/pulumi";

/**
 * The value of an output without the dependency that comes with it; where a preview does not know it, the engine's own sign
 * for that. For protected data that names the machine it is attached to: `destroy --exclude-protected` keeps whatever
 * protected data depends on, and so would keep the machine.
 */
export async function untied(output: pulumi.Output<string>): Promise<string> {
  const { value }: { value?: string } = await pulumi.runtime.serializeProperties("untied", { value: output });
  return value ?? "";
}

/** Whether a value that was untied is not known yet. */
export function isOpen(value: string): boolean {
  return value === pulumi.runtime.unknownValue;
}
