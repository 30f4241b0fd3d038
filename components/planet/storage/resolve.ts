import { orDefault, record, text, textOrOutput } from "../../core/argument-checks";
import type { ArgumentCheck } from "../../core/arguments";
import { secretText } from "../../core/secret";

/** What is known of a ship's storage before the deployment: the rest may be another resource's to say. */
export interface ResolvedStorage {
  readonly region: string;
}

const address = { pattern: /^https:\/\/[^\s"'\\]+$/, maxLength: 200 };

/** Judges `storage`. */
export function storageArgs(check: ArgumentCheck, value: unknown): ResolvedStorage | undefined {
  if (value === undefined) return undefined;
  const given = record(check, value, ["endpoint", "bucket", "region", "accessKey", "secretKey", "publicUrl"]);
  textOrOutput(check.at("endpoint"), given["endpoint"], {
    ...address,
    use: "the store's https address, such as https://s3.example.org",
  });
  textOrOutput(check.at("bucket"), given["bucket"], {
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    use: "the bucket's name, 3 to 63 small letters, digits, dots and dashes",
  });
  const region = text(check.at("region"), orDefault(given["region"], "us-east-1"), {
    pattern: /^[a-z0-9-]{1,40}$/,
    use: "the store's region, such as us-east-1",
  });
  secretText(check.at("accessKey"), given["accessKey"]);
  secretText(check.at("secretKey"), given["secretKey"]);
  if (given["publicUrl"] !== undefined) {
    textOrOutput(check.at("publicUrl"), given["publicUrl"], { ...address, use: "an https address" });
  }
  return { region };
}
