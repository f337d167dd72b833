import { randomUUID } from 'node:crypto';
import { expectInvariants } from '../support/invariants.js';
import { JOB_PRIORITY } from '../../src/jobs/job-priorities.js';
import { JobsService } from '../../src/jobs/index.js';
import { ErasureChunksService } from '../../src/onboarding/erasure-chunks.service.js';
import { colleague } from '../support/people.js';
import { type Customer, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';
import { tracesOf } from '../support/traces.js';
import { until } from '../support/until.js';

describe('An erasure', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure({ RATE_LIMITS: 'on', TRUST_PROXY: '1' })));
  afterEach(() => expectInvariants(tenure.databaseUrl));
  afterAll(() => tenure.close());

  const sql = (text: string, values: unknown[] = []): Promise<any[]> => tenure.dataSource.query(text, values);
  const traces = (secrets: string[]): Promise<string[]> => tracesOf(tenure.dataSource, secrets);
  const idOf = async (email: string): Promise<string> =>
    (await sql('SELECT id FROM users WHERE email = $1', [email]))[0].id;
  const erase = async (businessId: string) =>
    tenure.post(`/v1/admin/businesses/${businessId}/erase`, { token: await tenure.operator() });
  /** Entries of a log that nobody made, older than all others. */
  const fill = (businessId: string, entries: number) =>
    sql(
      `INSERT INTO audit_log (business_id, id, at, actor_kind, action, target_kind, target_id)
       SELECT $1, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, now(), 'system', 'nothing', 'n', n::text
       FROM generate_series(1, $2::int) AS n`,
      [businessId, entries],
    );
  const invite = async (by: Customer, email: string) =>
    (await tenure.post('/v1/invitations', { token: by.token, body: { email, role: 'member' } })).body
      .id as string;
  const eventsOf = (businessId: string, type: string) =>
    sql(
      `SELECT data FROM events WHERE business_id = $1 AND type = $2
       UNION ALL SELECT data FROM event_outbox WHERE business_id = $1 AND type = $2`,
      [businessId, type],
    );
  const deleteMe = (token: string) => tenure.delete('/v1/me', { token, body: { password: PASSWORD } });

  it('of a large business happens in chunks, and is finished by a job when its server fails in between', async () => {
    const owner = await tenure.signUp();
    await colleague(tenure, owner);
    const ownerId = await idOf(owner.email);
    await fill(owner.businessId, 12_000);
    await tenure.post('/v1/business/close', { token: owner.token });
    const chunks = tenure.app.get(ErasureChunksService);
    const next = chunks.next.bind(chunks);
    const seen: number[] = [];
    chunks.next = async (...of) => {
      const done = await next(...of);
      seen.push(Object.values(done.rows).reduce((sum, count) => sum + count, 0));
      if (seen.length === 2) throw new Error('The server fails.');
      return done;
    };
    tenure.breaks = true;
    expect(await erase(owner.businessId)).toMatchObject({ status: 500 });
    tenure.breaks = false;
    // The first chunk stands, the second was taken back, and nobody begins again.
    expect(seen[0]).toBe(5_000);
    expect(await erase(owner.businessId)).toMatchObject({ status: 409, body: { state: 'being_erased' } });
    await expectInvariants(tenure.databaseUrl);
    await sql(`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key LIKE 'erase-business:%'`);
    const erased = async () =>
      (await sql('SELECT FROM businesses WHERE id = $1', [owner.businessId])).length === 0;
    await until(erased, 'the business is erased', 20);
    const chunkSizes = seen.map((rows, place) => rows - (seen[place - 1] ?? 0));
    expect(Math.max(...chunkSizes)).toBe(5_000);
    expect(await traces([ownerId, owner.email])).toEqual([]);
    const [log] = await sql(
      `SELECT after FROM operator_audit WHERE action = 'business.erased' AND target_id = $1`,
      [owner.businessId],
    );
    expect(log.after).toMatchObject({ people: 2 });
    expect(log.after.rows.audit_log).toBeGreaterThan(12_000);
    chunks.next = next;
  });

  it('of a business erases replaced refresh tokens in chunks, too, and leaves those of people who stay', async () => {
    const [owner, other] = [await tenure.signUp(), await tenure.signUp()];
    await invite(owner, other.email);
    const link = await tenure.mails.token(other.email, 'invitations');
    const accepted = await tenure.post(`/v1/auth/invitations/${link}/accept`, {
      token: other.token,
      body: {},
    });
    expect(accepted.status).toBe(200);
    const countTokens = async (
      email: string,
      on: { query(text: string, values: unknown[]): any } = tenure.dataSource,
    ) => {
      const text = `SELECT count(*)::int AS count FROM spent_refresh_tokens t JOIN sessions s ON s.id = t.session_id
                    JOIN users u ON u.id = s.user_id WHERE u.email = $1`;
      return (await on.query(text, [email]))[0].count as number;
    };
    for (const [email, tokens] of [
      [owner.email, 12_000],
      [other.email, 30],
    ])
      await sql(
        `INSERT INTO spent_refresh_tokens (hash, session_id)
         SELECT sha256((s.id::text || n)::bytea), s.id
         FROM sessions s JOIN users u ON u.id = s.user_id, generate_series(1, $2::int) AS n WHERE u.email = $1 AND s.family_id IS NULL`,
        [email, tokens],
      );
    await tenure.post('/v1/business/close', { token: owner.token });
    const chunks = tenure.app.get(ErasureChunksService);
    const next = chunks.next.bind(chunks);
    const removed: number[] = [];
    chunks.next = async (manager, ...of) => {
      const before = await countTokens(owner.email, manager);
      const done = await next(manager, ...of);
      removed.push(before - (await countTokens(owner.email, manager)));
      return done;
    };
    expect(await erase(owner.businessId)).toMatchObject({ status: 200, body: { people: 1 } });
    chunks.next = next;
    expect(removed.filter((tokens) => tokens > 0)).toEqual([5_000, 5_000, 2_000]);
    expect(await countTokens(other.email)).toBe(30);
    expect(await traces([owner.email])).toEqual([]);
  });

  it.each(['the person', 'an operator'])(
    'of an account by %s deletes replaced refresh tokens in transactions of their own',
    async (by) => {
      const person = await colleague(tenure, await tenure.signUp());
      const id = await idOf(person.email);
      await sql(
        `INSERT INTO spent_refresh_tokens (hash, session_id)
         SELECT sha256((s.id::text || n)::bytea), s.id FROM sessions s, generate_series(1, 12000) AS n
         WHERE s.id = (SELECT id FROM sessions WHERE user_id = $1 LIMIT 1)`,
        [id],
      );
      await sql(
        `CREATE FUNCTION refuse_many() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF (SELECT count(*) FROM gone) > 5000 THEN RAISE 'more than 5,000 tokens in one statement'; END IF; RETURN NULL; END $$`,
      );
      await sql(
        `CREATE TRIGGER refuse_many AFTER DELETE ON spent_refresh_tokens REFERENCING OLD TABLE AS gone EXECUTE FUNCTION refuse_many()`,
      );
      const erased =
        by === 'the person'
          ? await deleteMe(person.token)
          : await tenure.post(`/v1/admin/users/${id}/erase`, { token: await tenure.operator() });
      await sql('DROP FUNCTION refuse_many CASCADE');
      expect(erased.status).toBe(by === 'the person' ? 204 : 200);
      expect(await traces([id, person.email])).toEqual([]);
    },
  );

  it('of a business leaves nobody behind, whose people delete their accounts while it is under way', async () => {
    const owner = await tenure.signUp();
    const [grace, member] = [await colleague(tenure, owner, 'admin'), await colleague(tenure, owner)];
    await tenure.post('/v1/business/close', { token: owner.token });
    const chunks = tenure.app.get(ErasureChunksService);
    const next = chunks.next.bind(chunks);
    chunks.next = () => Promise.reject(new Error('The server fails.'));
    tenure.breaks = true;
    expect(await erase(owner.businessId)).toMatchObject({ status: 500 });
    tenure.breaks = false;
    // The begin is one transaction, so its work must not grow with the number of members. The chunks remember them.
    expect(await sql('SELECT 1 FROM former_members WHERE business_id = $1', [owner.businessId])).toEqual([]);
    for (const { token } of [grace, owner]) expect(await deleteMe(token)).toMatchObject({ status: 204 });
    chunks.next = next;
    await sql(`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key LIKE 'erase-business:%'`);
    const erased = async () =>
      (await sql('SELECT FROM businesses WHERE id = $1', [owner.businessId])).length === 0;
    await until(erased, 'the business is erased', 20);
    expect(await traces([owner.email, grace.email, member.email])).toEqual([]);
    expect(await sql(`SELECT email FROM users WHERE email LIKE '%@erased.invalid'`)).toEqual([]);
  });

  it('of a person finds them as a whole and by id, in logs of any length, and leaves others alone', async () => {
    const owner = await tenure.signUp();
    await fill(owner.businessId, 4_500);
    const grace = await colleague(tenure, owner, 'admin');
    const graceId = await idOf(grace.email);
    const similar = `a${grace.email}`;
    await invite(owner, similar);
    await tenure.patch(`/v1/members/${grace.memberId}`, { token: owner.token, body: { role: 'member' } });
    await tenure.delete(`/v1/members/${grace.memberId}`, { token: owner.token });
    expect(await deleteMe(grace.token)).toMatchObject({ status: 204 });
    expect(await traces([graceId, `"${grace.email}"`])).toEqual([]);
    const { data } = (await tenure.get('/v1/business/audit?limit=100', { token: owner.token })).body;
    const about = (action: string) => data.find((entry: { action: string }) => entry.action === action);
    expect(about('member.removed').before).toEqual({ role: 'member' });
    expect(about('invitation.accepted').after.email).toBe('erased');
    expect(data.filter((entry: any) => entry.after?.email === similar)).toHaveLength(1);
  });

  it('of a person takes their name from what they sent, and open invitations to them from strangers, whose seats are free', async () => {
    const [owner, stranger] = [await tenure.signUp(), await tenure.signUp()];
    const grace = await colleague(tenure, owner, 'admin');
    const invited = `${randomUUID()}@example.com`;
    const sent = await invite({ ...owner, token: grace.token }, invited);
    const open = await invite(stranger, grace.email);
    const seats = `SELECT count(*)::int AS count FROM allocations WHERE business_id = $1`;
    expect(await sql(seats, [stranger.businessId])).toEqual([{ count: 2 }]);
    const add = jest.spyOn(tenure.app.get(JobsService), 'add');
    expect(await deleteMe(grace.token)).toMatchObject({ status: 204 });
    // Many people may be erased at once: mails are sent before.
    const [tracing] = add.mock.calls.filter(([, task]) => task === 'erase-traces');
    expect(tracing?.[3]?.priority).toBeGreaterThan(JOB_PRIORITY.bulk);
    add.mockRestore();
    expect(await traces([`"${grace.email}"`])).toEqual([]);
    expect(await sql('SELECT invited_by FROM invitations WHERE id = $1', [sent])).toEqual([
      { invited_by: 'Somebody' },
    ]);
    expect(await sql('SELECT 1 FROM invitations WHERE id = $1 OR email = $2', [open, grace.email])).toEqual(
      [],
    );
    expect(await sql(seats, [stranger.businessId])).toEqual([{ count: 1 }]);
  });

  it('of a person tells their businesses who left, and whose invitation is gone, without a name or an address', async () => {
    const [owner, stranger] = [await tenure.signUp(), await tenure.signUp()];
    const grace = await colleague(tenure, owner, 'admin');
    const open = await invite(stranger, grace.email);
    expect(await deleteMe(grace.token)).toMatchObject({ status: 204 });
    expect(await eventsOf(owner.businessId, 'member.removed')).toMatchObject([
      { data: { member: { id: grace.memberId, role: 'admin', name: 'erased', email: 'erased' } } },
    ]);
    expect(await eventsOf(stranger.businessId, 'invitation.revoked')).toMatchObject([
      {
        data: {
          invitation: { id: open, status: 'revoked', email: 'erased' },
          previous: { status: 'pending' },
        },
      },
    ]);
  });

  it('of a person takes their name from what they sent, also where the log has forgotten it', async () => {
    const owner = await tenure.signUp();
    const grace = await colleague(tenure, owner, 'admin');
    const sent = await invite({ ...owner, token: grace.token }, `${randomUUID()}@example.com`);
    await sql('DELETE FROM audit_log WHERE business_id = $1', [owner.businessId]);
    expect(await deleteMe(grace.token)).toMatchObject({ status: 204 });
    expect(await sql('SELECT invited_by FROM invitations WHERE id = $1', [sent])).toEqual([
      { invited_by: 'Somebody' },
    ]);
    expect(await eventsOf(owner.businessId, 'invitation.created')).toMatchObject(
      expect.arrayContaining([
        {
          data: expect.objectContaining({
            invitation: expect.objectContaining({ id: sent, invitedBy: 'Somebody' }),
          }),
        },
      ]),
    );
  });

  it('of somebody who never proved the address leaves what other businesses know of it, and the count of mails to it', async () => {
    const [host, stranger] = [await tenure.signUp(), await tenure.signUp()];
    const { email } = stranger;
    const open = await invite(host, email);
    const own = await invite(stranger, `${randomUUID()}@example.com`);
    const mails = `SELECT points FROM rate_limits WHERE key LIKE 'quota:mail:%' ORDER BY key`;
    const counted = await sql(mails);
    await tenure.post('/v1/business/close', { token: stranger.token });
    expect(await deleteMe(stranger.token)).toMatchObject({ status: 204 });
    expect(await sql('SELECT status FROM invitations WHERE id = $1', [open])).toEqual([
      { status: 'pending' },
    ]);
    const { data } = (await tenure.get('/v1/business/audit', { token: host.token })).body;
    expect(data.find(({ action }: any) => action === 'invitation.created').after.email).toBe(email);
    expect(await eventsOf(host.businessId, 'invitation.revoked')).toEqual([]);
    expect(await sql(mails)).toEqual(counted);
    // In the person's own business nothing names the person.
    expect(await sql('SELECT invited_by FROM invitations WHERE id = $1', [own])).toEqual([
      { invited_by: 'Somebody' },
    ]);
    const left = await traces([`"${email}"`]);
    expect(left.filter((row) => row.includes(stranger.businessId))).toEqual([]);
  });

  it('of a person finds a proven address of before a change, and an invitation to it', async () => {
    const [owner, host] = [await tenure.signUp(), await tenure.signUp()];
    const grace = await colleague(tenure, owner, 'admin');
    const next = `${randomUUID()}@example.com`;
    await tenure.post('/v1/me/email', { token: grace.token, body: { email: next, password: PASSWORD } });
    const token = await tenure.mails.token(next, 'verify-email');
    expect(await tenure.post('/v1/auth/verify-email', { body: { token } })).toMatchObject({ status: 204 });
    await sql('DELETE FROM audit_log WHERE business_id = $1', [owner.businessId]);
    await invite(host, grace.email);
    const { body } = await tenure.post('/v1/auth/login', { body: { email: next, password: PASSWORD } });
    expect(await deleteMe(body.tokens.accessToken)).toMatchObject({ status: 204 });
    expect(await traces([`"${grace.email}"`, `"${next}"`])).toEqual([]);
    expect(await sql('SELECT 1 FROM invitations WHERE business_id = $1', [host.businessId])).toEqual([]);
  });
});
