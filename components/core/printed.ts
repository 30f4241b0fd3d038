import * as pulumi from "@pulumi/pulumi";

/**
 * What a command printed, without the space around it. All that a command with a secret connection says counts as secret: only for
 * one that prints none. A command that this deployment leaves out (`pulumi up --target`, `--exclude`) has printed nothing.
 */
export function printed(stdout: pulumi.Input<string | undefined>): pulumi.Output<string> {
  return pulumi.unsecret(pulumi.output(stdout)).apply((text: string | undefined) => (text ?? "").trim());
}
