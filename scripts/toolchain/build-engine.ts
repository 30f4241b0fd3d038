import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { engineModule } from "./cli-version";
import { buildGoProgram, type Prepared } from "./go-program";

export interface Preparation {
  readonly version: string;
  /** Where bin/pulumi is to appear; the caller checks, seals and renames it. */
  readonly folder: string;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** Builds the CLI from its Go module; the folder gets bin/pulumi and no language host. */
export function buildEngine({ version, folder, report, signal }: Preparation): Promise<Prepared> {
  mkdirSync(join(folder, "bin"), { recursive: true });
  return buildGoProgram({
    title: `the Pulumi CLI ${version}`,
    takes: "about 4 minutes on 2 cores",
    module: engineModule,
    main: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: { variable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version", value: version },
    output: join(folder, "bin", "pulumi"),
    report,
    signal,
  });
}
