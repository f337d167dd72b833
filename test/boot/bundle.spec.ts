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
      `process.on('exit', () => {
         console.log('loaded ' + Object.keys(require('node:module')._cache).join(' '));
         console.log('of Node ' + process.moduleLoadList.join(' '));
       });`,
    );
    await child.says(/Tenure is ready/);
    child.process.kill('SIGTERM');
    expect(await child.ended).toBe(0);
    const loaded = /^loaded (.*)$/m.exec(child.output)![1]!.split(' ');
    const packages = loaded.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
    expect(packages).toContain('@node-rs/argon2');
    expect(packages.filter((name) => !/^(@node-rs\/argon2.*|swagger-ui-dist)$/.test(name))).toEqual([]);
    // Nor are the files read of packages that are needed late, and `fetch` is not loaded before somebody calls it.
    expect(loaded.filter((file) => file.includes('/dist/bundle/'))).toEqual([]);
    expect(child.output).toMatch(/^of Node .*\bcrypto\b/m);
    expect(child.output).not.toMatch(/^of Node .*undici/m);
  });

  it('has the text of rarely needed packages in files of their own', async () => {
    const files = await readdir('dist/bundle');
    // What a server reads at its start: the rest has names of its own, and is read late.
    const atStart = files.filter((name) => /^(app|chunk|main)-.*\.mjs$/.test(name));
    const texts = await Promise.all(atStart.map((name) => readFile(join('dist/bundle', name), 'utf8')));
    const has = (name: string) =>
      new RegExp(`"(?:\\.\\./)+(?:node_modules/)?${name}/`).test(texts.join('\n'));
    const late = ['ajv', 'fxa-common-password-list', 'libphonenumber-js', 'lodash', 'nodemailer', 'yaml'];
    expect(['graphile-worker', ...late].filter(has)).toEqual(['graphile-worker']);
    expect(files).toEqual(expect.arrayContaining(['yaml.cjs', 'nodemailer.cjs']));
  });

  it('has of these packages what they hand to require', async () => {
    const script = `
      import { createRequire } from 'node:module';
      import { LATE_PACKAGES, lateFile } from './scripts/bundle.mjs';
      const require = createRequire(process.cwd() + '/x');
      const shape = (one) => typeof one + ' ' + Object.keys(one).sort();
      const differs = (name) => shape(require('./dist/bundle/' + lateFile(name) + '.cjs')) !== shape(require(name));
      console.log('differ', LATE_PACKAGES.length, LATE_PACKAGES.filter(differs));`;
    const child = new Child(process.execPath, ['--input-type=module', '-e', script], { env: {} });
    expect([await child.ended, child.output]).toEqual([0, expect.stringMatching(/^differ [1-9]\d* \[\]\n$/)]);
  });

  it('names the lines of the sources in a stack trace', async () => {
    const child = await startAfter(
      `require('node:net').Server.prototype.listen = () => { throw new Error('planted'); };`,
    );
    expect(await child.ended).toBe(1);
    expect(child.output).toMatch(/^Error: planted$/m);
    expect(child.output).toMatch(/\/src\/main\.ts:\d+:\d+/);
  });

  it('ends with the stack of an error that no code caught, also if it could be explained', async () => {
    const child = await startAfter(
      `const { log } = console;
       console.log = (text) => {
         log(text);
         if (text.includes('Tenure is ready')) setImmediate(() => require('node:fs').openSync('/', 'w'));
       };`,
    );
    expect(await child.ended).toBe(1);
    expect(child.output).toMatch(/^Error: EISDIR: .*, open '\/'\n +at /m);
  });
});
