import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, startOf } from './process-identity.js';

interface Holder {
  pid: number;
  started: string | null;
  /** A random id of this acquisition of the lock, so that nobody removes a later one by mistake. */
  nonce: string;
}

export type LockAttempt = { taken: true; release(): Promise<void> } | { taken: false; pid: number };

/**
 * Takes the lock file at `path` for the life of this process, or says which running process has it. If the process of a lock has
 * ended, also if another process has its id now, the lock is taken over.
 *
 * At most one process has the lock at any time, also if several find a stale lock at the same time: only the process that first
 * locks that acquisition (`path.<nonce>`, by the same rules) may remove it.
 */
export async function takeLock(path: string): Promise<LockAttempt> {
  const nonce = randomUUID();
  const me: Holder = { pid: process.pid, started: startOf(process.pid), nonce };
  const draft = `${path}.${nonce}.draft`;
  await writeFile(draft, JSON.stringify(me), { mode: 0o600, flag: 'wx' });
  try {
    for (;;) {
      if (await linked(draft, path)) return { taken: true, release: () => removeIfStill(path, nonce) };
      const holder = await readHolder(path);
      if (holder !== null && lives(holder)) return { taken: false, pid: holder.pid };
      if (holder !== null) await breakStale(path, holder.nonce);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function breakStale(path: string, nonce: string): Promise<void> {
  const attempt = await takeLock(`${path}.${nonce}`);
  if (!attempt.taken) {
    await sleep(5);
    return;
  }
  await removeIfStill(path, nonce);
  await attempt.release();
}

async function removeIfStill(path: string, nonce: string): Promise<void> {
  if ((await readHolder(path))?.nonce === nonce) await rm(path, { force: true });
}

/** Makes `path` a link to the draft; false if `path` exists. A link shows the whole content at once, and never replaces a file. */
async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    // A power cut can leave an empty file, which belongs to no process.
    if (error instanceof SyntaxError) return { pid: 0, started: null, nonce: 'unreadable' };
    throw error;
  }
}

function lives({ pid, started }: Holder): boolean {
  if (pid <= 0 || !isAlive(pid)) return false;
  const now = startOf(pid);
  return started === null || now === null || started === now;
}
