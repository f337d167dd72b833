import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { readFile } from 'node:fs/promises';
import { expectInvariants } from '../support/invariants.js';
import { JOB_PRIORITY } from '../../src/jobs/job-priorities.js';
import { EventDispatcherService } from '../../src/events/event-dispatcher.service.js';
import { TargetAddressesService } from '../../src/webhooks/target-addresses.service.js';
import { ATTEMPT } from '../../src/webhooks/webhook-sender.service.js';
import { WebhookSecretsService } from '../../src/webhooks/webhook-secrets.service.js';
import { SystemClock } from '../../src/common/clock.js';
import { CONFIG, type Config, loadConfig } from '../../src/config/config.js';
import { Receiver } from '../support/receiver.js';
import { startSecond } from '../support/second-server.js';
import { PASSWORD, settings, startTenure, type Tenure } from '../support/tenure.js';
import { tracesOf } from '../support/traces.js';
import { colleague } from '../support/people.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { jobsAreDone, LOOK_FOR_JOBS } from '../support/queues.js';
import { RebindingDns } from './rebinding-dns.js';
import { meanwhile } from '../support/meanwhile.js';
import { until } from '../support/until.js';

const FROM = '2026-01-01T00:00:00.000Z';
/** Of a type that does not happen, so that nothing is sent but tests. */
const QUIET = { types: ['webhook.disabled'] };
const SOMEWHERE = { url: 'https://hooks.example.com/tenure', ...QUIET };

/** The names of the fields, at each depth, in their order. */
const shapeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(([field, inside]) => [field, shapeOf(inside)])
    : typeof value;

describe('Webhooks', () => {
  let tenure: Tenure;
  let receiver: Receiver;
  let operator: string;
  let again: Promise<void>;
  let givenUp: Promise<void>;
  const { limitMs } = ATTEMPT;
  beforeAll(async () => {
    ATTEMPT.limitMs = 8_000;
    tenure = await startTenure({ WEBHOOK_NETWORKS: '127.0.0.0/8' });
    operator = await tenure.operator();
    // Both wait most of the time, so they go on beside the other tests.
    again = meanwhile(() => withReceiver(deliverAgain));
    givenUp = meanwhile(() => withReceiver(giveUp));
  });
  afterAll(async () => {
    await Promise.allSettled([again, givenUp]);
    ATTEMPT.limitMs = limitMs;
    await tenure.close();
  });
  beforeEach(async () => {
    receiver = await Receiver.start();
  });
  afterEach(() => receiver.stop());

  /** A customer with a webhook to the receiver. */
  async function listener(more: object = {}, to = receiver) {
    const { token, key: botKey, email, businessId } = await tenure.signUp();
    // What the sign-up itself recorded is handed out before there is a webhook.
    await tenure.app.get(EventDispatcherService).dispatch();
    const body = { url: to.url, types: ['bot.created'], ...more };
    const made = await tenure.post('/v1/webhooks', { token, body });
    expect(made.status).toBe(201);
    const { id, secret } = made.body as { id: string; secret: string };
    return { token, botKey, email, businessId, id, secret, path: `/v1/webhooks/${id}` };
  }

  /** Makes events, and hands them out. */
  async function happen({ token }: { token: string }, times = 1): Promise<void> {
    for (let n = 0; n < times; n += 1) await tenure.post('/v1/bots', { token, body: { name: `Bot ${n}` } });
    await tenure.app.get(EventDispatcherService).dispatch();
  }

  const sql = (text: string, values: unknown[] = []): Promise<any[]> => tenure.dataSource.query(text, values);

  /** The deliveries of a webhook, once `holds` does of them. */
  async function deliveries(
    { path, token }: { path: string; token: string },
    holds: (found: any[]) => boolean,
  ): Promise<any[]> {
    const found = async () => {
      const { body } = await tenure.get(`${path}/deliveries?limit=100`, { token });
      return holds(body.data) && (body.data as any[]);
    };
    return until(found, 'the deliveries are so', 15);
  }

  const inState = (state: string) => (found: any[]) =>
    found.length > 0 && found.every((each) => each.state === state);

  async function withReceiver(work: (own: Receiver) => Promise<void>): Promise<void> {
    const own = await Receiver.start();
    try {
      await work(own);
    } finally {
      await own.stop();
    }
  }

  async function deliverAgain(own: Receiver): Promise<void> {
    const owner = await listener({}, own);
    own.answer((response) => void response.writeHead(503, { 'retry-after': '7' }).end());
    await happen(owner);
    await deliveries(owner, ([each]) => each?.attemptCount === 1);
    const [waiting] = await sql(
      `SELECT EXTRACT(epoch FROM d.next_at - a.at)::float8 AS wait
       FROM webhook_deliveries d JOIN webhook_attempts a USING (event_id, endpoint_id) WHERE d.endpoint_id = $1`,
      [owner.id],
    );
    expect(waiting.wait).toBeGreaterThan(6.9);
    // Other work comes first.
    const jobs = await sql('SELECT priority FROM graphile_worker._private_jobs WHERE flags ? $1', [owner.id]);
    expect(jobs).toEqual([{ priority: JOB_PRIORITY.bulk }]);
    own.answer(204);
    await deliveries(owner, inState('delivered'));
    const [first, second] = own.received;
    expect(second).toMatchObject({ id: first?.id, body: first?.body });
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(7_000);
  }

  async function giveUp(own: Receiver): Promise<void> {
    const [dead, alive] = [await listener({}, own), await listener({}, own)];
    const isDead = ({ event }: { event: any }) => event.businessId === dead.businessId;
    own.answer((response, received) => void (isDead(received) || response.writeHead(204).end()));
    await happen(dead, 12);
    await own.until((received) => received.filter(isDead).length === 8);
    const begun = Date.now();
    await happen(alive);
    await tenure.post('/v1/auth/password-reset', { body: { email: alive.email } });
    await deliveries(alive, inState('delivered'));
    // A while later their time is over, and the next ones are sent.
    expect(own.received.filter(isDead)).toHaveLength(8);
    await tenure.mails.token(alive.email, 'reset-password');
    expect(Date.now() - begun).toBeLessThan(6_000);
    const tried = ({ attemptCount }: { attemptCount: number }) => attemptCount === 1;
    const late = (await deliveries(dead, (found) => found.some(tried))).find(tried);
    expect(Date.now() - own.received.find(isDead)!.at).toBeGreaterThan(7_000);
    expect(late.lastError).toBe('No answer within 8 s.');
    // Here a receiver gets less time, so that the test ends sooner.
    expect(limitMs).toBe(15_000);
    await tenure.delete(dead.path, dead);
  }

  describe('of a business', () => {
    it('belong to it alone: nobody else lists, shows, changes, tests or deletes them', async () => {
      const { id } = await listener();
      const { token } = await tenure.signUp();
      const other = { token };
      const member = await colleague(tenure, other);
      const calls = [
        tenure.get(`/v1/webhooks/${id}`, other),
        tenure.patch(`/v1/webhooks/${id}`, { ...other, body: { enabled: false } }),
        tenure.delete(`/v1/webhooks/${id}`, other),
        tenure.post(`/v1/webhooks/${id}/test`, other),
        tenure.post(`/v1/webhooks/${id}/rotate`, { ...other, body: {} }),
        tenure.get(`/v1/webhooks/${id}/deliveries`, other),
        tenure.post(`/v1/webhooks/${id}/replay`, { ...other, body: { from: FROM } }),
        tenure.get(`/v1/admin/webhooks/${id}`, { token: operator }),
      ].map(async (call) => (await call).status);
      expect(await Promise.all(calls)).toEqual([404, 404, 404, 404, 404, 404, 404, 404]);
      expect((await tenure.get('/v1/webhooks', other)).body.data).toEqual([]);
      expect((await tenure.get('/v1/webhooks', member)).body.code).toBe('role_too_low');
    });

    it('are ten at most, however many are made at once', async () => {
      const { token } = await tenure.signUp();
      const made = await Promise.all(
        Array.from({ length: 15 }, () => tenure.post('/v1/webhooks', { token, body: SOMEWHERE })),
      );
      expect(made.filter(({ status }) => status === 201)).toHaveLength(10);
      const [refused] = made.filter(({ status }) => status !== 201);
      expect(refused).toMatchObject({ status: 409, body: { code: 'too_many_webhooks' } });
    });

    it('show their secret once, and keep it encrypted', async () => {
      const { token, secret, path, id } = await listener();
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      expect(JSON.stringify((await tenure.get(path, { token })).body)).not.toContain('whsec_');
      const [row] = await sql('SELECT secrets::text FROM webhook_endpoints WHERE id = $1', [id]);
      expect(row.secrets).not.toContain(secret.slice(6));
      const log = await tenure.get('/v1/business/audit', { token });
      expect(log.body.data[0]).toMatchObject({ action: 'webhook.created', target: { kind: 'webhook', id } });
      expect(JSON.stringify(log.body)).not.toContain(secret.slice(6));
    });

    it('are erased with it', async () => {
      const owner = await listener();
      await happen(owner);
      await receiver.until((received) => received.length === 1);
      await tenure.post('/v1/business/close', owner);
      const { status } = await tenure.post(`/v1/admin/businesses/${owner.businessId}/erase`, {
        token: operator,
      });
      expect(status).toBe(200);
      for (const table of ['webhook_endpoints', 'webhook_deliveries', 'webhook_attempts'])
        expect(await sql(`SELECT 1 FROM ${table} WHERE business_id = $1`, [owner.businessId])).toEqual([]);
    });
  });

  describe('deliver an event', () => {
    it('signed, with the id that it has in the feed, and record the attempt', async () => {
      const owner = await listener();
      receiver.secrets.push(owner.secret);
      receiver.answer((response) => void response.writeHead(200).end('thank you'));
      await happen(owner);
      const [delivery] = await deliveries(owner, inState('delivered'));
      const [received] = receiver.received;
      expect(received).toMatchObject({ id: delivery.eventId, signedBy: [0], path: '/hooks' });
      expect(received?.event).toMatchObject({
        type: 'bot.created',
        businessId: owner.businessId,
        test: false,
      });
      const shown = await tenure.get(`${owner.path}/deliveries/${delivery.eventId}`, owner);
      expect(shown.body).toMatchObject({
        attemptCount: 1,
        attempts: [{ number: 1, status: 200, error: null, response: 'thank you' }],
      });
    });

    it('to operators for every business, and only of the types that an endpoint takes', async () => {
      const body = { url: receiver.url, types: ['bot.created'] };
      const [one, other] = [await tenure.signUp(), await tenure.signUp()];
      await tenure.app.get(EventDispatcherService).dispatch();
      const { id } = (await tenure.post('/v1/admin/webhooks', { token: operator, body })).body;
      // Of no business: the receiver compares it with what the document says of a test.
      await tenure.post(`/v1/admin/webhooks/${id}/test`, { token: operator });
      const test = receiver.received.find(({ event }) => event.type === 'webhook.test');
      expect(test?.event).toMatchObject({ businessId: null, externalId: null, sequence: 0, test: true });
      await happen(one);
      await happen(other);
      const both = [one.businessId, other.businessId];
      const told = () =>
        receiver.received.map(({ event }) => event.businessId).filter((each) => both.includes(each));
      await receiver.until(() => told().length === 2);
      expect(told().sort()).toEqual(both.sort());
      await tenure.delete(`/v1/admin/webhooks/${id}`, { token: operator });
      await happen(one);
      await sleep(300);
      expect(told()).toHaveLength(2);
    });

    it('to operators with their own id of the business as it is now, and to the business without', async () => {
      const owner = await listener({ types: ['usage.threshold_reached'] });
      const business = `/v1/admin/businesses/${owner.businessId}`;
      const name = async (externalId: string | null) =>
        expect(await tenure.patch(business, { token: operator, body: { externalId } })).toMatchObject({
          status: 200,
        });
      await name('crm-7');
      const body = { url: `${receiver.url}/operators`, types: ['usage.threshold_reached'] };
      const { id } = (await tenure.post('/v1/admin/webhooks', { token: operator, body })).body;
      const spent = { feature: 'recordings', amount: 80 };
      await tenure.post('/v1/usage', { key: owner.botKey, body: spent });
      await tenure.app.get(EventDispatcherService).dispatch();
      const at = (path: string) => receiver.received.filter((each) => each.path === path);
      await receiver.until(() => at('/hooks').length === 1 && at('/hooks/operators').length === 1);
      const { externalId, ...event } = at('/hooks/operators')[0]!.event;
      expect(externalId).toBe('crm-7');
      expect(at('/hooks')[0]!.event).toEqual(event);
      // The example of the page is such a delivery: the same fields in the same order, and what does not differ from case to case.
      const [, example] = /```json\n(.*?)```/s.exec(await readFile('docs/webhooks.md', 'utf8'))!;
      const told = JSON.parse(example!);
      expect(shapeOf(told)).toEqual(shapeOf(at('/hooks/operators')[0]!.event));
      const { subscriptionId: _, cycle: __, ...usage } = event.data.usage;
      expect(told.data.usage).toMatchObject(usage);
      const seen = async (query = '') => {
        const asked = `/v1/admin/events${query || `?businessId=${owner.businessId}&type=usage.threshold_reached`}`;
        return (await tenure.get(asked, { token: operator })).body;
      };
      expect((await seen()).data).toMatchObject([{ externalId: 'crm-7' }]);
      const eventId = at('/hooks/operators')[0]!.id;
      for (const [n, other] of ['crm-8', null].entries()) {
        await name(other);
        await tenure.post(`/v1/admin/webhooks/${id}/replay`, { token: operator, body: { eventId } });
        await receiver.until(() => at('/hooks/operators').length === n + 2);
        expect(at('/hooks/operators')[n + 1]!.event).toEqual({ ...event, externalId: other });
        expect(await seen(`/${eventId}`)).toMatchObject({ externalId: other });
      }
      const own = await tenure.get(`/v1/events/${eventId}`, owner);
      expect([own.status, 'externalId' in own.body]).toEqual([200, false]);
      await tenure.delete(`/v1/admin/webhooks/${id}`, { token: operator });
    });

    it('ten times at most, and then give up until it is replayed', async () => {
      const owner = await listener();
      receiver.answer(500);
      await happen(owner);
      await deliveries(owner, ([each]) => each?.attemptCount === 1);
      await sql('UPDATE webhook_deliveries SET tries = 9 WHERE endpoint_id = $1', [owner.id]);
      await sql(
        `UPDATE graphile_worker._private_jobs SET run_at = now(),
           payload = jsonb_set(payload::jsonb, '{tries}', '9')::json WHERE flags ? $1`,
        [owner.id],
      );
      await sql(LOOK_FOR_JOBS);
      const [given] = await deliveries(owner, inState('givenUp'));
      expect(given).toMatchObject({ lastStatus: 500, nextAttemptAt: null, attemptCount: 2 });
      receiver.answer(204);
      const replayed = await tenure.post(`${owner.path}/replay`, {
        ...owner,
        body: { eventId: given.eventId },
      });
      expect(replayed).toMatchObject({ status: 202, body: { queued: 1, continueFrom: null } });
      await deliveries(owner, inState('delivered'));
      expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    });

    it.each([
      [
        'a redirect',
        (response: any) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
        302,
      ],
      ['100 bytes of nothing, then an end', (response: any) => response.socket.destroy(), null],
      [
        'another protocol',
        ({ socket }: any) =>
          socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n'),
        null,
      ],
    ])('and take %s for a failure', async (_, answer, status) => {
      const owner = await listener();
      receiver.answer(answer);
      await happen(owner);
      const [delivery] = await deliveries(owner, ([each]) => each?.attemptCount === 1);
      expect(delivery).toMatchObject({ state: 'pending', lastStatus: status });
      expect(receiver.connections).toBe(1);
    });

    it('and read no more than a KiB of an answer that never ends', async () => {
      const owner = await listener();
      let written = 0;
      receiver.answer((response) => {
        response.writeHead(200);
        const write = () => {
          for (;;) {
            written += 1;
            if (response.destroyed || written > 200_000 || !response.write('\0endless ')) break;
          }
        };
        response.on('drain', write);
        write();
      });
      await happen(owner);
      const [delivery] = await deliveries(owner, inState('delivered'));
      const { body } = await tenure.get(`${owner.path}/deliveries/${delivery.eventId}`, owner);
      expect(Buffer.byteLength(body.attempts[0].response.replaceAll('\ufffd', ' '))).toBe(1_024);
      expect(written).toBeLessThan(200_000);
    });
  });

  describe('never lead inside', () => {
    const refused = { status: 400, body: { code: 'validation_failed', errors: [{ field: 'url' }] } };

    it.each([
      ...['http://10.0.0.1/', 'http://169.254.169.254/latest', 'http://[::1]/', 'http://[::7f00:1]/'],
      ...[
        'http://0xa.1/',
        'http://167772161/',
        'http://①⓪.0.0.1/',
        'http://[::ffff:10.0.0.1]/',
        'http://0.0.0.0/',
      ],
      ...[
        'http://[fe80::1]/',
        'http://[fd00:ec2::254]/',
        'http://[64:ff9b::a00:1]/',
        'http://user:a@8.8.8.8/',
      ],
      ...['ftp://8.8.8.8/', 'gopher://8.8.8.8/', 'http://'],
    ])('%s is refused when it is made, and when it is changed', async (url) => {
      const { token } = await tenure.signUp();
      expect(await tenure.post('/v1/webhooks', { token, body: { url } })).toMatchObject(refused);
      const { id } = (await tenure.post('/v1/webhooks', { token, body: SOMEWHERE })).body;
      expect(await tenure.patch(`/v1/webhooks/${id}`, { token, body: { url } })).toMatchObject(refused);
    });

    it('by a name that leads elsewhere when it is asked for again', async () => {
      const dns = await RebindingDns.start();
      const targets = tenure.app.get(TargetAddressesService);
      targets.servers = [dns.address];
      try {
        const url = `http://rebound.example.com:${receiver.port}/`;
        const inside = ['10.0.0.1', '169.254.169.254', '::1', '::7f00:1', '::ffff:10.0.0.1'];
        for (const address of inside) {
          const { token } = await tenure.signUp();
          dns.answers = [address];
          expect(await tenure.post('/v1/webhooks', { token, body: { url, ...QUIET } })).toMatchObject(
            refused,
          );
          // One good address among bad ones is no excuse.
          dns.answers = ['93.184.215.14', address];
          expect(await tenure.post('/v1/webhooks', { token, body: { url, ...QUIET } })).toMatchObject(
            refused,
          );
          dns.answers = ['93.184.215.14'];
          const { body } = await tenure.post('/v1/webhooks', { token, body: { url, ...QUIET } });
          dns.answers = [address];
          const tested = await tenure.post(`/v1/webhooks/${body.id}/test`, { token });
          expect(tested.body).toMatchObject({ status: null, error: 'The host is not on the Internet.' });
        }
        // Whoever connects uses the answer that was checked: later ones are never asked for.
        const { token } = await tenure.signUp();
        dns.answers = ['127.0.0.1'];
        const { body } = await tenure.post('/v1/webhooks', { token, body: { url, ...QUIET } });
        dns.once = ['127.0.0.1'];
        dns.answers = ['10.0.0.1'];
        const tested = await tenure.post(`/v1/webhooks/${body.id}/test`, { token });
        expect(tested.body).toMatchObject({ status: 204, error: null });
      } finally {
        targets.servers = null;
        await dns.stop();
      }
    });

    it('through a proxy that the environment names', async () => {
      const names = [
        'HTTP_PROXY',
        'HTTPS_PROXY',
        'http_proxy',
        'https_proxy',
        'ALL_PROXY',
        'NODE_USE_ENV_PROXY',
      ];
      const before = names.map((name) => process.env[name]);
      for (const name of names) process.env[name] = name.includes('USE') ? '1' : 'http://127.0.0.1:1/';
      try {
        const owner = await listener();
        const tested = await tenure.post(`${owner.path}/test`, owner);
        expect(tested.body).toMatchObject({ status: 204, error: null });
      } finally {
        names.forEach((name, place) => {
          if (before[place] === undefined) delete process.env[name];
          else process.env[name] = before[place];
        });
      }
    });

    it('not even in words: a failure names no address', async () => {
      const owner = await listener({ url: 'http://127.0.0.1:9/' });
      const tested = await tenure.post(`${owner.path}/test`, owner);
      expect(tested.body).toMatchObject({ status: null, error: 'The connection was refused.' });
    });
  });

  describe('when they fail', () => {
    const failSince = (id: string, ago: string) =>
      sql(`UPDATE webhook_endpoints SET failing_since = now() - $2::interval WHERE id = $1`, [id, ago]);
    const subjects = async (email: string) =>
      (await tenure.mails.to(email)).map(({ parsed }) => parsed.subject ?? '');

    it('for 24 hours, tell the admins by one mail; after five days they are turned off, with another', async () => {
      const owner = await listener();
      const admin = await colleague(tenure, owner, 'admin');
      /** The mail is there, and no other one is on its way. */
      const mailedAbout = async (what: string) => {
        const isThere = async () => (await subjects(admin.email)).some((each) => each.includes(what));
        await until(isThere, `the mail about ${what}`);
        await jobsAreDone(tenure.dataSource, 'mail');
      };
      receiver.answer(500);
      await failSince(owner.id, '23 hours');
      await happen(owner);
      await deliveries(owner, ([each]) => each?.attemptCount === 1);
      await failSince(owner.id, '25 hours');
      await happen(owner, 2);
      await deliveries(owner, (found) => found.length === 3 && found.every((each) => each.attemptCount > 0));
      await mailedAbout('24 hours');
      for (const { email } of [owner, admin])
        expect((await subjects(email)).filter((each) => each.includes('24 hours'))).toHaveLength(1);
      const body = { url: receiver.url, types: ['webhook.disabled'] };
      await tenure.post('/v1/webhooks', { ...owner, body });
      await failSince(owner.id, '5 days 1 minute');
      await happen(owner);
      await deliveries(owner, (found) => found.length === 4 && found[0].attemptCount > 0);
      await mailedAbout('turned off');
      expect((await subjects(admin.email)).filter((each) => each.includes('turned off'))).toHaveLength(1);
      expect((await tenure.get(owner.path, owner)).body).toMatchObject({
        enabled: false,
        disabledReason: 'failing',
      });
      receiver.answer(204);
      await receiver.until((received) => received.some(({ event }) => event.type === 'webhook.disabled'));
    });

    it('with 410 are turned off at once; what they miss is skipped, and can be replayed', async () => {
      const owner = await listener();
      receiver.answer(410);
      await happen(owner);
      await deliveries(owner, inState('givenUp'));
      await until(
        async () => (await tenure.get(owner.path, owner)).body.enabled === false,
        'it is turned off',
      );
      expect((await tenure.get(owner.path, owner)).body).toMatchObject({
        enabled: false,
        disabledReason: 'gone',
      });
      await happen(owner);
      await deliveries(owner, (found) => found.some(({ state }) => state === 'skipped'));
      const off = { status: 409, body: { code: 'webhook_disabled' } };
      const replay = () => tenure.post(`${owner.path}/replay`, { ...owner, body: { from: FROM } });
      expect(await replay()).toMatchObject(off);
      expect(await tenure.post(`${owner.path}/test`, owner)).toMatchObject(off);
      receiver.answer(204);
      await tenure.patch(owner.path, { ...owner, body: { enabled: true } });
      expect((await replay()).body).toEqual({ queued: 2, continueFrom: null });
      await deliveries(owner, inState('delivered'));
      const { body } = await tenure.post(`${owner.path}/replay`, {
        ...owner,
        body: { from: FROM, only: 'all' },
      });
      expect(body.queued).toBe(2);
      await receiver.until((received) => received.length === 5);
    });
  });

  describe('that were tried late', () => {
    it.each([
      ['another URL', async () => [{ url: `${receiver.url}/new` }]],
      ['being turned off and on', async () => [{ enabled: false }, { enabled: true }]],
    ])('say nothing after %s: a 410 that comes then turns nothing off', async (_, changes) => {
      const owner = await listener();
      let answer: () => void = () => undefined;
      receiver.answer((response) => void (answer = () => response.writeHead(410).end()));
      await happen(owner);
      await receiver.until((received) => received.length === 1);
      for (const body of await changes()) await tenure.patch(owner.path, { ...owner, body });
      answer();
      await deliveries(owner, inState('givenUp'));
      await sleep(200);
      expect((await tenure.get(owner.path, owner)).body).toMatchObject({ enabled: true, failingSince: null });
    });
  });

  describe('whose event names a person who is erased', () => {
    const deleteMe = ({ token }: { token: string }) =>
      tenure.delete('/v1/me', { token, body: { password: PASSWORD } });

    it('forget what the receiver answered, which may repeat the event', async () => {
      const owner = await listener({ types: ['member.added'] });
      receiver.answer((response, { body }) => void response.writeHead(200).end(body));
      const grace = await colleague(tenure, owner);
      await tenure.app.get(EventDispatcherService).dispatch();
      await deliveries(owner, inState('delivered'));
      expect(await tracesOf(tenure.dataSource, [grace.email])).not.toEqual([]);
      await tenure.delete('/v1/members/me', grace);
      expect(await deleteMe(grace)).toMatchObject({ status: 204 });
      expect(await tracesOf(tenure.dataSource, [grace.email])).toEqual([]);
    });

    it('keep no answer either that comes afterwards', async () => {
      const owner = await listener({ types: ['member.added'] });
      let answer: () => void = () => undefined;
      receiver.answer((response, { body }) => void (answer = () => response.writeHead(200).end(body)));
      const grace = await colleague(tenure, owner);
      await tenure.app.get(EventDispatcherService).dispatch();
      await receiver.until((received) => received.length === 1);
      await tenure.delete('/v1/members/me', grace);
      expect(await deleteMe(grace)).toMatchObject({ status: 204 });
      answer();
      await deliveries(owner, inState('delivered'));
      expect(await tracesOf(tenure.dataSource, [grace.email])).toEqual([]);
    });
  });

  it('replay each delivery once, also where a replay ends among deliveries of one instant', async () => {
    const owner = await listener(QUIET);
    // Their events are gone, so that nothing is sent.
    const add = (count: number, from: number, at: string) =>
      sql(
        `INSERT INTO webhook_deliveries (business_id, event_id, endpoint_id, type, position, created_at, state)
         SELECT $1, gen_random_uuid(), $2, 'webhook.disabled', n, $3, 'skipped'
         FROM generate_series($4::int, $4::int + $5::int - 1) AS n`,
        [owner.businessId, owner.id, at, from, count],
      );
    const count = (where: string) =>
      sql(`SELECT count(*)::int AS count FROM webhook_deliveries WHERE endpoint_id = $1 AND ${where}`, [
        owner.id,
      ]);
    const replay = (body: object) => tenure.post(`${owner.path}/replay`, { ...owner, body });
    const to = '2030-01-02T00:00:00.000Z';
    await add(9_500, 1, '2030-01-01T00:00:00.000Z');
    await add(900, 9_501, '2030-01-01T00:00:01.000Z');
    await add(7, 10_401, '2030-01-01T00:00:02.000Z');
    const first = await replay({ from: FROM, to, only: 'all' });
    expect(first.body).toEqual({ queued: 10_400, continueFrom: '2030-01-01T00:00:01.001Z' });
    // As if all of them had been delivered meanwhile.
    await sql(
      `UPDATE webhook_deliveries SET state = 'delivered', next_at = NULL, delivered_at = now()
       WHERE endpoint_id = $1 AND run = 2`,
      [owner.id],
    );
    const second = await replay({ from: first.body.continueFrom, to, only: 'all' });
    expect(second.body).toEqual({ queued: 7, continueFrom: null });
    expect(await count('run <> 2')).toEqual([{ count: 0 }]);
    await sql(`DELETE FROM graphile_worker._private_jobs WHERE flags ? $1 AND locked_at IS NULL`, [owner.id]);
    await sql('DELETE FROM webhook_deliveries WHERE endpoint_id = $1', [owner.id]);
  });

  describe('have a secret', () => {
    it('that is replaced while events come: each is signed with one that the receiver knows', async () => {
      const owner = await listener();
      receiver.secrets.push(owner.secret);
      for (let round = 0; round < 4; round += 1) {
        await happen(owner, 2);
        const { body } = await tenure.post(`${owner.path}/rotate`, { ...owner, body: {} });
        receiver.secrets.push(body.secret);
      }
      await happen(owner, 2);
      await receiver.until((received) => received.length === 10);
      expect(receiver.received.every(({ signedBy }) => signedBy.includes(0))).toBe(true);
      const { body } = await tenure.post(`${owner.path}/rotate`, { ...owner, body: { overlapSeconds: 0 } });
      receiver.secrets.push(body.secret);
      await happen(owner);
      await receiver.until((received) => received.length === 11);
      expect(receiver.received.at(-1)?.signedBy).toEqual([5]);
    });

    it('that is encrypted again at a start with another JWT_SECRET, so that the one before can go', async () => {
      const { id, secret } = await listener();
      const [before] = await sql('SELECT secrets, sealed_by FROM webhook_endpoints WHERE id = $1', [id]);
      const old = settings('postgres://x/x').JWT_SECRET;
      const secretsWith = (jwt: string) =>
        new WebhookSecretsService(
          loadConfig({ ...settings('postgres://x/x'), JWT_SECRET: jwt }),
          tenure.dataSource,
        );
      const fresh = 'another secret for tests that is long enough';
      await secretsWith(`${fresh},${old}`).onApplicationBootstrap();
      const [after] = await sql('SELECT secrets, sealed_by FROM webhook_endpoints WHERE id = $1', [id]);
      expect(after.sealed_by).not.toBe(before.sealed_by);
      expect(secretsWith(fresh).read(after.secrets, new Date())).toEqual([secret]);
      expect(() => secretsWith(old as string).read(after.secrets, new Date())).toThrow('JWT_SECRET');
      await secretsWith(`${old},${fresh}`).onApplicationBootstrap();
      const [back] = await sql('SELECT secrets FROM webhook_endpoints WHERE id = $1', [id]);
      expect(secretsWith(old as string).read(back.secrets, new Date())).toEqual([secret]);
      const told = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
      await secretsWith(old as string).onApplicationBootstrap();
      expect(told).not.toHaveBeenCalledWith(expect.stringContaining('another value of JWT_SECRET'));
      await secretsWith('a secret of a new machine after a restore').onApplicationBootstrap();
      expect(told).toHaveBeenCalledWith(
        expect.stringContaining('another value of JWT_SECRET encrypted them'),
      );
      told.mockRestore();
    });

    it('that cannot be read now fails a test, stays at a rotation, and is encrypted again once its JWT_SECRET is back', async () => {
      const owner = await listener();
      const { id } = owner;
      const old = settings('postgres://x/x').JWT_SECRET as string;
      const lost = 'a secret that is lost for a while and comes back';
      const secretsWith = (jwt: string) =>
        new WebhookSecretsService(
          loadConfig({ ...settings('postgres://x/x'), JWT_SECRET: jwt }),
          tenure.dataSource,
        );
      const row = async () =>
        (await sql('SELECT secrets, sealed_by FROM webhook_endpoints WHERE id = $1', [id]))[0];
      const { secret, kept } = secretsWith(lost).make();
      const { encryptedBy } = secretsWith(lost);
      await sql('UPDATE webhook_endpoints SET secrets = $2, sealed_by = $3 WHERE id = $1', [
        id,
        JSON.stringify([kept]),
        encryptedBy,
      ]);
      expect(await tenure.post(`${owner.path}/test`, owner)).toMatchObject({
        status: 200,
        body: { status: null, ms: 0, error: expect.stringContaining('JWT_SECRET') },
      });
      const { body } = await tenure.post(`${owner.path}/rotate`, { ...owner, body: {} });
      expect((await row()).sealed_by).toBe(encryptedBy);
      // An earlier release marked such rows as encrypted by the present key.
      await sql('UPDATE webhook_endpoints SET sealed_by = $2 WHERE id = $1', [
        id,
        secretsWith(old).encryptedBy,
      ]);
      await secretsWith(`${old},${lost}`).onApplicationBootstrap();
      const { secrets, sealed_by } = await row();
      expect(secretsWith(old).read(secrets, new Date())).toEqual([body.secret, secret]);
      expect(sealed_by).toBe(secretsWith(old).encryptedBy);
    });
  });

  it('list what was sent page by page, newest first, by state and type', async () => {
    const owner = await listener();
    await happen(owner, 5);
    await deliveries(owner, (found) => found.length === 5 && inState('delivered')(found));
    const seen: number[] = [];
    for (let cursor = ''; ;) {
      const { body } = await tenure.get(`${owner.path}/deliveries?limit=2&state=delivered${cursor}`, owner);
      seen.push(
        ...body.data.map(
          ({ eventId }: any) => receiver.received.find(({ id }) => id === eventId)?.event.sequence,
        ),
      );
      if (body.nextCursor === null) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(seen).toHaveLength(5);
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
    const none = await tenure.get(`${owner.path}/deliveries?state=givenUp&type=bot.created`, owner);
    expect(none.body).toEqual({ data: [], nextCursor: null });
    const bad = await tenure.get(`${owner.path}/deliveries?cursor=x`, owner);
    expect(bad).toMatchObject({ status: 400, body: { errors: [{ field: 'cursor' }] } });
  });

  it('deliver an event again after a failure, with the same id and bytes, and not before Retry-After', () =>
    again);

  it('give up an attempt after 15 s, while others are delivered and mails are sent', () => givenUp);

  it('cannot keep events from being numbered: a change of types waits for its turn, and the same types are no change', async () => {
    const { token, path } = await listener(QUIET);
    const takes = (types: string[]) => tenure.patch(path, { token, body: { types } });
    const holder = new pg.Client({ connectionString: tenure.databaseUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM event_positions FOR SHARE');
    expect((await takes(QUIET.types)).status).toBe(200);
    const changed = takes([...QUIET.types, 'bot.created']);
    // Not by the holder: within a transaction PostgreSQL shows the activity of its first look.
    const waits = async () => {
      const [found] = await tenure.dataSource.query(
        `SELECT count(*)::int AS count FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'SELECT last FROM event_positions%'`,
      );
      return found.count === 1;
    };
    try {
      await until(waits, 'the change waits for the lock');
    } finally {
      await holder.query('COMMIT');
      await holder.end();
    }
    expect((await changed).status).toBe(200);
  });

  it('tell operators how their own stand, and leave every invariant unbroken', async () => {
    const counts = async () => (await tenure.get('/v1/admin/webhooks/standing', { token: operator })).body;
    // Endpoints of businesses have failed and were turned off; the operators have none.
    expect(await counts()).toMatchObject({ delivered24h: 0, failed24h: 0, disabled: 0 });
    const body = { url: receiver.url, types: ['bot.created'] };
    const { id } = (await tenure.post('/v1/admin/webhooks', { token: operator, body })).body;
    const customer = await tenure.signUp();
    receiver.answer(500);
    await happen(customer);
    await until(async () => (await counts()).failed24h > 0, 'a failure is counted');
    receiver.answer(204);
    await happen(customer);
    await until(async () => (await counts()).delivered24h > 0, 'a success is counted');
    const off = { token: operator, body: { enabled: false } };
    expect((await tenure.patch(`/v1/admin/webhooks/${id}`, off)).status).toBe(200);
    expect((await counts()).disabled).toBe(1);
    const metrics = String((await tenure.get('/metrics')).body);
    expect(metrics).toMatch(/^tenure_webhook_attempts_total\{outcome="delivered"\} [1-9]/m);
    expect(metrics).toMatch(/^tenure_webhook_lag_seconds /m);
    await expectInvariants(tenure.databaseUrl);
  });
});

describe('Webhooks in production', () => {
  it('lead inside for operators alone, who name the networks: a business reaches none of them', async () => {
    const tenure = await startTenure({
      NODE_ENV: 'production',
      WEBHOOK_NETWORKS: '127.0.0.0/8',
      OPERATOR_SECOND_FACTOR: 'optional',
      RATE_LIMITS: 'off',
      DRAIN_SECONDS: '0',
    });
    try {
      const refused = { status: 400, body: { code: 'validation_failed', errors: [{ field: 'url' }] } };
      const inside = { url: 'https://127.0.0.1:1/', types: ['bot.created'] };
      const error = 'The host is not on the Internet.';
      const { token } = await tenure.signUp();
      await tenure.app.get(EventDispatcherService).dispatch();
      for (const url of [inside.url, 'https://localhost:1/'])
        expect(await tenure.post('/v1/webhooks', { token, body: { ...inside, url } })).toMatchObject(refused);
      const somewhere = { ...SOMEWHERE, types: ['bot.created'] };
      const { id } = (await tenure.post('/v1/webhooks', { token, body: somewhere })).body;
      const path = `/v1/webhooks/${id}`;
      expect(await tenure.patch(path, { token, body: inside })).toMatchObject(refused);
      // As it was made by a release before, or by a name that led elsewhere then.
      await tenure.dataSource.query(`UPDATE webhook_endpoints SET url = '${inside.url}'`);
      expect((await tenure.post(`${path}/test`, { token })).body).toMatchObject({ error });
      const own = { token: await tenure.operator() };
      const made = await tenure.post('/v1/admin/webhooks', { ...own, body: inside });
      expect(made.status).toBe(201);
      const ownPath = `/v1/admin/webhooks/${made.body.id}`;
      const tested = await tenure.post(`${ownPath}/test`, own);
      expect(tested.body).toMatchObject({ error: 'The connection was refused.' });

      await tenure.post('/v1/bots', { token, body: { name: 'Bot' } });
      await tenure.app.get(EventDispatcherService).dispatch();
      const lastError = (of: string, by: { token: string }) => async () =>
        (await tenure.get(`${of}/deliveries`, by)).body.data[0]?.lastError;
      expect(await until(lastError(path, { token }), 'it was tried')).toBe(error);
      expect(await until(lastError(ownPath, own), 'it was tried')).toBe('The connection was refused.');
    } finally {
      await tenure.close();
    }
  });
});

describe('With OUTBOUND=off', () => {
  it('webhooks and mails stay queued, and a server with OUTBOUND=on sends them', async () => {
    const inside = { WEBHOOK_NETWORKS: '127.0.0.0/8' };
    const copy = await startTenure({ ...inside, OUTBOUND: 'off' });
    const receiver = await Receiver.start();
    try {
      const { token } = await copy.signUp();
      await copy.app.get(EventDispatcherService).dispatch();
      const body = { url: receiver.url, types: ['bot.created'] };
      expect((await copy.post('/v1/webhooks', { token, body })).status).toBe(201);
      await copy.post('/v1/bots', { token, body: { name: 'Bot' } });
      await copy.app.get(EventDispatcherService).dispatch();
      const tasks = (): Promise<unknown> =>
        copy.dataSource.query(
          `SELECT t.identifier AS task, j.attempts FROM graphile_worker._private_jobs j
           JOIN graphile_worker._private_tasks t ON t.id = j.task_id ORDER BY 1`,
        );
      await copy.dataSource.query(LOOK_FOR_JOBS);
      await sleep(300);
      const queued = ['mail', 'webhook'].map((task) => ({ task, attempts: 0 }));
      expect(await tasks()).toEqual(queued);
      expect(receiver.received).toEqual([]);

      const { dataDir: DATA_DIR } = copy.app.get<Config>(CONFIG);
      const { close } = await startSecond(copy.databaseUrl, new SystemClock(), { ...inside, DATA_DIR });
      try {
        await receiver.until(({ length }) => length === 1);
        await until(async () => ((await tasks()) as unknown[]).length === 0, 'the queue is empty');
      } finally {
        await close();
      }
    } finally {
      await receiver.stop();
      await copy.close();
    }
  });
});
