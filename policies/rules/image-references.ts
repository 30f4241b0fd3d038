import type { Reading } from "./reading";
import type { JudgedResource } from "./resource";
import { dockerContainer, dockerRemoteImage, dockerService } from "./vendor-types";

/** Kubernetes kinds that run containers, patches included. */
export const kubernetesWorkloads =
  /^kubernetes:(?:core|apps|batch)\/v\w+:(?:Pod|PodTemplate|ReplicationController|Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob)(?:Patch)?$/;

export const googleRun = [
  "gcp:cloudrunv2/service:Service",
  "gcp:cloudrunv2/job:Job",
  "gcp:cloudrunv2/workerPool:WorkerPool",
];

export const imageTypes = {
  exact: [dockerContainer, dockerRemoteImage, dockerService, ...googleRun],
  patterns: [kubernetesWorkloads],
};

/** Every property of a resource that names a container image. Lists that are not known yet come as themselves. */
export function imagesOf(resource: JudgedResource): readonly Reading[] {
  const { inputs, type } = resource;
  if (type === dockerContainer) return [inputs.at("image")];
  if (type === dockerRemoteImage) return [inputs.at("name")];
  if (type === dockerService) return [inputs.at("taskSpec").at("containerSpec").at("image")];
  const pods = [
    inputs.at("template"),
    inputs.at("template").at("template"),
    inputs.at("spec"),
    ...podSpecs(inputs.at("spec")),
  ];
  return pods.flatMap(containersOf);
}

/** Where a pod's spec stands below a workload's: template, or the template of a cron job's job. */
function podSpecs(spec: Reading): readonly Reading[] {
  return [spec.at("template").at("spec"), spec.at("jobTemplate").at("spec").at("template").at("spec")];
}

function containersOf(pod: Reading): readonly Reading[] {
  if (pod.isUnknown) return [pod];
  return ["containers", "initContainers", "ephemeralContainers"].flatMap((key) => {
    const list = pod.at(key);
    return list.isUnknown
      ? [list]
      : list.items().map((container) => (container.isUnknown ? container : container.at("image")));
  });
}

/** True for a reference that can only ever mean one image: by digest, or by a local image's id. */
export function isPinned(reference: string): boolean {
  return /(?:@|^)sha256:[0-9a-f]{64}$/.test(reference.trim());
}
