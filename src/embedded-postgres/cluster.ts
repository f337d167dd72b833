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

/** A folder of root for files that an account without rights must reach, because DATA_DIR is too private. */
export const SYSTEM_DIR = '/var/lib/tenure';

/** Lives inside the cluster, so that password and cluster appear, move and go together. */
const PASSWORD_FILE = 'tenure.password';

/**
 * Where the cluster of `dataDir` is, or will be: `DATA_DIR/postgres`, or what that link points to.
 * A link may point to nothing yet: then a start was killed before its cluster was complete.
 */
export async function findCluster(dataDir: string): Promise<string> {
  const path = join(dataDir, 'postgres');
  const entry = await lstat(path).catch(() => null);
  return entry?.isSymbolicLink() ? resolve(dataDir, await readlink(path)) : path;
}

/**
 * Decides where a cluster that does not exist yet will be, and answers its path. It is
 * `DATA_DIR/postgres` if the account can get there; else a directory of the system, which
 * `DATA_DIR/postgres` links to, so that whoever looks, moves or deletes finds it.
 */
export async function placeCluster(dataDir: string, account: ServerAccount): Promise<string> {
  const found = await findCluster(dataDir);
  if (found !== join(dataDir, 'postgres') || canReach(account, dataDir)) return found;
  const clusters = join(SYSTEM_DIR, 'clusters');
  await mkdir(clusters, { recursive: true, mode: 0o755 });
  // A fresh name each time: a DATA_DIR that was deleted must not find its old data again.
  const name = `${dataDir
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(-60)
    .replace(/^-/, '')}-${randomBytes(6).toString('hex')}`;
  await symlink(join(clusters, name), join(dataDir, 'postgres'));
  return join(clusters, name);
}

/** Whether there is a complete cluster at `clusterDir`; refuses one of another PostgreSQL version. */
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
 * Makes the cluster at `clusterDir` with a superuser `tenure` and a generated password. It is made
 * beside and renamed when complete, so a start that is killed leaves no half cluster; what an
 * earlier one left is removed. The caller must hold the lock of the data directory.
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
    // The same order and case rules on every machine, whatever its languages are.
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ...(durable ? [] : ['--no-sync']),
  ]);
  await rename(passwordFile, join(draft, PASSWORD_FILE));
  await rename(draft, clusterDir);
  await syncDirectory(dirname(clusterDir));
}

/** The password of the cluster's user `tenure`. */
export async function readPassword(clusterDir: string): Promise<string> {
  const password = await readFile(join(clusterDir, PASSWORD_FILE), 'utf8').catch(notThere);
  if (password) return password.trim();
  throw new EmbeddedPostgresError(
    `${join(clusterDir, PASSWORD_FILE)} is missing, so the database in ${clusterDir} cannot be opened. Put the file back, or choose another DATA_DIR.`,
  );
}

/** The environment of the programs: no settings like PGPORT, which would disturb them, and no secrets. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP, TMP } = process.env;
  return { PATH, SystemRoot, TEMP, TMP, LC_ALL: 'C', TZ: 'UTC' };
}

async function removeLeftovers(clusterDir: string): Promise<void> {
  const folder = dirname(clusterDir);
  for (const name of await readdir(folder)) {
    // An initdb that outlived its start may still write there; what it leaves goes next time.
    if (name.startsWith(`${basename(clusterDir)}.new-`)) {
      await rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
    }
  }
}

async function runInitdb(initdb: string, account: ServerAccount, args: string[]): Promise<void> {
  try {
    // Not detached: a Ctrl-C that ends it too leaves only a draft.
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
