import type { Described } from "./stack-state";

/** What a person types to take one thing into the state under the URN that the program gives it. */
export function importCommand({ type, name, parent, provider, protect }: Described, id: string, stack: string): string {
  const below = parent?.includes("::pulumi:pulumi:Stack::") === false ? ` --parent parent='${parent}'` : "";
  const account = provider === undefined ? "" : ` --provider provider='${provider}'`;
  const unprotected = protect ? "" : " --protect=false";
  return `pulumi import --stack ${stack} ${type} ${name} ${id}${below}${account}${unprotected} --generate-code=false`;
}
