import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type PreparedStatement, statements } from '../../../src/database/sql.js';

/** The files of src/ that declare statements. */
export const sourcesOfStatements = (): string[] =>
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => join('src', path))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts') && !path.endsWith('database/sql.ts'))
    .filter((path) => /\bstatement[<(]|= walk\(/.test(readFileSync(path, 'utf8')));

/** Loads every file that declares statements, and answers all of them by name. */
export async function allStatements(): Promise<ReadonlyMap<string, PreparedStatement>> {
  for (const file of sourcesOfStatements()) await import(resolve(file));
  return statements();
}
