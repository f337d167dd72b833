import pg from 'pg';
import { ADVISORY_LOCKS } from '../../../src/database/advisory-locks.js';
import { CANCEL } from '../../../src/subscriptions/cycles/cycles.sql.js';
import { RENEW_BUSINESS } from '../../../src/subscriptions/renewals/renewals.sql.js';
import { expectInvariants } from '../../support/invariants.js';
import { type Customer, FakeClock, startTenure, type Tenure } from '../../support/tenure.js';
import { ACTIVITY } from '../../support/row-lock.js';
import { runOn } from '../../support/statements.js';
import { until } from '../../support/until.js';

const START = '2031-01-01T00:00:00.000Z';
/** Three cycles of 15 days are over. */
const LATE = '2031-02-20T00:00:00.000Z';

describe('What the loop read before somebody else wrote', () => {
  const clock = new FakeClock();
  let tenure: Tenure;
  let operator: string;
  let other: pg.Client;
  beforeAll(async () => {
    clock.set(START);
    tenure = await startTenure({}, clock);
    operator = await tenure.operator();
    other = new pg.Client({ connectionString: tenure.databaseUrl });
    await other.connect();
  });
  beforeEach(() => clock.set(START));
  afterEach(() => expectInvariants(tenure.databaseUrl));
  afterAll(async () => {
    await other.end();
    await tenure.close();
  });

  /** The loop waits for a row that another transaction holds; what that one writes is what the loop read no more. */
  async function whileTheLoopWaits({ businessId }: Customer, write: () => Promise<unknown>) {
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM subscriptions WHERE business_id = $1 FOR NO KEY UPDATE', [businessId]);
    const loop = tenure.post('/v1/admin/renewals', { token: operator });
    await waiting();
    await write();
    await other.query('COMMIT');
    return loop;
  }

  async function waiting(): Promise<void> {
    const locked = `SELECT 1 FROM ${ACTIVITY} WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await until(async () => (await tenure.dataSource.query(locked)).length > 0, 'the loop waits');
  }

  const renewElsewhere = ({ businessId }: Customer) =>
    runOn(other, RENEW_BUSINESS.all, { now: new Date(LATE), businessId });
  /** As the other transaction's server writes it, with its line in the audit log. */
  const cancelElsewhere = async ({ businessId, subscription }: Customer) => {
    const uncanceled = {
      subscriptionId: subscription.id,
      status: 'active',
      cycleIndex: 0,
      cancelAtCycleEnd: false,
    };
    await runOn(other, CANCEL, { businessId, id: subscription.id, version: 1, canceled: true });
    await other.query(
      `INSERT INTO audit_log (business_id, id, at, actor_kind, action, target_kind, target_id, before, after)
       VALUES ($1, gen_random_uuid(), now(), 'operator', 'subscription.canceled', 'subscription', $2, $3, $4)`,
      [businessId, subscription.id, uncanceled, { ...uncanceled, cancelAtCycleEnd: true }],
    );
  };
  const cycles = async ({ token }: Customer) =>
    (await tenure.get('/v1/subscription/cycles', { token })).body.data.map((cycle: any) =>
      cycle.startsAt.slice(0, 10),
    );

  it('is not written: a row that was renewed meanwhile, and is still due, is renewed from where it is', async () => {
    const customer = await tenure.signUp();
    clock.set(LATE);
    const loop = await whileTheLoopWaits(customer, () => renewElsewhere(customer));
    expect(loop).toMatchObject({ status: 200, body: { renewed: 2, setAside: 0 } });
    expect(await cycles(customer)).toEqual(['2031-02-15', '2031-01-31', '2031-01-16', '2031-01-01']);
  });

  it('is not written: a cancel that came meanwhile ends the subscription, and nothing renews it', async () => {
    const customer = await tenure.signUp();
    clock.set(LATE);
    const loop = await whileTheLoopWaits(customer, () => cancelElsewhere(customer));
    expect(loop).toMatchObject({ status: 200, body: { renewed: 0, ended: 1 } });
    expect(await cycles(customer)).toEqual(['2031-01-01']);
  });

  it('is not written when another server has renewed everything meanwhile, up to the same instant', async () => {
    const customer = await tenure.signUp();
    clock.set(LATE);
    const loop = await whileTheLoopWaits(customer, async () => {
      for (let turn = 0; turn < 3; turn += 1) await renewElsewhere(customer);
    });
    expect(loop).toMatchObject({ status: 200, body: { renewed: 0, setAside: 0 } });
    expect(await cycles(customer)).toHaveLength(4);
  });

  it('a cycle that opens while running cycles are edited meets the edit', async () => {
    // A plan of its own: those who are on "free" have lived on until February already.
    const plan = {
      code: 'edited',
      name: 'Edited',
      price: { amount: 0, currency: 'USD' },
      interval: { unit: 'day', count: 15 },
    };
    expect(await tenure.post('/v1/admin/plans', { token: operator, body: plan })).toMatchObject({
      status: 201,
    });
    const customer = await tenure.signUp({ planCode: 'edited' });
    clock.set('2031-01-17T00:00:00.000Z');
    await other.query('BEGIN');
    await other.query(`SELECT pg_advisory_xact_lock_shared(${ADVISORY_LOCKS.cycles})`);
    await renewElsewhere(customer);
    const body = { limits: { recordings: 7, seats: 3 } };
    const edit = tenure.patch('/v1/admin/plans/edited?runningCycles=true', { token: operator, body });
    await waiting();
    await other.query('COMMIT');
    expect(await edit).toMatchObject({ status: 200 });
    const [open] = (await tenure.get('/v1/subscription/cycles', { token: customer.token })).body.data;
    expect(open.usage.recordings.limit).toBe(7);
  });

  it('a cycle is over at its very end, and not a millisecond before', async () => {
    const customer = await tenure.signUp();
    const end = Date.parse(customer.subscription.cycle.endsAt);
    const loop = async (at: number) => {
      clock.set(new Date(at));
      return (await tenure.post('/v1/admin/renewals', { token: operator })).body.renewed;
    };
    await loop(end - 2);
    expect([await loop(end - 1), await loop(end), await loop(end)]).toEqual([0, 1, 0]);
  });

  it('is not read before an edit of the plan ends, by a sign-up: its trial is that of the edit', async () => {
    const setTrial = (on: pg.Client, days: number) =>
      on.query(
        `UPDATE plan_versions SET trial_days = $1 WHERE newest AND plan_code = (SELECT code FROM plans WHERE is_default)`,
        [days],
      );
    await setTrial(other, 14);
    await other.query('BEGIN');
    await other.query(`SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.cycles})`);
    await setTrial(other, 0);
    const signUp = tenure.signUp();
    await waiting();
    await other.query('COMMIT');
    expect((await signUp).subscription).toMatchObject({ status: 'active' });
  });
});
