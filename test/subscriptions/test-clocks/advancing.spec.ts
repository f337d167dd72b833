import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { moved } from '../../support/statements.js';
import type { Customer } from '../../support/tenure.js';
import { Scene } from '../renewals/scene.js';

const START = '2025-01-31T10:00:00.123Z';

describe('A test clock', () => {
  let scene: Scene;
  beforeAll(async () => (scene = await Scene.start('2025-01-15T00:00:00Z', { deadlocksSoon: true })));
  beforeEach(() => scene.beginAnew('2025-01-15T00:00:00Z'));
  afterEach(() => scene.expectInvariants());
  afterAll(() => scene.close());

  const create = (planCode: string, now = START) => scene.tenure.onTestClock(scene.operator, now, planCode);
  const advance = ({ clockId }: { clockId: string }, to: string) =>
    scene.tenure.post(`/v1/admin/test-clocks/${clockId}/advance`, { token: scene.operator, body: { to } });
  const clocks = async () =>
    (await scene.tenure.get('/v1/admin/test-clocks', { token: scene.operator })).body.data;

  async function another(clockId: string, planCode: string): Promise<{ businessId: string; key: string }> {
    const owner = {
      email: `${randomUUID()}@example.com`,
      firstName: 'Ada',
      lastName: 'L',
      password: 'correct horse battery',
    };
    const body = { name: 'Another', planCode, testClockId: clockId, owner };
    const answer = await scene.tenure.post('/v1/admin/businesses', { token: scene.operator, body });
    expect(answer.status).toBe(201);
    return { businessId: answer.body.business.id, key: answer.body.bot.apiKey };
  }

  it('turns every cycle that is over, to the millisecond, and says how many', async () => {
    const customer = await create(await scene.plan());
    const { key } = customer;
    expect((await scene.consume(key, 10)).status).toBe(200);
    expect((await advance(customer, '2025-02-28T10:00:00.122Z')).body).toMatchObject({ renewed: 0 });
    expect((await scene.consume(key)).status).toBe(402);
    expect(await advance(customer, '2025-02-28T10:00:00.123Z')).toMatchObject({
      status: 200,
      body: { id: customer.clockId, now: '2025-02-28T10:00:00.123Z', renewed: 1, switched: 0, ended: 0 },
    });
    expect((await scene.consume(key, 10)).body).toMatchObject({ used: 10, cycle: { index: 1 } });
    expect((await advance(customer, '2026-01-31T10:00:00.123Z')).body).toMatchObject({ renewed: 11 });
    expect(await scene.cycles(customer.businessId)).toHaveLength(13);
  });

  it('counts what requests of its businesses turn while it advances, and each turn once', async () => {
    const plan = await scene.plan();
    const slow = await create(plan);
    const quick = await another(slow.clockId, plan);
    const holder = await scene.transaction();
    await holder.query('SELECT 1 FROM subscriptions WHERE business_id = $1 FOR NO KEY UPDATE', [
      slow.businessId,
    ]);
    const advanced = advance(slow, '2025-03-10T00:00:00Z');
    await scene.untilSomebodyWaitsFor(holder);
    expect((await scene.consume(quick.key)).body).toMatchObject({ cycle: { index: 1 } });
    await holder.query('COMMIT');
    await holder.end();
    expect(await advanced).toMatchObject({ status: 200, body: { renewed: 2, switched: 0, ended: 0 } });
    expect((await advance(slow, '2025-03-11T00:00:00Z')).body).toMatchObject({ renewed: 0 });
  });

  it('counts switches and ends too', async () => {
    const last = await scene.plan({ whenCycleEnds: 'end' });
    const customer = await create(await scene.plan({ whenCycleEnds: { switchTo: last } }));
    expect((await advance(customer, '2027-01-01T00:00:00Z')).body).toMatchObject({
      renewed: 0,
      switched: 1,
      ended: 1,
    });
    expect(await scene.subscription(customer.businessId)).toMatchObject({
      endedAt: '2025-03-31T10:00:00.123Z',
    });
  });

  it('goes forward only', async () => {
    const customer = await create(await scene.plan());
    for (const to of [START, '2025-01-31T10:00:00.122Z', '2024-01-01T00:00:00Z']) {
      expect(await advance(customer, to)).toMatchObject({ status: 409, body: { code: 'clock_not_forward' } });
    }
    expect(await clocks()).toEqual([{ id: customer.clockId, now: START, name: null, payments: 'succeed' }]);
  });

  it('moves nothing when more than 10,000 cycles lie ahead, and moves when 10,000 do', async () => {
    const daily = await scene.plan({ interval: { unit: 'day', count: 1 } });
    const customer = await create(daily);
    for (let n = 1; n < 40; n += 1) await another(customer.clockId, daily);
    const start = new Date(Date.parse(START) + 3_600_000).toISOString();
    expect((await advance(customer, start)).body).toMatchObject({ renewed: 0 });
    // One cycle more, an hour after the ten thousandth.
    await another(customer.clockId, await scene.plan({ interval: { unit: 'day', count: 250 } }));
    const end = (from: string) => new Date(Date.parse(from) + 250 * 86_400_000).toISOString();
    const cycles = async () =>
      (await scene.sql.query('SELECT count(*)::integer AS n FROM cycles')).rows[0] as { n: number };
    expect(await advance(customer, end(start))).toMatchObject({
      status: 422,
      body: { code: 'too_many_cycles' },
    });
    expect(await clocks()).toEqual([{ id: customer.clockId, now: start, name: null, payments: 'succeed' }]);
    expect(await cycles()).toEqual({ n: 41 });
    expect(await advance(customer, end(START))).toMatchObject({ status: 200, body: { renewed: 10_000 } });
    expect(await cycles()).toEqual({ n: 10_041 });
  });

  it('rolls in order of due time', async () => {
    const customer = await create(await scene.plan({ interval: { unit: 'week', count: 2 } }));
    await another(customer.clockId, await scene.plan({ interval: { unit: 'day', count: 10 } }));
    await scene.sql.query(`
      CREATE TABLE opened (place serial, starts_at timestamptz, pass bigint);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO opened (starts_at, pass) VALUES (NEW.starts_at, (extract(epoch FROM statement_timestamp()) * 1000000)::bigint); RETURN NEW;
      END $$;
      CREATE TRIGGER note AFTER INSERT ON cycles FOR EACH ROW EXECUTE FUNCTION note()`);
    expect((await advance(customer, '2025-03-05T00:00:00Z')).body).toMatchObject({ renewed: 5 });
    const { rows } = await scene.sql.query<{ pass: string }>('SELECT pass FROM opened ORDER BY place');
    // Pass by pass: both, both, then the one that is still due.
    const rounds = [...new Set(rows.map(({ pass }) => pass))];
    expect(rounds.map((pass) => rows.filter((row) => row.pass === pass).length)).toEqual([2, 2, 1]);
    await scene.sql.query('DROP FUNCTION note CASCADE');
  });

  const midway = async (): Promise<
    Customer & { clockId: string; other: { businessId: string; key: string } }
  > => {
    const customer = await create(await scene.plan());
    const other = await another(customer.clockId, await scene.plan());
    // The server has died right after it has committed the clock's new time.
    await scene.sql.query('UPDATE test_clocks SET now = $1', ['2025-05-15T00:00:00Z']);
    return { ...customer, other };
  };

  it('killed midway, is finished by each business’s own requests', async () => {
    const { key, businessId, other } = await midway();
    expect((await scene.consume(key)).body).toMatchObject({ used: 1, cycle: { index: 3 } });
    expect(await scene.subscription(other.businessId)).toMatchObject({ cycle: { index: 3 } });
    expect(await scene.cycles(businessId)).toHaveLength(4);
  });

  it('killed midway, is finished by the next advance', async () => {
    const customer = await midway();
    expect((await advance(customer, '2025-05-15T00:00:00.001Z')).body).toMatchObject({ renewed: 6 });
  });

  it('advanced by two operators at once, turns each cycle once', async () => {
    const customer = await create(await scene.plan());
    const answers = await Promise.all([
      advance(customer, '2025-12-15T00:00:00Z'),
      advance(customer, '2026-06-15T00:00:00Z'),
      scene.subscription(customer.businessId),
    ]);
    const renewed = answers.slice(0, 2).filter(({ status }) => status === 200);
    expect(renewed.length).toBeGreaterThanOrEqual(1);
    expect(await clocks()).toEqual([
      { id: customer.clockId, now: '2026-06-15T00:00:00.000Z', name: null, payments: 'succeed' },
    ]);
    expect(await scene.cycles(customer.businessId)).toHaveLength(17);
  });

  it('advanced while a business begins again after its end, waits for it, and neither waits for ever', async () => {
    const last = await scene.plan({ whenCycleEnds: 'end' });
    const next = await scene.plan({ trialDays: 3 });
    const customer = await create(last);
    const { businessId } = customer;
    // The clock has moved, and the end of the cycle is still to be written: by the request, or by the next advance.
    await scene.sql.query('UPDATE test_clocks SET now = $1', ['2025-05-15T00:00:00Z']);
    const other = await scene.transaction();
    try {
      // Keeps the request at the moment when it has ended the old subscription and not yet begun the new one.
      await other.query('INSERT INTO plan_trials VALUES ($1, $2, now())', [businessId, next]);
      const begun = scene.tenure.put(`/v1/admin/businesses/${businessId}/subscription`, {
        token: scene.operator,
        body: { planCode: next },
      });
      await scene.untilSomebodyWaitsFor(other);
      const advanced = advance(customer, '2025-05-15T00:00:00.001Z');
      await scene.untilTheyWait(2);
      // Whoever waits looks for a deadlock once, after 20 ms: the advance has looked, and the request is yet to.
      await sleep(100);
      await other.query('ROLLBACK');
      expect([(await begun).status, (await advanced).status]).toEqual([200, 200]);
    } finally {
      await other.end();
    }
    expect(await scene.subscription(businessId)).toMatchObject({ status: 'active', plan: { code: next } });
  });

  it('is passed over by the loop, whatever real time it is', async () => {
    const customer = await create(await scene.plan());
    const live = await scene.signUp(await scene.plan());
    for (const now of ['2025-06-01T00:00:00Z', '2060-01-01T00:00:00Z', '2003-01-01T00:00:00Z']) {
      scene.clock.set(now);
      expect(await scene.loopState()).toMatchObject({ due: now.startsWith('2003') ? 0 : 1 });
      await scene.run();
      expect((await scene.consume(customer.key)).body).toMatchObject({
        cycle: { index: 0, startsAt: START },
      });
      expect(await scene.subscription(customer.businessId)).toMatchObject({ cycle: { index: 0 } });
    }
    expect(await scene.cycles(customer.businessId)).toHaveLength(1);
    expect((await scene.cycles(live.businessId)).length).toBeGreaterThan(400);
  });

  it('moves nobody but its own businesses', async () => {
    const plan = await scene.plan();
    const [one, two, live] = [await create(plan), await create(plan), await scene.signUp(plan)];
    await advance(one, '2030-01-01T00:00:00Z');
    expect((await scene.cycles(one.businessId)).length).toBeGreaterThan(50);
    expect(await scene.cycles(two.businessId)).toHaveLength(1);
    expect(await scene.cycles(live.businessId)).toHaveLength(1);
  });

  it('goes on past a business that cannot be renewed, which the operator sees', async () => {
    const customer = await create(await scene.plan());
    const other = await another(customer.clockId, await scene.plan());
    await scene.sql.query(
      `UPDATE subscriptions SET cycle_ends_at = ${moved('cycle_ends_at', '-1 day')}, due_at = ${moved('due_at', '-1 day')}
       WHERE business_id = $1`,
      [customer.businessId],
    );
    expect((await advance(customer, '2025-05-15T00:00:00Z')).body).toMatchObject({ renewed: 3 });
    expect(await scene.cycles(other.businessId)).toHaveLength(4);
    expect((await scene.loopState()).setAside).toMatchObject([{ businessId: customer.businessId }]);
    await scene.sql.query(
      `UPDATE subscriptions s SET cycle_ends_at = c.ends_at FROM cycles c
       WHERE s.business_id = $1 AND c.business_id = $1`,
      [customer.businessId],
    );
    expect((await advance(customer, '2025-05-16T00:00:00Z')).body).toMatchObject({ renewed: 3 });
  });
});
