import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation";
import type { EngineEvent } from "@pulumi/pulumi/automation/events";
import type { Sandbox } from "../sandbox/open";
import type { Engine } from "../toolchain/engine";
import { OperationRecord, type Step } from "./operation-record";
import type { Workspace } from "./workspace";

export type Operation = "preview" | "up" | "destroy" | "refresh";

export interface OperationOptions {
  readonly policyPacks?: readonly string[];
  readonly onStep?: (step: Step) => void;
}

/** Whether it went through, and what it did in any case. */
export interface OperationResult {
  readonly ok: boolean;
  readonly record: OperationRecord;
}

/** A stack whose vendors are the sandbox, driven through the real engine. */
export interface SandboxedStack {
  readonly stack: Stack;
  run(operation: Operation, options?: OperationOptions): Promise<OperationResult>;
}

/** Opens a workspace's stack, making it where there is none. */
export async function openStack(engine: Engine, sandbox: Sandbox, workspace: Workspace): Promise<SandboxedStack> {
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: workspace.environment, workDir: workspace.folder },
    {
      pulumiCommand: await PulumiCommand.get({ root: engine.root }),
      pulumiHome: sandbox.home,
      envVars: { ...sandbox.environment },
    },
  );
  return {
    stack,
    async run(operation, { policyPacks = [], onStep } = {}) {
      const record = new OperationRecord();
      const onEvent = (event: EngineEvent): void => {
        const step = record.take(event);
        if (step !== undefined) onStep?.(step);
      };
      const judged = { onEvent, color: "never" as const, policyPacks: [...policyPacks] };
      try {
        if (operation === "preview") await stack.preview(judged);
        else if (operation === "up") await stack.up(judged);
        else if (operation === "refresh") await stack.refresh({ onEvent, color: "never" });
        else await stack.destroy({ onEvent, color: "never", excludeProtected: true });
        return { ok: true, record };
      } catch (error) {
        if (record.errors.length === 0 && record.violations.length === 0) {
          record.errors.push(error instanceof Error ? error.message : String(error));
        }
        return { ok: false, record };
      }
    },
  };
}
