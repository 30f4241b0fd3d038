import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Pack } from "../packs/pack";
import {
  type ExceptionRegister,
  exceptionFaults,
  unusedLine,
  usedExceptions,
  validExceptions,
} from "../rules/exceptions";
import { urnParts } from "../rules/resource";
import type { RegisteredInputs } from "./registered-inputs";
import { notApplicable } from "./telling";

const rootStack = "pulumi:pulumi:Stack";

/** Two policies about the exceptions themselves: malformed and lapsed ones fail at once, unused ones at the end. */
export function exceptionPolicies(
  pack: Pack,
  register: ExceptionRegister,
  registered: RegisteredInputs,
): { readonly first: ResourceValidationPolicy; readonly last: StackValidationPolicy } {
  const rules = new Set(pack.rules.map(({ rule }) => rule.id));
  return {
    first: {
      name: validExceptions,
      description: "Every exception is well formed and has not run out.",
      enforcementLevel: "mandatory",
      severity: "high",
      remediationSteps: "Mend, renew or remove the entry in policies/exceptions.yaml.",
      validateResource: (args, report) => {
        registered.keep(args.urn, args.type, args.props);
        // The stack is the first resource of a run, so this is said before anything is touched.
        if (args.type !== rootStack) return notApplicable(args, "Judged once, on the stack.");
        for (const says of exceptionFaults(register)) report(says);
      },
    },
    last: {
      name: usedExceptions,
      description: "Every exception excuses something.",
      enforcementLevel: "mandatory",
      severity: "low",
      remediationSteps: "Remove the entry from policies/exceptions.yaml.",
      validateStack: (args, report) => {
        const stack = urnParts(args.resources[0]?.urn)?.stack;
        for (const exception of register.unused(rules, stack)) report(unusedLine(exception));
      },
    },
  };
}
