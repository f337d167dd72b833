import { ADVISORY_LOCKS } from '../../../src/database/advisory-locks.js';
import type { FakeClock, Tenure } from '../../support/tenure.js';
import { rowCounts } from '../../support/operations.js';
import { fields } from '../../support/shapes.js';
import { moved } from '../../support/statements.js';
import { Scene } from './scene.js';

const START = Date.UTC(2026, 0, 1);
const day = (days: number) => new Date(START + days * 86_400_000);

describe('The renewal loop, as operators see it', () => {
  let scene: Scene;
  let tenure: Tenure;
  let clock: FakeClock;
  let token: string;
  beforeAll(async () => {
    scene = await Scene.start(day(0).toISOString());
    ({ tenure, clock, operator: token } = scene);
    const price = { amount: 0, currency: 'USD' };
    const plan = { name: 'Plan', price, interval: { unit: 'day', count: 10 }, limits: { recordings: 5 } };
    for (const body of [
      { ...plan, code: 'renews' },
      { ...plan, code: 'ends', whenCycleEnds: 'end' },
      { ...plan, code: 'switches', whenCycleEnds: { switchTo: 'renews' } },
    ]) {
      await tenure.post('/v1/admin/plans', { token, body });
    }
  });
  beforeEach(() => scene.beginAnew(day(0).toISOString()));
  afterAll(() => scene.close());

  const loopState = async () => (await tenure.get('/v1/admin/renewals', { token })).body;
  const run = (query = '') => tenure.post(`/v1/admin/renewals${query}`, { token });

  const renew = (id: string) => tenure.post(`/v1/admin/businesses/${id}/subscription/renew`, { token });

  it('has nothing to say before anything is due', async () => {
    await tenure.signUp({ planCode: 'renews' });
    expect(await loopState()).toEqual({ lastRunAt: null, lagSeconds: 0, due: 0, setAside: [] });
    expect((await run()).body).toEqual({ renewed: 0, switched: 0, ended: 0, setAside: 0 });
    expect((await loopState()).lastRunAt).toBe(day(0).toISOString());
  });

  it('says what is due and how late it is, and what a run would do, without doing it', async () => {
    for (const planCode of ['renews', 'ends', 'switches']) await tenure.signUp({ planCode });
    clock.set(new Date(day(10).getTime() - 1));
    expect(await loopState()).toMatchObject({ due: 0, lagSeconds: 0 });
    clock.set(new Date(day(10).getTime() + 90_500));
    expect(await loopState()).toEqual({ lastRunAt: null, lagSeconds: 90.5, due: 3, setAside: [] });
    const before = await rowCounts(tenure);
    const dry = await run('?dryRun=true');
    expect(dry).toMatchObject({ status: 200, body: { renewed: 1, switched: 1, ended: 1, setAside: 0 } });
    expect(fields(dry.body)).toEqual(['ended', 'renewed', 'setAside', 'switched']);
    expect(await rowCounts(tenure)).toEqual(before);
    expect(await loopState()).toMatchObject({ due: 3, lastRunAt: null });
    expect((await run('?dryRun=false')).body).toEqual(dry.body);
    expect(await loopState()).toMatchObject({ due: 0, lagSeconds: 0, setAside: [] });
  });

  it('catches up with every missed cycle, as the dry run said', async () => {
    for (const planCode of ['renews', 'ends', 'switches']) await tenure.signUp({ planCode });
    clock.set(day(365));
    const dry = (await run('?dryRun=true')).body;
    expect(dry).toEqual({ renewed: 36 + 35, switched: 1, ended: 1, setAside: 0 });
    expect((await run()).body).toEqual(dry);
    expect((await run()).body).toEqual({ renewed: 0, switched: 0, ended: 0, setAside: 0 });
    const [{ n }] = await tenure.dataSource.query('SELECT count(*)::int AS n FROM cycles');
    expect(n).toBe(37 + 37 + 1);
  });

  it('passes over businesses on test clocks', async () => {
    const customer = await tenure.onTestClock(token, '2020-01-01T00:00:00Z', 'renews');
    expect(await loopState()).toMatchObject({ due: 0 });
    expect((await run()).body.renewed).toBe(0);
    expect(customer.subscription.cycle.index).toBe(0);
  });

  it('shows what it set aside, which holds up nobody, and tries it again later', async () => {
    const broken = await tenure.signUp({ planCode: 'renews' });
    const fine = await tenure.signUp({ planCode: 'renews' });
    await tenure.dataSource.query(
      `UPDATE subscriptions SET anchor = ${moved('anchor', '1 hour')} WHERE business_id = $1`,
      [broken.businessId],
    );
    clock.set(day(10));
    expect((await run()).body).toEqual({ renewed: 1, switched: 0, ended: 0, setAside: 1 });
    const { setAside, due } = await loopState();
    expect(due).toBe(0);
    expect(setAside).toEqual([
      {
        businessId: broken.businessId,
        businessName: 'Analytical Engines',
        subscriptionId: broken.subscription.id,
        error: expect.any(String),
        attempts: 1,
        nextAttemptAt: new Date(day(10).getTime() + 60_000).toISOString(),
      },
    ]);
    // A read answers the last known state; a spend does not.
    const spend = (key: string) => tenure.post('/v1/usage', { key, body: { feature: 'recordings' } });
    const refused = await spend(broken.key);
    expect(refused).toMatchObject({ status: 503, body: { code: 'renewal_failed' } });
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await renew(broken.businessId)).toMatchObject({ status: 503, body: { code: 'renewal_failed' } });
    expect((await tenure.get('/v1/entitlements/recordings', { key: broken.key })).status).toBe(200);
    const subscription = await tenure.get(`/v1/admin/businesses/${broken.businessId}/subscription`, {
      token,
    });
    expect(subscription).toMatchObject({ status: 200, body: { cycle: { index: 0 } } });
    expect((await spend(fine.key)).body).toMatchObject({ used: 1, cycle: { index: 1 } });
    await tenure.dataSource.query(
      `UPDATE subscriptions SET anchor = ${moved('anchor', '-1 hour')} WHERE business_id = $1`,
      [broken.businessId],
    );
    // Nobody has to wait for the next attempt.
    expect(await renew(broken.businessId)).toMatchObject({ status: 200, body: { cycle: { index: 1 } } });
    expect((await loopState()).setAside).toEqual([]);
    expect((await spend(broken.key)).body).toMatchObject({ used: 1, cycle: { index: 1 } });
    const { body } = await tenure.get('/v1/admin/renewals/runs', { token });
    expect(body).toEqual({
      data: [
        {
          id: expect.any(String),
          at: day(10).toISOString(),
          ms: expect.any(Number),
          renewed: 1,
          switched: 0,
          ended: 0,
          setAside: 1,
        },
      ],
      nextCursor: null,
    });
  });

  it('is 409 while another run is under way', async () => {
    const other = tenure.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query(`SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.renewalWorkers}, 0)`);
    expect(await run()).toMatchObject({ status: 409, body: { code: 'renewal_running' } });
    expect((await run('?dryRun=true')).status).toBe(200);
    await other.rollbackTransaction();
    await other.release();
    expect((await run()).status).toBe(200);
  });

  it('run by many at once renews each once', async () => {
    for (let n = 0; n < 5; n += 1) await tenure.signUp({ planCode: 'renews' });
    clock.set(day(30));
    const runs = await Promise.all(Array.from({ length: 6 }, () => run()));
    const renewed = runs.reduce((sum, { body }) => sum + (body.renewed ?? 0), 0);
    expect(runs.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(renewed).toBe(15);
    const [{ n }] = await tenure.dataSource.query('SELECT count(*)::int AS n FROM cycles');
    expect(n).toBe(20);
  });
});
