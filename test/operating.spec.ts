import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Child, cleanUp, temporaryFolder } from './boot/support/children.js';
import { emptyDatabase, freshDatabase, type TestDatabase } from './support/database.js';
import { freePort } from './support/free-port.js';

/** Each command is a process that loads the service. */
jest.setTimeout(240_000);

/** The shell blocks of the pages for operators, pasted into a shell one after the other. */
describe('The pages about operation', () => {
  let database: TestDatabase;
  let second: TestDatabase;
  beforeAll(async () => {
    [database, second] = [await freshDatabase(), await freshDatabase()];
  });
  afterAll(async () => {
    await cleanUp();
    await database.drop();
    await second.drop();
  });

  /**
   * Runs all blocks of a page but those that install packages, in a folder that has what a checkout has. npm runs the scripts of
   * one page. Those of the others run without it, because npm takes long.
   */
  async function paste(
    page: string,
    before = '',
    npm = false,
  ): Promise<{ code: number | string; output: string }> {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const text = await readFile(`docs/${page}`, 'utf8');
    const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block!);
    const port = await freePort();
    const script = [before, ...blocks]
      .join('\n')
      .replaceAll(/^npm (ci --include=dev|ci|run build)$/gm, '')
      .replaceAll('postgres://tenure@db.example.com/tenure_restored', second.url)
      .replaceAll('postgres://tenure@db.example.com/tenure', database.url)
      .replaceAll(':3000', `:${port}`)
      .replaceAll('METRICS_PORT=9464', 'METRICS_PORT=0')
      .replaceAll('npm start', 'node scripts/start.mjs')
      .replaceAll(/npm run (?:--silent )?([\w:]+)(?: --(?= ))?/g, (written, name: string) =>
        npm ? written : scripts[name]!,
      );
    const folder = await temporaryFolder();
    for (const name of ['package.json', 'dist', 'scripts', 'node_modules', 'examples'])
      await (name === 'package.json'
        ? cp(name, join(folder, name))
        : symlink(join(process.cwd(), name), join(folder, name)));
    await mkdir(join(folder, 'data'));
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NPM_CONFIG_UPDATE_NOTIFIER: 'false',
      PORT: String(port),
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: database.url,
    };
    const stop = 'trap "kill %1 2>/dev/null || true; wait" EXIT';
    const shell = new Child('bash', ['-euc', `${stop}\n${script}`], { cwd: folder, env });
    return { code: await shell.ended, output: shell.output };
  }

  it('launch.md: from an empty database to a server that is ready', async () => {
    await emptyDatabase(database.url);
    const { code, output } = await paste('launch.md');
    expect(output).toContain('+ plan studio');
    expect(output).toContain('Password, shown this once: ');
    expect(output).toContain('{"status":"ok"');
    expect(output).toMatch(/Saved \d+ rows/);
    expect([code, output.includes('tenure.env')]).toEqual([0, false]);
  });

  it('upgrading.md: from a database of the release before, with data in it', async () => {
    const { code, output } = await paste('upgrading.md', 'npm run migration:revert');
    expect(output).toMatch(/pending \w+\d+[\s\S]+ran \w+\d+[\s\S]+Nothing is pending\./);
    expect({ code, output }).toMatchObject({ code: 0 });
  });

  it('backup.md: saves, and restores into another database', async () => {
    const { code, output } = await paste('backup.md', 'npm run migrate', true);
    expect(output).toMatch(/Saved \d+ rows[\s\S]+would be restored[\s\S]+Restored \d+ rows/);
    expect({ code, output }).toMatchObject({ code: 0 });
  });
});
