import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chown,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  type FileHandle,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { canReach, type ServerAccount } from './server-account.js';

/** A folder of root for files that an account without rights has to reach, if it cannot reach DATA_DIR. */
export const SYSTEM_DIR = '/var/lib/tenure';

/** The file of the password. It is in the cluster's folder, so that both are made, moved and deleted together. */
const PASSWORD_FILE = 'tenure.password';

/**
 * The path of the cluster of `dataDir`: `DATA_DIR/postgres`, or the target if that is a link. The target may not exist yet, if a
 * start was killed before its cluster was complete.
 */
export async function findCluster(dataDir: string): Promise<string> {
  const path = join(dataDir, 'postgres');
  const entry = await lstat(path).catch(() => null);
  return entry?.isSymbolicLink() ? resolve(dataDir, await readlink(path)) : path;
}

/**
 * Decides where a new cluster will be, and returns its path. It is `DATA_DIR/postgres` if the account can reach that. Otherwise it
 * is in a folder of the system, and `DATA_DIR/postgres` becomes a link to it, so that people can find, move or delete it.
 */
export async function placeCluster(dataDir: string, account: ServerAccount): Promise<string> {
  const found = await findCluster(dataDir);
  if (found !== join(dataDir, 'postgres') || canReach(account, dataDir)) return found;
  const clusters = join(SYSTEM_DIR, 'clusters');
  await mkdir(clusters, { recursive: true, mode: 0o755 });
  // The name is always new, so that a DATA_DIR that was deleted and made again does not find the old data.
  const name = `${dataDir
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(-60)
    .replace(/^-/, '')}-${randomBytes(6).toString('hex')}`;
  await symlink(join(clusters, name), join(dataDir, 'postgres'));
  return join(clusters, name);
}

/** True if there is a complete cluster at `clusterDir`. @throws EmbeddedPostgresError for one of another PostgreSQL version */
export async function hasCluster(clusterDir: string, major: string): Promise<boolean> {
  const version = (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8').catch(notThere))?.trim();
  if (version !== undefined && version !== major) {
    throw new EmbeddedPostgresError(
      `The data in ${clusterDir} were made by PostgreSQL ${version}, but this Tenure brings PostgreSQL ${major}. ` +
        'Take a dump with the Tenure that made them and restore it here, or choose another DATA_DIR.',
    );
  }
  return version !== undefined;
}

/**
 * Makes the cluster at `clusterDir`, with a superuser `tenure` and a generated password. It makes a draft beside it and renames the
 * draft when it is complete, so a start that is killed leaves no incomplete cluster. It removes drafts of earlier starts. The
 * caller must hold the lock of the data directory.
 */
export async function makeCluster(
  clusterDir: string,
  binaries: PostgresBinaries,
  account: ServerAccount,
  durable: boolean,
): Promise<void> {
  await removeLeftovers(clusterDir);
  const draft = await mkdtemp(`${clusterDir}.new-`);
  const passwordFile = `${draft}.password`;
  await writeDurably(passwordFile, randomBytes(24).toString('base64url'));
  for (const path of account.ids ? [draft, passwordFile] : [])
    await chown(path, account.ids!.uid, account.ids!.gid);
  await runInitdb(binaries.initdb, account, [
    ...['--pgdata', draft, '--username', 'tenure', '--auth', 'scram-sha-256', '--pwfile', passwordFile],
    // With this locale, the rules of sorting and case are the same on every machine.
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ...(durable ? [] : ['--no-sync']),
  ]);
  await rename(passwordFile, join(draft, PASSWORD_FILE));
  await rename(draft, clusterDir);
  await syncDirectory(dirname(clusterDir));
}

/** Reads the password of the cluster's user `tenure`. */
export async function readPassword(clusterDir: string): Promise<string> {
  const password = await readFile(join(clusterDir, PASSWORD_FILE), 'utf8').catch(notThere);
  if (password) return password.trim();
  throw new EmbeddedPostgresError(
    `${join(clusterDir, PASSWORD_FILE)} is missing, so the database in ${clusterDir} cannot be opened. Put the file back, or choose another DATA_DIR.`,
  );
}

/** The environment of PostgreSQL's programs. It has no settings such as PGPORT, which would disturb them, and no secrets. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP, TMP } = process.env;
  return { PATH, SystemRoot, TEMP, TMP, LC_ALL: 'C', TZ: 'UTC' };
}

async function removeLeftovers(clusterDir: string): Promise<void> {
  const folder = dirname(clusterDir);
  for (const name of await readdir(folder)) {
    // An initdb of a killed start may still write there. Its rest is removed at the next start.
    if (name.startsWith(`${basename(clusterDir)}.new-`)) {
      await rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
    }
  }
}

async function runInitdb(initdb: string, account: ServerAccount, args: string[]): Promise<void> {
  try {
    // It is not detached, because a Ctrl-C that ends it leaves only a draft.
    await promisify(execFile)(initdb, args, {
      ...account.ids,
      cwd: dirname(initdb),
      env: serverEnvironment(),
    });
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new EmbeddedPostgresError(
      `PostgreSQL's initdb failed, run as ${account.name}:\n${stderr.trim() || message}`,
    );
  }
}

async function writeDurably(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  await finish(file, () => file.writeFile(content));
}

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  await finish(directory, async () => undefined);
}

async function finish(file: FileHandle, write: () => Promise<void>): Promise<void> {
  try {
    await write();
    await file.sync();
  } finally {
    await file.close();
  }
}

function notThere(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'EACCES') {
    throw new EmbeddedPostgresError(
      `${error.path} belongs to another user. Start Tenure as the user who made DATA_DIR, or choose another DATA_DIR.`,
    );
  }
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
