import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A bug that is seeded into a copy of the source: the tests have to fail on it, or they prove nothing. */
export interface Mutant {
  readonly name: string;
  /** The suite of this very rule. It runs first, on the source alone; when it finds the bug, nothing is built for it. */
  readonly suite?: string;
  readonly edits: readonly Edit[];
}

export interface Edit {
  readonly file: string;
  /** It stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
}

/** The text with the bug in it. @throws Error when the source has moved on, and the edit would not make this bug any more */
export async function mutated(root: string, { file, from, to }: Edit): Promise<string> {
  const parts = (await readFile(join(root, file), 'utf8')).split(from);
  if (parts.length !== 2) throw new Error(`${file} has this ${parts.length - 1} times, not once: ${from}`);
  return parts.join(to);
}

/** Seeds the bug into the source under `root`. */
export async function seed(root: string, { edits }: Mutant): Promise<void> {
  for (const edit of edits) await writeFile(join(root, edit.file), await mutated(root, edit));
}
