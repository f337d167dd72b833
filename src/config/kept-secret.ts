import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const randomText = (): string => randomBytes(32).toString('base64url');

/**
 * Reads the secret in the file `DATA_DIR/<name>` (mode 0600). If there is no such file, it makes the secret: by default 32 random
 * bytes in base64url. If two processes make it at the same time, both use the same one, and no process reads half of a secret.
 */
export async function keptSecret(dataDir: string, name: string, make = randomText): Promise<string> {
  const path = join(dataDir, name);
  return (await readIfThere(path)) ?? (await makeSecret(dataDir, path, make));
}

async function makeSecret(dataDir: string, path: string, make: () => string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, make(), { mode: 0o600, flag: 'wx' });
  try {
    // A link shows the whole file at once, and never replaces the file of a process that was first.
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readFile(path, 'utf8')).trim();
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
