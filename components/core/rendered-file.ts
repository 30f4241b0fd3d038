/** A file that a component would put on a machine: what `render.ts` returns and `npm run render` writes. */
export interface RenderedFile {
  /** Absolute path on the machine, or a bare name for what never lands on disk there (user data). */
  readonly path: string;
  /** The whole text. Never holds a secret. */
  readonly content: string;
  /** Octal permissions, four digits. */
  readonly mode: "0400" | "0440" | "0600" | "0640" | "0644" | "0755";
  /** `user:group`. */
  readonly owner: string;
}

/** A file that belongs to root, as nearly all do. */
export function rootFile(path: string, mode: RenderedFile["mode"], content: string): RenderedFile {
  return { path, mode, owner: "root:root", content };
}
