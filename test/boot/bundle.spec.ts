import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Child, cleanUp, temporaryFolder } from './support/children.js';

describe('The bundle', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await freshDatabase()));
  afterAll(async () => {
    await cleanUp();
    await database.drop();
  });

  /** Starts it with a script that runs first. */
  async function startAfter(script: string): Promise<Child> {
    const first = join(await temporaryFolder(), 'first.cjs');
    await writeFile(first, script);
    return new Child(process.execPath, ['--require', first, 'dist/bundle/main.mjs'], {
      env: { PATH: process.env.PATH, DATABASE_URL: database.url, DATA_DIR: join(first, '..'), PORT: '0' },
    });
  }

  it('brings its packages: the native one and the files of Swagger UI are all that it looks up', async () => {
    const child = await startAfter(
      `process.on('exit', () => console.log('loaded ' + Object.keys(require('node:module')._cache).join(' ')));`,
    );
    await child.says(/Tenure is ready/);
    child.process.kill('SIGTERM');
    expect(await child.ended).toBe(0);
    const loaded = /^loaded (.*)$/m.exec(child.output)![1]!.split(' ');
    const packages = loaded.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
    expect(packages).toContain('@node-rs/argon2');
    expect(packages.filter((name) => !/^(@node-rs\/argon2.*|swagger-ui-dist)$/.test(name))).toEqual([]);
  });

  it('runs commands too', async () => {
    const child = new Child(process.execPath, ['dist/bundle/cli.mjs', 'migrate', '--check'], {
      env: { PATH: process.env.PATH, DATABASE_URL: database.url },
    });
    expect([await child.ended, child.output]).toEqual([0, 'Nothing is pending.\n']);
  });

  it('runs the code of rarely needed packages only when one is needed', async () => {
    // What a server loads at its start: the rest has names of its own, and is loaded late.
    const files = (await readdir('dist/bundle')).filter((name) => /^(app|chunk)-.*\.mjs$/.test(name));
    const texts = await Promise.all(files.map((name) => readFile(join('dist/bundle', name), 'utf8')));
    const text = texts.join('\n');
    expect(text).toMatch(/import_graphile_worker\d* ?= ?__toESM/);
    expect(text).not.toMatch(/import_(yaml|language_common|fxa_common_password_list)\d* ?= ?__toESM/);
  });

  it('names the lines of the sources in a stack trace', async () => {
    const child = await startAfter(
      `require('node:net').Server.prototype.listen = () => { throw new Error('planted'); };`,
    );
    expect(await child.ended).toBe(1);
    expect(child.output).toMatch(/^Error: planted$/m);
    expect(child.output).toMatch(/\/src\/main\.ts:\d+:\d+/);
  });
});
