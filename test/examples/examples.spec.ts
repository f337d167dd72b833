import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child, cleanUp, temporaryFolder } from '../boot/support/children.js';
import { type BuiltServer, startBuilt } from '../openapi/built-server.js';
import { FakeStripe } from '../support/stripe/fake-stripe.js';
import { freePort } from '../support/free-port.js';
import { meanwhile } from '../support/meanwhile.js';

const PASSWORD = 'made-by-the-first-start';

interface Documented {
  paths: Record<
    string,
    { post: { responses: Record<string, { content: Record<string, { examples?: object }> }> } }
  >;
}
const signUp = () => ({
  business: { name: 'Wax Cylinders' },
  email: 'berliner@example.com',
  firstName: 'Emile',
  lastName: 'Berliner',
  password: 'flat discs last longer',
});

/** Waits until the example listens, more often than once a second. */
const CURL = `curl() {
  if [[ "$*" == *--retry-connrefused* ]]; then
    for _ in {1..400}; do (: <> "/dev/tcp/127.0.0.1/$OWN_PORT") 2> /dev/null && break; sleep 0.05; done
  fi
  command curl "$@"
}`;

interface Pasted {
  code: number | string;
  lines: string[];
}

/** The shell blocks of READMEs, pasted in order into a shell, against the client that npm test builds. */
describe('The examples', () => {
  let server: BuiltServer;
  let webhooks: Promise<Pasted>;
  let loop: ReturnType<typeof sdkLoop>;
  let payment: Promise<Pasted>;
  let checkout: Promise<Pasted & { charges: number }>;
  beforeAll(async () => {
    server = await startBuilt({
      OPERATOR_EMAIL: 'operator@tenure.local',
      OPERATOR_PASSWORD: PASSWORD,
      // For the receiver of webhooks, which runs here.
      WEBHOOK_NETWORKS: '127.0.0.0/8',
      // The loop gives an invoice its number.
      RENEWALS: 'on',
    });
    webhooks = meanwhile(() => paste('webhook-receiver'));
    loop = meanwhile(sdkLoop);
    payment = meanwhile(firstPayment);
    checkout = meanwhile(checkOut);
  });
  afterAll(async () => {
    await Promise.allSettled([webhooks, loop, payment, checkout]);
    await server.stop();
    await cleanUp();
  });

  const shellBlocks = (text: string) => [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block);

  async function paste(name: string, at = server, own?: string): Promise<Pasted> {
    const blocks = shellBlocks(await readFile(`examples/${name}/README.md`, 'utf8'));
    const port = own ?? String(await freePort());
    const put: Record<string, string> = {
      'http://127.0.0.1:3000': at.url,
      'npm run': `npm --prefix ${process.cwd()} run`,
      '4000': port,
    };
    // In one step: the address of the server can contain 4000, too.
    const script = blocks
      .join('\n')
      .replaceAll(new RegExp(Object.keys(put).join('|'), 'g'), (text) => put[text]!);
    return inShell(`${CURL}\n${script}`, {
      OWN_PORT: port,
      DATABASE_URL: at.databaseUrl,
      JWT_SECRET: 'a secret for tests that is long enough',
    });
  }

  /** Makes a folder that has the password of the operator, and the examples. */
  async function newFolder(): Promise<string> {
    const folder = await temporaryFolder();
    await mkdir(join(folder, '.data'));
    await writeFile(join(folder, '.data', 'operator-password'), PASSWORD);
    await symlink(join(process.cwd(), 'examples'), join(folder, 'examples'));
    return folder;
  }

  async function inShell(script: string, own: Record<string, string> = {}): Promise<Pasted> {
    const folder = await newFolder();
    const env = { ...process.env, DATA_DIR: join(folder, '.data'), ...own };
    const shell = new Child('bash', ['-euc', script], { cwd: folder, env });
    const code = await shell.ended;
    return { code, lines: shell.output.trim().split('\n') };
  }

  const answersIn = (lines: string[]): unknown[] =>
    lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as unknown);

  it('the first steps work as they stand in the README', async () => {
    const readme = await readFile('README.md', 'utf8');
    const section = readme.slice(readme.indexOf('## First steps'), readme.indexOf('## The four paths'));
    const script = shellBlocks(section).join('\n').replaceAll('http://127.0.0.1:3000', server.url);
    const { code, lines } = await inShell(script);
    expect(answersIn(lines)).toMatchObject([
      { granted: 100, used: 100, remaining: 0 },
      { code: 'limit_reached', unlockedBy: [{ code: 'pro' }, { code: 'scale' }] },
      { feature: 'recordings', allowed: false, reason: 'limit_reached' },
      { status: 'active', plan: { code: 'free' } },
      { status: 'active', plan: { code: 'limitless' } },
      { granted: 900, limit: null },
    ]);
    expect(code).toBe(0);
  });

  it('a first payment leads from a refusal to a paid plan, and to the webhook that says so', async () => {
    const { code, lines } = await payment;
    expect(answersIn(lines)).toMatchObject([
      { granted: 100, used: 100, remaining: 0 },
      { code: 'limit_reached', unlockedBy: [{ code: 'pro' }, { code: 'scale' }] },
      { code: 'payment_required', planCode: 'scale', invoiceId: expect.any(String) },
      { data: [{ reason: 'start', status: 'open', total: 490_000 }] },
      { status: 'paid', number: 'INV-000001', reference: 'Bank transfer' },
      { status: 'active', plan: { code: 'scale' } },
      { granted: 900, limit: 100_000 },
    ]);
    expect(code).toBe(0);
  });

  async function firstPayment(): Promise<Pasted> {
    const put: Record<string, string> = {
      'http://127.0.0.1:3000': server.url,
      '4000': String(await freePort()),
    };
    const blocks = shellBlocks(await readFile('docs/first-payment.md', 'utf8')).map((block) =>
      // In one step: the address of the server can contain 4000, too.
      block!.replaceAll(new RegExp(Object.keys(put).join('|'), 'g'), (text) => put[text]!),
    );
    const shell = new Child('bash', ['-eu'], { cwd: await newFolder(), stdio: 'pipe' });
    const pasteNext = (count: number) => shell.process.stdin!.write(blocks.splice(0, count).join('\n'));
    /** Waits as a reader does until the receiver prints an event; plans of other businesses change meanwhile. */
    const told = (type: string, business = '\\S+') =>
      shell.says(new RegExp(`^${type} of (${business}), `, 'm'), 30);
    try {
      pasteNext(3);
      const [, business] = await told('invoice.issued');
      pasteNext(2);
      await told('invoice.paid', business);
      await told('subscription.changed', business);
      pasteNext(blocks.length);
    } finally {
      // The shell ends, and its trap ends the receiver.
      shell.process.stdin!.end();
    }
    const code = await shell.ended;
    return { code, lines: shell.output.split('\n') };
  }

  it('catalogue: makes features and plans, and a second time nothing', async () => {
    const { code, lines } = await paste('catalogue');
    // Each command says which database it uses.
    const said = lines.filter((line) => !line.startsWith('Database '));
    expect(lines.length - said.length).toBe(2);
    expect(said.slice(0, -1)).toEqual([
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
    expect(answersIn(lines)).toMatchObject([
      { allowed: true },
      { title: 'First', parts: 1, remaining: 99 },
      { title: 'First', parts: 1 },
      { error: 'not_recorded' },
      { error: 'already_refunded' },
      { error: 'limit_reached', resetsAt: expect.any(String), plans: ['Pro', 'Scale'] },
      { title: 'Short', remaining: 0 },
      { allowed: false },
    ]);
    expect(code).toBe(0);
  });

  describe('recorder-api', () => {
    async function recorder(
      url: string,
      key = 'tnr_live_x',
    ): Promise<{ url: string; stop(): Promise<void> }> {
      const env = { PATH: process.env.PATH, TENURE_URL: url, TENURE_KEY: key, PORT: '0' };
      const child = new Child(process.execPath, ['examples/recorder-api/server.mjs'], { env });
      const [, own] = await child.says(/Recording on (\S+)/, 60);
      const stop = async () => {
        child.process.kill('SIGTERM');
        await child.ended;
      };
      return { url: own!, stop };
    }
    const record = async (url: string, key: string, body: object = {}) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      const sent = { method: 'POST', headers, body: JSON.stringify(body) };
      const response = await fetch(`${url}/recordings`, sent);
      const { id, error } = (await response.json()) as { id?: string; error?: string };
      return { status: response.status, id, error };
    };

    it('does the work of a key once, whoever asks at once, and gives back only what nobody got', async () => {
      const customer = (await server.post('/v1/auth/signup', { body: signUp() })).body;
      const key = customer.bot.apiKey as string;
      const used = async () => (await server.get('/v1/entitlements/recordings', { key })).body.used as number;
      const product = await recorder(server.url, key);
      const atOnce = (name: string, bodies: object[]) =>
        Promise.all(bodies.map((body) => record(product.url, name, body)));
      const same = await atOnce('same', [{}, {}, {}, {}]);
      expect(same.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 201]);
      expect(new Set(same.map(({ id }) => id)).size).toBe(1);
      expect(await record(product.url, 'same')).toMatchObject({ status: 200, id: same[0]!.id });
      expect(await used()).toBe(1);
      const failing = { parts: 3, fails: true };
      const failed = await atOnce('failed', [failing, failing, failing]);
      // 409 is for one that came after the refund.
      expect(new Set([...failed.map(({ status }) => status), 409])).toEqual(new Set([502, 409]));
      expect(await record(product.url, 'failed', failing)).toMatchObject({
        status: 409,
        error: 'already_refunded',
      });
      expect(await used()).toBe(1);
      // One of them works and one fails under one name: whoever comes first counts, and the other is told so.
      for (let round = 0; round < 5; round += 1) {
        const before = await used();
        const mixed = await atOnce(`mixed-${round}`, [{}, { fails: true }, {}]);
        const got = mixed.filter(({ status }) => status < 300).length;
        expect(await used()).toBe(before + Math.min(got, 1));
      }
      for (const bad of ['', ' ', 'two words', 'é', 'x'.repeat(256)])
        expect(await record(product.url, bad)).toMatchObject({ status: 400, error: 'invalid_key' });
      await product.stop();
    });

    it('answers each refusal of a spend as docs/integrate.md says', async () => {
      const { paths } = JSON.parse(await readFile('openapi/sdk.json', 'utf8')) as Documented;
      const documented = Object.entries(paths['/v1/usage']!.post.responses).flatMap(([status, { content }]) =>
        Object.keys(content['application/problem+json']?.examples ?? {}).map((code) => ({
          status: Number(status),
          code,
        })),
      );
      const told = new Map<string, number>();
      for (const [, left, answer] of (await readFile('docs/integrate.md', 'utf8')).matchAll(
        /^\| (4\d\d `.*) \| (\d{3}) \| .* \|$/gm,
      ))
        for (const group of left!.split(/[;,] (?=\d{3} )/))
          for (const [, code] of group.matchAll(/`(\w+)`/g))
            told.set(`${group.slice(0, 3)} ${code}`, Number(answer));
      const refused = documented.filter(({ status }) => status < 500);
      expect([...told.keys()].toSorted()).toEqual(
        refused.map(({ status, code }) => `${status} ${code}`).toSorted(),
      );
      let next = refused[0]!;
      const fake = createServer((_request, response) => {
        const problem = {
          type: 'about:blank',
          title: '',
          detail: '',
          unlockedBy: [],
          resetsAt: null,
          ...next,
        };
        // Longer than the client waits.
        const headers = { 'content-type': 'application/problem+json', 'retry-after': '60' };
        response.writeHead(next.status, headers).end(JSON.stringify(problem));
      }).listen(0, '127.0.0.1');
      await once(fake, 'listening');
      const product = await recorder(`http://127.0.0.1:${(fake.address() as AddressInfo).port}`);
      const answered = new Map<string, number>();
      for (next of refused) {
        const { status } = await record(product.url, next.code);
        answered.set(`${next.status} ${next.code}`, status);
      }
      await product.stop();
      fake.close();
      expect(Object.fromEntries(answered)).toEqual(Object.fromEntries(told));
    });
  });

  it('webhook-receiver: verifies with node:crypto and with the client, and prints what it is told', async () => {
    const { code, lines } = await webhooks;
    expect(answersIn(lines)).toMatchObject([
      { status: 204, error: null },
      { data: [{ type: 'business.edited', state: 'delivered', attemptCount: 1, lastStatus: 204 }] },
      { status: 204, error: null },
    ]);
    expect(lines.filter((line) => /^business\.edited of [0-9a-f-]+, number \d+$/.test(line))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('webhook.test of '))).toHaveLength(2);
    expect(code).toBe(0);
  });

  it('webhook-receiver: goes on where a sender hangs up in the middle of a message', async () => {
    const receiver = new Child(process.execPath, ['examples/webhook-receiver/server.mjs'], {
      env: { PATH: process.env.PATH, PORT: '0', WEBHOOK_SECRET: `whsec_${'A'.repeat(44)}` },
    });
    const [, url] = await receiver.says(/at (http:\S+)/);
    const sender = connect(Number(new URL(url!).port), '127.0.0.1');
    sender.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf');
    await sleep(200);
    sender.destroy();
    await sleep(200);
    expect(await fetch(url!, { method: 'POST', body: 'unsigned' })).toMatchObject({ status: 400 });
    receiver.process.kill('SIGTERM');
    await receiver.ended;
  });

  it.each(['node:crypto', 'client'])(
    'webhook-receiver: does not start with a broken secret (%s)',
    async (way) => {
      const receiver = new Child(process.execPath, ['examples/webhook-receiver/server.mjs'], {
        env: { PATH: process.env.PATH, PORT: '0', WEBHOOK_SECRET: 'whsec_short', VERIFY_WITH: way },
      });
      expect(await receiver.ended).toBe(1);
      expect(receiver.output).toMatch(/empty or too short/);
    },
  );

  it('sdk-loop: waits as long as it is told, by seconds and by a date', async () => {
    const { exit, asked } = await loop;
    expect(exit).toBe(0);
    const [first = 0, second = 0, third = 0] = asked;
    expect(asked).toHaveLength(3);
    // A date has no fraction of a second.
    expect(second - first).toBeGreaterThan(1_000);
    expect(third - second).toBeGreaterThan(990);
  });

  it('checkout: saves a card on the provider’s page, pays an invoice, sends it back, and recovers from a decline', async () => {
    const { code, lines, charges } = await checkout;
    const about = lines.map((line) => line.replace(/Invoice \S+:/, 'Invoice:'));
    expect([code, ...about]).toEqual([
      0,
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
    expect(charges).toBe(2);
  });

  async function checkOut(): Promise<Pasted & { charges: number }> {
    const stripe = await FakeStripe.start();
    const port = String(await freePort());
    const shop = await startBuilt({
      ...stripe.settings,
      RETURN_ORIGINS: `http://127.0.0.1:${port}`,
      OPERATOR_EMAIL: 'operator@tenure.local',
      OPERATOR_PASSWORD: PASSWORD,
    });
    try {
      return { ...(await paste('checkout', shop, port)), charges: stripe.world.charges.size };
    } finally {
      await shop.stop();
      await stripe.close();
    }
  }
});

/** Runs examples/sdk-loop.mjs against a server that refuses two requests. Returns how it ended, and when it asked. */
async function sdkLoop(): Promise<{ exit: number | string; asked: number[] }> {
  const asked: number[] = [];
  const answers = [() => new Date(Date.now() + 3_000).toUTCString(), () => '1'];
  const busy = createServer((_request, response) => {
    asked.push(Date.now());
    const wait = answers.shift()?.();
    const headers = {
      'content-type': 'application/json',
      ...(wait !== undefined && { 'retry-after': wait }),
    };
    response.writeHead(wait === undefined ? 200 : 503, headers).end('{"granted": 1}');
  }).listen(0, '127.0.0.1');
  await once(busy, 'listening');
  const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`;
  const env = { PATH: process.env.PATH, TENURE_URL: url, TENURE_KEY: 'tnr_live_x', UNITS: '1' };
  const loop = new Child(process.execPath, ['examples/sdk-loop.mjs'], { env });
  const exit = await loop.ended;
  busy.close();
  return { exit, asked };
}
