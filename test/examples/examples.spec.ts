import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Child, cleanUp, temporaryFolder } from '../boot/support/children.js';
import { type BuiltServer, startBuilt } from '../openapi/built-server.js';

const PASSWORD = 'made-by-the-first-start';

/** The shell blocks of the examples' READMEs, pasted in order into a shell, against the client that npm test builds. */
describe('The examples', () => {
  let server: BuiltServer;
  beforeAll(async () => {
    server = await startBuilt({ OPERATOR_EMAIL: 'operator@tenure.local', OPERATOR_PASSWORD: PASSWORD });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await cleanUp();
  });

  async function paste(name: string): Promise<{ code: number | string; lines: string[] }> {
    const readme = await readFile(`examples/${name}/README.md`, 'utf8');
    const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block);
    const script = blocks
      .join('\n')
      .replaceAll('http://127.0.0.1:3000', server.url)
      .replaceAll('4000', String(await freePort()));
    const folder = await temporaryFolder();
    await mkdir(join(folder, '.data'));
    await writeFile(join(folder, '.data', 'operator-password'), PASSWORD);
    await symlink(join(process.cwd(), 'examples'), join(folder, 'examples'));
    const shell = new Child('bash', ['-euc', script], { cwd: folder });
    const code = await shell.ended;
    return { code, lines: shell.output.trim().split('\n') };
  }

  it('catalogue: makes features and plans once, however often it runs', async () => {
    const { code, lines } = await paste('catalogue');
    expect(lines.slice(0, -1)).toEqual([
      ...['minutes made', 'subtitles made', 'studio-free made', 'studio made'],
      ...['minutes is there', 'subtitles is there', 'studio-free is there', 'studio is there'],
    ]);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ code: 'studio', limits: { minutes: 6000 } });
    expect(code).toBe(0);
  }, 60_000);

  it('recorder-api: spends per request, once for each key, gives back what failed, and says what is left', async () => {
    const { code, lines } = await paste('recorder-api');
    const answers = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as unknown);
    expect(answers).toMatchObject([
      { allowed: true },
      { title: 'First', parts: 1, remaining: 99 },
      { title: 'First', parts: 1 },
      { error: 'not_recorded' },
      { error: 'failed_before' },
      { error: 'limit_reached', resetsAt: expect.any(String), plans: ['Pro', 'Scale'] },
      { title: 'Short', remaining: 0 },
      { allowed: false },
    ]);
    expect(code).toBe(0);
  }, 60_000);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
