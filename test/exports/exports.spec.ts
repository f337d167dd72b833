import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { EXPORT_BOUNDS } from '../../src/exports/export-file.js';
import { ExportWriterService } from '../../src/exports/export-writer.service.js';
import { SECTIONS } from '../../src/exports/sections.js';
import { RetentionService } from '../../src/retention/index.js';
import { colleague } from '../support/people.js';
import { type Customer, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';
import { until } from '../support/until.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const OWN = '/v1/business/export';

describe('An export', () => {
  let tenure: Tenure;
  let operator: string;
  beforeAll(async () => {
    tenure = await startTenure({ EVENTS: 'all', PAYMENTS: 'manual', WEBHOOK_NETWORKS: '127.0.0.0/8' });
    operator = await tenure.operator();
  });
  afterAll(() => tenure.close());

  const sql = (text: string, values: unknown[] = []): Promise<any[]> => tenure.dataSource.query(text, values);
  const admin = ({ businessId }: Customer) => `/v1/admin/businesses/${businessId}/export`;
  const ended = (url: string, token: string) =>
    until(async () => {
      const { body } = await tenure.get(url, { token });
      return body.state === 'pending' ? null : body;
    }, 'the export has ended');
  const download = (url: string, token: string) =>
    fetch(tenure.url + url, { headers: { authorization: `Bearer ${token}` } });
  const contentOf = async (url: string, token: string): Promise<string> =>
    gunzipSync(Buffer.from(await (await download(url, token)).arrayBuffer())).toString('utf8');
  const as = ({ token }: { token: string }) => ({ token });
  /** Asks for an export, waits for it and answers what is in it. */
  const exported = async ({ token }: Customer): Promise<any> => {
    await tenure.post(OWN, { token });
    const { id } = await ended(OWN, token);
    return JSON.parse(await contentOf(`${OWN}/${id}/file`, token));
  };
  /** An export that no job writes. */
  const waiting = async (owner: Customer) => {
    const job = { businessId: owner.businessId, id: randomUUID() };
    await sql(
      `INSERT INTO business_exports (business_id, id, state, requested_at) VALUES ($1, $2, 'pending', now())`,
      [job.businessId, job.id],
    );
    return job;
  };
  const parts = async ({ businessId }: { businessId: string }): Promise<number> =>
    (
      await sql('SELECT count(*)::int AS n FROM business_export_parts WHERE business_id = $1', [businessId])
    )[0].n;

  /** A customer who has something of everything. */
  async function busy(): Promise<Customer> {
    const owner = await tenure.signUp({ planCode: 'pro', name: 'Busy' });
    const { token, businessId } = owner;
    const at = `/v1/admin/businesses/${businessId}`;
    await tenure.put(`${at}/subscription`, { token: operator, body: { planCode: 'pro', collect: true } });
    await tenure.post(`${at}/credits`, {
      token: operator,
      body: { feature: 'recordings', amount: 5, reason: 'A gift' },
    });
    const body = { url: 'http://127.0.0.1:9/hook', types: ['*'] };
    await tenure.post('/v1/webhooks', { token, body });
    await colleague(tenure, owner);
    await tenure.put('/v1/billing/profile', { token, body: { name: 'Busy Ltd' } });
    const [{ limit }] = (await tenure.get('/v1/usage', { token })).body.data.filter(
      ({ feature }: { feature: string }) => feature === 'recordings',
    );
    await owner.spend(limit as number);
    return owner;
  }

  it('has all that the API tells of a business, and neither a hash nor a secret', async () => {
    const owner = await busy();
    const { businessId, memberId, botId } = owner;
    await sql(
      `INSERT INTO checkouts (business_id, id, mode, state, success_url, cancel_url, url, created_at, expires_at, settled_at)
       VALUES ($1, $2, 'setup', 'done', 'https://a.example', 'https://a.example', 'https://pay.example/c', now(), now(), now())`,
      [businessId, randomUUID()],
    );
    await sql(
      `INSERT INTO payment_accounts (business_id, customer, payment_method, last4, updated_at) VALUES ($1, 'cus_x', 'pm_x', '4242', now())`,
      [businessId],
    );
    await until(
      async () =>
        (await tenure.get('/v1/events?type=usage.threshold_reached', as(owner))).body.data.length > 0,
      'the threshold is told',
    );
    const file = await exported(owner);
    expect(Object.keys(file)).toEqual(['format', 'businessId', 'exportedAt', ...Object.keys(SECTIONS)]);
    const empty = Object.entries(file).filter(([, value]) => value === null || (value as []).length === 0);
    expect(empty.map(([name]) => name)).toEqual([]);
    expect(file.business).toMatchObject({ id: businessId, name: 'Busy' });
    expect(file.members.map(({ id }: { id: string }) => id)).toContain(memberId);
    expect(file.members).toHaveLength(2);
    expect(file.bots).toMatchObject([{ id: botId, kind: 'bot' }]);
    expect(file.card).toMatchObject({ last4: '4242' });
    expect(file.checkouts).toMatchObject([{ state: 'done', url: null }]);
    for (const [path, name] of [
      ['/v1/business', 'business'],
      ['/v1/subscription', 'subscription'],
      ['/v1/billing/profile', 'billingProfile'],
    ] as const)
      expect((await tenure.get(path, as(owner))).body).toEqual(file[name]);
    for (const [path, name] of [
      ['/v1/subscription/cycles', 'cycles'],
      ['/v1/invoices', 'invoices'],
      ['/v1/invitations', 'invitations'],
      ['/v1/usage/daily', 'usagePerDay'],
    ] as const)
      expect((await tenure.get(path, as(owner))).body.data).toEqual(file[name]);

    const text = JSON.stringify(file);
    const hashes = await sql(
      `SELECT encode(hash, 'hex') AS hash FROM api_keys WHERE business_id = $1
       UNION ALL SELECT encode(hash, 'hex') FROM invitation_tokens WHERE business_id = $1
       UNION ALL SELECT password_hash FROM users u JOIN members m ON m.user_id = u.id WHERE m.business_id = $1`,
      [businessId],
    );
    expect(hashes.length).toBeGreaterThan(2);
    for (const secret of [
      ...hashes.map(({ hash }) => hash as string),
      owner.key,
      'cus_x',
      'pm_x',
      'pay.example',
    ])
      expect(text).not.toContain(secret);
    expect(text).not.toMatch(/"\w*(?:hash|secret|password)\w*":/i);
  });

  it('shows webhooks without their secrets', async () => {
    const owner = await tenure.signUp();
    const body = { url: 'https://hooks.example.com/tenure', types: ['invitation.created'] };
    const made = (await tenure.post('/v1/webhooks', { token: owner.token, body })).body;
    const { webhooks } = await exported(owner);
    const { secret, ...webhook } = made;
    expect(webhooks).toEqual([webhook]);
    expect(JSON.stringify(webhooks)).not.toContain(secret);
  });

  it('is one at a time for a business, however many ask', async () => {
    const owner = await tenure.signUp();
    const asked = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        n % 2 === 0 ? tenure.post(OWN, as(owner)) : tenure.post(admin(owner), { token: operator }),
      ),
    );
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([202]));
    await ended(OWN, owner.token);
    const rows = await sql('SELECT id FROM business_exports WHERE business_id = $1', [owner.businessId]);
    expect(asked.map(({ body }) => body.id)).toContain(rows[0].id);
    expect(rows).toHaveLength(1);
  });

  it('reads long lists whole, page by page, in a file of several parts, all as of one moment', async () => {
    const owner = await tenure.signUp();
    await sql(
      `INSERT INTO audit_log (business_id, id, at, actor_kind, action, target_kind, target_id, after)
       SELECT $1, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, now(), 'member', 'nothing', 'n', n::text,
              jsonb_build_object('noise', (SELECT string_agg(md5(n || '-' || i), '') FROM generate_series(1, 20) AS i))
       FROM generate_series(1, 1500) AS n`,
      [owner.businessId],
    );
    await sql(
      `INSERT INTO events (business_id, sequence, at, created_at, data, id, position, test, type)
       SELECT $1, 1000 + n, now(), now(), '{}', gen_random_uuid(), 1000 + n, false, 'member.joined' FROM generate_series(1, 1500) AS n`,
      [owner.businessId],
    );
    const { members } = SECTIONS;
    SECTIONS.members = {
      tables: [],
      async *many(source) {
        // After the snapshot, before the bots.
        await tenure.post('/v1/bots', { token: owner.token, body: { name: 'Late' } });
        yield* members!.many!(source);
      },
    };
    const file = await exported(owner).finally(() => (SECTIONS.members = members!));
    const noise = file.audit.filter(({ action }: { action: string }) => action === 'nothing');
    expect(new Set(noise.map(({ id }: { id: string }) => id)).size).toBe(1500);
    expect(noise).toHaveLength(1500);
    const late = file.events.filter(({ sequence }: { sequence: number }) => sequence > 1000);
    expect(new Set(late.map(({ sequence }: { sequence: number }) => sequence)).size).toBe(1500);
    expect(late).toHaveLength(1500);
    expect(file.bots.map(({ name }: { name: string }) => name)).not.toContain('Late');
    expect((await exported(owner)).bots.map(({ name }: { name: string }) => name)).toContain('Late');
    expect(await parts(owner)).toBeGreaterThan(1);
  });

  it('that would be too large fails and says so, and leaves no file', async () => {
    const owner = await tenure.signUp();
    const { bytes } = EXPORT_BOUNDS;
    EXPORT_BOUNDS.bytes = 1_000;
    await tenure.post(OWN, as(owner));
    const failed = await ended(OWN, owner.token).finally(() => (EXPORT_BOUNDS.bytes = bytes));
    expect(failed).toMatchObject({ state: 'failed', problem: 'too_large', bytes: null });
    expect(await parts(owner)).toBe(0);
    expect(await tenure.get(`${OWN}/${failed.id}/file`, as(owner))).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', state: 'failed' },
    });
  });

  it('is tried again when the data could not be read in time, and is too large if no attempt could', async () => {
    const owner = await tenure.signUp();
    const writer = tenure.app.get(ExportWriterService);
    const [slow, hopeless] = [await waiting(owner), await waiting(await tenure.signUp())];
    await sql('UPDATE business_exports SET run = 4 WHERE id = $1', [hopeless.id]);
    const { ms } = EXPORT_BOUNDS;
    EXPORT_BOUNDS.ms = -1;
    try {
      await expect(writer.write(slow)).rejects.toThrow('Not read within');
      await writer.write(hopeless);
    } finally {
      EXPORT_BOUNDS.ms = ms;
    }
    const [given] = await sql('SELECT state, problem FROM business_exports WHERE id = $1', [hopeless.id]);
    expect(given).toEqual({ state: 'failed', problem: 'too_large' });
    await writer.write(slow);
    const [row] = await sql('SELECT state FROM business_exports WHERE id = $1', [slow.id]);
    expect(row).toEqual({ state: 'ready' });
  });

  it('is written once, also by two attempts at once, and fails after the fifth', async () => {
    const owner = await tenure.signUp();
    const writer = tenure.app.get(ExportWriterService);
    const job = await waiting(owner);
    await Promise.all([writer.write(job), writer.write(job)]);
    const [row] = await sql('SELECT state, bytes::int, run FROM business_exports WHERE id = $1', [job.id]);
    expect(row).toMatchObject({ state: 'ready' });
    const [read] = await sql(
      'SELECT sum(length(data))::int AS bytes FROM business_export_parts WHERE export_id = $1 AND run = $2',
      [job.id, row.run],
    );
    expect(read.bytes).toBe(row.bytes);
    const broken = await waiting(owner);
    await sql('UPDATE business_exports SET run = 5 WHERE id = $1', [broken.id]);
    await writer.write(broken);
    const [failed] = await sql('SELECT state, problem FROM business_exports WHERE id = $1', [broken.id]);
    expect(failed).toEqual({ state: 'failed', problem: 'interrupted' });
  });

  it('is for operators too, also of a closed business, and is audited', async () => {
    const owner = await tenure.signUp();
    await tenure.post('/v1/business/close', as(owner));
    expect(await tenure.post(admin(owner), { token: operator })).toMatchObject({ status: 202 });
    const { id } = await ended(admin(owner), operator);
    const answer = await download(`${admin(owner)}/${id}/file`, operator);
    expect(answer.headers.get('content-type')).toBe('application/gzip');
    expect(answer.headers.get('content-disposition')).toContain(`export-${id}.json.gz`);
    const content = gunzipSync(Buffer.from(await answer.arrayBuffer())).toString('utf8');
    expect(JSON.parse(content).business.id).toBe(owner.businessId);
    const log = await tenure.get(`/v1/admin/audit?businessId=${owner.businessId}`, { token: operator });
    const actions = log.body.data.map(({ action }: { action: string }) => action);
    expect(actions.slice(0, 2)).toEqual(['business.export_downloaded', 'business.export_requested']);
  });

  it('is of one business: that of another is not found, nor one that is not there', async () => {
    const [owner, other] = [await tenure.signUp(), await tenure.signUp()];
    await tenure.post(OWN, as(owner));
    const { id } = await ended(OWN, owner.token);
    const refused = { status: 404, body: { code: 'not_found' } };
    expect(await tenure.get(`${OWN}/${id}/file`, as(other))).toMatchObject(refused);
    expect(await tenure.get(`${admin(other)}/${id}/file`, { token: operator })).toMatchObject(refused);
    expect(await tenure.get(OWN, as(other))).toMatchObject(refused);
    const nobody = `/v1/admin/businesses/${randomUUID()}/export`;
    expect(await tenure.post(nobody, { token: operator })).toMatchObject(refused);
    const admins = await colleague(tenure, owner, 'admin');
    expect(await tenure.get(`${OWN}/${id}/file`, as(admins))).toMatchObject({ status: 403 });
  });

  it('goes when seven days are over, with its business, and with a person of whom it may tell', async () => {
    const owner = await tenure.signUp();
    const grace = await colleague(tenure, owner);
    await exported(owner);
    await tenure.delete('/v1/me', { token: grace.token, body: { password: PASSWORD } });
    expect(await tenure.get(OWN, as(owner))).toMatchObject({ status: 404 });

    await exported(owner);
    const retention = tenure.app.get(RetentionService);
    await retention.purge(new Date(Date.now() + 6 * DAY_MS));
    expect(await parts(owner)).toBe(1);
    await retention.purge(new Date(Date.now() + 7 * DAY_MS + 60_000));
    expect(await parts(owner)).toBe(0);
    expect(await tenure.get(OWN, as(owner))).toMatchObject({ status: 404 });

    await exported(owner);
    await tenure.post('/v1/business/close', as(owner));
    const erased = await tenure.post(`/v1/admin/businesses/${owner.businessId}/erase`, { token: operator });
    expect(erased.body.rows).toMatchObject({ business_exports: 1, business_export_parts: 1 });
  });
});
