import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** Takes everything out of a database, so that it is as a new one. */
async function emptied(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    'DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS graphile_worker CASCADE',
  );
  await client.end();
}

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

// Each command is a process that loads the service.
jest.setTimeout(120_000);

/** The command line of the build, as an operator runs it. */
describe('The command line', () => {
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    database = await freshDatabase();
    folder = await mkdtemp(join(tmpdir(), 'tenure-cli-'));
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function tenure(args: string[], env: Record<string, string> = {}): Promise<Ended> {
    const settings = { PATH: process.env.PATH, DATABASE_URL: database.url, DATA_DIR: folder, ...env };
    return promisify(execFile)(process.execPath, ['dist/src/cli.js', ...args], { env: settings }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: Ended) => error,
    );
  }

  it('says how it is used, and refuses what it does not know with 2', async () => {
    const help = await tenure(['help']);
    expect(help.code).toBe(0);
    for (const command of ['serve', 'migrate', 'backup', 'restore', 'check invariants', 'doctor'])
      expect(help.stdout).toContain(command);
    expect(await tenure(['nonsense'])).toMatchObject({ code: 2, stdout: '' });
    expect(await tenure(['backup'])).toMatchObject({ code: 2, stderr: 'Tenure: --to is missing.\n' });
    expect((await tenure(['backup', '--too', 'x'])).stderr).toContain("Unknown option '--too'");
    expect((await tenure(['check', 'everything'])).code).toBe(2);
  });

  it('makes the migrations, says which are pending, and that none is', async () => {
    expect(await tenure(['migrate', '--check'])).toMatchObject({ code: 0, stdout: 'Nothing is pending.\n' });
    const other = await freshDatabase();
    try {
      await emptied(other.url);
      const env = { DATABASE_URL: other.url };
      const pending = await tenure(['migrate', '--check', '--json'], env);
      expect(pending.code).toBe(2);
      expect((JSON.parse(pending.stdout) as { pending: string[] }).pending[0]).toBe(
        'Foundation1790000000000',
      );
      expect((await tenure(['migrate'], env)).stdout).toContain('made Foundation1790000000000');
      expect((await tenure(['migrate', '--check'], env)).code).toBe(0);
    } finally {
      await other.drop();
    }
  });

  it('saves, restores and checks a database', async () => {
    const to = join(folder, 'saved');
    const saved = await tenure(['backup', '--to', to]);
    expect(saved).toMatchObject({ code: 0, stderr: '' });
    expect(saved.stdout).toMatch(/^Saved \d+ rows of \d+ tables and 0 queued jobs to /);
    expect(await tenure(['backup', '--to', to])).toMatchObject({ code: 2, stdout: '' });
    const target = await freshDatabase();
    try {
      const restored = await tenure(['restore', '--from', to, '--into', target.url, '--json']);
      expect(restored).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(restored.stdout)).toMatchObject({ format: 1 });
      const checked = await tenure(['check', 'invariants'], { DATABASE_URL: target.url });
      expect(checked.code).toBe(0);
      expect(checked.stdout).toContain('I1 0 ');
    } finally {
      await target.drop();
    }
  });

  it('examines configuration, database, clock, mail and disk', async () => {
    const examined = await tenure(['doctor', '--json']);
    const found = JSON.parse(examined.stdout) as { about: string; is: string }[];
    // Mails are files here, and the test's database belongs to a superuser.
    expect(examined.code).toBe(3);
    expect(found.map(({ about }) => about)).toEqual([
      'configuration',
      'database',
      'clock',
      'role',
      'migrations',
      'mail',
      'disk',
    ]);
    expect(found.filter(({ is }) => is === 'fault')).toEqual([]);
  });

  it('names what is wrong, and never a password', async () => {
    const nobody = new URL(database.url);
    nobody.port = '1';
    nobody.password = 'very-secret';
    const examined = await tenure(['doctor'], {
      DATABASE_URL: nobody.href,
      SMTP_URL: 'smtp://user:very-secret@127.0.0.1:1',
    });
    expect(examined.code).toBe(1);
    expect(examined.stdout).toContain('fault   database: cannot reach the database at 127.0.0.1:1');
    expect(examined.stdout).toContain('fault   mail: SMTP_URL does not work');
    expect(examined.stdout + examined.stderr).not.toContain('very-secret');
    expect((await tenure(['doctor'], { PORT: 'x' })).stdout).toContain('fault   configuration: PORT must be');
    expect((await tenure(['migrate'], { DATABASE_URL: nobody.href })).code).toBe(1);
  });
});
