import { execFile } from 'node:child_process';
import { chmod, cp, copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const platform = `@embedded-postgres/${process.platform}-${process.arch}`;

/** Whom to start things as, to be somebody without rights: `nobody` if we are root, else ourselves. */
export const ordinaryUser = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/**
 * The part of this checkout that starts a PostgreSQL, copied to `folder`: the build, the script that
 * serves, and its packages; as after `npm ci --ignore-scripts`, without the links its script makes.
 */
export async function copyCheckout(folder: string, { withPostgres = true } = {}): Promise<string> {
  const built = ['embedded-postgres', 'errors'].map((room) => join('dist', 'src', room));
  for (const path of ['package.json', ...built, join('test', 'boot', 'support', 'serve-postgres.mjs')]) {
    await cp(path, join(folder, path), { recursive: true });
  }
  for (const name of await packagesOf('pg')) await copyPackage(name, folder);
  if (withPostgres) {
    await copyPackage(platform, folder);
    await removeLinks(join(folder, 'node_modules', platform));
  }
  return folder;
}

/** A Node that everybody may run: ours may lie in somebody's private folder. */
export async function copyNode(folder: string): Promise<string> {
  const node = join(folder, 'node');
  await copyFile(process.execPath, node);
  await chmod(node, 0o755);
  return node;
}

async function packagesOf(name: string): Promise<Set<string>> {
  const found = new Set([name]);
  for (const each of found) {
    const { dependencies = {} } = JSON.parse(
      await readFile(join('node_modules', each, 'package.json'), 'utf8'),
    ) as {
      dependencies?: Record<string, string>;
    };
    for (const dependency of Object.keys(dependencies)) found.add(dependency);
  }
  return found;
}

async function copyPackage(name: string, folder: string): Promise<void> {
  const target = join(folder, 'node_modules', name);
  await mkdir(join(target, '..'), { recursive: true });
  // PostgreSQL is a thousand files, which `cp` of Node copies several times slower.
  await promisify(execFile)('cp', ['-a', join('node_modules', name), target]);
}

async function removeLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { target } of JSON.parse(list) as { target: string }[])
    await rm(join(root, target), { force: true });
}
