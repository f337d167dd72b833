import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Customer, startTenure, type Tenure } from '../../support/tenure.js';
import { violations } from '../../../invariants/invariants.js';
import { CommandLine } from '../../support/command-line.js';
import { moved } from '../../support/statements.js';

const IDS = ['I1', 'I10', 'I11', 'I12', 'I13', 'I14', 'I2', 'I2b', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9'];

/** Events of a business that has no others, with these sequences, and what it counts to. */
const EVENTS = (sequences: number[], last: number): string => `
  INSERT INTO event_sequences (business_id, last) VALUES ('01900000-0000-7000-8000-00000000e7e7', ${last});
  INSERT INTO events (business_id, id, type, at, test, sequence, position, created_at, data)
  SELECT '01900000-0000-7000-8000-00000000e7e7', gen_random_uuid(), 'usage.threshold_reached', now(), false, n, 1e9 + n, now(),
         '{"usage": {"feature": "recordings", "percent": 80, "limit": 100, "subscriptionId": "s", "cycle": {"index": 0}}}'
  FROM unnest(ARRAY[${sequences.join()}]) AS n;`;

/** A webhook of $B that has heard of one event, and was sent it as `delivery` says. */
const DELIVERED = (delivery: string): string => `
  INSERT INTO webhook_endpoints (id, business_id, url, types, secrets, sealed_by, heard_from, created_at)
  VALUES ('01900000-0000-7000-8000-00000000aaaa', $B, 'https://example.com', '{x}', '[]', 'x', 0, now());
  INSERT INTO webhook_deliveries (business_id, event_id, endpoint_id, type, position, created_at, state, attempts, next_at, delivered_at)
  VALUES ($B, '01900000-0000-7000-8000-00000000bbbb', '01900000-0000-7000-8000-00000000aaaa', 'x', 1, now(), ${delivery});`;

/** An invoice of the running cycle of $B, or of another. */
const INVOICE = ({
  cycle,
  declined = false,
  change = false,
}: {
  cycle?: number;
  declined?: boolean;
  change?: boolean;
}) => `
  INSERT INTO invoices (business_id, id, subscription_id, reason, cycle_index, starts_at, ends_at, plan_code, plan_version_id,
                        currency, subtotal, total, lines, change, status, created_at, issued_at, declined_at, paid_at)
  SELECT business_id, gen_random_uuid(), id, ${change ? `'upgrade'` : `'cycle'`}, ${cycle ?? 'cycle_index'}, cycle_starts_at,
         cycle_ends_at, plan_code, plan_version_id, 'USD', 100, 100, '[]', ${change ? `'{}'` : 'NULL'},
         ${change ? `'paid'` : `'open'`}, now(), now(), ${declined ? 'now()' : 'NULL'}, ${change ? 'now()' : 'NULL'}
  FROM subscriptions WHERE business_id = $B;`;

/** Takes $B off its test clock, and its plan has had a second version since 5 March, in the middle of cycle 2. */
const EDITED_IN_REAL_TIME = `
  UPDATE businesses SET test_clock_id = NULL WHERE id = $B;
  UPDATE subscriptions SET test_clock_id = NULL WHERE business_id = $B;
  UPDATE plan_versions SET created_at = '2025-01-01T00:00:00Z' WHERE plan_code = 'monthly';
  INSERT INTO plan_versions (id, plan_code, number, newest, price_amount, trial_days, after_cycle, after_trial, created_at)
  VALUES ('01900000-0000-7000-8000-00000000beef', 'monthly', 2, false, 0, 3, 'renew', 'renew', '2025-03-05T00:00:00Z');`;
const EDITED = (index: number): string =>
  `UPDATE cycles SET plan_version_id = '01900000-0000-7000-8000-00000000beef' WHERE business_id = $B AND index = ${index};`;

/**
 * Each makes one kind of damage to business $B, whose subscription has a trial and three cycles behind it, and is
 * seen by the invariants named. $STRANGER is another business.
 */
const DAMAGE: [name: string, sql: string, seenBy: string[]][] = [
  ['a delivery that nobody was sent', DELIVERED(`'delivered', 0, NULL, now()`), ['I12']],
  ['a delivery that waits for nobody', DELIVERED(`'pending', 0, now(), NULL`), ['I12']],
  ['an attempt that is missing', DELIVERED(`'givenUp', 1, NULL, NULL`), ['I12']],
  [
    'an event that a webhook was not given',
    `${DELIVERED(`'givenUp', 0, NULL, NULL`)}
     UPDATE webhook_endpoints SET types = '{*}', heard_from = -1 WHERE business_id = $B;
     UPDATE events SET business_id = business_id;`,
    ['I12'],
  ],
  ['a cycle that is missing', `DELETE FROM cycles WHERE business_id = $B AND index = 2`, ['I1']],
  [
    'a cycle that starts late',
    `UPDATE cycles SET starts_at = ${moved('starts_at', '1 ms')} WHERE business_id = $B AND index = 2`,
    ['I1', 'I3'],
  ],
  ['a subscription without a cycle', `DELETE FROM cycles WHERE business_id = $B`, ['I1', 'I2b', 'I6']],
  [
    'an empty cycle',
    `UPDATE cycles SET ends_at = starts_at, cut_short = true WHERE business_id = $B AND index = 2`,
    ['I1', 'I9'],
  ],
  [
    'a copy whose interval differs',
    `UPDATE subscriptions SET every = interval '30 days' WHERE business_id = $B`,
    ['I2b'],
  ],
  [
    'two live subscriptions',
    `INSERT INTO subscriptions SELECT business_id, gen_random_uuid(), test_clock_id, version, status, plan_code, plan_version_id, cycle_index, cycle_starts_at, cycle_ends_at, anchor, every, turn, trial_ends_at, pending_plan_code, cancel_at_cycle_end, due_at, attempts, last_error, ended_at, end_reason, created_at FROM subscriptions WHERE business_id = $B`,
    ['I1', 'I2', 'I2b'],
  ],
  [
    'a cycle twice',
    `INSERT INTO cycles SELECT * FROM cycles WHERE business_id = $B AND index = 1`,
    ['I1', 'I2'],
  ],
  [
    'a cycle ahead of the running one',
    `UPDATE subscriptions s SET cycle_index = 2, cycle_starts_at = c.starts_at, cycle_ends_at = c.ends_at, due_at = c.ends_at, turn = c.turn FROM cycles c WHERE s.business_id = $B AND c.business_id = $B AND c.index = 2`,
    ['I2'],
  ],
  [
    'a copy that ends earlier',
    `UPDATE subscriptions SET cycle_ends_at = ${moved('cycle_ends_at', '-1 ms')} WHERE business_id = $B`,
    ['I2b'],
  ],
  ['a copy on another plan', `UPDATE subscriptions SET plan_code = 'scale' WHERE business_id = $B`, ['I2b']],
  [
    'a subscription that is never due',
    `UPDATE subscriptions SET due_at = NULL WHERE business_id = $B`,
    ['I2b'],
  ],
  [
    'an end that drifted, both cycles and copy',
    `UPDATE cycles SET ends_at = ${moved('ends_at', '1 day')} WHERE business_id = $B AND index = 3; UPDATE subscriptions SET cycle_ends_at = ${moved('cycle_ends_at', '1 day')}, due_at = ${moved('due_at', '1 day')} WHERE business_id = $B`,
    ['I3'],
  ],
  [
    'an interval that is not the plan’s',
    `UPDATE cycles SET every = interval '30 days' WHERE business_id = $B AND index = 1`,
    ['I3'],
  ],
  [
    'a trial that is not marked',
    `UPDATE cycles SET trial = false WHERE business_id = $B AND index = 0`,
    ['I3'],
  ],
  [
    'a trial of half a day',
    `UPDATE cycles SET starts_at = ${moved('anchor', '-12 hours')} WHERE business_id = $B AND index = 0`,
    ['I3'],
  ],
  [
    'a counter above its limit',
    `UPDATE usage_counters SET used = highest_limit + 1 WHERE business_id = $B`,
    ['I4'],
  ],
  ['a counter below zero', `UPDATE usage_counters SET used = -1 WHERE business_id = $B`, ['I4']],
  [
    'a counter of an allocated feature',
    `UPDATE usage_counters SET feature_key = 'applications' WHERE business_id = $B; UPDATE usage_days SET feature_key = 'applications' WHERE business_id = $B`,
    ['I4'],
  ],
  [
    'a hold of a metered feature',
    `INSERT INTO allocations VALUES ($B, 'recordings', 'x', gen_random_uuid(), now())`,
    ['I4'],
  ],
  ['a hold twice', `INSERT INTO allocations SELECT * FROM allocations WHERE business_id = $B`, ['I4']],
  ['a person without a seat', `DELETE FROM allocations WHERE business_id = $B`, ['I4']],
  [
    'a seat of nobody',
    `INSERT INTO allocations VALUES ($B, 'seats', 'nobody', gen_random_uuid(), now())`,
    ['I4'],
  ],
  [
    'a counter that burnt more than it used',
    `UPDATE usage_counters SET used = 0, burnt = 1 WHERE business_id = $B; INSERT INTO credit_grants VALUES ($B, gen_random_uuid(), 'recordings', 2, 1, 50, now(), NULL, 'x', NULL, now())`,
    ['I4'],
  ],
  [
    'a grant that lost what no counter burnt',
    `INSERT INTO credit_grants VALUES ($B, gen_random_uuid(), 'recordings', 2, 1, 50, now(), NULL, 'x', NULL, now())`,
    ['I5'],
  ],
  [
    'a grant that lost more than it had',
    `UPDATE usage_counters SET used = 5, burnt = 5 WHERE business_id = $B; INSERT INTO credit_grants VALUES ($B, gen_random_uuid(), 'recordings', 2, 5, 50, now(), NULL, 'x', NULL, now())`,
    ['I5'],
  ],
  [
    'a record of more than was used',
    `INSERT INTO idempotency_records (business_id, account, key, id, fingerprint, created_at, subscription_id, cycle_index, feature_key, amount) SELECT business_id, business_id, 'k', business_id, '', now(), subscription_id, cycle_index, feature_key, used + 1 FROM usage_counters WHERE business_id = $B`,
    ['I5'],
  ],
  ['a day that begins late', `UPDATE usage_days SET base = 1 WHERE business_id = $B`, ['I5']],
  [
    'a record of no counter',
    `INSERT INTO idempotency_records (business_id, account, key, id, fingerprint, created_at, subscription_id, cycle_index, feature_key, amount, refunded) SELECT business_id, business_id, 'k', business_id, '', now(), subscription_id, 99, feature_key, 1, 1 FROM usage_counters WHERE business_id = $B`,
    ['I6'],
  ],
  ['a key of a stranger’s bot', `UPDATE api_keys SET business_id = $STRANGER WHERE business_id = $B`, ['I6']],
  [
    'a counter of a stranger',
    `UPDATE usage_counters SET business_id = $STRANGER WHERE business_id = $B`,
    ['I6'],
  ],
  ['a business that is gone', `DELETE FROM businesses WHERE id = $B`, ['I6']],
  [
    'a test clock that is not the business’s',
    `UPDATE subscriptions SET test_clock_id = NULL WHERE business_id = $B`,
    ['I6'],
  ],
  [
    'an invitation into no business',
    `INSERT INTO invitations VALUES (gen_random_uuid(), gen_random_uuid(), 'a@example.com', 'member', 'pending', 'x', now(), now())`,
    ['I6'],
  ],
  [
    'a link to a stranger’s invitation',
    `INSERT INTO invitations VALUES ($STRANGER, $B, 'a@example.com', 'member', 'revoked', 'x', now(), now()); INSERT INTO invitation_tokens VALUES ($B, '\\x00', $B, true)`,
    ['I6'],
  ],
  [
    'a gap between events',
    `${EVENTS([4, 6], 6)} UPDATE events SET type = 'business.edited' WHERE position > 1e9`,
    ['I10'],
  ],
  ['an event that its business does not count', EVENTS([4], 3), ['I10']],
  ['a share of a limit that is told twice', EVENTS([4, 5], 5), ['I11']],
  ['no owner', `UPDATE members SET role = 'admin' WHERE business_id = $B AND role = 'owner'`, ['I7']],
  [
    'two owners',
    `INSERT INTO members SELECT business_id, gen_random_uuid(), kind, user_id, name, role, scopes, false, created_at FROM members WHERE business_id = $B AND role = 'owner'`,
    ['I7'],
  ],
  [
    'a cycle that goes on after a cut',
    `UPDATE cycles SET cut_short = true WHERE business_id = $B AND index = 1`,
    ['I9'],
  ],
  [
    'a cycle with a new anchor though its plan stays',
    `UPDATE cycles SET anchor = starts_at, turn = 0, ends_at = ((starts_at AT TIME ZONE 'UTC') + every) AT TIME ZONE 'UTC' WHERE business_id = $B AND index = 3;
     UPDATE subscriptions s SET anchor = c.anchor, turn = 0, cycle_ends_at = c.ends_at, due_at = c.ends_at FROM cycles c WHERE s.business_id = $B AND c.business_id = $B AND c.index = 3`,
    ['I9'],
  ],
  [
    'a plan that nobody chose',
    `UPDATE cycles SET plan_version_id = (SELECT id FROM plan_versions WHERE plan_code = 'pro') WHERE business_id = $B AND index = 2`,
    ['I9'],
  ],
  [
    'a subscription that goes on though its plan ends it',
    `UPDATE plan_versions SET after_cycle = 'end' WHERE plan_code = 'monthly'`,
    ['I9'],
  ],
  [
    'a beginning in the middle',
    `UPDATE cycles SET turn = 1 WHERE business_id = $B AND index = 0`,
    ['I3', 'I9'],
  ],
  ['a cycle that began after an edit and missed it', EDITED_IN_REAL_TIME, ['I9']],
  [
    'a cycle under a version that is younger than it',
    `${EDITED_IN_REAL_TIME} ${EDITED(3)} ${EDITED(2)}
     UPDATE subscriptions SET plan_version_id = '01900000-0000-7000-8000-00000000beef' WHERE business_id = $B`,
    ['I9'],
  ],
  [
    'a trial of days and an hour that no operator extended',
    `UPDATE cycles SET starts_at = ${moved('starts_at', '-1 hour')} WHERE business_id = $B AND index = 0`,
    ['I3'],
  ],
  ['a trial that was never used up', `DELETE FROM plan_trials WHERE business_id = $B`, ['I9']],
  [
    'a trial that its owner did not use up',
    `DELETE FROM user_trials t USING members m WHERE m.business_id = $B AND m.user_id = t.user_id`,
    ['I9'],
  ],
  [
    'a change that no version counts',
    `UPDATE subscriptions SET version = cycle_index WHERE business_id = $B`,
    ['I9'],
  ],
  ['a state that there is not', `UPDATE subscriptions SET status = 'paused' WHERE business_id = $B`, ['I9']],
  ['a debt of nothing', `UPDATE subscriptions SET status = 'pastDue' WHERE business_id = $B`, ['I13']],
  ['an invoice of no cycle', INVOICE({ cycle: 99 }), ['I13']],
  ['a declined invoice that nobody is past due for', INVOICE({ declined: true }), ['I13']],
  [
    'an invoice that is open after the end',
    `${INVOICE({})}
     UPDATE subscriptions SET status = 'ended', ended_at = cycle_ends_at, end_reason = 'unpaid', due_at = NULL, version = version + 1 WHERE business_id = $B`,
    ['I13', 'I9'],
  ],
  ['a refund without a credit note', `${INVOICE({})} UPDATE invoices SET refunded = 1`, ['I13']],
  ['a change that was paid for nothing', INVOICE({ change: true }), ['I13']],
  [
    'a server that is at it for ever',
    `${INVOICE({})} UPDATE invoices SET in_flight_until = '2000-01-01'`,
    ['I13'],
  ],
  ['a number that is left out', `${INVOICE({})} UPDATE invoices SET number = 'INV-000002'`, ['I13']],
  [
    'an end that the plan does not know',
    `UPDATE subscriptions SET status = 'ended', ended_at = cycle_ends_at, end_reason = 'expired', due_at = NULL, version = version + 1 WHERE business_id = $B`,
    ['I9'],
  ],
  [
    'a cancel that nobody asked for',
    `UPDATE subscriptions SET cancel_at_cycle_end = true WHERE business_id = $B`,
    ['I9'],
  ],
  [
    'a next plan that nobody asked for',
    `UPDATE subscriptions SET pending_plan_code = 'free' WHERE business_id = $B`,
    ['I9'],
  ],
  [
    'a closed business whose subscription lives',
    `UPDATE businesses SET closed_at = now() WHERE id = $B; UPDATE api_keys SET revoked_at = now() WHERE business_id = $B`,
    ['I9'],
  ],
  [
    'a closed business with a live key',
    `UPDATE businesses SET closed_at = now() WHERE id = $B`,
    ['I14', 'I9'],
  ],
  [
    'a closed business with an open invitation',
    `UPDATE businesses SET closed_at = now() WHERE id = $B; UPDATE api_keys SET revoked_at = now() WHERE business_id = $B;
     INSERT INTO invitations (business_id, id, created_at, email, expires_at, invited_by, role, status)
     VALUES ($B, gen_random_uuid(), now(), 'late@example.com', now() + interval '1 day', 'Ada', 'member', 'pending')`,
    ['I14', 'I9'],
  ],
  [
    'an ended subscription that lives again',
    `INSERT INTO audit_log VALUES ($B, gen_random_uuid(), now(), 'operator', NULL, 'subscription.resumed', 'subscription', 'x', '{"status": "ended", "subscriptionId": "x", "cycleIndex": 1, "cancelAtCycleEnd": true}', '{"status": "active", "subscriptionId": "x", "cycleIndex": 1, "cancelAtCycleEnd": false}')`,
    ['I9'],
  ],
];

describe('The invariants', () => {
  let tenure: Tenure;
  let line: CommandLine;
  let client: pg.Client;
  let harmed: Customer & { clockId: string };
  let stranger: Customer & { clockId: string };

  beforeAll(async () => {
    [tenure, line] = await Promise.all([startTenure(), CommandLine.start()]);
    const operator = await tenure.operator();
    const terms = {
      price: { amount: 0, currency: 'USD' },
      interval: { unit: 'month', count: 1 },
      limits: { recordings: 5, seats: 1 },
    };
    const plan = { code: 'monthly', name: 'Monthly', trialDays: 3, whenTrialEnds: 'renew', ...terms };
    expect(await tenure.post('/v1/admin/plans', { token: operator, body: plan })).toMatchObject({
      status: 201,
    });
    harmed = await tenure.onTestClock(operator, '2025-01-28T10:00:00.123Z', 'monthly');
    stranger = await tenure.onTestClock(operator, '2025-01-28T10:00:00.123Z', 'monthly');
    const advance = { token: operator, body: { to: '2025-04-15T00:00:00Z' } };
    for (const { clockId, key } of [harmed, stranger]) {
      expect(await tenure.post(`/v1/admin/test-clocks/${clockId}/advance`, advance)).toMatchObject({
        status: 200,
      });
      expect(await tenure.post('/v1/usage', { key, body: { feature: 'recordings' } })).toMatchObject({
        status: 200,
      });
    }
    client = new pg.Client({ connectionString: tenure.databaseUrl });
    await client.connect();
    await dropConstraints(client);
  });
  afterAll(async () => {
    await client.end();
    await line.stop();
    await tenure.close();
  });

  const seen = async () =>
    (await violations(client, { auditDays: null })).filter(({ count }) => count > 0).map(({ id }) => id);

  it('hold in a healthy database, and each says how often it is violated', async () => {
    const found = await violations(tenure.databaseUrl, { auditDays: null });
    expect(found.map(({ id }) => id)).toEqual(IDS);
    expect(found.filter(({ count, examples }) => count > 0 || examples.length > 0)).toEqual([]);
  });

  it('are each proved able to fail', () => {
    const seenInRows = [...new Set(DAMAGE.flatMap(([, , seenBy]) => seenBy))].toSorted();
    expect([...seenInRows, 'I8'].toSorted()).toEqual(IDS);
  });

  it('see connections that were left after BEGIN, and with a lock', async () => {
    const forgetful = ['BEGIN', 'SELECT pg_advisory_lock(1)'].map((left) => {
      const connection = new pg.Client({ connectionString: tenure.databaseUrl });
      return { connection, left };
    });
    for (const { connection: each, left } of forgetful) await each.connect().then(() => each.query(left));
    await sleep(1_100);
    for (const { connection: each } of forgetful) {
      expect(await seen()).toEqual(['I8']);
      await each.end();
      // Its backend takes a moment to go.
      await sleep(100);
    }
    expect(await seen()).toEqual([]);
  });

  it.each(DAMAGE)('see %s', async (_name, sql, seenBy) => {
    const damage = sql
      .replaceAll('$B', `'${harmed.businessId}'`)
      .replaceAll('$STRANGER', `'${stranger.businessId}'`);
    await within(async () => {
      await client.query(damage);
      expect(await seen()).toEqual(seenBy);
    });
  });

  const run = async (databaseUrl: string, args: string[] = [], settings: Record<string, string> = {}) => {
    const env = { ...process.env, DATABASE_URL: databaseUrl, ...settings };
    const { code, stdout } = await line.run(['check', 'invariants', ...args], env);
    return { code, output: stdout };
  };

  it('are printed one a line, also as JSON, and the exit code says whether all hold', async () => {
    const sound = await run(tenure.databaseUrl);
    expect(sound.code).toBe(0);
    expect(sound.output.trim().split('\n')).toEqual(IDS.map((id) => expect.stringMatching(`^${id} 0 \\S`)));
    const json = await run(tenure.databaseUrl, ['--json']);
    expect(JSON.parse(json.output)).toHaveLength(IDS.length);
    const tenureWithDamage = await startTenure();
    try {
      const customer = await tenureWithDamage.signUp();
      const path = `/v1/admin/businesses/${customer.businessId}/subscription`;
      const token = await tenureWithDamage.operator();
      expect((await tenureWithDamage.put(path, { token, body: { planCode: 'pro' } })).status).toBe(200);
      await tenureWithDamage.dataSource.query('DELETE FROM audit_log');
      await tenureWithDamage.dataSource.query(
        `UPDATE businesses SET created_at = now() - interval '400 days'`,
      );
      expect((await run(tenureWithDamage.databaseUrl)).output).toMatch(/^I9 [1-9]/m);
      const cut = await run(tenureWithDamage.databaseUrl, [], { AUDIT_DAYS: '365' });
      expect(cut.output).toMatch(
        /^I9 0 .*\n {3}not checked: [1-9]\d*, because the audit log keeps only AUDIT_DAYS days$/m,
      );
      await tenureWithDamage.dataSource.query(`UPDATE members SET role = 'admin' WHERE role = 'owner'`);
      const broken = await run(tenureWithDamage.databaseUrl);
      expect(broken.code).toBe(1);
      expect(broken.output).toMatch(/^I7 1 /m);
    } finally {
      await tenureWithDamage.close();
    }
  });

  /** The checks open a transaction of their own; here it becomes a savepoint of one that is taken back. */
  async function within(work: () => Promise<void>): Promise<void> {
    const original = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    await original('BEGIN');
    client.query = ((...args: unknown[]) => {
      const [text] = args;
      if (typeof text === 'string' && text.startsWith('BEGIN')) return original('SAVEPOINT checking');
      if (text === 'ROLLBACK') return original('ROLLBACK TO checking');
      return original(...args);
    }) as typeof client.query;
    try {
      await work();
    } finally {
      client.query = original as typeof client.query;
      await client.query('ROLLBACK');
    }
  }
});

/** Everything by which the database itself would have refused the damage. */
async function dropConstraints(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; name: string }>(
    `SELECT conrelid::regclass::text AS table, conname AS name FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND contype <> 'n' AND conrelid <> 'migrations'::regclass
     ORDER BY contype = 'f' DESC`,
  );
  for (const { table, name } of rows) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  await client.query('DROP INDEX subscriptions_one_live, members_one_owner');
}
