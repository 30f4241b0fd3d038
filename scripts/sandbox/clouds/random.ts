// The random package (https://www.pulumi.com/registry/packages/random), working truly, but repeatable by the sandbox's seed.
import { booleanOf, canonical, listOf, numberOf, type Plain, type PlainObject, textOf } from "../values";
import { type Cloud, newestOf, type Order, type Problem, type ResourceRules } from "./cloud";
import { bytesOf, digest, uuid } from "./inventing";

const type = (name: string) => `random:index/${name}:${name[0]?.toUpperCase()}${name.slice(1)}`;

/** New inputs give new values, and so does a replacement beside what it replaces. */
function source(order: Order): Generator<number, never> {
  return bytesOf(order.seed, order.urn, canonical(order.inputs), newestOf({ ...order, scene: order }));
}

function take(bytes: Generator<number, never>, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => bytes.next().value));
}

function below(bytes: Generator<number, never>, limit: number): number {
  return take(bytes, 6).readUIntBE(0, 6) % limit;
}

function shuffled<T>(items: readonly T[], bytes: Generator<number, never>): T[] {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = below(bytes, at + 1);
    const [one, two] = [result[at], result[other]];
    if (one !== undefined && two !== undefined) [result[at], result[other]] = [two, one];
  }
  return result;
}

const sets = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
} as const;
const minima = { lower: "minLower", upper: "minUpper", numeric: "minNumeric", special: "minSpecial" } as const;
const kinds = ["lower", "upper", "numeric", "special"] as const;

function textRules(isPassword: boolean): ResourceRules {
  const charset = (inputs: PlainObject, kind: keyof typeof sets) =>
    kind === "special" && textOf(inputs["overrideSpecial"]) ? (textOf(inputs["overrideSpecial"]) ?? "") : sets[kind];
  const allowed = (inputs: PlainObject, kind: keyof typeof sets) =>
    booleanOf(inputs[kind]) ?? (kind === "numeric" ? booleanOf(inputs["number"]) : undefined) ?? true;
  return {
    ...everythingReplaces,
    check(inputs) {
      const length = numberOf(inputs["length"]);
      if (length === undefined) return [];
      const needed = kinds.reduce((sum, kind) => sum + (numberOf(inputs[minima[kind]]) ?? 0), 0);
      const problems: Problem[] = [];
      // Provider documentation, length: at least 1, and at least the sum of the minima.
      if (length < 1) problems.push({ path: "length", reason: `expected length to be at least 1, got ${length}` });
      if (needed > length)
        problems.push({ path: "length", reason: `length ${length} is less than the sum of the minima, ${needed}` });
      if (kinds.every((kind) => !allowed(inputs, kind)))
        problems.push({ path: "lower", reason: "no character set is left: allow one" });
      return problems;
    },
    create(order) {
      const { inputs } = order;
      const bytes = source(order);
      const pick = (from: string) => from[below(bytes, from.length)] ?? "";
      const chosen = kinds.flatMap((kind) =>
        Array.from({ length: numberOf(inputs[minima[kind]]) ?? 0 }, () => pick(charset(inputs, kind))),
      );
      const all = kinds
        .filter((kind) => allowed(inputs, kind))
        .map((kind) => charset(inputs, kind))
        .join("");
      while (chosen.length < (numberOf(inputs["length"]) ?? 0)) chosen.push(pick(all));
      const result = shuffled(chosen, bytes).join("");
      const flags: Record<string, Plain> = {};
      for (const kind of kinds) {
        flags[kind] = allowed(inputs, kind);
        flags[minima[kind]] = numberOf(inputs[minima[kind]]) ?? 0;
      }
      const outputs = { ...flags, number: allowed(inputs, "numeric"), result };
      return isPassword
        ? { id: "none", outputs: { ...outputs, bcryptHash: hashLike(result) } }
        : { id: result, outputs };
    },
    // Provider documentation, Import: the text itself; everything but its length is taken for usual.
    adopted(result) {
      const flags = kinds.map((kind): [string, Plain] => [kind, true]);
      const least = kinds.map((kind): [string, Plain] => [minima[kind], 0]);
      const outputs = { ...Object.fromEntries([...flags, ...least]), number: true, result, length: [...result].length };
      return isPassword ? { ...outputs, id: "none", bcryptHash: hashLike(result) } : { ...outputs, id: result };
    },
  };
}

/** Of the form of bcrypt, but not one: nothing in a sandbox logs in with it. */
function hashLike(text: string): string {
  const hash = digest("bcrypt", text).toString("base64").replaceAll(/[+=]/g, ".").padEnd(53, "x").slice(0, 53);
  return `$2a$10$${hash}`;
}

const everythingReplaces = { replaceOn: ["*"], onlyInState: true } as const;

const adjectives = [
  "able",
  "bold",
  "brave",
  "calm",
  "clever",
  "deep",
  "eager",
  "fair",
  "gentle",
  "happy",
  "keen",
  "kind",
  "lively",
  "loyal",
  "merry",
  "noble",
  "patient",
  "proud",
  "quick",
  "quiet",
  "rapid",
  "ready",
  "sharp",
  "smart",
  "solid",
  "steady",
  "still",
  "sunny",
  "warm",
  "wise",
];
const animals = [
  "badger",
  "bee",
  "bison",
  "crab",
  "crane",
  "dolphin",
  "eagle",
  "falcon",
  "finch",
  "fox",
  "gull",
  "hare",
  "heron",
  "ibis",
  "lark",
  "lynx",
  "mole",
  "newt",
  "otter",
  "owl",
  "panda",
  "perch",
  "raven",
  "seal",
  "snail",
  "stork",
  "swan",
  "tern",
  "trout",
  "wren",
];

const pet: ResourceRules = {
  ...everythingReplaces,
  create(order) {
    const bytes = source(order);
    const length = numberOf(order.inputs["length"]) ?? 2;
    const separator = textOf(order.inputs["separator"]) ?? "-";
    const pick = (from: readonly string[]) => from[below(bytes, from.length)] ?? "";
    const words = Array.from({ length }, (_, at) => pick(at === length - 1 ? animals : adjectives));
    const prefix = textOf(order.inputs["prefix"]);
    return {
      id: [...(prefix === undefined ? [] : [prefix]), ...words].join(separator),
      outputs: { length, separator },
    };
  },
};

function writtenOut(bytes: Buffer, prefix: string): PlainObject {
  const dec = bytes.length === 0 ? "0" : BigInt(`0x${bytes.toString("hex")}`).toString();
  const forms = {
    b64Url: bytes.toString("base64url"),
    b64Std: bytes.toString("base64"),
    hex: bytes.toString("hex"),
    dec,
  };
  return Object.fromEntries(Object.entries(forms).map(([name, text]) => [name, prefix + text]));
}

const id: ResourceRules = {
  ...everythingReplaces,
  create(order) {
    const bytes = take(source(order), numberOf(order.inputs["byteLength"]) ?? 0);
    return { id: bytes.toString("base64url"), outputs: writtenOut(bytes, textOf(order.inputs["prefix"]) ?? "") };
  },
  // Provider documentation, Import: the id, or prefix and id with a comma between them.
  adopted(given) {
    const [id = "", prefix] = given.split(",").reverse();
    const bytes = Buffer.from(id, "base64url");
    if (bytes.length === 0 || bytes.toString("base64url") !== id) return undefined;
    const named = prefix === undefined ? {} : { prefix };
    return { ...writtenOut(bytes, prefix ?? ""), ...named, id, byteLength: bytes.length };
  },
  check(inputs) {
    const length = numberOf(inputs["byteLength"]);
    return length !== undefined && length < 1
      ? [{ path: "byteLength", reason: `expected byteLength to be at least 1, got ${length}` }]
      : [];
  },
};

const integer: ResourceRules = {
  ...everythingReplaces,
  check({ min, max }) {
    const [low, high] = [numberOf(min), numberOf(max)];
    return low !== undefined && high !== undefined && low > high
      ? [{ path: "min", reason: `the minimum (${low}) is larger than the maximum (${high})` }]
      : [];
  },
  create(order) {
    const [low, high] = [numberOf(order.inputs["min"]) ?? 0, numberOf(order.inputs["max"]) ?? 0];
    const result = low + below(source(order), high - low + 1);
    return { id: String(result), outputs: { result } };
  },
  // Provider documentation, Import: result, minimum, maximum and perhaps the seed, with commas between them.
  adopted(given) {
    const [result = Number.NaN, min = Number.NaN, max = Number.NaN] = given.split(",").slice(0, 3).map(Number);
    if (![result, min, max].every(Number.isInteger)) return undefined;
    const seed = given.split(",")[3];
    return { id: String(result), result, min, max, ...(seed === undefined ? {} : { seed }) };
  },
};

const shuffle: ResourceRules = {
  ...everythingReplaces,
  create(order) {
    const inputs = listOf(order.inputs["inputs"]);
    const count = numberOf(order.inputs["resultCount"]) ?? inputs.length;
    const bytes = source(order);
    const results: Plain[] = [];
    // Provider documentation, resultCount: more than there are repeats them, each shuffled anew.
    while (results.length < count && inputs.length > 0) results.push(...shuffled(inputs, bytes));
    return { id: "-", outputs: { results: results.slice(0, count) } };
  },
};

const bytesResource: ResourceRules = {
  ...everythingReplaces,
  create(order) {
    const bytes = take(source(order), numberOf(order.inputs["length"]) ?? 0);
    return { id: "none", outputs: { base64: bytes.toString("base64"), hex: bytes.toString("hex") } };
  },
};

const uuidResource: ResourceRules = {
  ...everythingReplaces,
  create(order) {
    const result = uuid(take(source(order), 16).toString("hex"));
    return { id: result, outputs: { result } };
  },
  adopted: (given) =>
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given) ? { id: given, result: given } : undefined,
};

export const random: Cloud = {
  resources: {
    [type("randomId")]: id,
    [type("randomBytes")]: bytesResource,
    [type("randomInteger")]: integer,
    [type("randomPassword")]: textRules(true),
    [type("randomString")]: textRules(false),
    [type("randomPet")]: pet,
    [type("randomShuffle")]: shuffle,
    [type("randomUuid")]: uuidResource,
    [type("randomUuid4")]: uuidResource,
    [type("randomUuid7")]: uuidResource,
  },
};
