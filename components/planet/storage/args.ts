import type * as pulumi from "@pulumi/pulumi";
import type { SecretText } from "../../core/secret";

/**
 * Where the ship keeps what its owner uploads: any object store that speaks S3. Told to the ship over its own loopback port, and
 * read back. Changing anything tells it again, beside the running ship; removing it leaves the ship with what it was told.
 * Use a key that reaches this bucket only: the ship itself and its moons can read it.
 */
export interface StorageArgs {
  /** Address of the store, such as `https://fsn1.your-objectstorage.com`. Errors: no https. */
  endpoint: pulumi.Input<string>;
  /** Name of the bucket; its objects are read by the public, and it allows GET and PUT from every origin (CORS). */
  bucket: pulumi.Input<string>;
  /** The store's region. Defaults to `us-east-1`, which stores without regions take too. */
  region?: string;
  /** Id of the key that the ship uploads with, as a secret. */
  accessKey: SecretText;
  /** The key itself, as a secret. */
  secretKey: SecretText;
  /** Address under which the public reads the bucket, such as a CDN's. Defaults to the store's own. */
  publicUrl?: pulumi.Input<string>;
}
