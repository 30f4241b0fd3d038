// What replaces in resources that have no rules of their own yet: pulumi.md 8.
export const replacedByChange: Readonly<Record<string, readonly string[]>> = {
  "gcp:cloudrunv2/service:Service": ["name", "location", "project"],
  "gcp:cloudrunv2/job:Job": ["name", "location", "project"],
  "gcp:cloudrunv2/workerPool:WorkerPool": ["name", "location", "project"],
  "gcp:secretmanager/secret:Secret": ["secretId", "replication", "project"],
  "gcp:secretmanager/secretVersion:SecretVersion": ["secretData", "secret"],
  "gcp:cloudscheduler/job:Job": ["name", "region", "project"],
  "docker:index/container:Container": [
    "image",
    "envs",
    "ports",
    "mounts",
    "networksAdvanced",
    "command",
    "volumes",
    "name",
  ],
  "docker:index/volume:Volume": ["*"],
  "docker:index/network:Network": ["*"],
};
