import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, temporaryFolder } from './support/children.js';

describe('npm run migration:create', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    for (const path of ['scripts/create-migration.mjs', 'src/database/migrations'])
      cpSync(path, join(folder, path), { recursive: true });
  });
  afterAll(cleanUp);

  const create = (...args: string[]) =>
    spawnSync(process.execPath, [join(folder, 'scripts/create-migration.mjs'), ...args], {
      encoding: 'utf8',
    });

  it('makes a migration that comes after all others, and lists it', () => {
    const before = readFileSync(join(folder, 'src/database/migrations/index.ts'), 'utf8');
    const { status, stdout } = create('second-thoughts');
    expect(status).toBe(0);
    const [, path, time] = /^(src\/database\/migrations\/(\d{13})-second-thoughts\.ts)$/m.exec(stdout)!;
    const made = readFileSync(join(folder, path!), 'utf8');
    expect(made).toContain(`export class SecondThoughts${time} implements MigrationInterface`);
    const after = readFileSync(join(folder, 'src/database/migrations/index.ts'), 'utf8');
    const last = [...before.matchAll(/^ {2}\w+?(\d{13}),$/gm)].at(-1)![1]!;
    expect(Number(time)).toBeGreaterThan(Number(last));
    expect(after.split('\n').filter((line) => !before.split('\n').includes(line))).toEqual([
      `import { SecondThoughts${time} } from './${time}-second-thoughts.js';`,
      `  SecondThoughts${time},`,
    ]);
    expect(after).toMatch(new RegExp(`SecondThoughts${time},\\n\\];`));
  });

  it.each([[], ['Second Thoughts'], ['../elsewhere']])('refuses the name %j', (...args) => {
    const { status, stderr } = create(...(args as string[]));
    expect([status, stderr]).toEqual([2, expect.stringContaining('Usage: npm run migration:create')]);
  });
});

describe('npm run migration:run', () => {
  afterAll(cleanUp);

  it.each([
    ['process.exit(0)', 0],
    ['process.exit(3)', 3],
    ["process.kill(process.pid, 'SIGKILL')", 1],
  ])('has failed where TypeORM did not end well: %s is %i', async (ending, status) => {
    const folder = await temporaryFolder();
    for (const path of ['scripts', 'node_modules/typeorm', 'dist/src/cli', 'dist/src/config'])
      mkdirSync(join(folder, path), { recursive: true });
    for (const script of ['scripts/migration.mjs', 'scripts/built.mjs']) cpSync(script, join(folder, script));
    writeFileSync(join(folder, 'scripts/build.mjs'), 'export const buildIfStale = async () => false;');
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(
      join(folder, 'dist/src/cli/database-url.js'),
      'export const reach = async () => undefined;',
    );
    writeFileSync(
      join(folder, 'dist/src/config/config-with-database.js'),
      'export const configWithDatabase = async () => ({});',
    );
    writeFileSync(join(folder, 'node_modules/typeorm/cli.js'), ending);
    const run = spawnSync(process.execPath, [join(folder, 'scripts/migration.mjs'), 'run']);
    expect(run.status).toBe(status);
  });
});
