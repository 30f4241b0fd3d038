import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { UrbitPlanet, type UrbitPlanetArgs } from "roadstead";
import { existingHost } from "../../../harness/existing-host";

const planetToken = "roadstead:index:UrbitPlanet";

/** House rules of a program: they rewrite what a component registers, after it has checked its own arguments. */
function rewriting(props: pulumi.Inputs): pulumi.ComponentResourceOptions {
  return {
    transformations: [
      (given) => (given.type === planetToken ? { props: { ...given.props, ...props }, opts: given.opts } : undefined),
    ],
  };
}

/** Planets of people who leave out what is advised, and of programs whose own house rules go beyond what a component takes. */
export function carelessPlanets(): void {
  const sha256 = new pulumi.Config().require("runtimeSha256");
  const told = new random.RandomPet("told-later").id;
  const world = ["0.0.0.0/0", "::/0"];
  const there = existingHost();
  const web = [80, 443].map((port) => ({ protocol: "tcp" as const, port, from: world, purpose: "web" }));
  const ames = (port: number) => ({ protocol: "udp" as const, port, from: world, purpose: "Ames" });
  const machine = {
    ...there,
    memoryMib: 64 * 1024,
    openPorts: [...web, ...Array.from({ length: 20 }, (_, nth) => ames(30_000 + nth))],
  };
  let count = 0;
  const planet = (
    name: string,
    ship: string,
    more: Partial<UrbitPlanetArgs>,
    opts?: pulumi.ComponentResourceOptions,
  ): void => {
    const nth = count++;
    const runtime = { version: "4.5", sha256 };
    const ports = { amesPort: 30_000 + nth, httpPort: 8100 + nth };
    new UrbitPlanet(name, { ship, machine, boot: { mode: "resume" }, runtime, ...ports, ...more }, opts);
  };

  const backupsLater = rewriting({ backups: told.apply((at) => ({ at })) });
  planet("plain", "~zod", {});
  planet("chopped", "~nec", { maintenance: { operation: "chop", request: 1 } });
  planet("at-rest", "~ten", { runs: false });
  planet("forward-only", "~dep", { runtime: { version: "4.5", sha256, forwardOnly: true } });
  planet("out-of-order", "~lur", {
    transform: { running: (args, opts) => ({ args, opts: { ...opts, deleteBeforeReplace: false } }) },
  });
  planet("on-trial", "~bud", { web: { domain: "bud.example.org", acme: { authority: "letsencrypt-staging" } } });
  planet("moving-runtime", "~wes", {}, rewriting({ runtime: { version: "latest", sha256 } }));
  planet("unsummed", "~sev", {}, rewriting({ runtime: { version: "4.5" } }));
  planet("runtime-told-later", "~per", {}, rewriting({ runtime: { version: "4.5", sha256: told } }));
  planet("backups-nowhere", "~sut", {}, rewriting({ backups: { at: "03:15" } }));
  planet("backups-told-later", "~let", {}, backupsLater);
  planet("web-told-later", "~ful", {}, rewriting({ web: { domain: "ful.example.org", directory: told } }));
  planet("maintained-later", "~pen", {}, rewriting({ maintenance: told.apply((operation) => ({ operation })) }));
  planet("chopped-backups-later", "~fyl", { maintenance: { operation: "chop", request: 1 } }, backupsLater);
  planet("web-all-told-later", "~hec", {}, rewriting({ web: told.apply((directory) => ({ directory })) }));
  planet("runtime-all-told-later", "~mus", {}, rewriting({ runtime: told.apply((version) => ({ version, sha256 })) }));
  planet("two-places", "~syt", {}, rewriting({ ship: "~zod" }));
  planet("ship-told-later", "~dur", {}, rewriting({ ship: told }));
}
