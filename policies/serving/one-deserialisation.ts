import { createRequire } from "node:module";

interface Deserialiser {
  deserializeProperties: (wire: object, keepSecrets: boolean) => object;
}

function isDeserialiser(module: unknown): module is Deserialiser {
  return typeof module === "object" && module !== null && "deserializeProperties" in module;
}

/**
 * Makes the policy library read the properties of a resource once per call of the engine, not once per policy.
 *
 * The library (1.21) deserialises again for every policy, so a hundred rules cost a hundred readings of the same user
 * data. Its modules call each other through their exports, so one function wrapped here serves them all. Rules never
 * write to what they read. If a later library has no such function, nothing is wrapped and the pack is only slower.
 */
export function readPropertiesOnce(): boolean {
  const module: unknown = load();
  if (!isDeserialiser(module)) return false;
  const read = module.deserializeProperties;
  const seen = new WeakMap<object, object>();
  module.deserializeProperties = (wire, keepSecrets) => {
    // Remediations may write: they keep their own copy.
    if (keepSecrets) return read(wire, keepSecrets);
    const known = seen.get(wire);
    if (known !== undefined) return known;
    const properties = read(wire, keepSecrets);
    seen.set(wire, properties);
    return properties;
  };
  return true;
}

function load(): unknown {
  try {
    return createRequire(__filename)("@pulumi/policy/deserialize");
  } catch {
    return undefined;
  }
}
