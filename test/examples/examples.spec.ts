import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child, cleanUp, temporaryFolder } from '../boot/support/children.js';
import { type BuiltServer, startBuilt } from '../openapi/built-server.js';
import { FakeStripe } from '../support/stripe/fake-stripe.js';
import { freePort } from '../support/free-port.js';

const PASSWORD = 'made-by-the-first-start';

/** The shell blocks of the examples' READMEs, pasted in order into a shell, against the client that npm test builds. */
describe('The examples', () => {
  let server: BuiltServer;
  beforeAll(async () => {
    server = await startBuilt({
      OPERATOR_EMAIL: 'operator@tenure.local',
      OPERATOR_PASSWORD: PASSWORD,
      // For the receiver of webhooks, which runs here.
      WEBHOOK_NETWORKS: '127.0.0.0/8',
    });
  });
  afterAll(async () => {
    await server.stop();
    await cleanUp();
  });

  async function paste(
    name: string,
    at = server,
    own?: string,
  ): Promise<{ code: number | string; lines: string[] }> {
    const readme = await readFile(`examples/${name}/README.md`, 'utf8');
    const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block);
    const script = blocks
      .join('\n')
      .replaceAll('http://127.0.0.1:3000', at.url)
      .replaceAll('npm run', `npm --prefix ${process.cwd()} run`)
      .replaceAll('4000', own ?? String(await freePort()));
    const folder = await temporaryFolder();
    await mkdir(join(folder, '.data'));
    await writeFile(join(folder, '.data', 'operator-password'), PASSWORD);
    await symlink(join(process.cwd(), 'examples'), join(folder, 'examples'));
    const shell = new Child('bash', ['-euc', script], {
      cwd: folder,
      env: { ...process.env, DATABASE_URL: at.databaseUrl, DATA_DIR: join(folder, '.data') },
    });
    const code = await shell.ended;
    return { code, lines: shell.output.trim().split('\n') };
  }

  it('catalogue: makes features and plans, and a second time nothing', async () => {
    const { code, lines } = await paste('catalogue');
    expect(lines.slice(0, -1)).toEqual([
      '+ feature minutes (metered)',
      '+ feature subtitles (switch)',
      '+ plan studio-free',
      '+ plan studio',
      'Nothing differs.',
    ]);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ code: 'studio', limits: { minutes: 6000 } });
    expect(code).toBe(0);
  });

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
  });

  it('webhook-receiver: verifies with node:crypto and with the client, and prints what it is told', async () => {
    const { code, lines } = await paste('webhook-receiver');
    const answers = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as unknown);
    expect(answers).toMatchObject([
      { status: 204, error: null },
      { data: [{ type: 'business.edited', state: 'delivered', attemptCount: 1, lastStatus: 204 }] },
      { status: 204, error: null },
    ]);
    expect(lines.filter((line) => /^business\.edited of [0-9a-f-]+, number \d+$/.test(line))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('webhook.test of '))).toHaveLength(2);
    expect(code).toBe(0);
  });

  it('checkout: saves a card on the provider’s page, pays an invoice, sends it back, and recovers from a decline', async () => {
    const stripe = await FakeStripe.start();
    const port = String(await freePort());
    const shop = await startBuilt({
      ...stripe.settings,
      RETURN_ORIGINS: `http://127.0.0.1:${port}`,
      OPERATOR_EMAIL: 'operator@tenure.local',
      OPERATOR_PASSWORD: PASSWORD,
    });
    try {
      const { code, lines } = await paste('checkout', shop, port);
      const about = lines.map((line) => line.replace(/Invoice \S+:/, 'Invoice:'));
      expect(about).toEqual([
        'Plan Free, active',
        'No card',
        'Your card is saved.',
        'Plan Pro, active',
        'Card visa •••• 4242',
        expect.stringMatching(/^Invoice: USD [\d.]+, paid$/),
        'Plan Pro, active',
        'Card visa •••• 4242',
        expect.stringMatching(/^Invoice: USD [\d.]+, refunded$/),
        'Plan Scale, pastDue',
        'Card visa •••• 9995',
        expect.stringMatching(/^Please pay until 20/),
        expect.stringMatching(/^Invoice: USD [\d.]+, open$/),
        expect.stringMatching(/^Invoice: USD [\d.]+, refunded$/),
        'Plan Scale, active',
        expect.stringMatching(/^Card visa •••• \d{4}$/),
        expect.stringMatching(/^Invoice: USD [\d.]+, paid$/),
        expect.stringMatching(/^Invoice: USD [\d.]+, refunded$/),
      ]);
      expect(code).toBe(0);
      expect(stripe.world.charges.size).toBe(2);
    } finally {
      await shop.stop();
      await stripe.close();
    }
  });
});
