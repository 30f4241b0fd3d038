import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/**
 * Makes folders for the tests of one file, and removes them once those are done, passed or not. To be called where a file
 * of tests, or what only such files import, is loaded.
 */
export function temporaryFolders(name: string): () => string {
  const made: string[] = [];
  // What was told to end may still write its last.
  const patient = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };
  afterAll(() => {
    for (const folder of made.splice(0)) rmSync(folder, patient);
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), `${name}-`));
    made.push(folder);
    return folder;
  };
}
