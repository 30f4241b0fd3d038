import { type AskedParts, type AskedResource, askedFields, askedOf, noParts, propertiesIn } from "./asked-resource";
import { KeptBytes } from "./kept-bytes";
import { type FieldTaker, WireStream } from "./wire-stream";

/** The one field of `AnalyzeStackRequest` that is looked at. */
const resources = 1;
const identity: readonly number[] = [askedFields.type, askedFields.urn, askedFields.name];
const looks: readonly number[] = [askedFields.properties, askedFields.options, askedFields.dependencies];

/**
 * Cuts the resources out of an `AnalyzeStackRequest` while it comes, and keeps of each what rules may look at. Everything
 * here serves one resource after another, since there are thousands.
 */
export class AskedStack {
  readonly #concerns: (type: string) => boolean;
  readonly #asked: AskedResource[] = [];
  readonly #kept = new KeptBytes();
  readonly #message: WireStream;
  #parts = noParts();

  /** `concerns`: whether a rule may look at a resource of this type. Of others only type, URN and name are read. */
  constructor(concerns: (type: string) => boolean) {
    this.#concerns = concerns;
    const resource = this.#resource();
    this.#message = new WireStream((field) => (field === resources ? resource : undefined));
  }

  take(piece: Buffer): void {
    this.#message.take(piece, 0, piece.length);
  }

  end(): readonly AskedResource[] {
    this.#message.end();
    return this.#asked;
  }

  #resource(): FieldTaker {
    let open = 0;
    const part: FieldTaker = {
      take: (bytes, from, to) => this.#kept.add(bytes, from, to),
      end: () => this.#hear(open),
    };
    const message = new WireStream((field) => {
      open = field;
      return this.#isWanted(field) ? part : undefined;
    });
    return {
      take: (bytes, from, to) => message.take(bytes, from, to),
      end: () => {
        message.end();
        this.#asked.push(this.#concerns(this.#parts.type) ? askedOf(this.#parts) : unread(this.#parts));
        this.#parts = noParts();
      },
    };
  }

  /** Whoever writes the type after what it decides about has that kept until the resource ends. */
  #isWanted(field: number): boolean {
    const { type } = this.#parts;
    return identity.includes(field) || (looks.includes(field) && (type === "" || this.#concerns(type)));
  }

  #hear(field: number): void {
    const parts = this.#parts;
    if (field === askedFields.type) parts.type = this.#kept.text();
    else if (field === askedFields.urn) parts.urn = this.#kept.text();
    else if (field === askedFields.name) parts.name = this.#kept.text();
    else if (field === askedFields.properties) parts.properties = propertiesIn(this.#kept.message());
    else if (field === askedFields.options) parts.options = this.#kept.message();
    else parts.dependencies.push(this.#kept.message());
  }
}

/** A rule looks at what it did not say it would: its verdict is "unknown", with this name in it. */
export class UndeclaredReading extends Error {
  override readonly name = "UndeclaredReading";

  constructor(type: string) {
    super(`A rule about stacks looks at a ${type}, which neither its appliesTo nor its alsoReads names.`);
  }
}

function unread({ type, urn, name }: AskedParts): AskedResource {
  const refuse = () => {
    throw new UndeclaredReading(type);
  };
  return { type, urn, name, properties: refuse, options: refuse, dependencies: refuse };
}
