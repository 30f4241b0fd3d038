/** Collects everything wrong with the input of a run, so that one try shows all of it. */
export class InputProblems {
  readonly #lines: string[] = [];

  /** `where` is a file or option, `path` a place inside it. */
  add(where: string, path: string, says: string): void {
    this.#lines.push(`${where}${path === "" ? "" : `: ${path}`}: ${says}`);
  }

  /** A function that adds problems of one file. */
  of(where: string): (path: string, says: string) => void {
    return (path, says) => this.add(where, path, says);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  get any(): boolean {
    return this.#lines.length > 0;
  }
}
