import { describe, expect, it } from "vitest";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying, verdicts } from "../rule-trial";
import { dockerContainer, dockerService } from "../vendor-types";
import { rule } from "./pin-images";
import { cases } from "./pin-images.cases";

judgesAsRecorded(rule, cases);

const digest = `sha256:${"0a1b".repeat(16)}`;

describe("a container's image", () => {
  it.each([
    [`tloncorp/vere@${digest}`, "pass"],
    [`registry.example.org:5000/vere:v4@${digest}`, "pass"],
    [digest, "pass"],
    ["tloncorp/vere:latest", "fail image"],
    ["tloncorp/vere:v4.0", "fail image"],
    ["registry.example.org:5000/vere", "fail image"],
    ["tloncorp/vere@sha256:abc", "fail image"],
    [{ odd: true }, "unknown image"],
    [undefined, "not-applicable"],
  ])("%j", (image, said) => {
    expect(saying(rule, { type: dockerContainer, props: { image } })).toBe(said);
  });

  it.each([
    ["tloncorp/vere", "without a digest or a tag"],
    ["tloncorp/vere:latest", "by the tag latest"],
    ["tloncorp/vere:v4.5", "by a tag, which can move"],
  ])("%s: a failure says how loose it is", (image, says) => {
    expect(verdicts(rule, [{ type: dockerContainer, props: { image } }])[0]?.message).toContain(says);
  });

  it("is found wherever a type keeps it", () => {
    const image = "nginx:latest";
    const taskSpec = { containerSpec: { image } };
    expect(saying(rule, { type: dockerService, props: { taskSpec } })).toBe("fail taskSpec.containerSpec.image");
    const pod = { containers: [{ image: `a@${digest}` }, { image: notKnown }], initContainers: [{ image }] };
    const workload = { template: { spec: pod } };
    expect(saying(rule, { type: "kubernetes:core/v1:Pod", props: { spec: pod } })).toBe(
      "fail spec.initContainers[0].image",
    );
    expect(saying(rule, { type: "kubernetes:apps/v1:StatefulSet", props: { spec: workload } })).toBe(
      "fail spec.template.spec.initContainers[0].image",
    );
    const cron = { jobTemplate: { spec: workload } };
    expect(saying(rule, { type: "kubernetes:batch/v1:CronJob", props: { spec: cron } })).toBe(
      "fail spec.jobTemplate.spec.template.spec.initContainers[0].image",
    );
    const service = { template: { containers: [{ image }] } };
    expect(saying(rule, { type: "gcp:cloudrunv2/service:Service", props: service })).toBe(
      "fail template.containers[0].image",
    );
  });
});
