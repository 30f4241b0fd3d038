export { ArgumentErrors, type ArgumentProblem } from "./core/arguments";
export type { Transform } from "./core/children";
export { readableFailures } from "./core/readable-failures";
export { type SecretText, secret } from "./core/secret";
export type { Size } from "./core/sizes";
export * from "./machine";
export * from "./planet";
