import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

/** The account that runs the server: that of this process (without `ids`), or another one if this process runs as root. */
export interface ServerAccount {
  name: string;
  ids?: { uid: number; gid: number };
}

const ACCOUNTS_WITHOUT_RIGHTS = ['postgres', 'nobody'];

/**
 * Chooses the account that runs the server. PostgreSQL refuses to run as root, so root uses an account without rights. If there is
 * a cluster at `clusterDir`, it is the owner of the cluster, because PostgreSQL accepts no other account.
 *
 * @throws EmbeddedPostgresError when no account can be used
 */
export async function chooseAccount(clusterDir: string): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return { name: ownName() };
  const account = (await ownerOf(clusterDir)) ?? accountWithoutRights();
  assertUsable(account);
  return account;
}

/** True if the account may enter the folder, or run the program, at `path`. */
export function canReach(account: ServerAccount, path: string): boolean {
  // The system decides, because access lists and mount options count, too.
  if (account.ids) return runAs(account.ids, 'test -x "$1"', path).status === 0;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function ownName(): string {
  try {
    return userInfo().username;
  } catch {
    throw new EmbeddedPostgresError(
      `The user id ${process.getuid?.()} has no name on this system (no entry in /etc/passwd), and PostgreSQL refuses to run without one. ` +
        'Run Tenure as a user that exists, or set DATABASE_URL.',
    );
  }
}

async function ownerOf(path: string): Promise<ServerAccount | null> {
  const { uid, gid } = await stat(path).catch(() => ({ uid: 0, gid: 0 }));
  return uid === 0 ? null : { name: `user ${uid}`, ids: { uid, gid } };
}

function accountWithoutRights(): ServerAccount {
  for (const name of ACCOUNTS_WITHOUT_RIGHTS) {
    const uid = idOf(name, '-u');
    const gid = idOf(name, '-g');
    if (uid && gid) return { name, ids: { uid, gid } };
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, and there is no user ${ACCOUNTS_WITHOUT_RIGHTS.join(' or ')} to run it instead. ` +
      'Start Tenure as an ordinary user, or set DATABASE_URL.',
  );
}

function idOf(name: string, which: '-u' | '-g'): number | null {
  try {
    return Number(execFileSync('id', [which, name], { encoding: 'utf8', stdio: 'pipe' })) || null;
  } catch {
    return null;
  }
}

function assertUsable({ name, ids }: ServerAccount): void {
  if (ids && runAs(ids, 'exit 0').status === 0) return;
  throw new EmbeddedPostgresError(
    `PostgreSQL refuses to run as root, and this process may not start programs as ${name}. ` +
      'Start Tenure as an ordinary user, or set DATABASE_URL.',
  );
}

function runAs(ids: { uid: number; gid: number }, script: string, ...args: string[]) {
  return spawnSync('/bin/sh', ['-c', script, 'sh', ...args], { ...ids, cwd: '/', stdio: 'ignore' });
}
