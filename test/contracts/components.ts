import type { ContractedComponent } from "./contracted-component";
import { machine } from "./contracted-machine";
import { planet } from "./contracted-planet";

/** Every component. The next one is a line here, and a file that says how to make it. */
export const components: readonly ContractedComponent[] = [machine, planet];
