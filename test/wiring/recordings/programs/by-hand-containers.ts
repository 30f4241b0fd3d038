import * as docker from "@pulumi/docker";
import * as gcp from "@pulumi/gcp/compute";
import { DaemonSet } from "@pulumi/kubernetes/apps/v1/daemonSet";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const digest = `sha256:${"0a1b".repeat(16)}`;
const pinned = `tloncorp/vere@${digest}`;

/** Ships in containers, on Docker and on Kubernetes, and a network of Google's before them. */
export function byHandInContainers(): void {
  const word = new random.RandomPet("word").id;
  const port = new random.RandomInteger("port", { min: 20_000, max: 30_000 }).result;
  const label = (ship: pulumi.Input<string>) => [{ label: "roadstead-ship", value: ship }];
  const vere = new docker.RemoteImage("vere", { name: "tloncorp/vere:latest" });

  const inOrder = { deleteBeforeReplace: true };
  new docker.Container(
    "zod",
    { image: pinned, labels: label("zod"), ports: [{ internal: 8080, external: 80 }] },
    inOrder,
  );
  new docker.Container("zod-again", { image: vere.repoDigest, labels: label("~zod"), ports: [{ internal: 12_321 }] });
  new docker.Container(
    "nec",
    { image: "tloncorp/vere:v4.5", labels: label("nec"), ports: [{ internal: port }] },
    inOrder,
  );
  new docker.Container("whose", { image: pinned, labels: label(word) });
  new docker.Service("many", {
    labels: label("bud"),
    taskSpec: { containerSpec: { image: pinned } },
    mode: { replicated: { replicas: 3 } },
  });

  new docker.Service("everywhere", {
    labels: label("ten"),
    taskSpec: { containerSpec: { image: pinned } },
    mode: { global: true },
  });
  const app = { app: "syt" };
  new DaemonSet("on-every-node", {
    metadata: { labels: { "roadstead-ship": "syt" } },
    spec: {
      selector: { matchLabels: app },
      template: { metadata: { labels: app }, spec: { containers: [{ name: "vere", image: pinned }] } },
    },
  });

  const set = (
    name: string,
    container: Readonly<Record<string, pulumi.Input<string>>>,
    replicas?: pulumi.Input<number>,
  ) =>
    new StatefulSet(name, {
      metadata: { labels: { "roadstead-ship": name } },
      spec: {
        serviceName: name,
        ...(replicas === undefined ? {} : { replicas }),
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: "vere", ...container }] } },
      },
    });
  set("sev", { image: pinned }, 1);
  set("per", { image: pinned }, 2);
  set("sut", { image: pinned }, port);
  set("let", {});
  new Service("control", { spec: { ports: [{ port: 80, targetPort: 12_321 }] } });
  new Service("drawn", { spec: { ports: [{ port: 80, targetPort: port }] } });

  const network = { network: "default", sourceRanges: ["0.0.0.0/0"] };
  new gcp.Firewall("desktop", { ...network, allows: [{ protocol: "tcp", ports: ["3389"] }] });
  new gcp.Firewall("everything", { ...network, allows: [{ protocol: "tcp" }] });
  new gcp.Firewall("ssh-from-later", {
    network: "default",
    sourceRanges: [word],
    allows: [{ protocol: "tcp", ports: ["22"] }],
  });
}
