import * as pulumi from "@pulumi/pulumi";

/**
 * The same value, without the dependency on where it comes from: known when it is, unknown in a preview where it is.
 *
 * For what outlives its machine and yet names it, such as a volume that is attached by an argument of its own.
 * `pulumi destroy --exclude-protected` keeps whatever something protected depends on, so that with the dependency the
 * machine would be kept along with its volume.
 */
export function freeOf<T>(value: pulumi.Output<T>): pulumi.Output<T> {
  // The SDK tells it of each Output but keeps it out of its declarations.
  const isKnown: unknown = Reflect.get(value, "isKnown");
  const free = new Promise<T>((resolve, reject) => {
    value.apply(resolve);
    Promise.resolve(isKnown).then((answer) => {
      if (answer === false) Reflect.apply(resolve, undefined, [pulumi.unknown]);
    }, reject);
  });
  return pulumi.output(undefined).apply(() => free);
}
