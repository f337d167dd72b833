import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { BackupRefused } from './backup-refused.error.js';

export const MANIFEST = 'manifest.json';
/** The version of the format. It is raised by a change of the files that an older release could not read. */
const FORMAT = 1;

const fileOf = {
  rows: z.int().nonnegative(),
  /** The digest of the rows, as COPY writes them and before they are compressed. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
};
const schema = z.object({
  format: z.literal(FORMAT),
  createdAt: z.string(),
  /** The newest migration that the database had. */
  migration: z.string(),
  /** The tables, in an order in which the rows can be loaded: a table comes after those to which it refers. */
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), ...fileOf })),
  /** The next values of columns with a sequence. */
  counters: z.array(z.object({ table: z.string(), column: z.string(), next: z.string().regex(/^\d+$/) })),
  /** The queued jobs, for example mails that were not sent yet. */
  jobs: z.object(fileOf),
});

/** The content of a backup. Its file is written last and read first. */
export type Manifest = z.infer<typeof schema>;
export type TableManifest = Manifest['tables'][number];

export const newManifest = (content: Omit<Manifest, 'format' | 'createdAt'>, now: Date): Manifest => ({
  format: FORMAT,
  createdAt: now.toISOString(),
  ...content,
});

/** Reads the manifest. @throws BackupRefused when there is no backup in the folder, or this release cannot read it */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(
    ({ code, message }: NodeJS.ErrnoException) => {
      throw new BackupRefused(
        code === 'ENOENT'
          ? `${folder} holds no backup: there is no ${MANIFEST}.`
          : `The backup cannot be read: ${message}.`,
      );
    },
  );
  const parsed = schema.safeParse(parse(text));
  if (!parsed.success)
    throw new BackupRefused(`${MANIFEST} cannot be read by this release: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The file of a table in a backup. */
export const fileName = (table: string): string => `${table}.copy.gz`;
export const JOBS = 'queued-jobs';
