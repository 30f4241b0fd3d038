import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { argumentsOf } from "../../core/arguments";
import { secret } from "../../core/secret";
import { storageArgs } from "./resolve";

const good = {
  endpoint: "https://s3.example.org",
  bucket: "sampel",
  accessKey: secret("id"),
  secretKey: secret("key"),
};

function resolved(value: unknown) {
  const check = argumentsOf("storage");
  const storage = storageArgs(check, value);
  const checked = check.result(() => storage);
  return checked.ok ? checked.value : checked.problems.map(({ path, message }) => `${path}: ${message}`);
}

describe("a ship's object store", () => {
  it("is none by default, and any store that says where it is, known now or later", () => {
    expect(resolved(undefined)).toBeUndefined();
    expect(resolved(good)).toEqual({ region: "us-east-1" });
    expect(resolved({ ...good, region: "fsn1", endpoint: pulumi.output("x"), bucket: pulumi.output("y") })).toEqual({
      region: "fsn1",
    });
  });

  it("names one bucket, over TLS, with keys that are secrets", () => {
    const wrong = { endpoint: "http://s3.example.org", bucket: "two/buckets", accessKey: "AKCANARY", publicUrl: "s3" };
    const problems = resolved({ ...good, ...wrong, region: "" });
    expect(problems).toHaveLength(5);
    expect(problems).toEqual(
      expect.arrayContaining([
        'storage.endpoint: "http://s3.example.org" is not allowed. Use the store\'s https address, such as https://s3.example.org.',
        'storage.bucket: "two/buckets" is not allowed. Use the bucket\'s name, 3 to 63 small letters, digits, dots and dashes.',
      ]),
    );
    expect(JSON.stringify(problems)).not.toContain("CANARY");
  });
});
