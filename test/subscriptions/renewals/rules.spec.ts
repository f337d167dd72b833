import { boundary } from '../../../invariants/calendar.js';
import { RENEW_ALL } from '../../../src/subscriptions/renewals/renewals.sql.js';
import { runOn } from '../../support/statements.js';
import { Scene } from './scene.js';

const START = '2025-01-31T10:00:00.123Z';

describe('When a cycle is over', () => {
  let scene: Scene;
  beforeAll(async () => (scene = await Scene.start(START)));
  beforeEach(() => scene.beginAnew(START));
  afterEach(() => scene.expectInvariants());
  afterAll(() => scene.close());

  it('the next one begins with a counter of its own, and the old one stays as history', async () => {
    const { businessId, key } = await scene.signUp(await scene.plan());
    expect((await scene.consume(key, 10)).body).toMatchObject({
      used: 10,
      remaining: 0,
      cycle: { index: 0 },
    });
    scene.clock.set('2025-02-28T10:00:00.122Z');
    expect(await scene.run()).toEqual({ renewed: 0, switched: 0, ended: 0, setAside: 0 });
    expect((await scene.consume(key)).status).toBe(402);
    scene.clock.set('2025-02-28T10:00:00.123Z');
    expect(await scene.run()).toEqual({ renewed: 1, switched: 0, ended: 0, setAside: 0 });
    expect((await scene.consume(key, 3)).body).toMatchObject({
      used: 3,
      cycle: { index: 1, startsAt: '2025-02-28T10:00:00.123Z', endsAt: '2025-03-31T10:00:00.123Z' },
    });
    const { rows } = await scene.sql.query('SELECT used FROM usage_counters ORDER BY cycle_index');
    expect(rows.map(({ used }) => Number(used))).toEqual([10, 3]);
    expect(await scene.boundaries(businessId)).toEqual([
      START,
      '2025-02-28T10:00:00.123Z',
      '2025-03-31T10:00:00.123Z',
    ]);
  });

  it('a plan that ends does end, at the end of its cycle, and spending is refused', async () => {
    const { businessId, key } = await scene.signUp(await scene.plan({ whenCycleEnds: 'end' }));
    scene.clock.set('2025-06-01T00:00:00Z');
    expect(await scene.run()).toEqual({ renewed: 0, switched: 0, ended: 1, setAside: 0 });
    expect(await scene.subscription(businessId)).toMatchObject({
      status: 'ended',
      endReason: 'expired',
      endedAt: '2025-02-28T10:00:00.123Z',
      cycle: { index: 0 },
    });
    expect(await scene.consume(key)).toMatchObject({ status: 403, body: { code: 'no_active_subscription' } });
    expect(await scene.run()).toEqual({ renewed: 0, switched: 0, ended: 0, setAside: 0 });
  });

  it('a switch to a plan of the same interval keeps the anchor', async () => {
    const next = await scene.plan({ limits: { recordings: 99, seats: 1 } });
    const { businessId, key } = await scene.signUp(await scene.plan({ whenCycleEnds: { switchTo: next } }));
    scene.clock.set('2025-03-05T00:00:00Z');
    expect(await scene.run()).toEqual({ renewed: 0, switched: 1, ended: 0, setAside: 0 });
    scene.clock.set('2025-04-01T00:00:00Z');
    expect(await scene.run()).toEqual({ renewed: 1, switched: 0, ended: 0, setAside: 0 });
    expect((await scene.consume(key)).body).toMatchObject({ limit: 99 });
    expect(await scene.boundaries(businessId)).toEqual([
      START,
      '2025-02-28T10:00:00.123Z',
      '2025-03-31T10:00:00.123Z',
      '2025-04-30T10:00:00.123Z',
    ]);
  });

  it('a switch to a plan of another interval is anchored at the boundary', async () => {
    const next = await scene.plan({ interval: { unit: 'month', count: 2 } });
    const { businessId } = await scene.signUp(await scene.plan({ whenCycleEnds: { switchTo: next } }));
    scene.clock.set('2025-05-01T00:00:00Z');
    expect(await scene.run()).toEqual({ renewed: 1, switched: 1, ended: 0, setAside: 0 });
    expect(await scene.boundaries(businessId)).toEqual([
      START,
      '2025-02-28T10:00:00.123Z',
      '2025-04-28T10:00:00.123Z',
      '2025-06-28T10:00:00.123Z',
    ]);
  });

  it.each([
    ['renew', { renewed: 1, switched: 0, ended: 0 }, 'active'],
    ['end', { renewed: 0, switched: 0, ended: 1 }, 'ended'],
  ])(
    'a trial whose plan says %s does so, anchored where the trial ends',
    async (whenTrialEnds, counts, status) => {
      const plan = await scene.plan({ trialDays: 14, whenTrialEnds, whenCycleEnds: 'renew' });
      const { businessId, subscription } = await scene.signUp(plan);
      expect(subscription).toMatchObject({
        status: 'trialing',
        trialEndsAt: '2025-02-14T10:00:00.123Z',
        cycle: { trial: true },
      });
      scene.clock.set('2025-02-20T00:00:00Z');
      expect(await scene.run()).toEqual({ ...counts, setAside: 0 });
      const trial = [START, '2025-02-14T10:00:00.123Z'];
      expect(await scene.subscription(businessId)).toMatchObject({ status });
      expect(await scene.boundaries(businessId)).toEqual(
        status === 'ended' ? trial : [...trial, '2025-03-14T10:00:00.123Z'],
      );
    },
  );

  it.each([
    [1, '2025-03-14T10:00:00.123Z'],
    [3, '2025-05-14T10:00:00.123Z'],
  ])('a trial switches to a plan of %i months, anchored where the trial ends', async (count, endsAt) => {
    const next = await scene.plan({ interval: { unit: 'month', count } });
    const { businessId } = await scene.signUp(
      await scene.plan({ trialDays: 14, whenTrialEnds: { switchTo: next } }),
    );
    scene.clock.set('2025-02-14T10:00:00.123Z');
    expect(await scene.run()).toEqual({ renewed: 0, switched: 1, ended: 0, setAside: 0 });
    expect(await scene.subscription(businessId)).toMatchObject({ status: 'active', plan: { code: next } });
    expect(await scene.boundaries(businessId)).toEqual([START, '2025-02-14T10:00:00.123Z', endsAt]);
  });

  it('a pending cancel ends it, before any pending plan', async () => {
    const { businessId } = await scene.signUp(await scene.plan());
    await scene.byOperator('PUT', businessId, '', { planCode: 'free', when: 'cycleEnd' });
    await scene.byOperator('POST', businessId, '/cancel');
    scene.clock.set('2025-04-01T00:00:00Z');
    expect(await scene.run()).toEqual({ renewed: 0, switched: 0, ended: 1, setAside: 0 });
    expect(await scene.subscription(businessId)).toMatchObject({ status: 'ended', endReason: 'canceled' });
  });

  it('a pending plan takes over once, before what the plan itself says', async () => {
    const { businessId } = await scene.signUp(await scene.plan({ whenCycleEnds: 'end' }));
    const pending = await scene.plan();
    await scene.byOperator('PUT', businessId, '', { planCode: pending, when: 'cycleEnd' });
    scene.clock.set('2025-04-01T00:00:00Z');
    expect(await scene.run()).toEqual({ renewed: 1, switched: 1, ended: 0, setAside: 0 });
    expect(await scene.subscription(businessId)).toMatchObject({
      plan: { code: pending },
      pendingPlan: null,
    });
  });

  it('the search for prices per seat reads each version of a plan a few times, however many there are', async () => {
    const plan = await scene.plan();
    await scene.signUp(await scene.plan());
    await scene.sql.query(
      `INSERT INTO plan_versions (id, plan_code, number, newest, per_seat, price_amount, trial_days, after_cycle, after_trial, created_at)
       SELECT gen_random_uuid(), plan_code, number + n, false, true, price_amount, trial_days, after_cycle, after_trial, created_at
       FROM plan_versions CROSS JOIN generate_series(1, 3000) AS n WHERE plan_code = $1 AND newest`,
      [plan],
    );
    await scene.sql.query('ANALYZE plan_versions');
    const { lockSeats } = RENEW_ALL;
    const explained = { ...lockSeats, text: `EXPLAIN (ANALYZE, FORMAT JSON) ${lockSeats.text}` };
    const due = new Date('2025-03-01T00:00:00Z');
    const [after, upTo] = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];
    const { rows } = await runOn(scene.sql, explained, { now: due, until: due.toISOString(), after, upTo });
    const read = [...JSON.stringify(rows).matchAll(/"Actual Rows":([\d.]+),"Actual Loops":(\d+)/g)];
    expect(read.length).toBeGreaterThan(2);
    for (const [, count, loops] of read) expect(Number(count) * Number(loops)).toBeLessThan(10_000);
    await scene.sql.query('DELETE FROM plan_versions WHERE plan_code = $1 AND NOT newest', [plan]);
  });

  it('an edited plan is met at the next cycle, or at once when the operator says so', async () => {
    const plan = await scene.plan();
    const { key } = await scene.signUp(plan);
    const edit = async (recordings: number, query = '') => {
      const call = { token: scene.operator, body: { limits: { recordings, seats: 1 } } };
      expect((await scene.tenure.patch(`/v1/admin/plans/${plan}${query}`, call)).status).toBe(200);
    };
    await edit(20);
    expect((await scene.consume(key)).body).toMatchObject({ limit: 10 });
    scene.clock.set('2025-03-01T00:00:00Z');
    await scene.run();
    expect((await scene.consume(key)).body).toMatchObject({ limit: 20 });
    await edit(30, '?runningCycles=true');
    expect((await scene.consume(key)).body).toMatchObject({ limit: 30, used: 2 });
  });

  describe('and its plan has been edited since,', () => {
    const edit = async (plan: string, body: object, query = '') => {
      const answer = await scene.tenure.patch(`/v1/admin/plans/${plan}${query}`, {
        token: scene.operator,
        body,
      });
      expect(answer.status).toBe(200);
    };
    const limits = async (businessId: string): Promise<number[]> => {
      const path = `/v1/admin/businesses/${businessId}/subscription/cycles?limit=100`;
      const { body } = await scene.tenure.get(path, { token: scene.operator });
      return body.data.map(({ usage }: any) => usage.recordings.limit).toReversed();
    };
    const recordings = (amount: number) => ({ limits: { recordings: amount, seats: 1 } });

    it('each missed cycle opens under the version of its time', async () => {
      const plan = await scene.plan();
      const { businessId } = await scene.signUp(plan);
      scene.clock.set('2025-03-10T00:00:00Z');
      await edit(plan, recordings(20));
      scene.clock.set('2025-04-30T10:00:00.123Z');
      await edit(plan, recordings(30));
      scene.clock.set('2025-06-01T00:00:00Z');
      expect(await scene.run()).toEqual({ renewed: 4, switched: 0, ended: 0, setAside: 0 });
      // 31 January, 28 February | the first edit | 31 March, 30 April, as the second edit is made, 31 May.
      expect(await limits(businessId)).toEqual([10, 10, 20, 30, 30]);
    });

    it('with running cycles, what was over before keeps its terms and its history; what was under way does not', async () => {
      const plan = await scene.plan();
      const { businessId } = await scene.signUp(plan);
      scene.clock.set('2025-03-10T00:00:00Z');
      await edit(plan, { ...recordings(20), whenCycleEnds: 'end' }, '?runningCycles=true');
      // The cycle of January was over, and renewed by its own terms; the one of February was under way, and is the last.
      scene.clock.set('2025-06-01T00:00:00Z');
      expect(await scene.run()).toEqual({ renewed: 1, switched: 0, ended: 1, setAside: 0 });
      expect(await limits(businessId)).toEqual([10, 20]);
      expect(await scene.subscription(businessId)).toMatchObject({
        status: 'ended',
        endedAt: '2025-03-31T10:00:00.123Z',
      });
    });

    it('a plan of which no version is old enough is met in its first one', async () => {
      const next = await scene.plan(recordings(40));
      const { businessId } = await scene.signUp(await scene.plan({ whenCycleEnds: { switchTo: next } }));
      scene.clock.set('2025-05-01T00:00:00Z');
      await edit(next, recordings(50));
      await scene.sql.query('UPDATE plan_versions SET created_at = $2 WHERE plan_code = $1', [
        next,
        scene.clock.now(),
      ]);
      await scene.run();
      expect(await limits(businessId)).toEqual([10, 40, 40, 40]);
    });

    it('an edit of running cycles that was killed before it reached all of them still meets them when they end', async () => {
      const plan = await scene.plan();
      const [renewed, moved] = [await scene.signUp(plan), await scene.signUp(plan)];
      scene.clock.set('2025-02-10T00:00:00Z');
      await edit(plan, recordings(20));
      await scene.sql.query('UPDATE plan_versions SET running_at = $2 WHERE plan_code = $1 AND newest', [
        plan,
        scene.clock.now(),
      ]);
      scene.clock.set('2025-03-01T00:00:00Z');
      await scene.subscription(renewed.businessId);
      await edit(plan, {}, '?runningCycles=true');
      await scene.subscription(moved.businessId);
      expect(await limits(renewed.businessId)).toEqual([20, 20]);
      expect(await limits(moved.businessId)).toEqual([20, 20]);
    });
  });

  it('a change to another interval cuts the running one short, and keeps its usage at its very start', async () => {
    const [monthly, weekly, daily] = [
      await scene.plan(),
      await scene.plan({ interval: { unit: 'week', count: 1 } }),
      await scene.plan({ interval: { unit: 'day', count: 1 } }),
    ];
    const { businessId, key } = await scene.signUp(monthly);
    const put = async (planCode: string) => {
      const path = `/v1/admin/businesses/${businessId}/subscription`;
      const answer = await scene.tenure.put(path, { token: scene.operator, body: { planCode } });
      expect(answer.status).toBe(200);
    };
    expect((await scene.consume(key, 2)).status).toBe(200);
    scene.clock.set('2025-02-10T00:00:00.007Z');
    await put(weekly);
    expect((await scene.consume(key, 3)).body).toMatchObject({ used: 3, cycle: { index: 1 } });
    await put(daily);
    expect((await scene.consume(key, 4)).body).toMatchObject({ used: 7, cycle: { index: 1 } });
    expect(await scene.boundaries(businessId)).toEqual([
      START,
      '2025-02-10T00:00:00.007Z',
      '2025-02-11T00:00:00.007Z',
    ]);
    // By a server whose clock is behind: never before the cycle in which it happens.
    scene.clock.set('2025-02-09T23:59:59Z');
    await put(monthly);
    expect(await scene.boundaries(businessId)).toEqual([
      START,
      '2025-02-10T00:00:00.007Z',
      '2025-03-10T00:00:00.007Z',
    ]);
  });

  it.each([
    { unit: 'day', count: 15 } as const,
    { unit: 'week', count: 2 } as const,
    { unit: 'month', count: 3 } as const,
    { unit: 'year', count: 1 } as const,
  ])('boundaries are counted from the anchor: %o', async (interval) => {
    const { businessId } = await scene.signUp(await scene.plan({ interval }));
    scene.clock.set('2028-03-01T00:00:00Z');
    await scene.run();
    const found = await scene.boundaries(businessId);
    expect(found).toEqual(found.map((_, k) => boundary(new Date(START), k, interval).toISOString()));
    expect(new Date(found.at(-1) as string).getTime()).toBeGreaterThan(scene.clock.now().getTime());
  });
});
