import { jest } from '@jest/globals';
import { type Plan, RunningCycles, VERSION_TERMS } from '../../src/billing-plans/index.js';
import type { Bulkhead } from '../../src/database/bulkhead.js';
import { TooManyWait } from '../../src/database/outage.js';
import type { RunningCyclesService } from '../../src/subscriptions/cycles/running-cycles.service.js';
import { type Customer, startTenure, type Tenure } from '../support/tenure.js';

const START = '2026-01-01T00:00:00.000Z';

describe('An edit of a plan', () => {
  let tenure: Tenure;
  let token: string;
  beforeAll(async () => {
    tenure = await startTenure();
    token = await tenure.operator();
  });
  afterAll(() => tenure.close());

  /** A free plan of one day, and a customer on it. */
  const onPlan = async (code: string, changes: object = {}) => {
    const price = { amount: 0, currency: 'USD' };
    const body = {
      code,
      name: code,
      price,
      interval: { unit: 'day', count: 1 },
      limits: { recordings: 10 },
      ...changes,
    };
    expect((await tenure.post('/v1/admin/plans', { token, body })).status).toBe(201);
    return tenure.onTestClock(token, START, code);
  };
  const edit = (code: string, body: object, query = '') =>
    tenure.patch(`/v1/admin/plans/${code}${query}`, { token, body });
  const recordings = async ({ key }: Customer) =>
    (await tenure.get('/v1/entitlements/recordings', { key })).body;

  it('is met by a running subscription at its next cycle, not before', async () => {
    const customer = await onPlan('later');
    await edit('later', { limits: { recordings: 50 } });
    expect(await recordings(customer)).toMatchObject({ limit: 10 });
    expect(await customer.spend(11)).toMatchObject({ status: 402, body: { limit: 10 } });
    await customer.advance('2026-01-02T00:00:00Z');
    expect(await recordings(customer)).toMatchObject({ limit: 50, used: 0 });
  });

  it('is met at once with ?runningCycles=true, and usage stays', async () => {
    const customer = await onPlan('at-once');
    await customer.spend(8);
    await edit('at-once', { limits: { recordings: 20 } }, '?runningCycles=true');
    expect(await recordings(customer)).toMatchObject({ limit: 20, used: 8, remaining: 12 });
    expect(await customer.spend(12)).toMatchObject({ status: 200, body: { used: 20, limit: 20 } });
    await edit('at-once', { limits: { recordings: 5 } }, '?runningCycles=true');
    expect(await recordings(customer)).toMatchObject({ limit: 5, used: 20, remaining: 0, allowed: false });
    expect(await customer.spend(1)).toMatchObject({
      status: 402,
      body: { used: 20, limit: 5, remaining: 0 },
    });
  });

  it('with ?runningCycles=true also brings what was edited without it', async () => {
    const customer = await onPlan('twice');
    await edit('twice', { limits: { recordings: 30 } });
    await edit('twice', {}, '?runningCycles=true');
    expect(await recordings(customer)).toMatchObject({ limit: 30 });
  });

  it('is written, and its answer says so, while another edit keeps its place among running cycles', async () => {
    await onPlan('queued');
    const moves = (tenure.app.get<unknown>(RunningCycles) as { moves: Bulkhead }).moves;
    const run = jest.spyOn(moves, 'run').mockRejectedValue(new TooManyWait());
    const answer = await edit('queued', { limits: { recordings: 40 } }, '?runningCycles=true');
    run.mockRestore();
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(answer.body.detail).toMatch(/^The plan was edited.*Do not repeat the edit\.$/);
    expect((await tenure.get('/v1/admin/plans/queued', { token })).body.limits.recordings).toBe(40);
    await tenure.app.get<RunningCyclesService>(RunningCycles).resume();
  });

  it('makes a new version for each term of a version, and for nothing else', async () => {
    const edits: Pick<Plan, (typeof VERSION_TERMS)[number]> = {
      price: { amount: 900, currency: 'USD' },
      trialDays: 3,
      whenCycleEnds: 'end',
      whenTrialEnds: 'end',
      whenUnpaid: 'end',
      graceDays: 5,
      limits: { recordings: 20 },
    };
    await onPlan('terms');
    const newest = async () => (await tenure.get('/v1/admin/plans/terms/versions', { token })).body.data[0];
    expect(await newest()).toMatchObject({ number: 1 });
    for (const [before, term] of VERSION_TERMS.entries()) {
      const answer = await edit('terms', { [term]: edits[term] });
      expect(answer).toMatchObject({ status: 200, body: { [term]: edits[term] } });
      expect([term, (await newest()).number]).toEqual([term, before + 2]);
    }
    const texts = { name: 'Terms', description: 'Ours', visibility: 'hidden', selfService: false };
    await edit('terms', { ...texts, ...edits });
    expect(await newest()).toMatchObject({ number: VERSION_TERMS.length + 1 });
  });

  it('touches no other plan', async () => {
    const customer = await onPlan('mine');
    const stranger = await onPlan('theirs');
    await edit('theirs', { limits: { recordings: 99 } }, '?runningCycles=true');
    expect(await recordings(customer)).toMatchObject({ limit: 10 });
    expect(await recordings(stranger)).toMatchObject({ limit: 99 });
  });

  it('decides by the version in force what happens when a cycle ends', async () => {
    const customer = await onPlan('ending');
    await edit('ending', { whenCycleEnds: 'end' });
    expect((await customer.advance('2026-01-02T00:00:00Z')).body).toMatchObject({
      renewed: 1,
      ended: 0,
    });
    expect((await customer.advance('2026-01-03T00:00:00Z')).body).toMatchObject({
      renewed: 0,
      ended: 1,
    });
    const subscription = (await tenure.get('/v1/subscription', { token: customer.token })).body;
    expect(subscription).toMatchObject({
      status: 'ended',
      endReason: 'expired',
      endedAt: '2026-01-03T00:00:00.000Z',
      cycle: { index: 1 },
    });
  });

  it('that archives it lets those on it go on', async () => {
    const customer = await onPlan('archived');
    await tenure.post('/v1/admin/plans/archived/archive', { token });
    expect((await customer.advance('2026-01-04T00:00:00Z')).body).toMatchObject({ renewed: 3 });
    expect(await customer.spend(10)).toMatchObject({ status: 200 });
  });

  it('that archives it honours a switch to it', async () => {
    await onPlan('goal');
    const customer = await onPlan('road', { whenCycleEnds: { switchTo: 'goal' } });
    await tenure.dataSource.query("UPDATE plans SET archived_at = now() WHERE code = 'goal'");
    expect((await customer.advance('2026-01-02T00:00:00Z')).body).toMatchObject({ switched: 1 });
    expect((await tenure.get('/v1/subscription', { token: customer.token })).body.plan.code).toBe('goal');
  });
});
