// A package model as text: a head, then one line for each shape, so that reading it costs only the shapes that are used.
import { createHash } from "node:crypto";
import type { PackageModel } from "./package-model";
import type { FunctionShape, ObjectShape, ResourceShape } from "./package-types";

type Head = Omit<PackageModel, "resources" | "functions" | "objects">;

/** Shapes by token, each parsed when it is first asked for. */
export class StoredShapes<Shape> {
  readonly #lines: ReadonlyMap<string, string>;
  readonly #shapes = new Map<string, Shape>();
  #tokens: readonly string[] | undefined;

  constructor(lines: ReadonlyMap<string, string>) {
    this.#lines = lines;
  }

  get(token: string): Shape | undefined {
    const known = this.#shapes.get(token);
    if (known !== undefined) return known;
    const line = this.#lines.get(token);
    if (line === undefined) return undefined;
    const shape: Shape = JSON.parse(line);
    this.#shapes.set(token, shape);
    return shape;
  }

  tokens(): readonly string[] {
    this.#tokens ??= [...this.#lines.keys()];
    return this.#tokens;
  }
}

export interface StoredPackage {
  readonly head: Head;
  readonly resources: StoredShapes<ResourceShape>;
  readonly functions: StoredShapes<FunctionShape>;
  readonly objects: StoredShapes<ObjectShape>;
}

const sections = ["resource", "function", "object"] as const;

/** The first line is the checksum of the rest. */
export function storedText(model: PackageModel): string {
  const { resources, functions, objects, ...head } = model;
  const lines = [JSON.stringify(head)];
  const shapes = { resource: resources, function: functions, object: objects };
  for (const section of sections) {
    for (const [token, shape] of Object.entries(shapes[section])) {
      lines.push(`${section}\t${token}\t${JSON.stringify(shape)}`);
    }
  }
  const body = lines.join("\n");
  return `${checksum(body)}\n${body}`;
}

/** Undefined where the text is not what `storedText` wrote: cut short, edited, or something else. */
export function storedPackage(text: string): StoredPackage | undefined {
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  if (end < 0 || text.slice(0, end) !== checksum(body)) return undefined;
  const [first = "", ...rest] = body.split("\n");
  const lines = new Map<string, Map<string, string>>(sections.map((section) => [section, new Map()]));
  for (const line of rest) {
    const afterSection = line.indexOf("\t");
    const afterToken = line.indexOf("\t", afterSection + 1);
    lines.get(line.slice(0, afterSection))?.set(line.slice(afterSection + 1, afterToken), line.slice(afterToken + 1));
  }
  const head: Head = JSON.parse(first);
  return {
    head,
    resources: new StoredShapes(lines.get("resource") ?? new Map()),
    functions: new StoredShapes(lines.get("function") ?? new Map()),
    objects: new StoredShapes(lines.get("object") ?? new Map()),
  };
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
