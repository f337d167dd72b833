import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { ImportRefused } from './import-refused.error.js';

const schema = z.strictObject({
  /** The code of a plan of this service, by the primary key of a plan of the original. */
  plans: z.record(z.string(), z.string()).default({}),
  /** The username of the owner, by the primary key of a business. */
  owners: z.record(z.string(), z.string()).default({}),
  /** The e-mail address of a person, by username. */
  emails: z.record(z.string(), z.string()).default({}),
});

/** What an operator decided about doubtful rows. */
export type ImportMap = z.infer<typeof schema>;

export const NO_MAP: ImportMap = { plans: {}, owners: {}, emails: {} };

/** Reads the map from a file. @throws ImportRefused that names what is wrong */
export async function readMap(path: string): Promise<ImportMap> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ImportRefused(`The map ${path} cannot be read: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path: at, message }) => `  - ${at.join('.') || 'it'}: ${message}`,
  );
  throw new ImportRefused([`The map ${path} is wrong:`, ...problems].join('\n'));
}
