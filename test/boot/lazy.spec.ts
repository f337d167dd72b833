import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { Child, cleanUp, temporaryFolder } from './support/children.js';

interface Coverage {
  result: { url: string; functions: { functionName: string; ranges: { count: number }[] }[] }[];
}

/** Code of these runs only where something is configured, or when somebody does something. */
const LATE = [
  '@opentelemetry/',
  '@zxcvbn-ts/',
  'fxa-common-password-list/',
  'libphonenumber-js/',
  'nodemailer/',
  'pino/',
  'stripe.',
  'yaml/',
];
const isLate = (name: string) => LATE.some((late) => name.startsWith(late));

describe('A start without settings', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await freshDatabase()));
  afterAll(async () => {
    await cleanUp();
    await database.drop();
  });

  /** Starts the bundle, asks for `paths` and stops it. Returns the functions that ran; those that are whole files of packages have their path. */
  async function ranIn(paths: string[], env: Record<string, string> = {}): Promise<string[]> {
    const folder = await temporaryFolder();
    const coverage = join(folder, 'coverage');
    await mkdir(coverage);
    const own = { DATABASE_URL: database.url, DATA_DIR: folder, PORT: '0', NODE_V8_COVERAGE: coverage };
    const child = new Child(process.execPath, ['dist/bundle/main.mjs'], {
      env: { PATH: process.env.PATH, ...own, ...env },
    });
    const url = (await child.says(/^ {2}API +(http\S+)$/m, 60))[1]!;
    for (const path of paths) expect((await fetch(url + path)).status).toBe(200);
    child.process.kill('SIGTERM');
    expect(await child.ended).toBe(0);
    const texts = await Promise.all(
      (await readdir(coverage)).map((name) => readFile(join(coverage, name), 'utf8')),
    );
    return texts
      .flatMap((text) => (JSON.parse(text) as Coverage).result)
      .filter(({ url: file }) => file.includes('/dist/bundle/'))
      .flatMap(({ url: file, functions }) => [
        file.replace(/.*\/dist\/bundle\//, ''),
        ...functions
          .filter(({ ranges }) => ranges[0]!.count > 0)
          .map(({ functionName }) => functionName.replace(/^(?:\.\.\/)+/, '')),
      ]);
  }

  it('runs no code of what is not configured, and makes no document before one is asked for', async () => {
    const ran = await ranIn(['/health/live']);
    expect(ran).toEqual(expect.arrayContaining(['serveDocuments', 'fastify/fastify.js']));
    expect([...new Set(ran.filter(isLate))]).toEqual([]);
    expect(ran).not.toContain('openApiDocuments');
    expect(ran.filter((file) => /^(?:otlp|stripe)\b.*\.mjs$/.test(file))).toEqual([]);
  });

  it('runs it where it is configured, and makes the documents at the first request for one', async () => {
    const ran = await ranIn(['/openapi/sdk.json'], {
      CATALOGUE: 'examples/catalogue/catalogue.yaml',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    });
    expect(ran).toContain('openApiDocuments');
    const packages = ran.filter(isLate).map((name) => name.split('/')[0]!);
    expect([...new Set(packages)].toSorted()).toEqual(['@opentelemetry', 'yaml']);
    expect(ran.filter((file) => /^otlp\b.*\.mjs$/.test(file))).toHaveLength(1);
  });
});
