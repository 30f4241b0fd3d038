// Vendors without rules of their own here still answer in their own form.
import { afterEach, describe, expect, it } from "vitest";
import { type Trial, trial } from "../trial-client";
import { type PlainObject, unmark } from "../values";

let cloud: Trial | undefined;
afterEach(() => cloud?.stop());

async function made(packageName: string, version: string, type: string, inputs: PlainObject, config: PlainObject = {}) {
  cloud = await trial({ packageName, version, config });
  const checked = await cloud.check(type, "web", inputs);
  expect(checked.failures).toEqual([]);
  return cloud.create(type, "web", unmark(checked.inputs).value);
}

describe("Google Cloud", () => {
  it.each<[string, PlainObject, string | RegExp, PlainObject]>([
    ["storage/bucket:Bucket", { name: "b", location: "EU" }, "b", { url: "gs://b" }],
    [
      "serviceaccount/account:Account",
      { accountId: "runner" },
      "projects/p/serviceAccounts/runner@p.iam.gserviceaccount.com",
      { member: "serviceAccount:runner@p.iam.gserviceaccount.com", project: "p" },
    ],
    [
      "compute/instance:Instance",
      { name: "vm", zone: "us-central1-a", machineType: "e2-small", bootDisk: {}, networkInterfaces: [{}] },
      "projects/p/zones/us-central1-a/instances/vm",
      { selfLink: "https://www.googleapis.com/compute/v1/projects/p/zones/us-central1-a/instances/vm" },
    ],
    ["compute/network:Network", { name: "n" }, "projects/p/global/networks/n", {}],
    [
      "cloudrunv2/service:Service",
      { name: "hello", location: "us-central1", template: { containers: [{ image: "i" }] } },
      "projects/p/locations/us-central1/services/hello",
      { uri: expect.stringMatching(/^https:\/\/hello-.*\.run\.app$/) },
    ],
    [
      "storage/bucketIAMMember:BucketIAMMember",
      { bucket: "b", role: "roles/storage.objectViewer", member: "allUsers" },
      "b/roles/storage.objectViewer/allUsers",
      {},
    ],
    ["projects/service:Service", { service: "run.googleapis.com" }, "p/run.googleapis.com", {}],
    ["container/cluster:Cluster", {}, /^projects\/p\/clusters\/web-[0-9a-f]{7}$/, {}],
  ])("has ids and links in its form: %s", async (type, inputs, id, outputs) => {
    const one = await made("gcp", "9.37.0", `gcp:${type}`, inputs, { project: "p" });
    expect(one.id).toMatch(id);
    expect(unmark(one.outputs).value).toMatchObject(outputs);
  });
});

describe("Docker", () => {
  it("has ids of 64 digits, and images by digest", async () => {
    expect((await made("docker", "5.2.0", "docker:index/network:Network", {})).id).toMatch(/^[0-9a-f]{64}$/);
    cloud?.stop();
    const image = await made("docker", "5.2.0", "docker:index/remoteImage:RemoteImage", { name: "host:5000/redis:7" });
    expect(image.outputs["repoDigest"]).toMatch(/^host:5000\/redis@sha256:[0-9a-f]{64}$/);
    expect(image.id).toBe(`${String(image.outputs["imageId"])}host:5000/redis:7`);
  });
});
