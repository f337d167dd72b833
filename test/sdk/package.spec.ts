import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { VERSION } from '../../sdk/src/index.js';

const run = promisify(execFile);
const root = process.cwd();
const tool = (path: string) => join(root, 'node_modules', path);
/** What the client needs, from this installation: no registry is asked. */
const NEEDED = ['openapi-fetch', 'openapi-typescript-helpers'];

const ESM = `import { createTenure, meter } from '@tenure/sdk';
import { verifyWebhook } from '@tenure/sdk/webhooks';
const units = meter(createTenure({ url: 'http://127.0.0.1:9', apiKey: 'x', retry: { attempts: 1 } }), { whenUnreachable: 'refuse' });
units.consume('recordings').then(({ granted, unknown }) => console.log(granted, unknown, typeof verifyWebhook));
`;
const CJS = ESM.replaceAll(/^import (.*) from (.*);$/gm, 'const $1 = require($2);');
const BROWSER = ESM.replace(/^import \{ verifyWebhook.*\n/m, '').replace(
  'typeof verifyWebhook',
  "typeof (() => 'no')",
);

/** The packed client, installed into projects that have nothing else. */
describe('The package of the client', () => {
  let folder: string;
  let tarballs: string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenure-package-'));
    const sources = [join(root, 'sdk'), ...NEEDED.map(tool)];
    const pack = ['pack', '--silent', '--offline', '--ignore-scripts', '--pack-destination', folder];
    const { stdout } = await run('npm', [...pack, ...sources], { cwd: folder });
    tarballs = stdout
      .trim()
      .split('\n')
      .map((file) => join(folder, file));
    const installed = join(folder, 'installed');
    await mkdir(installed);
    const install = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', ...tarballs];
    await run('npm', install, { cwd: installed });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function project(name: string, files: Record<string, string>): Promise<string> {
    const path = join(folder, name);
    await mkdir(path);
    for (const [file, text] of Object.entries(files)) await writeFile(join(path, file), text);
    await cp(join(folder, 'installed', 'node_modules'), join(path, 'node_modules'), { recursive: true });
    return path;
  }
  const said = async (cwd: string, file: string) =>
    (await run(process.execPath, [file], { cwd })).stdout.trim();

  const checks = () => readFile('sdk/checks/types.ts', 'utf8');
  /** What the compiler says of files with the checks of the types, as a consumer's own code. */
  async function compile(
    cwd: string,
    files: Record<string, string>,
    compilerOptions: object,
  ): Promise<string> {
    for (const [file, source] of Object.entries(files)) {
      const asConsumer = source
        .replace("'../src/index.js'", "'@tenure/sdk'")
        .replace("'../src/webhooks.js'", "'@tenure/sdk/webhooks'");
      await writeFile(join(cwd, file), asConsumer);
    }
    const strict = { strict: true, noEmit: true, target: 'es2022', typeRoots: [tool('@types')] };
    const config = { compilerOptions: { ...strict, ...compilerOptions }, files: Object.keys(files) };
    await writeFile(join(cwd, 'tsconfig.json'), JSON.stringify(config));
    return run(process.execPath, [tool('typescript/bin/tsc')], { cwd }).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    );
  }

  it('has what it promises and nothing else, and one version', async () => {
    const { version } = JSON.parse(await readFile('sdk/package.json', 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
    const { stdout } = await run('tar', ['-tzf', tarballs[0] as string]);
    const files = stdout.trim().split('\n');
    expect(files).toEqual(
      expect.arrayContaining(['package/LICENSE', 'package/README.md', 'package/dist/index.cjs']),
    );
    expect(
      files.filter(
        (file) => !/^package\/(dist\/\w+\.(d\.)?c?[jt]s|LICENSE|README\.md|package\.json)$/.test(file),
      ),
    ).toEqual([]);
  });

  it('works in an empty ESM project', async () => {
    const path = await project('esm', { 'package.json': '{"type":"module"}', 'index.mjs': ESM });
    expect(await said(path, 'index.mjs')).toBe('0 true function');
  });

  it('works in an empty CJS project', async () => {
    const path = await project('cjs', { 'package.json': '{}', 'index.cjs': CJS });
    expect(await said(path, 'index.cjs')).toBe('0 true function');
  });

  it('has types for ESM and CJS, which name an error for each line that is wrong', async () => {
    const path = await project('types', { 'package.json': '{}' });
    const right = await checks();
    const wrong = right.replaceAll('// @ts-expect-error', '//');
    // The stricter of the settings for Node: from CommonJS it resolves nothing that is ESM alone.
    const module = { module: 'node16', lib: ['es2022'], types: ['node'], skipLibCheck: false };
    const errors = await compile(
      path,
      { 'types.mts': right, 'types.cts': right, 'wrong.mts': wrong },
      module,
    );
    expect(errors).not.toMatch(/^types\./m);
    const expected = right.match(/@ts-expect-error/g)?.length ?? 0;
    expect(expected).toBeGreaterThan(15);
    expect(errors.match(/^wrong\.mts.*error TS/gm)?.length).toBeGreaterThanOrEqual(expected);
    expect(errors.match(/error TS/g)?.length).toBe(errors.match(/^wrong\.mts.*error TS/gm)?.length);
  }, 120_000);

  it('works bundled for a browser, with its types, and brings nothing of Node', async () => {
    const path = await project('bundler', { 'package.json': '{}', 'index.js': BROWSER });
    const { build } = (await import('esbuild')) as { build: (options: object) => Promise<unknown> };
    const entry = { entryPoints: [join(path, 'index.js')], absWorkingDir: path };
    await build({
      ...entry,
      bundle: true,
      platform: 'browser',
      format: 'esm',
      outfile: join(path, 'out.mjs'),
    });
    expect(await readFile(join(path, 'out.mjs'), 'utf8')).not.toMatch(/node:|require\(/);
    expect(await said(path, 'out.mjs')).toBe('0 true function');
    // The libraries of TypeScript are checked above.
    const libraries = { lib: ['es2022', 'dom'], types: [], skipDefaultLibCheck: true };
    const module = { module: 'esnext', moduleResolution: 'bundler', ...libraries };
    expect(await compile(path, { 'types.ts': await checks() }, module)).toBe('');
  }, 120_000);
});
