import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const randomText = (): string => randomBytes(32).toString('base64url');

/**
 * The secret kept in `DATA_DIR/<name>` (mode 0600), made when it is first asked for: 32 random bytes in base64url unless told. Of
 * two processes that make it at once one wins and both use it; nobody ever reads half a secret.
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
    // A link appears whole or not at all, and never replaces what another process made first.
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
